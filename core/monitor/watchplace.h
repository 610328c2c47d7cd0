#pragma once

#include "monitor/mounttable.h"

#include "base/result.h"
#include "db/connection.h"
#include "storage/library.h"

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace safelight {

/// Folders that Safelight writes to itself: the library, the projects that lie elsewhere, and those given (a
/// second copy's destination). Errors: the catalogue's.
Result<std::vector<std::filesystem::path>> outputFolders(const Library& library, Connection& connection,
                                                         std::span<const std::filesystem::path> more);

/// How a folder lies to another one.
struct FolderOverlap
{
    enum class Kind { Same, Within, Around };

    Kind kind = Kind::Same;
    std::filesystem::path other;
};
/// The first of `others` that the folder is, lies in or contains. Sees through links and bind mounts; a
/// folder that is not there is judged by its path.
std::optional<FolderOverlap> findOverlap(const std::filesystem::path& folder,
                                         std::span<const std::filesystem::path> others,
                                         const MountTable& mounts = MountTable::read());

/// Refuses to watch a folder that lies in one of Safelight's own, or contains one: what is taken in would be
/// found again. Errors: InvalidArgument.
Status checkWatchable(const std::filesystem::path& folder, std::span<const std::filesystem::path> outputs,
                      const MountTable& mounts = MountTable::read());

} // namespace safelight
