#pragma once

#include "media/decoderequest.h"

#include <string_view>

namespace safelight {

/// Decodes with the Qt reader of one format: `extension` is png, tif, tiff, webp, bmp or gif. Of several
/// frames, the first. Errors: WrongType (the content is not of that format), TooLarge, Damaged, Cancelled.
Result<DecodedPicture> decodeWithQt(const DecodeRequest& request, std::string_view extension);

} // namespace safelight
