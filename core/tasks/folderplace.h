#pragma once

#include "domain/project.h"
#include "storage/library.h"

#include <filesystem>
#include <vector>

namespace safelight {

/// What can be said of a project's folder without looking into it.
enum class FolderPlace {
    There,   ///< something lies at its path; whether it is the project, its probe says
    Gone,    ///< nothing lies there, though the place where it lay is there
    Unknown, ///< nothing lies there, and perhaps its disk does not either
};

/// Directly below the library's root, what is not there is gone, as long as the library's own marker can be
/// read. Elsewhere an unmounted disk looks much like a removed folder, so it is gone only when
///
/// - the folder that it lay in is there and holds something that is not hidden (a mount point of a disk that
///   is not mounted is an empty folder),
/// - no folder on the way is a mount point of `mountTable` (fstab(5)) on which nothing is mounted,
/// - it is not below /media, /run/media or /mnt with nothing mounted there, and
/// - the folder that it lay in is on the library's own file system, or another of `projects` is there, with
///   its manifest, on the same file system.
///
/// In every other case: Unknown.
FolderPlace placeOf(const Library& library, const Project& project, const std::vector<Project>& projects,
                    const std::filesystem::path& mountTable = "/etc/fstab");

} // namespace safelight
