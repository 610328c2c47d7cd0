#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "db/connection.h"

namespace safelight {

/// Whether photos are being taken into the project, by any program: a job of type ingest that runs, and whose
/// worker may be alive. An ingest writes its job's row before its first copy, so the answer holds within a
/// write transaction.
Result<bool> isIngestRunning(Connection& connection, ProjectId project);

} // namespace safelight
