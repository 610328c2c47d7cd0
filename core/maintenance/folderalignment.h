#pragma once

#include "tasks/stepcontext.h"

namespace safelight {

/// Task `folder_alignment`: a project's folder directly below the library is renamed after the project
/// (safeFolderName(), "Name (2)" when that is taken), never over anything. Folders elsewhere were chosen by a
/// person and stay. Projects of the scope whose folder was renamed are found again first.
///
/// The row and the folder change in one write transaction, the folder before the commit. What a kill leaves
/// in between, a folder that its row does not know, is found again by its UUID (adoptMovedFolder()), by this
/// task or by the discovery; so only a folder with a readable manifest is renamed. Counts: projects,
/// processed, corrected, left_alone, offline, failed.
StepOutcome runFolderAlignmentTask(StepContext& step);

} // namespace safelight
