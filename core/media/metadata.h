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

/// Reads what a file says of its picture: EXIF, XMP and IPTC of the whole file (a prefix would lose dates
/// that lie behind an embedded preview), and for RAW files asks LibRaw for what Exiv2 does not know. XMP
/// sidecars are read, too. Never throws; thread-safe. A file without metadata gives a PhotoMetadata with
/// little in it, not an error.
///
/// Keys of `details`, each only where the file says it and makes sense:
///   iso, aperture (f-number), exposure_seconds, exposure_bias_ev, focal_length_mm, focal_length_35mm:
///   numbers; exposure_text: "1/250", "0.5", "30"; flash: whether it fired; metering: average,
///   center_weighted, spot, multi_spot, pattern, partial; gps: {latitude, longitude: degrees, south and west
///   negative; altitude: metres above the sea}; rating: -1 (rejected) to 5; label, title, description,
///   artist, copyright, software, serial: text; keywords: list of text; subseconds: the digits as written.
/// Errors: Unsupported (no reader for this format), Damaged (the reader gave up), ReadFailed.
Result<PhotoMetadata> readMetadata(const PictureSource& source, const FileFormat& format);

} // namespace safelight
