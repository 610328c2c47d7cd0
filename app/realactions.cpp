#include "app/realactions.h"

#include "monitor/monitorservice.h"

#include "db/connection.h"
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

/// Opens the library's catalogue and does something with it.
template <class Act>
auto withCatalogue(const TaskEnvironment& environment, Act act) -> decltype(act(std::declval<Connection&>()))
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(connection.open());
    return act(connection);
}

void addReceipts(LibraryActions& actions)
{
    actions.exportReceipt = [](const TaskEnvironment& environment, ReceiptId receipt,
                               const std::filesystem::path& file) {
        return withCatalogue(environment, [&](Connection& connection) {
            return exportReceipt(environment.fs, connection, receipt, file, Replace::OwnFile);
        });
    };
    actions.writeMhl = [](const TaskEnvironment& environment, ReceiptId receipt, MhlPlace place) {
        return withCatalogue(environment, [&](Connection& connection) {
            return exportMhl(environment.fs, environment.library, connection, receipt, place);
        });
    };
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
    actions.planForNewLibrary = &planForNewLibrary;
    actions.resumeIngest = &resumeIngest;
    actions.postponeIngest = &postponeIngest;
    addReceipts(actions);
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
    actions.watch = [](const TaskEnvironment& environment, MonitorObserver& observer) {
        return std::make_unique<MonitorService>(environment, observer);
    };
    return actions;
}

} // namespace safelight
