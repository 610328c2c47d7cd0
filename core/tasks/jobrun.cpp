#include "tasks/jobrun.h"

#include "base/processmemory.h"
#include "base/units.h"
#include "tasks/jobheart.h"
#include "tasks/jobqueue.h"

#include <QJsonArray>

#include <algorithm>

namespace safelight {

namespace {

/// Hands everything on, with the step that it belongs to, and counts for the heart.
class StepObserver final : public TaskObserver
{
public:
    StepObserver(TaskObserver& next, JobHeart* heart, int steps)
        : m_next(next), m_heart(heart), m_steps(steps)
    {
    }

    void begin(MaintenanceTask task, int step)
    {
        m_task = task;
        m_step = step;
        m_base += m_done;
        m_done = 0;
    }

    void progressed(const TaskProgress& progress) override
    {
        TaskProgress told = progress;
        told.task = m_task;
        told.step = m_step + 1;
        told.steps = m_steps;
        m_done = std::max(m_done, progress.done);
        if (m_heart)
            m_heart->noteDone(m_base + m_done);
        m_next.progressed(told);
    }
    void happened(const Fact& fact) override { m_next.happened(fact); }

private:
    TaskObserver& m_next;
    JobHeart* m_heart;
    int m_steps;
    MaintenanceTask m_task = MaintenanceTask::ManifestCheck;
    int m_step = 0;
    qint64 m_base = 0;
    qint64 m_done = 0;
};

/// Whether the reason may have passed when the job is tried again later.
bool mayPass(const Error& error)
{
    switch (error.code) {
    case ErrorCode::CatalogBusy:
    case ErrorCode::CatalogUnreachable:
    case ErrorCode::ReadFailed:
    case ErrorCode::WriteFailed:
    case ErrorCode::SyncFailed:
    case ErrorCode::NoSpace:
    case ErrorCode::LockedByOther:
        return true;
    default:
        return false;
    }
}

int severity(JobState state)
{
    switch (state) {
    case JobState::Failed:
        return 3;
    case JobState::Refused:
        return 2;
    case JobState::DoneWithFailures:
        return 1;
    default:
        return 0;
    }
}

/// One run of a job, or of a plan that has no row.
class JobRun
{
public:
    JobRun(const TaskEnvironment& environment, const StepTable& tasks, TaskObserver& observer,
           const CancelToken& cancel, const JobRunOptions& options)
        : m_environment(environment),
          m_tasks(tasks),
          m_observer(observer),
          m_cancel(cancel),
          m_options(options),
          m_connection(environment.library.catalog())
    {
        m_clock.start();
    }

    TaskResult run(const Job& job);
    TaskResult plan(const JobRequest& request);

private:
    Status open()
    {
        return m_connection.open(
            Connection::Mode::ReadWrite,
            std::chrono::milliseconds(m_environment.settings.number(u"catalog.busy_timeout_ms")));
    }
    Status runSteps(StepContext::Job job, std::vector<JobStep>& steps, StepObserver& observer);
    StepOutcome runStep(StepContext& step) const;
    Status endStep(JobStep& step, StepContext& context, const StepOutcome& outcome);
    JobState stateWhenStopped() const { return m_cancel.isPaused() ? JobState::Paused : JobState::Cancelled; }
    TaskResult resultOf(const std::vector<JobStep>& steps, JobId job) const;
    Status endJob(const Job& job, const QVector<JobSample>& samples, TaskResult& result);

    Status settleProposals(const Job& job, JobState state);

