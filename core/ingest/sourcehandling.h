#pragma once

#include "ingest/frame.h"

namespace safelight {

/// Removes a source that is proven elsewhere, unless it changed since it was read. Never removes through a
/// link. Errors: ChangedWhileRead, those of removing.
Status removeSource(FileSystem& fs, const FrameFile& file);

/// The source that a frame was made from, to be begun anew.
SourceFrame sourceOf(const Frame& frame);

} // namespace safelight
