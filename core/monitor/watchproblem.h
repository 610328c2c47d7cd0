#pragma once

#include "monitor/foldermonitor.h"

#include "base/result.h"
#include "db/connection.h"
#include "domain/watchedfolder.h"
#include "storage/library.h"

namespace safelight {

/// Looks for what is wrong with a folder that a person wants to have watched, or wants to change. Blocks.
/// Errors: InvalidArgument (options that cannot be read), those of looking at the folder, the catalogue's.
Result<WatchProblem> findProblem(const Library& library, Connection& connection, const WatchedFolder& folder);

} // namespace safelight
