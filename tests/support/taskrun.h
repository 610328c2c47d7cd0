#pragma once

#include "support/libraryfixture.h"
#include "tasks/jobrun.h"

namespace safelight::test {

/// How one maintenance task ended and what it told.
struct TaskOutcomes
{
    TaskResult result;
    QVector<Correction> corrections;
    QStringList skipped;   ///< `Project: code`, sorted
    QStringList failed;    ///< `subject: code`, sorted; readable
    QStringList leftAlone; ///< the same

    qint64 count(const char* key) const { return result.summary[QLatin1String(key)].toInteger(); }
    /// `kind: before -> after`, readable, sorted.
    QStringList changes() const;
    QString state() const { return jobStateName(result.state); }
};

struct TaskRunOptions
{
    StepOptions step;
    JobScope scope;
    CancelToken cancel;
    std::function<void(const Fact&)> onFact;             ///< called as well
    std::function<void(const TaskProgress&)> onProgress; ///< the same
};

/// Runs the task as a job of its own.
TaskOutcomes runTask(const LibraryFixture& safe, MaintenanceTask task, const TaskRunOptions& options = {});
/// Takes up the job that was paused, as a later start of the program does.
TaskOutcomes resumeTask(const LibraryFixture& safe, JobId job, const TaskRunOptions& options = {});
/// Tells what the task would do.
TaskOutcomes planTask(const LibraryFixture& safe, MaintenanceTask task, const TaskRunOptions& options = {});

/// A copy of the library as it lies on disk, but for what the database engine keeps beside its file.
QStringList libraryOnDisk(const LibraryFixture& safe);

} // namespace safelight::test
