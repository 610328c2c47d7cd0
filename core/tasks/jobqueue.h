#pragma once

#include "base/result.h"
#include "catalog/jobrepository.h"
#include "tasks/jobrequest.h"
#include "tasks/taskenvironment.h"

#include <optional>

namespace safelight {

/// The durable queue of jobs, on a connection of the calling thread. Every change is one short transaction,
/// so that several programs on one catalogue never run a job twice.
class JobQueue
{
public:
    JobQueue(const TaskEnvironment& environment, Connection& connection)
        : m_environment(environment), m_connection(connection)
    {
    }

    /// Asks for work. Who asks for what waits already gets that job; its priority rises where it is lower.
    Result<JobId> enqueue(const JobRequest& request);

    /// Takes this job up, for this process: counts the attempt. None when it is not there to be taken (any
    /// more). Resuming a paused job is taking it up, too.
    Result<std::optional<Job>> claim(JobId id);
    /// Takes up the next job that may start now with at least this priority.
    Result<std::optional<Job>> claimNext(int leastPriority);
    /// Whether a job with at least this priority waits and may start now.
    Result<bool> isAnyWaiting(int leastPriority);
    /// When the earliest job that waits for its time may start; none when none does.
    Result<std::optional<QDateTime>> nextDue();

    /// What came of asking a job to change its state.
    enum class Answer {
        Done,     ///< it has
        Asked,    ///< it runs, and will at its next item
        NotThere, ///< it has ended, or there is none of that number
    };
    Result<Answer> pause(JobId id);
    Result<Answer> resume(JobId id);
    Result<Answer> cancel(JobId id);

    /// Looks for jobs whose worker died. Those of the queue wait again, from their cursor on, later with
    /// every attempt; one that keeps ending its worker is parked as paused, with its reason. An ingest
    /// becomes interrupted, and its temporary files go. Cheap when there are none; to be called whenever a
    /// program opens the library. Returns how many were found.
    Result<int> recover();

private:
    Result<bool> recoverOne(const Job& job);
    Result<bool> interruptIngest(const Job& job);

    const TaskEnvironment& m_environment;
    Connection& m_connection;
};

/// When a job may be tried again that failed for the `attempts`-th time: 10 s, doubled each time, an hour at
/// most.
std::chrono::seconds backoffAfter(int attempts);

/// The request that does what a job has proposed, limited to that, each change confirmed against the disk
/// again. Errors: NotFound (nothing of it waits for a decision).
Result<JobRequest> requestForProposals(const TaskEnvironment& environment, JobId job,
                                       std::optional<ProjectId> project = {});
/// Decides against what a job has proposed. Returns how many changes that were.
Result<qint64> dismissProposals(const TaskEnvironment& environment, JobId job,
                                std::optional<ProjectId> project = {});

/// Opens a connection and recovers: moves to and from the trash that were cut short (Trash::settle()), and
/// jobs; see JobQueue::recover().
Result<int> recoverInterruptedJobs(const TaskEnvironment& environment);

} // namespace safelight
