#include "ui/models/kindstext.h"

#include <QCoreApplication>
#include <QStringList>

namespace safelight {

namespace {

struct KindsText
{
    Q_DECLARE_TR_FUNCTIONS(KindsText)
};

} // namespace

QString kindsText(const Availability& available)
{
    QStringList kinds;
    if (available.jpg)
        kinds += KindsText::tr("JPEG");
    if (available.raw)
        kinds += KindsText::tr("RAW");
    if (available.other)
        kinds += KindsText::tr("other");
    return kinds.isEmpty() ? KindsText::tr("nothing") : kinds.join(KindsText::tr(" and "));
}

QString badgeLetter(FileKind kind)
{
    switch (kind) {
    case FileKind::Jpg:
        return KindsText::tr("J", "badge: has a JPEG");
    case FileKind::Raw:
        return KindsText::tr("R", "badge: has a RAW");
    case FileKind::Other:
        return KindsText::tr("O", "badge: has another format");
    case FileKind::Sidecar:
        break;
    }
    return {};
}

} // namespace safelight
