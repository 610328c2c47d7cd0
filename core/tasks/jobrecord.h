#pragma once

#include "base/result.h"
#include "catalog/jobrepository.h"
#include "tasks/task.h"
#include "tasks/taskenvironment.h"

namespace safelight {

/// The row of an ingest that runs now, on the connection of its own thread. Ends as `failed` if nobody ends
/// it. (Jobs of the queue are run by JobRun.)
class JobRecord
{
public:
    static Result<JobRecord> start(Connection& connection, JobType type, std::optional<ProjectId> project,
                                   const QJsonObject& payload);

    JobRecord(JobRecord&& other) noexcept
        : m_connection(other.m_connection),
          m_job(std::move(other.m_job)),
          m_isOpen(std::exchange(other.m_isOpen, false))
    {
    }
    JobRecord& operator=(JobRecord&&) = delete;
    ~JobRecord();

    JobId id() const { return m_job.id; }
    QUuid uuid() const { return m_job.uuid; }

    Status progress(qint64 done, std::optional<qint64> total);
    Status finish(const TaskResult& result);

private:
    JobRecord(Connection& connection, Job job) : m_connection(&connection), m_job(std::move(job)) {}

    Connection* m_connection;
    Job m_job;
    bool m_isOpen = true;
};

} // namespace safelight
