#include "domain/correction.h"

#include "domain/nametable.h"

namespace safelight {

namespace {

const NameTable<CorrectionKind, 11> kKinds({{
    {CorrectionKind::Availability, u"availability"},
    {CorrectionKind::PhotoAdded, u"photo_added"},
    {CorrectionKind::PhotoMoved, u"photo_moved"},
    {CorrectionKind::PhotoRenamed, u"photo_renamed"},
    {CorrectionKind::PhotoRemoved, u"photo_removed"},
    {CorrectionKind::FolderRenamed, u"folder_renamed"},
    {CorrectionKind::ProjectGone, u"project_gone"},
    {CorrectionKind::ProjectFound, u"project_found"},
    {CorrectionKind::ProjectMoved, u"project_moved"},
    {CorrectionKind::TrashPurged, u"trash_purged"},
    {CorrectionKind::FileRejected, u"file_rejected"},
}});

} // namespace

QString correctionKindName(CorrectionKind kind)
{
    return kKinds.nameOf(kind);
}

std::optional<CorrectionKind> correctionKindFromName(QStringView name)
{
    return kKinds.valueOf(name);
}

} // namespace safelight
