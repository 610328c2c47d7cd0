#pragma once

#include "media/decoderequest.h"

#include <optional>

namespace safelight {

/// Decodes the primary picture of a HEIF, HEIC or AVIF file, which comes upright (the orientation asked for
/// is ignored). A picture beyond the memory is shown by its embedded thumbnail, if it has one. Errors:
/// WrongType (not HEIF), Unsupported (a codec that libheif lacks), TooLarge, Damaged, Cancelled.
Result<DecodedPicture> decodeHeif(const DecodeRequest& request);

/// Pixels of the primary picture as stored, before its rotation; nullopt where libheif cannot tell.
std::optional<QSize> heifStoredSize(QByteArrayView bytes);

} // namespace safelight
