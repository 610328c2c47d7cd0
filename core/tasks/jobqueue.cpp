#include "tasks/jobqueue.h"

#include "base/pathtext.h"
#include "catalog/jobitemrepository.h"
#include "catalog/projectrepository.h"
#include "storage/incomingfile.h"
#include "tasks/departures.h"
#include "tasks/trash.h"
#include "tasks/worker.h"

#include <algorithm>

namespace safelight {

namespace {

constexpr std::chrono::seconds kFirstBackoff{10};
constexpr std::chrono::seconds kLongestBackoff{3600};
constexpr int kMostDoublings = 9;

/// Thumbnails that were being written. One that another program writes at this moment is made again later.
void sweepThumbnails(const TaskEnvironment& environment)
{
    std::error_code failure;
    for (std::filesystem::directory_iterator it(environment.library.thumbnailFolder(), failure), end;
         !failure && it != end; it.increment(failure))
        (void)removeTemporaryFiles(environment.fs, it->path(), {});
}

} // namespace

std::chrono::seconds backoffAfter(int attempts)
{
    const int doublings = std::clamp(attempts - 1, 0, kMostDoublings);
    return std::min(kFirstBackoff * (1 << doublings), kLongestBackoff);
}

Result<JobId> JobQueue::enqueue(const JobRequest& request)
{
    const JobRepository jobs(m_connection);
    Job job;
    job.uuid = QUuid::createUuid();
    job.type = request.type;
    job.project = request.scope.project();
    job.scope = request.scope.toText();
    job.requestKey = request.key();
    job.priority = request.priority;
    job.payload = request.toPayload();
    job.createdAt = QDateTime::currentDateTimeUtc();

    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const auto waiting, jobs.findQueued(job.requestKey));
    if (waiting) {
        SAFELIGHT_TRY(jobs.raisePriority(waiting->id, request.priority));
        SAFELIGHT_TRY(transaction.commit());
        return waiting->id;
    }
    SAFELIGHT_ASSIGN(job.id, jobs.insert(job));
    SAFELIGHT_TRY(jobs.insertSteps(job.id, request.steps));
    SAFELIGHT_TRY(transaction.commit());
    m_environment.log.info(u"job_queued", {{QStringLiteral("job"), job.id.value},
                                           {QStringLiteral("type"), jobTypeName(job.type)},
                                           {QStringLiteral("scope"), job.scope}});
    return job.id;
}

Result<std::optional<Job>> JobQueue::claim(JobId id)
{
    const JobRepository jobs(m_connection);
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const bool isOurs, jobs.claim(id, currentWorker(), QDateTime::currentDateTimeUtc()));
    if (!isOurs)
        return std::optional<Job>();
    SAFELIGHT_ASSIGN(auto job, jobs.find(id));
    SAFELIGHT_TRY(transaction.commit());
    return job;
}

Result<std::optional<Job>> JobQueue::claimNext(int leastPriority)
{
    while (true) {
        SAFELIGHT_ASSIGN(
            const auto next,
            JobRepository(m_connection).nextQueued(leastPriority, QDateTime::currentDateTimeUtc()));
        if (!next)
            return std::optional<Job>();
        SAFELIGHT_ASSIGN(auto job, claim(next->id));
        if (job)
            return job;
        // Another program was faster: on to the next one.
    }
}

Result<bool> JobQueue::isAnyWaiting(int leastPriority)
{
    SAFELIGHT_ASSIGN(const auto next,
                     JobRepository(m_connection).nextQueued(leastPriority, QDateTime::currentDateTimeUtc()));
    return next.has_value();
}

Result<std::optional<QDateTime>> JobQueue::nextDue()
{
    return JobRepository(m_connection).nextDue();
}

Result<JobQueue::Answer> JobQueue::pause(JobId id)
{
    const JobRepository jobs(m_connection);
    SAFELIGHT_ASSIGN(const bool isHeld, jobs.holdQueued(id));
    if (isHeld)
        return Answer::Done;
    SAFELIGHT_ASSIGN(const auto job, jobs.find(id));
    if (job && job->state == JobState::Paused)
        return Answer::Done;
    if (!job || job->state != JobState::Running)
        return Answer::NotThere;
    SAFELIGHT_TRY(jobs.setWish(id, QStringLiteral("pause")));
    return Answer::Asked;
}

Result<JobQueue::Answer> JobQueue::resume(JobId id)
{
    const JobRepository jobs(m_connection);
    SAFELIGHT_ASSIGN(const bool isReleased, jobs.release(id));
    if (isReleased)
        return Answer::Done;
    SAFELIGHT_ASSIGN(const auto job, jobs.find(id));
    return job && job->state == JobState::Queued ? Answer::Done : Answer::NotThere;
}

Result<JobQueue::Answer> JobQueue::cancel(JobId id)
{
    const JobRepository jobs(m_connection);
    SAFELIGHT_ASSIGN(const bool isCancelled, jobs.cancelIdle(id));
    if (isCancelled)
        return Answer::Done;
    SAFELIGHT_ASSIGN(const auto job, jobs.find(id));
    if (job && job->state == JobState::Cancelled)
        return Answer::Done;
    if (!job || job->state != JobState::Running)
        return Answer::NotThere;
    SAFELIGHT_TRY(jobs.setWish(id, QStringLiteral("cancel")));
    return Answer::Asked;
}

