#pragma once

#include "tasks/stepcontext.h"

namespace safelight {

/// Task `trash`: removes for good what has been in the trash for longer than `trash.retention_hours`, counted
/// from when it was put there; finishes what an earlier run began. Removes nothing while the clock says that
/// it is earlier than the latest deletion. What lies in the trash without a row is listed.
/// Counts: processed, corrected, left_alone, failed.
StepOutcome runTrashTask(StepContext& step);

} // namespace safelight
