#pragma once

#include "base/canceltoken.h"
#include "base/ids.h"
#include "base/result.h"
#include "domain/formats.h"
#include "media/picturesource.h"

#include <QImage>

#include <chrono>

namespace safelight {

/// What a decoder may use for one picture. A hostile file of 600 bytes can ask for gigabytes and for minutes.
struct DecodeLimits
{
    ByteCount memory{qint64{192} * 1024 * 1024}; ///< working memory of the decoder, the picture included
    std::chrono::milliseconds time{15'000};
    CancelToken cancel;
};

/// A picture that is upright (the orientation applied), 8 bits a channel, sRGB-like.
struct DecodedPicture
{
    QImage image;
    QSize fullSize; ///< pixels of the whole picture, upright
    /// The file ends early or is damaged, but a part could be shown. `damageDetail` is the decoder's own
    /// word.
    bool isDamaged = false;
    QString damageDetail;
    /// The content's real type ("image/png") where it is not what the extension says; empty otherwise.
    QString mismatch;
};

/// Decodes a picture so that its longer side is at most `longSide` pixels (never enlarged; 0: full size), as
/// cheaply as its format allows: JPEG by scaled DCT, RAW by its embedded preview. The content decides, not
/// the extension: a PNG named .jpg is decoded, with `mismatch` set. `orientation` is the EXIF orientation of
/// the file's metadata; formats that carry their own rotation (HEIF) ignore it. Errors: Unsupported (no
/// decoder), Damaged (nothing could be decoded), TooLarge (beyond `limits`), WrongType (the content is not of
/// the format's type and no decoder knows it), Cancelled, ReadFailed. Never throws; thread-safe.
Result<DecodedPicture> decodePicture(const PictureSource& source, const FileFormat& format, int longSide,
                                     int orientation, const DecodeLimits& limits);

} // namespace safelight
