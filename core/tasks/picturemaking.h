#pragma once

#include "media/picturemaker.h"
#include "tasks/taskenvironment.h"

namespace safelight {

/// What makes the library's pictures, within the limits that are set.
PictureMaker pictureMaker(const TaskEnvironment& environment, const CancelToken& cancel);

/// As many threads as are set; for 0 as many as there are cores.
int threadsOr(int configured);
int decoderThreads(const Settings& settings);

} // namespace safelight
