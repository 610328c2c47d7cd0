#pragma once

#include "media/decoderequest.h"

namespace safelight {

/// Decodes a RAW file by its embedded preview; where there is none, or none worth looking at, by a
/// development at half size. A preview smaller than what was asked for is given as it is. Errors: WrongType
/// (LibRaw does not know it), TooLarge, Damaged, Cancelled.
Result<DecodedPicture> decodeRaw(const DecodeRequest& request);

} // namespace safelight
