#pragma once

#include "domain/job.h"
#include "tasks/stepcontext.h"

#include <atomic>
#include <memory>

namespace safelight {

/// What becomes of a job that ends before it is done.
struct JobRunOptions
{
    /// Whether a job that failed for a reason that may pass goes back to the queue, to be tried again later
    /// (a window runs for hours), or ends as failed (a command that somebody waits for).
    enum class OnFailure { TryLater, End };

    OnFailure onFailure = OnFailure::End;
    /// Set before the job is paused: it goes back to the queue instead, from where it goes on by itself.
    std::shared_ptr<std::atomic<bool>> yields = std::make_shared<std::atomic<bool>>(false);
};

/// Runs a job that this process has claimed, step by step, from the cursor of each. Blocks until it has
/// ended, was paused or cancelled. A step that was done is not started again.
///
/// The result's summary: the counts of all steps, `steps` [{task, state, result}], duration_ms,
/// memory_delta_mb, photos_per_second. States: Done, DoneWithFailures, Refused, Failed, Cancelled, Paused,
/// and Queued when it will be tried again or has yielded.
TaskResult runClaimedJob(const TaskEnvironment& environment, const StepTable& tasks, const Job& job,
                         TaskObserver& observer, const CancelToken& cancel,
                         const JobRunOptions& options = {});

/// Queues the request, or finds the job of the same kind that waits, and runs it on this thread.
TaskResult runRequest(const TaskEnvironment& environment, const StepTable& tasks, const JobRequest& request,
                      TaskObserver& observer, const CancelToken& cancel);

/// Says what the steps would do: nothing is written, not even a job.
TaskResult runPlan(const TaskEnvironment& environment, const StepTable& tasks, const JobRequest& request,
                   TaskObserver& observer, const CancelToken& cancel);

} // namespace safelight
