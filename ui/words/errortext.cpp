#include "ui/words/errortext.h"

#include "base/pathtext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace safelight {

namespace {

constexpr auto kContext = "ErrorText";

/// What stands for a subject that the error does not name.
enum class Noun { File, Folder, Project, Library, Catalog, Program };

/// The words for one code. `what` has the subject as %1.
struct Words
{
    ErrorCode code;
    Noun noun;
    const char* brief;
    const char* what;
    const char* advice;
};

constexpr std::array kWords = {
    Words{ErrorCode::Cancelled, Noun::Program, QT_TRANSLATE_NOOP("ErrorText", "stopped before its turn"),
          QT_TRANSLATE_NOOP("ErrorText", "This was stopped before it was done."),
          QT_TRANSLATE_NOOP("ErrorText", "What was finished until then stays. Start it again to go on.")},
    Words{ErrorCode::InvalidArgument, Noun::Program, QT_TRANSLATE_NOOP("ErrorText", "not a usable value"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 is not a usable value."),
          QT_TRANSLATE_NOOP("ErrorText", "Correct it and try again.")},
    Words{ErrorCode::NotFound, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "not found"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 was not found."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "It may have been moved or deleted, or its disk or card was taken out. "
                            "Connect it and try again.")},
    Words{ErrorCode::AlreadyExists, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "the name is taken"),
          QT_TRANSLATE_NOOP("ErrorText", "There is something else under the name %1."),
          QT_TRANSLATE_NOOP("ErrorText", "Nothing was overwritten. Choose another name.")},
    Words{ErrorCode::PermissionDenied, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "permission denied"),
          QT_TRANSLATE_NOOP("ErrorText", "You are not permitted to use %1."),
          QT_TRANSLATE_NOOP("ErrorText", "Change its permissions in your file manager, then try again.")},
    Words{ErrorCode::ReadOnly, Noun::Folder, QT_TRANSLATE_NOOP("ErrorText", "the disk is read-only"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 lies on a disk that cannot be written to."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Look for a lock switch, or connect the disk so that it can be written to; "
                            "then try again.")},
    Words{ErrorCode::NoSpace, Noun::Folder, QT_TRANSLATE_NOOP("ErrorText", "the disk is full"),
          QT_TRANSLATE_NOOP("ErrorText", "There is not enough space on the disk for %1."),
          QT_TRANSLATE_NOOP("ErrorText", "Make room on that disk, then try again. Nothing was lost.")},
    Words{ErrorCode::ReadFailed, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "could not be read"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 could not be read."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "The disk or card may be failing, or have a loose contact. Try another reader, "
                            "and keep the card as it is.")},
    Words{ErrorCode::WriteFailed, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "could not be written"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 could not be written."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "The disk of the library may be failing. Check it before you take in more.")},
    Words{ErrorCode::SyncFailed, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "the disk did not confirm it"),
          QT_TRANSLATE_NOOP("ErrorText", "The disk did not confirm that %1 was written."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "The copy was not kept and the original is untouched. Check the disk, then try "
                            "again.")},
    Words{ErrorCode::VerifyFailed, Noun::File,
          QT_TRANSLATE_NOOP("ErrorText", "the copy differs from the original"),
          QT_TRANSLATE_NOOP("ErrorText", "The copy of %1 was not the same as the original."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "The copy was not kept and the original is untouched. Try again; if it happens "
                            "again, check the disk and the card reader.")},
    Words{ErrorCode::ChangedWhileRead, Noun::File,
          QT_TRANSLATE_NOOP("ErrorText", "changed while it was read"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 changed while it was read."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Another program may still be writing it. Wait until that is done, then try "
                            "again.")},
    Words{ErrorCode::NotARegularFile, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "not a file"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 is not a file."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "It is a device, a socket or a link that leads nowhere, and was left where it "
                            "is.")},
    Words{ErrorCode::NameTooLong, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "the name is too long"),
          QT_TRANSLATE_NOOP("ErrorText", "The name %1 is too long for the disk of the library."),
          QT_TRANSLATE_NOOP("ErrorText", "Give it a shorter name, then try again.")},
    Words{ErrorCode::Unsupported, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "not a format that is taken in"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 is not of a format that Safelight knows."),
          QT_TRANSLATE_NOOP("ErrorText", "It was left where it is.")},
    Words{ErrorCode::Empty, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "the file is empty"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 is empty."),
          QT_TRANSLATE_NOOP(
              "ErrorText", "There is nothing in it to keep. If it came from a card, the card may be damaged: "
                           "do not format it yet.")},
    Words{ErrorCode::VolumeBusy, Noun::Folder, QT_TRANSLATE_NOOP("ErrorText", "still in use"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 is still in use, and was not unmounted."),
          QT_TRANSLATE_NOOP("ErrorText", "Close the windows and programs that show it, then try again. "
                                         "Do not take it out yet.")},
    Words{ErrorCode::CannotUnmount, Noun::Folder, QT_TRANSLATE_NOOP("ErrorText", "could not be unmounted"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 could not be unmounted."),
          QT_TRANSLATE_NOOP("ErrorText", "Eject it in your file manager before you take it out.")},
    Words{ErrorCode::VolumeGone, Noun::Folder, QT_TRANSLATE_NOOP("ErrorText", "the card or disk is away"),
          QT_TRANSLATE_NOOP("ErrorText", "The card or disk with %1 was taken away."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Connect the same one again and go on. What was taken in until then is safe.")},
    Words{ErrorCode::KnownRejected, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "rejected before"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 was taken in before, and rejected."),
          QT_TRANSLATE_NOOP("ErrorText", "It was left where it is. To have it back, take it in with rejected "
                                         "photos.")},
    Words{ErrorCode::NotChosen, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "left out by you"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 was left out, as you chose."),
          QT_TRANSLATE_NOOP("ErrorText", "It is where it was.")},
    Words{ErrorCode::NotCopiedTwice, Noun::File,
          QT_TRANSLATE_NOOP("ErrorText", "the second copy could not be made"),
          QT_TRANSLATE_NOOP("ErrorText", "The second copy of %1 could not be made."),
          QT_TRANSLATE_NOOP("ErrorText", "It is in the library, and its original was kept. Check the disk of "
                                         "the second copy, then take it in again.")},
    Words{ErrorCode::FrameIncomplete, Noun::File,
          QT_TRANSLATE_NOOP("ErrorText", "its original stays with another file of its photo"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 is in the library, but another file of its photo is not."),
          QT_TRANSLATE_NOOP("ErrorText", "Its original was kept, so that the photo stays whole. Take it in "
                                         "again once the other file can be read.")},
    Words{ErrorCode::MetadataNotAdded, Noun::File,
          QT_TRANSLATE_NOOP("ErrorText", "stored as it is, nothing was added to it"),
          QT_TRANSLATE_NOOP("ErrorText", "Creator, copyright and keywords could not be added to %1."),
          QT_TRANSLATE_NOOP("ErrorText", "It is stored as it is. Add them with the program that wrote it.")},
    Words{ErrorCode::Damaged, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "the picture is damaged"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 is damaged and cannot be shown, or only in part."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Its bytes are kept as they are. Look for a better copy on the card.")},
    Words{ErrorCode::TooLarge, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "too large to be shown"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 needs more memory or time than one picture may take."),
          QT_TRANSLATE_NOOP(
              "ErrorText", "Its bytes are kept as they are. The limits are in the settings, under “media”.")},
    Words{ErrorCode::WrongType, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "not what its extension says"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 is not what its extension says."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Its bytes are kept as they are. Open it in a program that knows it, to see what "
                            "it is.")},
    Words{ErrorCode::LibraryMissing, Noun::Folder, QT_TRANSLATE_NOOP("ErrorText", "there is no library here"),
          QT_TRANSLATE_NOOP("ErrorText", "There is no library in %1."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "If it lies on a disk of its own, connect the disk. Taking in photos makes a new "
                            "library.")},
    Words{ErrorCode::ProjectOffline, Noun::Project, QT_TRANSLATE_NOOP("ErrorText", "the project is offline"),
          QT_TRANSLATE_NOOP("ErrorText", "The folder of %1 is not there, or is another project’s."),
          QT_TRANSLATE_NOOP(
              "ErrorText", "Nothing was changed. Connect the disk that the folder lies on, or put the folder "
                           "back, then try again.")},
    Words{ErrorCode::ProjectUnknown, Noun::Project, QT_TRANSLATE_NOOP("ErrorText", "no such project"),
          QT_TRANSLATE_NOOP("ErrorText", "There is no project %1."),
          QT_TRANSLATE_NOOP("ErrorText", "It may have been renamed or removed. Choose one from the list.")},
    Words{ErrorCode::ProjectExists, Noun::Project,
          QT_TRANSLATE_NOOP("ErrorText", "the project exists already"),
          QT_TRANSLATE_NOOP("ErrorText", "There is a project %1 already."),
          QT_TRANSLATE_NOOP("ErrorText", "Choose another name, or use that project.")},
    Words{ErrorCode::ManifestDamaged, Noun::File, QT_TRANSLATE_NOOP("ErrorText", "the manifest is damaged"),
          QT_TRANSLATE_NOOP("ErrorText", "The manifest %1 cannot be understood."),
          QT_TRANSLATE_NOOP(
              "ErrorText", "Your pictures are not affected. Check the project: a manifest that is unreadable "
                           "is set aside and written anew.")},
    Words{ErrorCode::ManifestMismatch, Noun::Project,
          QT_TRANSLATE_NOOP("ErrorText", "the folder is another project’s"),
          QT_TRANSLATE_NOOP("ErrorText", "The folder of %1 bears the manifest of another project."),
          QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed. Put the right folder back in its place.")},
    Words{
        ErrorCode::ManifestTwice, Noun::Folder,
        QT_TRANSLATE_NOOP("ErrorText", "another folder is the same project"),
        QT_TRANSLATE_NOOP("ErrorText", "%1 bears the manifest of a project whose folder may be another one."),
        QT_TRANSLATE_NOOP("ErrorText",
                          "Nothing was changed. Connect the disk that the project lies on; of two copies, "
                          "move one out of the library.")},
    Words{ErrorCode::ProjectRemoved, Noun::Folder,
          QT_TRANSLATE_NOOP("ErrorText", "the project was removed before"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 is the folder of a project that you removed."),
          QT_TRANSLATE_NOOP("ErrorText", "It was left alone. Add the folder as a project to have it back.")},
    Words{ErrorCode::MassChange, Noun::Project,
          QT_TRANSLATE_NOOP("ErrorText", "too many files are missing at once"),
          QT_TRANSLATE_NOOP("ErrorText", "So many files of %1 are missing that this may be a mistake."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Nothing was changed. See whether its folder is complete. If the files are gone "
                            "for good, accept the change.")},
    Words{ErrorCode::LockedByOther, Noun::Library,
          QT_TRANSLATE_NOOP("ErrorText", "another program is taking in photos"),
          QT_TRANSLATE_NOOP("ErrorText", "Another program is taking in photos into %1."),
          QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed. Try again when it is done.")},
    Words{ErrorCode::WatchedByOther, Noun::Folder,
          QT_TRANSLATE_NOOP("ErrorText", "another program watches it"),
          QT_TRANSLATE_NOOP("ErrorText", "Another program watches %1 for this library."),
          QT_TRANSLATE_NOOP("ErrorText", "It takes in what comes to lie there. This one takes over when that "
                                         "one ends.")},
    Words{ErrorCode::PurgedFromTrash, Noun::File,
          QT_TRANSLATE_NOOP("ErrorText", "removed from the trash for good"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 was removed from the trash for good, at least in part."),
          QT_TRANSLATE_NOOP("ErrorText", "It cannot be restored. Look for it in your backups.")},
    Words{ErrorCode::NotInCatalog, Noun::File,
          QT_TRANSLATE_NOOP("ErrorText", "the catalogue does not know it"),
          QT_TRANSLATE_NOOP("ErrorText", "The catalogue does not know %1."),
          QT_TRANSLATE_NOOP("ErrorText", "It was left where it is. Look at it in your file manager.")},
    Words{ErrorCode::ClockUnsure, Noun::Program, QT_TRANSLATE_NOOP("ErrorText", "the clock was set back"),
          QT_TRANSLATE_NOOP("ErrorText",
                            "The clock says that it is earlier than when the trash was last used."),
          QT_TRANSLATE_NOOP("ErrorText", "Nothing was removed. Set the clock of this computer right.")},
    Words{ErrorCode::CatalogBusy, Noun::Catalog, QT_TRANSLATE_NOOP("ErrorText", "the catalogue is in use"),
          QT_TRANSLATE_NOOP("ErrorText", "Another program kept %1 in use for too long."),
          QT_TRANSLATE_NOOP("ErrorText", "Close the other program, then try again.")},
    Words{ErrorCode::CatalogReadOnly, Noun::Catalog,
          QT_TRANSLATE_NOOP("ErrorText", "the catalogue is read-only"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 cannot be written to."),
          QT_TRANSLATE_NOOP("ErrorText", "Make the library’s folder writable, or ask for the right to "
                                         "write on its server; then try again.")},
    Words{ErrorCode::CatalogDamaged, Noun::Catalog,
          QT_TRANSLATE_NOOP("ErrorText", "the catalogue is damaged"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 is damaged, or is not a catalogue."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Your pictures are not affected. Put the newest copy that you have of it in its "
                            "place, or move it away: then the projects’ folders can be added again.")},
    Words{ErrorCode::CatalogTooNew, Noun::Catalog,
          QT_TRANSLATE_NOOP("ErrorText", "the catalogue needs a newer Safelight"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 was made by a newer version of Safelight."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Nothing was changed. Install the newer version to use this library.")},
    Words{ErrorCode::CatalogUnreachable, Noun::Catalog,
          QT_TRANSLATE_NOOP("ErrorText", "the catalogue cannot be reached"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 cannot be reached."),
          QT_TRANSLATE_NOOP(
              "ErrorText", "Your pictures are not affected. Connect the disk that it lies on; or, if it lies "
                           "on a server, see whether that one runs and the network is there. Then try "
                           "again.")},
    Words{ErrorCode::CatalogLoginRefused, Noun::Catalog,
          QT_TRANSLATE_NOOP("ErrorText", "the catalogue’s server refused the login"),
          QT_TRANSLATE_NOOP("ErrorText", "The server refused the login to %1."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Your pictures are not affected. The password may be wrong or missing: put it "
                            "into the file .pgpass in your home folder, readable for you alone, or into the "
                            "environment variable PGPASSWORD. Or the name of the user is wrong.")},
    Words{ErrorCode::CatalogMissing, Noun::Catalog,
          QT_TRANSLATE_NOOP("ErrorText", "the catalogue’s database does not exist"),
          QT_TRANSLATE_NOOP("ErrorText", "The server has no database for %1."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Your pictures are not affected. See whether its name is right. For a new "
                            "library, create an empty database with “createdb”, then try again.")},
    Words{ErrorCode::CatalogOfOther, Noun::Catalog,
          QT_TRANSLATE_NOOP("ErrorText", "the catalogue is another library’s"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 is the catalogue of another library."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Nothing was changed. Open it with that library’s folder, or give this library a "
                            "catalogue of its own.")},
    Words{ErrorCode::CatalogFailed, Noun::Catalog, QT_TRANSLATE_NOOP("ErrorText", "the catalogue refused it"),
          QT_TRANSLATE_NOOP("ErrorText", "%1 refused what was asked of it."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Nothing was changed. Try again; if it happens again, the library’s log says "
                            "more.")},
    Words{ErrorCode::WrongCursor, Noun::Program,
          QT_TRANSLATE_NOOP("ErrorText", "a page that does not belong here"),
          QT_TRANSLATE_NOOP("ErrorText", "A page was asked for that does not belong to this list."),
          QT_TRANSLATE_NOOP("ErrorText", "Begin again from the first page.")},
    Words{ErrorCode::Internal, Noun::Program, QT_TRANSLATE_NOOP("ErrorText", "something unexpected happened"),
          QT_TRANSLATE_NOOP("ErrorText", "Something happened that Safelight does not expect."),
          QT_TRANSLATE_NOOP("ErrorText",
                            "Your pictures are safe where they are. Please report it, with the library’s "
                            "log.")},
};

const Words& wordsFor(ErrorCode code)
{
    const auto* const found = std::ranges::find(kWords, code, &Words::code);
    return found == kWords.end() ? kWords.back() : *found;
}

QString translated(const char* text)
{
    return QCoreApplication::translate(kContext, text);
}

QString nounText(Noun noun)
{
    switch (noun) {
    case Noun::File:
        return QCoreApplication::translate("ErrorText", "the file");
    case Noun::Folder:
        return QCoreApplication::translate("ErrorText", "the folder");
    case Noun::Project:
        return QCoreApplication::translate("ErrorText", "the project");
    case Noun::Library:
        return QCoreApplication::translate("ErrorText", "the library");
    case Noun::Catalog:
        return QCoreApplication::translate("ErrorText", "the catalogue");
    case Noun::Program:
        return QCoreApplication::translate("ErrorText", "this");
    }
    return {};
}

QString capitalised(QString sentence)
{
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper();
    return sentence;
}

QString whatHappened(const Error& error, const Words& words)
{
    QString pattern = translated(words.what);
    if (!pattern.contains(u"%1"))
        return pattern;
    const QString subject =
        error.subject.isEmpty()
            ? nounText(words.noun)
            : QCoreApplication::translate("ErrorText", "“%1”").arg(displayText(error.subject));
    return capitalised(pattern.arg(subject));
}

/// The words of the system below, innermost failure first in importance: never shown alone.
QString systemWords(const Error& error)
{
    const Error* deepest = &error;
    QString words = error.detail;
    while (deepest->cause) {
        deepest = deepest->cause.get();
        if (!deepest->detail.isEmpty())
            words = deepest->detail;
    }
    return displayText(words);
}

} // namespace

QString shortText(const Error& error)
{
    return translated(wordsFor(error.code).brief);
}

QString fullText(const Error& error)
{
    const Words& words = wordsFor(error.code);
    QString text = whatHappened(error, words);
    if (error.cause && error.cause->code != error.code)
        text +=
            u' ' + QCoreApplication::translate("ErrorText", "The reason: %1.").arg(shortText(*error.cause));
    text += u' ' + translated(words.advice);
    const QString details = systemWords(error);
    if (!details.isEmpty())
        text += u'\n' + QCoreApplication::translate("ErrorText", "(The system said: %1)").arg(details);
    return text;
}

} // namespace safelight
