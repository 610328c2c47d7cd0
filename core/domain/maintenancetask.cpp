#include "domain/maintenancetask.h"

#include "domain/nametable.h"

namespace safelight {

namespace {

const NameTable<MaintenanceTask, 11> kNames({{
    {MaintenanceTask::Trash, u"trash"},
    {MaintenanceTask::OrphanedProjects, u"orphaned_projects"},
    {MaintenanceTask::DuplicateNames, u"duplicate_names"},
    {MaintenanceTask::FolderAlignment, u"folder_alignment"},
    {MaintenanceTask::ManifestCheck, u"manifest_check"},
    {MaintenanceTask::FolderCheck, u"folder_check"},
    {MaintenanceTask::CacheValidation, u"cache_validation"},
    {MaintenanceTask::Cleaning, u"cleaning"},
    {MaintenanceTask::FolderDiscovery, u"folder_discovery"},
    {MaintenanceTask::Derivatives, u"derivatives"},
    {MaintenanceTask::Decisions, u"decisions"},
}});

} // namespace

QString maintenanceTaskName(MaintenanceTask task)
{
    return kNames.nameOf(task);
}

std::optional<MaintenanceTask> maintenanceTaskFromName(QStringView name)
{
    return kNames.valueOf(name);
}

const std::vector<MaintenanceTask>& allMaintenanceTasks()
{
    using enum MaintenanceTask;
    static const std::vector<MaintenanceTask> tasks = {
        Trash,          OrphanedProjects, FolderDiscovery, FolderAlignment, ManifestCheck, FolderCheck,
        DuplicateNames, Derivatives,      CacheValidation, Decisions,       Cleaning};
    return tasks;
}

const std::vector<MaintenanceTask>& wholeMaintenance()
{
    using enum MaintenanceTask;
    static const std::vector<MaintenanceTask> tasks = {
        Trash, OrphanedProjects, FolderAlignment, ManifestCheck, FolderCheck, CacheValidation, Cleaning};
    return tasks;
}

const std::vector<MaintenanceTask>& afterIngest()
{
    using enum MaintenanceTask;
    static const std::vector<MaintenanceTask> tasks = {Derivatives, ManifestCheck};
    return tasks;
}

} // namespace safelight
