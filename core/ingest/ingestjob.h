#pragma once

#include "ingest/ingestrequest.h"
#include "tasks/task.h"
#include "tasks/taskenvironment.h"

namespace safelight {

/// Takes pictures in (design: six stages, proof first). Blocks until it has ended; brings its own worker
/// threads. Any number may run at the same time, in any number of programs on one catalogue.
///
/// Facts: ItemsIngested with exactly one item for each file that was found; PhotosPictured; ProjectsChanged
/// when the project is new. The result's summary: found, imported, duplicates, conflicts, skipped, failed,
/// bytes, duration_ms, photos_per_second, proven_ms (until the last frame was proven and committed), receipts
/// (their ids). States: Done, DoneWithFailures, Cancelled; Interrupted when paused, or when a card or disk
/// was taken away and did not come back (VolumeGone): it can be gone on with; Refused with NoSpace,
/// ProjectOffline, InvalidArgument or a catalogue's error and nothing done; Failed.
TaskResult runIngest(const TaskEnvironment& environment, const IngestRequest& request, TaskObserver& observer,
                     const CancelToken& cancel);

/// The plan for a library that is yet to be made at `root`, against an empty catalogue in a temporary folder;
/// nothing is written at `root`. Facts and result as of runIngest() with `planOnly`; Refused with what
/// Library::foresee() says.
TaskResult planForNewLibrary(const std::filesystem::path& root, const Settings& settings, const EventLog& log,
                             IngestRequest request, TaskObserver& observer, const CancelToken& cancel);

/// Goes on with an ingest that was interrupted, cancelled or had failures: what is proven is not read again,
/// what failed is tried again. Runs under the same job. Errors in the result as above; Refused with NotFound
/// where the job is not one that can be gone on with.
TaskResult resumeIngest(const TaskEnvironment& environment, JobId job, TaskObserver& observer,
                        const CancelToken& cancel);

/// Keeps an ingest that was asked for, and could not begin, as a job that can be gone on with: the next start
/// offers it. One that goes on with a job is kept already; its number is returned.
Result<JobId> postponeIngest(const TaskEnvironment& environment, const IngestRequest& request);

} // namespace safelight
