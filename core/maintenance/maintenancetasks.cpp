#include "maintenance/maintenancetasks.h"

namespace safelight {

const StepTable& maintenanceTasks()
{
    using enum MaintenanceTask;
    static const StepTable tasks = {};
    return tasks;
}

} // namespace safelight
