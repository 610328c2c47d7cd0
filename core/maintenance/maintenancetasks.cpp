#include "maintenance/maintenancetasks.h"

#include "maintenance/manifestcheck.h"
#include "maintenance/trashtask.h"

namespace safelight {

const StepTable& maintenanceTasks()
{
    using enum MaintenanceTask;
    static const StepTable tasks = {
        {ManifestCheck, runManifestCheckTask},
        {Trash, runTrashTask},
    };
    return tasks;
}

} // namespace safelight
