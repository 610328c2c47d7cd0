#include "maintenance/maintenancetasks.h"

#include "maintenance/cachevalidation.h"
#include "maintenance/cleaning.h"
#include "maintenance/decisioncommit.h"
#include "maintenance/derivatives.h"
#include "maintenance/duplicatenames.h"
#include "maintenance/folderalignment.h"
#include "maintenance/foldercheck.h"
#include "maintenance/folderdiscovery.h"
#include "maintenance/manifestcheck.h"
#include "maintenance/orphanedprojects.h"
#include "maintenance/trashtask.h"

namespace safelight {

const StepTable& maintenanceTasks()
{
    using enum MaintenanceTask;
    static const StepTable tasks = {
        {ManifestCheck, runManifestCheckTask},
        {Cleaning, runCleaningTask},
        {DuplicateNames, runDuplicateNamesTask},
        {FolderAlignment, runFolderAlignmentTask},
        {FolderDiscovery, runFolderDiscoveryTask},
        {OrphanedProjects, runOrphanedProjectsTask},
        {Trash, runTrashTask},
        {FolderCheck, runFolderCheckTask},
        {CacheValidation, runCacheValidationTask},
        {Derivatives, runDerivativesTask},
        {Decisions, runDecisionCommitTask},
    };
    return tasks;
}

} // namespace safelight
