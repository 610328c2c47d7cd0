#pragma once

#include "base/canceltoken.h"
#include "catalog/jobitemrepository.h"
#include "catalog/jobrepository.h"
#include "db/connection.h"
#include "domain/correction.h"
#include "tasks/jobrequest.h"
#include "tasks/task.h"
#include "tasks/taskenvironment.h"
#include "tasks/taskobserver.h"

#include <QElapsedTimer>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace safelight {

/// How a step ended. A step that stopped because it was asked to (StepContext::shouldStop()) may return
/// anything: its job knows why.
struct StepOutcome
{
    JobState state = JobState::Done; ///< Done, DoneWithFailures, Refused or Failed
    std::optional<Error> error;      ///< why it was refused or failed; for DoneWithFailures the last failure
};

/// What a running step is given, and what it tells. Lives on the job's thread, like its connection.
///
/// Every change goes through the same gate:
///
///   SAFELIGHT_ASSIGN(const bool isPermitted, step.permits(change));   // a plan is told here, and ends here
///   if (!isPermitted) continue;
///   … look at the disk once more …
///   WriteTransaction transaction(step.connection());
///   … guarded changes of rows …
///   SAFELIGHT_TRY(step.record(change));                 // into `corrections`, and off the list of proposals
///   SAFELIGHT_TRY(step.keepWithin(cursor));             // where to go on, in the same transaction
///   SAFELIGHT_TRY(transaction.commit());
///   step.tell({change});                                // the fact, after the commit
class StepContext
{
public:
    struct Job
    {
        JobId id; ///< invalid: a plan without a row
        JobStep step;
        StepOptions options;
        JobScope scope;
    };

    StepContext(const TaskEnvironment& environment, Connection& connection, Job job, TaskObserver& observer,
                const CancelToken& cancel);

    const TaskEnvironment& environment() const { return m_environment; }
    Connection& connection() const { return m_connection; }
    TaskObserver& observer() const { return m_observer; }
    const CancelToken& cancel() const { return m_cancel; }
    JobId job() const { return m_job.id; }
    JobStepId stepId() const { return m_job.step.id; }
    MaintenanceTask task() const { return m_job.step.task; }
    const StepOptions& options() const { return m_job.options; }
    const JobScope& scope() const { return m_job.scope; }
    bool isPlan() const { return m_job.options.mode == StepMode::Plan; }
    /// To be asked before each item: pause and cancel take effect here.
    bool shouldStop() const { return m_cancel.isCancelled(); }

    // Changes

    /// Whether this change may be made now. A plan tells it, keeps it as a proposal of its job, and says no;
    /// where only what was approved may be done, what was not is no, too. Not for use within a transaction.
    Result<bool> permits(const Correction& change);
    /// Within the transaction of the change: writes its row into `corrections`; sets `change.id`, `job`,
    /// `at`.
    Status record(Correction& change);
    /// Tells what was committed.
    void tell(const QVector<Correction>& changes);
    /// Keeps changes as proposals of this job that wait for a person's decision (a mass change). Does nothing
    /// without a job. In a transaction of its own.
    Status propose(const QVector<Correction>& changes);

    // Items

    /// An item that could not be done: listed with its reason, the job goes on. `subject` of the error is the
    /// item.
    void failed(const Error& reason, const Project* project = nullptr, PhotoId photo = {});
    /// Something for a person to know that is no failure (a file that is not a photo).
    void leftAlone(const Error& reason, const Project* project = nullptr);
    /// A whole project that this step leaves as it is because it is offline, and why: told, and counted as
    /// `offline`.
    void offline(const Project& project, const Error& reason);
    /// A whole project that this step could not do, or not to its end, and why: told, and counted as
    /// `refused` (a mass change), `offline` (it went away meanwhile) or `failed`.
    void skipped(const Project& project, const Error& reason);

    /// An item of this step, to be filled in and inserted.
    JobItem newItem(JobItemState state) const;

    // Counts, told as the step's result; they survive a crash together with the cursor.

    void count(QStringView what, qint64 more = 1);
    qint64 counted(QStringView what) const;

    // Where it goes on

    const QJsonObject& cursor() const { return m_job.step.cursor; }
    /// Remembers where to go on: in memory at once, in the catalogue twice a second. For a step that changed
    /// nothing since.
    Status keep(const QJsonObject& cursor);
    /// The same at once, in the transaction that is open.
    Status keepWithin(const QJsonObject& cursor);
    /// The same at once, in a transaction of its own.
    Status keepNow(const QJsonObject& cursor);

    /// Something small to write with the next cursor, in its transaction; when the program dies before, the
    /// cursor does not say that it was done.
    void writeLater(std::function<Status()> write) { m_later.push_back(std::move(write)); }

    void progress(TaskStage stage, qint64 done, std::optional<qint64> total, const QString& subject = {});

    QJsonObject result() const { return m_job.step.result; }
    const std::optional<Error>& lastFailure() const { return m_lastFailure; }
    const std::optional<Error>& refusal() const { return m_refusal; }

private:
    Status insertItems();
    Status writeItems();
    Result<std::optional<JobItem>> proposalOf(const Correction& change) const;
    void tellSkipped(const Project& project, const Error& error);
    void addItem(JobItemState state, const Error& reason, const Project* project, PhotoId photo);

    const TaskEnvironment& m_environment;
    Connection& m_connection;
    Job m_job;
    TaskObserver& m_observer;
    CancelToken m_cancel;
    std::vector<JobItem> m_unwritten; ///< failures and remarks that have no row yet
    std::vector<std::function<Status()>> m_later;
    QElapsedTimer m_sinceKept;
    std::optional<Error> m_lastFailure;
    std::optional<Error> m_refusal;
};

/// The body of a task.
using StepBody = std::function<StepOutcome(StepContext&)>;
using StepTable = std::map<MaintenanceTask, StepBody>;

/// `Done`, or `Failed` with the error, for a body that is written with Status.
StepOutcome outcomeOf(const StepContext& step, const Status& status);

} // namespace safelight
