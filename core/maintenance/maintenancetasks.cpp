#include "maintenance/maintenancetasks.h"

#include "maintenance/trashtask.h"

namespace safelight {

const StepTable& maintenanceTasks()
{
    using enum MaintenanceTask;
    static const StepTable tasks = {
        {Trash, runTrashTask},
    };
    return tasks;
}

} // namespace safelight
