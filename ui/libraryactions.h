#pragma once

#include "monitor/foldermonitor.h"

#include "ingest/ingestjob.h"
#include "ingest/receiptexport.h"
#include "maintenance/correctionundo.h"
#include "maintenance/manifestcheck.h"
#include "storage/library.h"
#include "tasks/taskenvironment.h"

#include <functional>
#include <memory>
#include <optional>

namespace safelight {

/// What the window does to a library, each called off the GUI thread. The program gives the real ones
/// (app/realactions.h), tests what they want to see happen.
struct LibraryActions
{
    using Root = std::filesystem::path;
    using Catalog = std::optional<CatalogLocation>;

    std::function<Result<Library>(const Root&, const Catalog&)> open;
    std::function<Result<Library>(const Root&, const Catalog&)> openOrCreate;
    std::function<Result<int>(const TaskEnvironment&)> recoverInterrupted;
    std::function<TaskResult(const TaskEnvironment&, const IngestRequest&, TaskObserver&, const CancelToken&)>
        ingest;
    /// What an ingest would do that makes the library first.
    std::function<TaskResult(const Root&, const Settings&, const EventLog&, const IngestRequest&,
                             TaskObserver&, const CancelToken&)>
        planForNewLibrary;
    /// Goes on with an ingest, under its job.
    std::function<TaskResult(const TaskEnvironment&, JobId, TaskObserver&, const CancelToken&)> resumeIngest;
    /// Keeps one that could not begin for the next start.
    std::function<Result<JobId>(const TaskEnvironment&, const IngestRequest&)> postponeIngest;
    /// Writes a receipt to a file, which may be there already; returns the number of its files.
    std::function<Result<qint64>(const TaskEnvironment&, ReceiptId, const std::filesystem::path& file)>
        exportReceipt;
    /// Writes an ASC MHL of a receipt's copies; returns its path.
    std::function<Result<std::filesystem::path>(const TaskEnvironment&, ReceiptId, MhlPlace)> writeMhl;
    /// The bodies of the maintenance tasks, by which the jobs of the queue are done.
    StepTable tasks;
    /// Whether nobody needs the machine now; called off the GUI thread before scheduled work.
    std::function<bool()> isMachineIdle;
    std::function<TaskResult(const TaskEnvironment&, const UndoRequest&, TaskObserver&, const CancelToken&)>
        undo;
    std::function<Status(const TaskEnvironment&, const QString& name)> addProject;
    std::function<Status(const TaskEnvironment&, const QString& oldName, const QString& newName)>
        renameProject;
    std::function<Status(const TaskEnvironment&, const QString& name)> removeProject;
    /// What watches folders and tells the observer; called on the GUI thread, so it only begins to. Empty:
    /// nothing does.
    std::function<std::unique_ptr<FolderMonitor>(const TaskEnvironment&, MonitorObserver&)> watch;
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::IngestRequest)
