#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace safelight {

/// One kind of maintenance: a step of a job.
enum class MaintenanceTask {
    Trash,            ///< removes for good what has been in the trash for long
    OrphanedProjects, ///< finds projects whose folder is gone
    DuplicateNames,   ///< finds photos whose stems differ in letter case only
    FolderAlignment,  ///< names folders after their projects
    ManifestCheck,    ///< compares the catalogue with the disk
    FolderCheck,      ///< compares the disk with the catalogue
    CacheValidation,  ///< compares the thumbnails and previews with the catalogue
    Cleaning,         ///< removes rows of photos of which nothing is left
    FolderDiscovery,  ///< finds folders that are no projects yet
    Derivatives,      ///< makes thumbnails and previews
    Decisions,        ///< moves what a person decided not to keep to the trash
};

/// `trash`, `orphaned_projects`, …: as in the catalogue, the JSON and on the command line.
QString maintenanceTaskName(MaintenanceTask task);
std::optional<MaintenanceTask> maintenanceTaskFromName(QStringView name);

/// Every task, in the order in which a page lists them.
const std::vector<MaintenanceTask>& allMaintenanceTasks();
/// The steps of a whole maintenance.
const std::vector<MaintenanceTask>& wholeMaintenance();
/// The steps that follow an ingest.
const std::vector<MaintenanceTask>& afterIngest();

} // namespace safelight
