#pragma once

#include "monitor/mounttable.h"

#include "base/result.h"
#include "db/connection.h"
#include "storage/library.h"

#include <filesystem>
#include <span>
#include <vector>

namespace safelight {

/// Folders that Safelight writes to itself: the library, the projects that lie elsewhere, and those given (a
/// second copy's destination). Errors: the catalogue's.
Result<std::vector<std::filesystem::path>> outputFolders(const Library& library, Connection& connection,
                                                         std::span<const std::filesystem::path> more);

/// Refuses to watch a folder that lies in one of Safelight's own, or contains one: what is taken in would be
/// found again. Sees through links and bind mounts; a folder that is not there is judged by its path. Errors:
/// InvalidArgument.
Status checkWatchable(const std::filesystem::path& folder, std::span<const std::filesystem::path> outputs,
                      const MountTable& mounts = MountTable::read());

} // namespace safelight
