#pragma once

#include <QMetaType>
#include <QString>

#include <memory>
#include <optional>

namespace safelight {

/// What went wrong, as a closed set that the window and the command line turn into sentences.
enum class ErrorCode {
    Cancelled,
    InvalidArgument,
    // files
    NotFound,
    AlreadyExists,
    PermissionDenied,
    ReadOnly,
    NoSpace,
    ReadFailed,
    WriteFailed,
    SyncFailed,
    VerifyFailed,
    ChangedWhileRead,
    NotARegularFile,
    NameTooLong,
    Unsupported,
    Empty,
    VolumeBusy,       ///< something still uses the disk or card
    CannotUnmount,    ///< the desktop could not, or has nobody who does it
    VolumeGone,       ///< the card, disk or share that it lies on was taken away
    KnownRejected,    ///< it was taken in once, and rejected
    NotChosen,        ///< a person left it out of what was planned
    NotCopiedTwice,   ///< it is stored, but the second copy that was asked for is not
    FrameIncomplete,  ///< it is stored, but another file of its frame is not: its original stays
    MetadataNotAdded, ///< a sidecar is stored as it was: nothing could be added to it
    // pictures
    Damaged,
    TooLarge,
    WrongType,
    // library and projects
    LibraryMissing,
    ProjectOffline,
    ProjectUnknown,
    ProjectExists,
    ManifestDamaged,
    ManifestMismatch,
    ManifestTwice,
    ProjectRemoved,
    MassChange,
    LockedByOther,
    WatchedByOther, ///< another program watches the folder
    // trash
    PurgedFromTrash,
    NotInCatalog,
    ClockUnsure,
    // catalogue
    CatalogBusy,
    CatalogReadOnly,
    CatalogDamaged,
    CatalogTooNew,
    CatalogUnreachable,
    CatalogLoginRefused,
    CatalogMissing,
    CatalogOfOther,
    CatalogFailed,
    WrongCursor,
    Internal,
};

/// One failure: what happened (`code`), to what (`subject`: a path or a name), in the words of the system
/// below (`detail`, never shown alone), and because of which earlier failure (`cause`). A value; copy freely.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString subject;
    QString detail;
    std::shared_ptr<const Error> cause;

    /// The same failure with `outer` around it, for a caller that knows more of the circumstances.
    Error wrappedIn(Error outer) const;
};

/// The stable, untranslated name of a code, for logs and JSON: `no_space`, `catalog_busy`, …
QString errorCodeName(ErrorCode code);
std::optional<ErrorCode> errorCodeFromName(QStringView name);

/// Untranslated one-line text for logs: code, subject, detail and the chain of causes.
QString describeForLog(const Error& error);

/// An Error for a failed system call: the code follows from `errnoValue`, falling back to `fallback`.
Error errorFromErrno(int errnoValue, QString subject, ErrorCode fallback);

} // namespace safelight

Q_DECLARE_METATYPE(safelight::Error)