    TaskEnvironment m_environment; ///< with a log that names the job
    const StepTable& m_tasks;
    TaskObserver& m_observer;
    CancelToken m_cancel;
    const JobRunOptions& m_options;
    Connection m_connection;
    QElapsedTimer m_clock;
    MemoryGauge m_memory;
    std::optional<Error> m_error;
};

StepOutcome JobRun::runStep(StepContext& step) const
{
    const auto body = m_tasks.find(step.task());
    if (body == m_tasks.end())
        return {JobState::Failed,
                Error{ErrorCode::Unsupported, maintenanceTaskName(step.task()), {}, nullptr}};
    try {
        return body->second(step);
    } catch (const std::exception& failure) {
        return {JobState::Failed, Error{ErrorCode::Internal, maintenanceTaskName(step.task()),
                                        QString::fromUtf8(failure.what()), nullptr}};
    }
}

Status JobRun::endStep(JobStep& step, StepContext& context, const StepOutcome& outcome)
{
    step.cursor = context.cursor();
    step.result = context.result();
    step.state = m_cancel.isCancelled() ? stateWhenStopped() : outcome.state;
    step.error = outcome.error ? describeForLog(*outcome.error) : QString();
    // A step that failed is tried again from its cursor, if its job is.
    if (!m_cancel.isCancelled() && outcome.error &&
        (!m_error || severity(outcome.state) >= severity(JobState::Refused)))
        m_error = outcome.error;
    if (!step.job.isValid())
        return {};
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_TRY(context.keepWithin(context.cursor()));
    SAFELIGHT_TRY(JobRepository(m_connection).finishStep(step));
    return transaction.commit();
}

Status JobRun::runSteps(StepContext::Job job, std::vector<JobStep>& steps, StepObserver& observer)
{
    for (JobStep& step : steps) {
        const bool isThrough = step.state == JobState::Done || step.state == JobState::DoneWithFailures ||
                               step.state == JobState::Refused;
        if (isThrough)
            continue;
        if (m_cancel.isCancelled())
            return {};
        if (step.job.isValid())
            SAFELIGHT_TRY(JobRepository(m_connection).startStep(step.id));
        observer.begin(step.task, step.ordinal);
        job.step = step;
        StepContext context(m_environment, m_connection, job, observer, m_cancel);
        SAFELIGHT_TRY(endStep(step, context, runStep(context)));
        if (step.state == JobState::Failed)
            return {};
    }
    return {};
}

TaskResult JobRun::resultOf(const std::vector<JobStep>& steps, JobId job) const
{
    TaskResult result;
    result.job = job;
    result.error = m_error;
    QJsonArray told;
    QJsonObject& sum = result.summary;
    for (const JobStep& step : steps) {
        for (auto it = step.result.begin(); it != step.result.end(); ++it) {
            const qint64 count = it->toInteger();
            const qint64 before = sum.value(it.key()).toInteger();
            // Every step goes through the same projects; what they did to them adds up.
            sum[it.key()] = it.key() == u"projects" ? std::max(before, count) : before + count;
        }
        told += QJsonObject{{QStringLiteral("task"), maintenanceTaskName(step.task)},
                            {QStringLiteral("state"), jobStateName(step.state)},
                            {QStringLiteral("result"), step.result}};
        if (severity(step.state) > severity(result.state))
            result.state = step.state;
    }
    if (m_cancel.isCancelled())
        result.state = stateWhenStopped();
    const qint64 duration = m_clock.elapsed();
    for (const auto* key : {"projects", "processed", "corrected", "offline", "failed", "refused"})
        sum[QLatin1String(key)] = sum.value(QLatin1String(key)).toInteger();
    sum[QStringLiteral("steps")] = told;
    sum[QStringLiteral("duration_ms")] = duration;
    sum[QStringLiteral("memory_delta_mb")] = static_cast<double>(m_memory.growth().value) / kBytesPerMiB;
    sum[QStringLiteral("photos_per_second")] = static_cast<double>(sum.value(u"processed").toInteger()) *
                                               kMsPerSecond /
                                               static_cast<double>(std::max<qint64>(duration, 1));
    return result;
}

Status JobRun::endJob(const Job& job, const QVector<JobSample>& samples, TaskResult& result)
{
    const JobRepository jobs(m_connection);
    const QString error = result.error ? describeForLog(*result.error) : QString();
    const bool mayTryAgain = m_options.onFailure == JobRunOptions::OnFailure::TryLater &&
                             job.attempts < m_environment.settings.number(u"jobs.max_attempts");
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_TRY(jobs.keepMetrics(job.id, samples));
    if (result.state == JobState::Paused && m_options.yields->load()) {
        SAFELIGHT_TRY(jobs.yield(job.id, job.worker));
        result.state = JobState::Queued;
    } else if (result.state == JobState::Paused) {
        SAFELIGHT_TRY(jobs.pause(job.id, job.worker, {}));
    } else if (result.state == JobState::Failed && result.error && mayPass(*result.error) && mayTryAgain) {
        const auto later = QDateTime::currentDateTimeUtc().addSecs(backoffAfter(job.attempts).count());
        SAFELIGHT_TRY(jobs.requeue(job.id, job.worker, later, error));
        result.state = JobState::Queued;
    } else {
        SAFELIGHT_TRY(jobs.finish(job.id, job.worker, result.state, result.summary, error));
        SAFELIGHT_TRY(settleProposals(job, result.state));
    }
    return transaction.commit();
}

/// What was approved and done with leaves no proposals behind: the rest did not hold any more.
Status JobRun::settleProposals(const Job& job, JobState state)
{
    const auto options = StepOptions::fromJson(job.payload[u"options"].toObject());
    if (options.mode != StepMode::Approved || state != JobState::Done)
        return {};
    const auto scope = JobScope::fromJson(job.payload[u"scope"].toObject());
    SAFELIGHT_TRY(JobItemRepository(m_connection).dismissProposals(options.approved, scope.project()));
    return {};
}

TaskResult JobRun::run(const Job& job)
{
    m_environment.log = m_environment.log.with({{QStringLiteral("job"), job.id.value}});
    if (const Status opened = open(); !opened)
        return {JobState::Failed, opened.error(), {}, job.id};
    const JobRepository jobs(m_connection);
    auto steps = jobs.steps(job.id);
    const auto samples = jobs.metrics(job.id);
    if (!steps || !samples)
        return {JobState::Failed, steps ? samples.error() : steps.error(), {}, job.id};
    m_environment.log.info(u"job_started", {{QStringLiteral("type"), jobTypeName(job.type)},
                                            {QStringLiteral("scope"), job.scope},
                                            {QStringLiteral("attempt"), job.attempts}});
    JobHeart heart(m_environment.library.catalog(), job.id, job.worker, *samples, m_cancel);
    StepObserver observer(m_observer, &heart, static_cast<int>(steps->size()));
    const StepContext::Job context{job.id,
                                   {},
                                   StepOptions::fromJson(job.payload[u"options"].toObject()),
                                   JobScope::fromJson(job.payload[u"scope"].toObject())};
    if (const Status through = runSteps(context, *steps, observer); !through) {
        m_error = through.error();
        if (!steps->empty())
            steps->back().state = JobState::Failed;
    }
    TaskResult result = resultOf(*steps, job.id);
    if (const Status ended = endJob(job, heart.stop(), result); !ended) {
        m_environment.log.error(u"job_not_recorded",
                                {{QStringLiteral("error"), describeForLog(ended.error())}});
    }
    m_environment.log.info(u"job_ended", {{QStringLiteral("type"), jobTypeName(job.type)},
                                          {QStringLiteral("state"), jobStateName(result.state)},
                                          {QStringLiteral("result"), result.summary}});
    return result;
}

TaskResult JobRun::plan(const JobRequest& request)
{
    if (const Status opened = open(); !opened)
        return {JobState::Failed, opened.error(), {}, {}};
    std::vector<JobStep> steps;
    for (const MaintenanceTask task : request.steps) {
        JobStep step;
        step.ordinal = static_cast<int>(steps.size());
        step.task = task;
        steps.push_back(step);
    }
    StepObserver observer(m_observer, nullptr, static_cast<int>(steps.size()));
    StepOptions options = request.options;
    options.mode = StepMode::Plan;
    if (const Status through = runSteps({{}, {}, options, request.scope}, steps, observer); !through)
        return {JobState::Failed, through.error(), {}, {}};
    return resultOf(steps, {});
}

} // namespace

TaskResult runClaimedJob(const TaskEnvironment& environment, const StepTable& tasks, const Job& job,
                         TaskObserver& observer, const CancelToken& cancel, const JobRunOptions& options)
{
    return JobRun(environment, tasks, observer, cancel, options).run(job);
}

TaskResult runRequest(const TaskEnvironment& environment, const StepTable& tasks, const JobRequest& request,
                      TaskObserver& observer, const CancelToken& cancel)
{
    std::optional<Job> claimed;
    {
        Connection connection(environment.library.catalog());
        const auto take = [&]() -> Status {
            SAFELIGHT_TRY(connection.open(
                Connection::Mode::ReadWrite,
                std::chrono::milliseconds(environment.settings.number(u"catalog.busy_timeout_ms"))));
            JobQueue queue(environment, connection);
            SAFELIGHT_ASSIGN(const JobId id, queue.enqueue(request));
            SAFELIGHT_ASSIGN(claimed, queue.claim(id));
            return {};
        };
        if (const Status taken = take(); !taken)
            return {JobState::Failed, taken.error(), {}, {}};
    }
    if (!claimed) // another program took it up at this very moment
        return {JobState::Refused, Error{ErrorCode::LockedByOther, {}, {}, nullptr}, {}, {}};
    return runClaimedJob(environment, tasks, *claimed, observer, cancel);
}

TaskResult runPlan(const TaskEnvironment& environment, const StepTable& tasks, const JobRequest& request,
                   TaskObserver& observer, const CancelToken& cancel)
{
    const JobRunOptions options;
    return JobRun(environment, tasks, observer, cancel, options).plan(request);
}

} // namespace safelight
