#pragma once

#include "tasks/stepcontext.h"

namespace safelight {

/// Makes thumbnails (512 px), previews (`derivatives.preview_px`) and perceptual hashes that photos of the
/// scope lack. What failed before is tried again only with StepOptions::retryFailed.
///
/// Facts: PhotosPictured. Counts: see PicturePass. Nothing of it needs approval: a step that does what was
/// approved does nothing here.
StepOutcome runDerivativesTask(StepContext& step);

} // namespace safelight
