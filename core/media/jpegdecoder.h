#pragma once

#include "media/decoderequest.h"

namespace safelight {

/// Decodes a JPEG by scaled DCT. What is missing at the end of a file that is cut short stays grey.
/// Errors: WrongType (not a JPEG), Unsupported (lossless, 12 bits), TooLarge, Damaged, Cancelled.
Result<DecodedPicture> decodeJpeg(const DecodeRequest& request);

} // namespace safelight
