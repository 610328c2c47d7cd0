#pragma once

#include "tasks/task.h"
#include "tasks/taskenvironment.h"

#include <optional>
#include <vector>

namespace safelight {

struct ManifestCheckRequest
{
    std::vector<ProjectId> projects; ///< empty: all
    std::optional<int> chunkSize;    ///< photos a page; none: as set
    bool planOnly = false;           ///< says what it would correct, writes nothing
    bool acceptMassChange = false;
};

/// Compares the catalogue with the disk, project by project, and sets the catalogue right (design: manifest
/// check).
///
/// Facts: RowsCorrected, one for each committed page (for a plan: uncommitted, with no ids); ProjectsChanged;
/// ProjectSkipped for each project that is offline, failed or was refused.
/// The result's summary: projects, processed, corrected, offline, failed, refused, duration_ms,
/// memory_delta_mb, photos_per_second. States: Done; DoneWithFailures (a project failed or is offline);
/// Refused (MassChange: in at least one project, which was left as it was); Cancelled; Failed.
TaskResult runManifestCheck(const TaskEnvironment& environment, const ManifestCheckRequest& request,
                            TaskObserver& observer, const CancelToken& cancel);

} // namespace safelight
