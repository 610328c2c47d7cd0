#pragma once

#include <QByteArray>
#include <QImage>

namespace safelight {

/// A small, valid DNG (Adobe, "Digital Negative Specification" 1.4): the picture's linear light behind an
/// RGGB colour filter array, 16 bits uncompressed, with `previewJpeg` embedded as the preview of its first
/// directory. The picture is stored as it is; `orientation` (EXIF 1…8) only says how to turn it. Odd rows and
/// columns at the edge are left out.
QByteArray dngBytes(const QImage& picture, const QByteArray& previewJpeg, const QByteArray& make,
                    const QByteArray& model, int orientation);

} // namespace safelight
