#pragma once

#include "catalog/filerepository.h"
#include "ingest/frame.h"

namespace safelight {

struct IngestContext;

/// Works out what the XMP sidecars of a frame become if its photo is new, and appends one that is to be made
/// where it has none: `<stem>.xmp`, which is read for all files of a photo. Changes nothing else; a sidecar
/// that takes no addition says why.
void prepareAddition(const IngestContext& context, Frame& frame);

/// Appends the sidecar that an earlier ingest made for a photo that is stored, so that it gets its second
/// copy with the others.
Status recallMadeSidecar(const IngestContext& context, const FileRepository& files, Frame& frame);

/// The bytes of such a sidecar once more, from its source. Errors: ChangedWhileRead, those of reading.
Result<QByteArray> writtenAgain(const IngestContext& context, const FrameFile& file);

/// Whether nothing of a source is lost with it: `stored` holds the same bytes now or, if it is a sidecar that
/// was written from it, all of them beside what was added. Both are read again. Errors: those of reading.
Result<bool> isKeptIn(const IngestContext& context, const FrameFile& file,
                      const std::filesystem::path& stored);

} // namespace safelight
