#include "base/error.h"

#include <system_error>

#include <cerrno>

namespace safelight {

Error Error::wrappedIn(Error outer) const
{
    outer.cause = std::make_shared<const Error>(*this);
    return outer;
}

QString errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorCode::InvalidArgument:
        return QStringLiteral("invalid_argument");
    case ErrorCode::NotFound:
        return QStringLiteral("not_found");
    case ErrorCode::AlreadyExists:
        return QStringLiteral("already_exists");
    case ErrorCode::PermissionDenied:
        return QStringLiteral("permission_denied");
    case ErrorCode::ReadOnly:
        return QStringLiteral("read_only");
    case ErrorCode::NoSpace:
        return QStringLiteral("no_space");
    case ErrorCode::ReadFailed:
        return QStringLiteral("read_failed");
    case ErrorCode::WriteFailed:
        return QStringLiteral("write_failed");
    case ErrorCode::SyncFailed:
        return QStringLiteral("sync_failed");
    case ErrorCode::VerifyFailed:
        return QStringLiteral("verify_failed");
    case ErrorCode::ChangedWhileRead:
        return QStringLiteral("changed_while_read");
    case ErrorCode::NotARegularFile:
        return QStringLiteral("not_a_regular_file");
    case ErrorCode::NameTooLong:
        return QStringLiteral("name_too_long");
    case ErrorCode::Unsupported:
        return QStringLiteral("unsupported");
    case ErrorCode::Empty:
        return QStringLiteral("empty");
    case ErrorCode::VolumeBusy:
        return QStringLiteral("volume_busy");
    case ErrorCode::CannotUnmount:
        return QStringLiteral("cannot_unmount");
    case ErrorCode::VolumeGone:
        return QStringLiteral("volume_gone");
    case ErrorCode::KnownRejected:
        return QStringLiteral("known_rejected");
    case ErrorCode::NotChosen:
        return QStringLiteral("not_chosen");
    case ErrorCode::FrameIncomplete:
        return QStringLiteral("frame_incomplete");
    case ErrorCode::NotCopiedTwice:
        return QStringLiteral("not_copied_twice");
    case ErrorCode::MetadataNotAdded:
        return QStringLiteral("metadata_not_added");
    case ErrorCode::Damaged:
        return QStringLiteral("damaged");
    case ErrorCode::TooLarge:
        return QStringLiteral("too_large");
    case ErrorCode::WrongType:
        return QStringLiteral("wrong_type");
    case ErrorCode::LibraryMissing:
        return QStringLiteral("library_missing");
    case ErrorCode::ProjectOffline:
        return QStringLiteral("project_offline");
    case ErrorCode::ProjectUnknown:
        return QStringLiteral("project_unknown");
    case ErrorCode::ProjectExists:
        return QStringLiteral("project_exists");
    case ErrorCode::ManifestDamaged:
        return QStringLiteral("manifest_damaged");
    case ErrorCode::ManifestMismatch:
        return QStringLiteral("manifest_mismatch");
    case ErrorCode::ManifestTwice:
        return QStringLiteral("manifest_twice");
    case ErrorCode::ProjectRemoved:
        return QStringLiteral("project_removed");
    case ErrorCode::MassChange:
        return QStringLiteral("mass_change");
    case ErrorCode::LockedByOther:
        return QStringLiteral("locked_by_other");
    case ErrorCode::WatchedByOther:
        return QStringLiteral("watched_by_other");
    case ErrorCode::PurgedFromTrash:
        return QStringLiteral("purged_from_trash");
    case ErrorCode::NotInCatalog:
        return QStringLiteral("not_in_catalog");
    case ErrorCode::ClockUnsure:
        return QStringLiteral("clock_unsure");
    case ErrorCode::CatalogBusy:
        return QStringLiteral("catalog_busy");
    case ErrorCode::CatalogReadOnly:
        return QStringLiteral("catalog_read_only");
    case ErrorCode::CatalogDamaged:
        return QStringLiteral("catalog_damaged");
    case ErrorCode::CatalogTooNew:
        return QStringLiteral("catalog_too_new");
    case ErrorCode::CatalogUnreachable:
        return QStringLiteral("catalog_unreachable");
    case ErrorCode::CatalogLoginRefused:
        return QStringLiteral("catalog_login_refused");
    case ErrorCode::CatalogMissing:
        return QStringLiteral("catalog_missing");
    case ErrorCode::CatalogOfOther:
        return QStringLiteral("catalog_of_other");
    case ErrorCode::CatalogFailed:
        return QStringLiteral("catalog_failed");
    case ErrorCode::WrongCursor:
        return QStringLiteral("wrong_cursor");
    case ErrorCode::Internal:
        return QStringLiteral("internal");
    }
    return QStringLiteral("internal");
}

std::optional<ErrorCode> errorCodeFromName(QStringView name)
{
    for (int value = 0; value <= static_cast<int>(ErrorCode::Internal); ++value) {
        const auto code = static_cast<ErrorCode>(value);
        if (errorCodeName(code) == name)
            return code;
    }
    return std::nullopt;
}

QString describeForLog(const Error& error)
{
    QString text = errorCodeName(error.code);
    if (!error.subject.isEmpty())
        text += u" [" + error.subject + u']';
    if (!error.detail.isEmpty())
        text += u": " + error.detail;
    if (error.cause)
        text += u" <- " + describeForLog(*error.cause);
    return text;
}

namespace {

ErrorCode codeForErrno(int value, ErrorCode fallback)
{
    switch (value) {
    case ENOENT:
    case ENOTDIR:
        return ErrorCode::NotFound;
    case EEXIST:
    case ENOTEMPTY:
        return ErrorCode::AlreadyExists;
    case EACCES:
    case EPERM:
        return ErrorCode::PermissionDenied;
    case EROFS:
        return ErrorCode::ReadOnly;
    case ENOSPC:
    case EDQUOT:
        return ErrorCode::NoSpace;
    case ENAMETOOLONG:
        return ErrorCode::NameTooLong;
    case EFBIG:
        return ErrorCode::TooLarge;
    default:
        return fallback;
    }
}

} // namespace

Error errorFromErrno(int errnoValue, QString subject, ErrorCode fallback)
{
    // std::strerror is not thread-safe; the generic category is.
    return Error{codeForErrno(errnoValue, fallback), std::move(subject),
                 QString::fromStdString(std::generic_category().message(errnoValue)), nullptr};
}

} // namespace safelight
