#include "maintenance/maintenancetasks.h"

#include "maintenance/manifestcheck.h"

namespace safelight {

const StepTable& maintenanceTasks()
{
    using enum MaintenanceTask;
    static const StepTable tasks = {
        {ManifestCheck, runManifestCheckTask},
    };
    return tasks;
}

} // namespace safelight
