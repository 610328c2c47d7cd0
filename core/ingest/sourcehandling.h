#pragma once

#include "ingest/frame.h"

namespace safelight {

struct IngestContext;

/// Removes a source that is proven elsewhere, unless it changed since it was read. Never removes through a
/// link. Errors: ChangedWhileRead, those of removing.
Status removeSource(FileSystem& fs, const FrameFile& file);

/// Removes the source of a duplicate, only when the stored file exists now and nothing of the source is lost
/// with it (isKeptIn()). Otherwise the item's reason says why it stays.
void removeDuplicateSource(const IngestContext& context, FrameFile& file);

/// The source that a frame was made from, to be begun anew.
SourceFrame sourceOf(const Frame& frame);

} // namespace safelight
