#include "tasks/jobrecord.h"

#include "tasks/worker.h"

namespace safelight {

Result<JobRecord> JobRecord::start(Connection& connection, JobType type, std::optional<ProjectId> project,
                                   const QJsonObject& payload)
{
    Job job;
    job.uuid = QUuid::createUuid();
    job.type = type;
    job.project = project;
    job.scope = (project ? JobScope::of(*project) : JobScope()).toText();
    job.priority = kUserPriority;
    job.state = JobState::Running;
    job.payload = payload;
    job.worker = currentWorker();
    job.createdAt = job.startedAt = QDateTime::currentDateTimeUtc();
    SAFELIGHT_ASSIGN(job.id, JobRepository(connection).insert(job));
    return JobRecord(connection, std::move(job));
}

JobRecord::~JobRecord()
{
    if (m_isOpen)
        (void)JobRepository(*m_connection)
            .finish(m_job.id, m_job.worker, JobState::Failed, {}, errorCodeName(ErrorCode::Internal));
}

Status JobRecord::progress(qint64 done, std::optional<qint64> total)
{
    return JobRepository(*m_connection).updateProgress(m_job.id, done, total);
}

Status JobRecord::finish(const TaskResult& result)
{
    m_isOpen = false;
    return JobRepository(*m_connection)
        .finish(m_job.id, m_job.worker, result.state, result.summary,
                result.error ? describeForLog(*result.error) : QString());
}

} // namespace safelight
