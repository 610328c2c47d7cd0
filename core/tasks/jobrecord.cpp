#include "tasks/jobrecord.h"

#include "tasks/worker.h"

namespace safelight {

JobRecord::JobRecord(Connection& connection, Job job, QVector<JobSample> samples, const CancelToken& cancel)
    : m_connection(&connection),
      m_job(std::move(job)),
      m_heart(std::make_unique<JobHeart>(connection.location(), m_job.id, m_job.worker, std::move(samples),
                                         cancel))
{
}

Result<JobRecord> JobRecord::start(Connection& connection, JobType type, std::optional<ProjectId> project,
                                   const QJsonObject& payload, const CancelToken& cancel)
{
    Job job;
    job.uuid = QUuid::createUuid();
    job.type = type;
    job.project = project;
    job.scope = (project ? JobScope::of(*project) : JobScope()).toText();
    job.priority = kUserPriority;
    job.state = JobState::Running;
    job.attempts = 1;
    job.payload = payload;
    job.worker = currentWorker();
    job.createdAt = job.startedAt = QDateTime::currentDateTimeUtc();
    SAFELIGHT_ASSIGN(job.id, JobRepository(connection).insert(job));
    return JobRecord(connection, std::move(job), {}, cancel);
}

Result<JobRecord> JobRecord::takeUp(Connection& connection, JobId id, const CancelToken& cancel)
{
    const JobRepository jobs(connection);
    const QString worker = currentWorker();
    SAFELIGHT_ASSIGN(const bool isTaken, jobs.takeUpEnded(id, worker, QDateTime::currentDateTimeUtc()));
    SAFELIGHT_ASSIGN(const auto job, jobs.find(id));
    if (!job || !isTaken)
        return Error{job ? ErrorCode::LockedByOther : ErrorCode::NotFound,
                     QStringLiteral("job %1").arg(id.value),
                     {},
                     nullptr};
    SAFELIGHT_ASSIGN(const auto samples, jobs.metrics(id));
    return JobRecord(connection, *job, samples, cancel);
}

JobRecord::~JobRecord()
{
    if (!m_isOpen)
        return;
    (void)m_heart->stop();
    (void)JobRepository(*m_connection)
        .finish(m_job.id, m_job.worker, JobState::Failed, {}, errorCodeName(ErrorCode::Internal));
}

Status JobRecord::finish(const TaskResult& result)
{
    m_isOpen = false;
    const JobRepository jobs(*m_connection);
    SAFELIGHT_TRY(jobs.keepMetrics(m_job.id, m_heart->stop()));
    return jobs.finish(m_job.id, m_job.worker, result.state, result.summary,
                       result.error ? describeForLog(*result.error) : QString());
}

} // namespace safelight
