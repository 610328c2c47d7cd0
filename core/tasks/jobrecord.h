#pragma once

#include "base/result.h"
#include "catalog/jobrepository.h"
#include "tasks/task.h"
#include "tasks/taskenvironment.h"

namespace safelight {

/// The row of a job that runs now, on the connection of the job's own thread. Ends as `failed` if nobody ends
/// it.
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

/// `host/pid/start time`: names this process for good, so that a job of a dead process is known for what it
/// is.
QString currentWorker();
/// False only when the worker is of this host and surely gone.
bool mayBeAlive(const QString& worker);

/// Marks jobs that died with their process as interrupted and removes the temporary files that they left.
/// Cheap when there are none; to be called whenever a program opens the library. Returns how many jobs were
/// found.
Result<int> recoverInterruptedJobs(const TaskEnvironment& environment);

} // namespace safelight
