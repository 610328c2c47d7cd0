#pragma once

#include "tasks/stepcontext.h"

namespace safelight {

/// Task `duplicate_names`: of photos whose stems differ in letter case only (simple Unicode case folding,
/// letter by letter: `ß` is not `SS`; bytes that are not UTF-8 stand for themselves), folders included, the
/// oldest row keeps its name. The others become "DSC0001 (2)" with all their variants and sidecars, or stay
/// as they are and are listed. Photos of which nothing is on disk are no matter. Two files of one photo that
/// differ in the case of their ending are listed.
///
/// A project into which photos are being taken is left. What a kill leaves is put back by the next run
/// (FrameRenaming). Memory: 16 bytes a photo, and the names of the folders in which something is renamed.
/// Counts: projects, processed, corrected, left_alone, offline, failed.
StepOutcome runDuplicateNamesTask(StepContext& step);

} // namespace safelight
