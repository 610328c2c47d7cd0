#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "domain/job.h"

#include <optional>
#include <span>
#include <vector>

namespace safelight {

/// Rows of jobs and their steps. Each function runs on the connection's thread.
class JobRepository
{
public:
    explicit JobRepository(Connection& connection) : m_connection(connection) {}

    Result<JobId> insert(const Job& job) const;
    Status insertSteps(JobId job, std::span<const MaintenanceTask> tasks) const;

    // The queue. Each of these changes the row only where it still is in the state that it goes out from, and
    // returns whether it was.

    /// The queued job with this key, if there is one.
    Result<std::optional<Job>> findQueued(const QString& requestKey) const;
    /// The next job that may start at `now` with at least this priority: highest first, then oldest.
    Result<std::optional<Job>> nextQueued(int leastPriority, const QDateTime& now) const;
    /// When the earliest job that waits for its time may start.
    Result<std::optional<QDateTime>> nextDue() const;
    /// queued (or paused) -> running, for this worker; counts the attempt.
    Result<bool> claim(JobId id, const QString& worker, const QDateTime& now) const;
    /// interrupted, cancelled, failed or done with failures -> running: an ingest goes on.
    Result<bool> takeUpEnded(JobId id, const QString& worker, const QDateTime& now) const;
    /// running -> queued, where the worker still is this one; the attempt does not count, for it was neither
    /// failure nor crash.
    Result<bool> yield(JobId id, const QString& worker) const;
    /// running -> queued, from `notBefore` on, where the worker still is this one.
    Result<bool> requeue(JobId id, const QString& worker, const QDateTime& notBefore,
                         const QString& error) const;
    /// running -> paused, where the worker still is this one.
    Result<bool> pause(JobId id, const QString& worker, const QString& error) const;
    /// queued -> paused, paused -> queued.
    Result<bool> holdQueued(JobId id) const;
    Result<bool> release(JobId id) const;
    /// queued or paused -> cancelled.
    Result<bool> cancelIdle(JobId id) const;
    Status raisePriority(JobId id, int priority) const;

    // A job that runs

    /// The worker is alive. Returns what it is asked to do ('', `pause`, `cancel`); none when the job is not
    /// its own any more.
    Result<std::optional<QString>> beat(JobId id, const QString& worker, const QDateTime& now,
                                        const QVector<JobSample>& metrics) const;
    Result<std::optional<QString>> wish(JobId id, const QString& worker) const;
    Status setWish(JobId id, const QString& wish) const;
    Status keepMetrics(JobId id, const QVector<JobSample>& metrics) const;
    Status updateProgress(JobId id, qint64 done, std::optional<qint64> total) const;
    /// Ends a job that this worker runs; one that ended already, or is another's by now, keeps its state.
    Status finish(JobId id, const QString& worker, JobState state, const QJsonObject& result,
                  const QString& error) const;

    // Steps

    Result<std::vector<JobStep>> steps(JobId job) const;
    /// The newest step of each task that ever began.
    Result<std::vector<JobStep>> latestSteps() const;
    Status startStep(JobStepId step) const;
    /// How far it got: cursor, done, total, result.
    Status keepStep(const JobStep& step) const;
    Status finishStep(const JobStep& step) const;

    // Reading

    Result<std::optional<Job>> find(JobId id) const;
    Result<std::vector<Job>> inState(JobState state) const;
    /// Those of one type that say that they run, in this project.
    Result<std::vector<Job>> running(JobType type, ProjectId project) const;
    /// Those of one type that ended in this project, and not well: cancelled, interrupted, with failures.
    Result<std::vector<Job>> endedBadly(JobType type, ProjectId project) const;
    Result<std::vector<Job>> latest(int limit) const;
    /// The newest job of this type and scope that ever began, in whatever state.
    Result<std::optional<Job>> latestStarted(JobType type, const QString& scope) const;
    Result<QVector<JobSample>> metrics(JobId id) const;
    /// Forgets jobs that ended before `before`, have no proposals that wait, and no corrections.
    Result<int> removeEndedBefore(const QDateTime& before) const;

private:
    Result<std::vector<Job>> select(const QString& tail, const QVariantList& values) const;
    Result<std::vector<JobStep>> selectSteps(const QString& condition, const QVariantList& values) const;
    Result<bool> change(const QString& sql, const QVariantList& values) const;

    Connection& m_connection;
};

} // namespace safelight
