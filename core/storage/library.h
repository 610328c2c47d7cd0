#pragma once

#include "base/result.h"
#include "domain/cataloglocation.h"
#include "domain/project.h"
#include "storage/fileio.h"

#include <QUuid>

#include <filesystem>
#include <optional>

namespace safelight {

/// A root folder with `.safelight/` inside: where things lie. A value; knows paths, holds nothing open.
class Library
{
public:
    /// Opens the library at `root`, with its own catalogue or the one given. Errors: LibraryMissing (no
    /// marker there), ManifestDamaged (a marker that cannot be read), CatalogUnreachable (a marker, but its
    /// catalogue is gone: an empty one in its place would forget every photo), CatalogOfOther (another
    /// library's catalogue), and those of Connection::open() and migrate().
    static Result<Library> open(const std::filesystem::path& root,
                                const std::optional<CatalogLocation>& catalog = {});

    /// Opens it, or makes it where there is none: folders, an empty catalogue (on a server, in a database
    /// that is there and empty), and last the marker.
    static Result<Library> openOrCreate(FileSystem& fs, const std::filesystem::path& root,
                                        const std::optional<CatalogLocation>& catalog = {});

    /// The library that openOrCreate() would make at `root`, for a plan: nothing is written there, its empty
    /// catalogue is made in the folder `scratch`. Errors: AlreadyExists (there is one), and those of
    /// Connection::open() and migrate().
    static Result<Library> foresee(const std::filesystem::path& root, const std::filesystem::path& scratch);

    /// Whether the library lies where it was opened: its marker can be read and bears the same UUID. What is
    /// missing below a root that does not say so is not gone, its disk is. Errors: LibraryMissing,
    /// ManifestDamaged, ManifestMismatch, those of reading.
    Status confirm() const;

    /// Whether what was committed last has reached the catalogue's disk: the engine syncs each commit, and a
    /// sync may be none (confirmTakesChanges()). A server answers for its own disk. Errors: CatalogReadOnly,
    /// CatalogFailed.
    Status confirmCommits(FileSystem& fs) const;

    const std::filesystem::path& root() const { return m_root; }
    QUuid uuid() const { return m_uuid; }
    const CatalogLocation& catalog() const { return m_catalog; }
    std::filesystem::path stateFolder() const { return m_root / ".safelight"; }
    std::filesystem::path thumbnailFolder() const { return stateFolder() / "thumbnails"; }
    std::filesystem::path previewFolder() const { return stateFolder() / "previews"; }
    std::filesystem::path trashFolder() const { return stateFolder() / "trash"; }
    std::filesystem::path logFile() const { return stateFolder() / "logs" / "safelight.log"; }

    /// Where a project's folder lies: below the root, or wherever its absolute path says.
    std::filesystem::path folderOf(const Project& project) const;
    /// What a project's row says of a folder: relative for one below the root.
    QString folderText(const std::filesystem::path& folder) const;

private:
    Library(std::filesystem::path root, QUuid uuid, CatalogLocation catalog);

    std::filesystem::path m_root;
    QUuid m_uuid;
    CatalogLocation m_catalog;
};

/// A folder's name for a project's name: `/ \ :` become `-`, `* ? < > |` and quotes `_`, control characters
/// go, at most 240 bytes, no dots or spaces at the ends; "Untitled project" when nothing is left.
std::string safeFolderName(const QString& projectName);

/// "Wedding", "Wedding (2)", …: at most 240 bytes, whole characters of the name go first.
std::string numberedFolderName(const std::string& name, int number);

} // namespace safelight
