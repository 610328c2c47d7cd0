#pragma once

#include "base/ids.h"
#include "domain/availability.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>
#include <QVector>

#include <optional>

namespace safelight {

/// A file of a photo whose presence differed from the disk, or that was on disk without a row.
struct FileChange
{
    QString name; ///< carried text, relative to the project's folder
    FileKind kind = FileKind::Other;
    bool wasPresent = false;
    bool isPresent = false;

    friend bool operator==(const FileChange&, const FileChange&) = default;
};

/// What was set right.
enum class CorrectionKind {
    Availability,  ///< a photo's row differed from the disk
    PhotoAdded,    ///< a file without a row became a photo, or a file of one
    PhotoMoved,    ///< a photo's file was found elsewhere, by its digest
    PhotoRenamed,  ///< two photos had the same name but for letter case
    PhotoRemoved,  ///< nothing of a photo was left: its row became a tombstone
    FolderRenamed, ///< a project's folder was named after its project
    ProjectGone,   ///< a project's folder is not there, though its disk is
    ProjectFound,  ///< a folder became a project
    ProjectMoved,  ///< a project's folder was found under another name
    TrashPurged,   ///< something was removed from the trash for good
    FileRejected,  ///< files of a photo that were not to be kept went to the trash
};
/// `availability`, `photo_added`, …: as in the catalogue and the JSON.
QString correctionKindName(CorrectionKind kind);
std::optional<CorrectionKind> correctionKindFromName(QStringView name);

/// One thing that differed between catalogue and disk and was set right, or (with no id) would be.
///
/// Of kind Availability: a photo; `before` may equal `after`, then only `files` says what changed (one of two
/// `other` files is gone). Of the other kinds `beforeText` and `afterText` say it: carried text of names.
struct Correction
{
    CorrectionId id;
    CorrectionKind kind = CorrectionKind::Availability;
    JobId job;
    ProjectId project;
    QString projectName;
    PhotoId photo;
    QString stem; ///< carried text
    Availability before;
    Availability after;
    QVector<FileChange> files;
    QString beforeText; ///< carried text
    QString afterText;  ///< carried text
    QDateTime at;       ///< UTC
    QDateTime undoneAt;
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::Correction)
