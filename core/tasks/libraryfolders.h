#pragma once

#include "storage/library.h"
#include "storage/manifest.h"
#include "tasks/stepcontext.h"

#include <string>
#include <vector>

namespace safelight {

/// The folders directly below the library's root, sorted bytewise, with what their manifests say. Hidden ones
/// and links are left out.
class LibraryFolders
{
public:
    struct Folder
    {
        std::string name;
        Result<Manifest> manifest;
    };

    /// Errors: LibraryMissing and others of Library::confirm(), ReadFailed, Cancelled.
    static Result<LibraryFolders> list(const Library& library, const CancelToken& cancel);

    const std::vector<Folder>& all() const { return m_folders; }
    /// Those that bear this UUID.
    std::vector<const Folder*> bearing(const QUuid& uuid) const;

private:
    std::vector<Folder> m_folders;
};

/// Whether the project's own folder bears its manifest.
bool isAtHome(const Library& library, const Project& project);

/// Finds a project again whose folder was renamed: when nothing lies at its own place (or another project
/// does) and exactly one folder below the library bears its UUID, its row says from now on that it lies
/// there. Two such folders, and one that may be a copy of a folder on a disk that is away, are listed and
/// left. Goes through the gate of StepContext (a plan only tells); on success `project.folder` is the new
/// one. Returns whether it was found.
Result<bool> adoptMovedFolder(StepContext& step, const LibraryFolders& folders, Project& project,
                              const std::vector<Project>& projects, const QJsonObject& cursor);

} // namespace safelight
