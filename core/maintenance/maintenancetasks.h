#pragma once

#include "tasks/stepcontext.h"

namespace safelight {

/// The bodies of all maintenance tasks, one row each. Where a new task is added.
const StepTable& maintenanceTasks();

} // namespace safelight
