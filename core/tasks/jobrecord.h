#pragma once

#include "base/result.h"
#include "catalog/jobrepository.h"
#include "tasks/jobheart.h"
#include "tasks/task.h"
#include "tasks/taskenvironment.h"

#include <memory>

namespace safelight {

/// The row of an ingest that runs now, on the connection of its own thread, and the heart that keeps it alive
/// and hears what other programs ask of it. Ends as `failed` if nobody ends it. (Jobs of the queue are run by
/// runClaimedJob().)
class JobRecord
{
public:
    static Result<JobRecord> start(Connection& connection, JobType type, std::optional<ProjectId> project,
                                   const QJsonObject& payload, const CancelToken& cancel);

    /// Goes on with an ingest that has ended before its end, under its own row. Errors: LockedByOther when it
    /// runs, NotFound when there is no such job.
    static Result<JobRecord> takeUp(Connection& connection, JobId id, const CancelToken& cancel);

    JobRecord(JobRecord&& other) noexcept
        : m_connection(other.m_connection),
          m_job(std::move(other.m_job)),
          m_heart(std::move(other.m_heart)),
          m_isOpen(std::exchange(other.m_isOpen, false))
    {
    }
    JobRecord& operator=(JobRecord&&) = delete;
    ~JobRecord();

    JobId id() const { return m_job.id; }
    QUuid uuid() const { return m_job.uuid; }

    /// How much is done; any thread, as often as one likes.
    void noteDone(qint64 done) { m_heart->noteDone(done); }
    Status finish(const TaskResult& result);

private:
    JobRecord(Connection& connection, Job job, QVector<JobSample> samples, const CancelToken& cancel);

    Connection* m_connection;
    Job m_job;
    std::unique_ptr<JobHeart> m_heart;
    bool m_isOpen = true;
};

} // namespace safelight
