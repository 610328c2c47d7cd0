#pragma once

#include "tasks/stepcontext.h"

namespace safelight {

/// Task `folder_discovery`: looks at each folder directly below the library, but for hidden ones and links.
///
/// - The folder of a known project whose own folder is not there was renamed: its row follows.
/// - The same UUID as a project that is at home: a copy. It gets a UUID of its own and becomes a project.
/// - A manifest that nobody knows, or none, and pictures inside: becomes a project where it lies, with the
///   manifest's UUID and name, or a new UUID and the folder's name. Its photos come by the folder check.
/// - A project that was removed: listed; `projects add --folder` takes it back.
/// - Without pictures, or with files in it that an ingest is writing: left alone.
///
/// No folder is merged, moved or removed. The manifest is written before the row: a kill in between leaves a
/// manifest that nobody knows, which the next run takes in.
/// Counts: processed, corrected, left_alone, failed.
StepOutcome runFolderDiscoveryTask(StepContext& step);

} // namespace safelight
