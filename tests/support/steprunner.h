#pragma once

#include "support/libraryfixture.h"
#include "tasks/jobrequest.h"

#include <functional>
#include <mutex>

namespace safelight::test {

/// Keeps what the steps of a job tell.
class StepWatcher final : public TaskObserver
{
public:
    void progressed(const TaskProgress& progress) override;
    void happened(const Fact& fact) override;

    std::function<void(const TaskProgress&)> onProgress; ///< called as well; any thread
    std::function<void(const Fact&)> onFact;

    QVector<TaskProgress> progress;
    QVector<Correction> corrections;
    QVector<PhotoId> pictured;
    QStringList failures;  ///< `code name`: the last part of the subject
    QStringList leftAlone; ///< the same
    QStringList skipped;   ///< `Project: code`

private:
    void keep(const Fact& fact);

    std::mutex m_mutex;
};

/// How a job of one step ended, and what it told.
struct StepReport
{
    TaskResult result;
    QVector<Correction> corrections;
    QVector<PhotoId> pictured;
    QStringList failures;  ///< sorted
    QStringList leftAlone; ///< sorted
    QStringList skipped;   ///< sorted

    qint64 count(const char* key) const { return result.summary[QLatin1String(key)].toInteger(); }
    /// `photo_moved Shoot/a > Shoot/b`, `photo_added b 000>100`, sorted.
    QStringList changes() const;
};

/// What a test asks of a step; all of the library unless it says otherwise.
struct StepWish
{
    StepOptions options = {};
    JobScope scope = {};
    CancelToken cancel = {};
    StepWatcher* watcher = nullptr; ///< none: one of its own
};

/// Queues a job of this one task and runs it on this thread.
StepReport runStep(const LibraryFixture& fixture, MaintenanceTask task, const StepWish& wish = {});
/// Says what it would do.
StepReport planStep(const LibraryFixture& fixture, MaintenanceTask task, const StepWish& wish = {});
/// Takes up a paused job again.
StepReport resumeStep(const LibraryFixture& fixture, JobId job, const StepWish& wish = {});

/// All that the catalogue says of projects, photos, files and corrections: what a second run must leave
/// alone.
QStringList libraryRows(const LibraryFixture& fixture);

} // namespace safelight::test
