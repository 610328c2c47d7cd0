#pragma once

#include "tasks/stepcontext.h"
#include "tasks/task.h"
#include "tasks/taskenvironment.h"

#include <optional>
#include <vector>

namespace safelight {

/// Compares the catalogue with the disk, project by project, and sets the catalogue right (design: manifest
/// check). One project that fails does not keep the next from its check.
///
/// Counts: projects, processed, corrected, offline, failed, refused (a mass change: left as it was, its
/// corrections proposed).
StepOutcome runManifestCheckTask(StepContext& step);

/// What `safelight-cli check` and a person in the window ask for.
struct ManifestCheckRequest
{
    std::vector<ProjectId> projects; ///< empty: all
    std::optional<int> chunkSize;    ///< photos a page; none: as set
    bool planOnly = false;           ///< says what it would correct, writes nothing
    bool acceptMassChange = false;

    JobRequest toJob() const;
};

/// Runs a check as a job of its own, on this thread.
///
/// Facts: RowsCorrected, one for each committed page (for a plan: uncommitted, with no ids); ProjectsChanged;
/// ProjectSkipped for each project that is offline, failed or was refused.
/// The result's summary: as runClaimedJob's. States: Done; DoneWithFailures (a project failed or is offline);
/// Refused (MassChange: in at least one project, which was left as it was); Cancelled; Failed (also:
/// ProjectUnknown).
TaskResult runManifestCheck(const TaskEnvironment& environment, const ManifestCheckRequest& request,
                            TaskObserver& observer, const CancelToken& cancel);

} // namespace safelight
