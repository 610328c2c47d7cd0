#include "app/realactions.h"

#include "maintenance/maintenancetasks.h"
#include "tasks/jobqueue.h"
#include "tasks/jobscheduler.h"
#include "tasks/projectactions.h"

namespace safelight {

namespace {

/// Success, or the error, of something whose value nobody needs here.
template <class T>
Status statusOf(const Result<T>& result)
{
    return result ? Status() : Status(result.error());
}

} // namespace

LibraryActions realActions()
{
    LibraryActions actions;
    actions.open = &Library::open;
    actions.openOrCreate = [](const auto& root, const auto& catalog) {
        return Library::openOrCreate(FileSystem::posix(), root, catalog);
    };
    actions.recoverInterrupted = &recoverInterruptedJobs;
    actions.ingest = &runIngest;
    actions.tasks = maintenanceTasks();
    actions.isMachineIdle = &isMachineIdle;
    actions.undo = &undoCorrections;
    actions.addProject = [](const TaskEnvironment& environment, const QString& name) {
        return statusOf(addProject(environment, name));
    };
    actions.renameProject = &renameProject;
    actions.removeProject = [](const TaskEnvironment& environment, const QString& name) {
        return statusOf(removeProject(environment, name));
    };
    return actions;
}

} // namespace safelight
