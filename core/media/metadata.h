#pragma once

#include "base/eventlog.h"
#include "base/result.h"
#include "domain/formats.h"
#include "domain/photometadata.h"
#include "media/picturesource.h"

namespace safelight {

/// Prepares Exiv2 for use by many threads (its XMP toolkit wants one initialisation and a lock) and sends its
/// messages to `log`. Call once, from main(), before the first thread reads metadata.
void initialiseMetadata(const EventLog& log);

/// Reads EXIF, XMP and IPTC of the whole file (a prefix would lose dates that lie behind an embedded preview),
/// and for RAW files asks LibRaw for what Exiv2 does not know. Never throws; thread-safe.
/// Errors: Unsupported (no reader for this format), Damaged (the reader gave up), ReadFailed.
Result<PhotoMetadata> readMetadata(const PictureSource& source, const FileFormat& format);

} // namespace safelight
