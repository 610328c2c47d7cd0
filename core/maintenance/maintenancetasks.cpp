#include "maintenance/maintenancetasks.h"

#include "maintenance/cachevalidation.h"
#include "maintenance/derivatives.h"
#include "maintenance/foldercheck.h"
#include "maintenance/manifestcheck.h"

namespace safelight {

const StepTable& maintenanceTasks()
{
    using enum MaintenanceTask;
    static const StepTable tasks = {
        {ManifestCheck, runManifestCheckTask},
        {FolderCheck, runFolderCheckTask},
        {CacheValidation, runCacheValidationTask},
        {Derivatives, runDerivativesTask},
    };
    return tasks;
}

} // namespace safelight