Result<int> JobQueue::recover()
{
    const JobRepository jobs(m_connection);
    const int keepDays = m_environment.settings.number(u"jobs.keep_days");
    SAFELIGHT_TRY(jobs.removeEndedBefore(QDateTime::currentDateTimeUtc().addDays(-keepDays)));
    SAFELIGHT_ASSIGN(const auto running, jobs.inState(JobState::Running));
    int recovered = 0;
    for (const Job& job : running) {
        if (mayBeAlive(job))
            continue;
        SAFELIGHT_ASSIGN(const bool isRecovered,
                         job.type == JobType::Ingest ? interruptIngest(job) : recoverOne(job));
        recovered += isRecovered ? 1 : 0;
    }
    return recovered;
}

Result<bool> JobQueue::recoverOne(const Job& job)
{
    sweepThumbnails(m_environment);
    const JobRepository jobs(m_connection);
    const int mostAttempts = m_environment.settings.number(u"jobs.max_attempts");
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const auto steps, jobs.steps(job.id));
    for (const JobStep& step : steps)
        SAFELIGHT_TRY(JobItemRepository(m_connection).requeue(step.id));
    bool isRecovered = false;
    if (job.wish == u"cancel") { // asked for before the worker died: cancelled stays cancelled
        SAFELIGHT_TRY(jobs.finish(job.id, job.worker, JobState::Cancelled, job.result, {}));
        isRecovered = true;
    } else if (job.attempts >= mostAttempts) {
        const QString reason = QStringLiteral("the program ended %1 times while it ran").arg(job.attempts);
        SAFELIGHT_ASSIGN(isRecovered, jobs.pause(job.id, job.worker, reason));
        m_environment.log.error(u"job_parked", {{QStringLiteral("job"), job.id.value},
                                                {QStringLiteral("attempts"), job.attempts}});
    } else {
        const auto pause = std::chrono::milliseconds(backoffAfter(job.attempts));
        SAFELIGHT_ASSIGN(isRecovered, jobs.requeue(job.id, job.worker,
                                                   QDateTime::currentDateTimeUtc().addMSecs(pause.count()),
                                                   QStringLiteral("the program ended while it ran")));
    }
    SAFELIGHT_TRY(transaction.commit());
    m_environment.log.warning(u"job_interrupted", {{QStringLiteral("job"), job.id.value},
                                                   {QStringLiteral("type"), jobTypeName(job.type)},
                                                   {QStringLiteral("attempts"), job.attempts}});
    return isRecovered;
}

Result<bool> JobQueue::interruptIngest(const Job& job)
{
    const auto tag = job.uuid.toString(QUuid::WithoutBraces).toStdString();
    int temporaryFiles = 0;
    if (job.project) {
        SAFELIGHT_ASSIGN(const auto project, ProjectRepository(m_connection).find(*job.project));
        if (project) {
            const auto folder = m_environment.library.folderOf(*project);
            const auto removed = removeTemporaryFiles(m_environment.fs, folder, tag);
            if (!removed)
                return false; // the disk is away: its files are cleared when it is back
            const auto writer = job.worker.section(u'/', 1, 1).toStdString() + '-'; // of a manifest
            const auto manifests = removeTemporaryFiles(m_environment.fs, folder, writer);
            temporaryFiles = *removed + (manifests ? *manifests : 0);
        }
    }
    const QString second = job.payload[u"second_folder"].toString();
    if (!second.isEmpty()) {
        // Where that disk is away, they stay until the ingest is gone on with there.
        const auto removed = removeTemporaryFiles(m_environment.fs, pathFromText(second), tag);
        temporaryFiles += removed ? *removed : 0;
    }
    sweepThumbnails(m_environment);
    SAFELIGHT_TRY(JobRepository(m_connection)
                      .finish(job.id, job.worker, JobState::Interrupted, job.result,
                              QStringLiteral("the program ended while it ran")));
    m_environment.log.warning(u"job_interrupted",
                              {{QStringLiteral("job"), job.id.value},
                               {QStringLiteral("type"), jobTypeName(job.type)},
                               {QStringLiteral("temporary_files_removed"), temporaryFiles}});
    return true;
}

Result<JobRequest> requestForProposals(const TaskEnvironment& environment, JobId job,
                                       std::optional<ProjectId> project)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(connection.open());
    const JobRepository jobs(connection);
    SAFELIGHT_ASSIGN(const auto proposed, JobItemRepository(connection).count(job, JobItemState::Proposed));
    SAFELIGHT_ASSIGN(const auto from, jobs.find(job));
    if (!from || proposed == 0)
        return Error{ErrorCode::NotFound, QStringLiteral("job %1").arg(job.value), {}, nullptr};
    SAFELIGHT_ASSIGN(const auto steps, jobs.steps(job));
    JobRequest request;
    request.type = from->type;
    request.scope = project ? JobScope::of(*project) : JobScope::fromJson(from->payload[u"scope"].toObject());
    for (const JobStep& step : steps)
        request.steps.push_back(step.task);
    request.options = StepOptions::fromJson(from->payload[u"options"].toObject());
    request.options.mode = StepMode::Approved;
    request.options.acceptMassChange = true;
    request.options.approved = job;
    return request;
}

Result<qint64> dismissProposals(const TaskEnvironment& environment, JobId job,
                                std::optional<ProjectId> project)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(connection.open());
    return JobItemRepository(connection).dismissProposals(job, project);
}

Result<int> recoverInterruptedJobs(const TaskEnvironment& environment)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(connection.open());
    // A project that was on its way to the trash would seem to be offline.
    if (const auto settled = Trash(environment, connection).settle(); !settled)
        environment.log.warning(u"trash_not_settled",
                                {{QStringLiteral("error"), describeForLog(settled.error())}});
    if (const auto left = Departures(environment, connection).settle(); !left)
        environment.log.warning(u"departures_not_finished",
                                {{QStringLiteral("error"), describeForLog(left.error())}});
    return JobQueue(environment, connection).recover();
}

} // namespace safelight
