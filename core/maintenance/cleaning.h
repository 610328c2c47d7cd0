#pragma once

#include "tasks/stepcontext.h"

namespace safelight {

/// Task `cleaning`: the rows of a photo of which no variant is left (neither jpg nor raw nor other) become
/// tombstones, one for each of its files. Only in a project whose last manifest check came to its end and
/// whose manifest is in its folder now, and only when neither rows nor disk know a variant of it, looked at
/// once more at that moment. What cannot be looked at stays, and so does what may lie on a disk that is not
/// mounted (a file below a link, or below a folder that is there and empty), what can still be restored from
/// the trash, and a project into which photos are being taken.
///
/// More than `maintenance.mass_change_min` photos that are more than `maintenance.mass_change_percent` of the
/// project's are proposed and left (MassChange), unless that is accepted. No file is touched.
/// Counts: projects, processed, corrected, unreadable, offline, refused, failed.
StepOutcome runCleaningTask(StepContext& step);

} // namespace safelight
