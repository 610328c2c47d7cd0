#pragma once

#include "tasks/stepcontext.h"

namespace safelight {

/// Task `decisions`: what a person decided not to keep goes to the trash, photo by photo. Of a rejected photo
/// all variants and sidecars; of one that keeps its JPEG the RAWs with the sidecars that are named after them
/// (`name.NEF.xmp`), and only while a JPEG of it lies in its place, of the size that its row says. A file
/// that is not in its place stays as its row says: that is for the manifest check.
///
/// Nothing but renames within the library's disk, each with its row in one transaction (tasks/trash.h); what
/// a kill leaves is gone on with by the next run. A correction (`file_rejected`) for each photo. A project
/// into which photos are being taken is left alone.
/// Counts: projects, processed, corrected (photos), files, bytes, offline, failed.
StepOutcome runDecisionCommitTask(StepContext& step);

} // namespace safelight
