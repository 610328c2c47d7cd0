#pragma once

#include "tasks/stepcontext.h"

namespace safelight {

/// Task `orphaned_projects`: a project whose folder is not there though the place where it lay is (see
/// tasks/folderplace.h) is shown as gone; its rows stay until a person removes the project. One that is gone
/// and lies in its place again is fine again. A folder of which nothing can be said is offline.
/// Counts: projects, processed, corrected, gone, offline, failed.
StepOutcome runOrphanedProjectsTask(StepContext& step);

} // namespace safelight
