#pragma once

#include "maintenance/cachelisting.h"
#include "tasks/projectsweep.h"

namespace safelight {

/// Compares the stores of thumbnails and previews with the catalogue. Pictures of photos in the scope that
/// are gone or cannot be used are made again, and those that are pending are made; for the whole library,
/// files in the stores that no photo, no removed project and nothing in the trash asks for are removed, and
/// so are previews of another size and what dead writers left. Nothing outside the stores is touched, no link
/// followed, and nothing removed that is younger than a day: an ingest makes pictures before their rows.
///
/// Facts: PhotosPictured. Counts: thumbnails_gone, previews_gone, orphans (removed), leftovers (removed), and
/// those of PicturePass. Refused (MassChange) before anything is removed when `maintenance.mass_change_*`
/// says so: the catalogue may be the wrong one. Nothing of it needs approval.
StepOutcome runCacheValidationTask(StepContext& step);

} // namespace safelight
