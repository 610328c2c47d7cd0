#pragma once

#include <QByteArray>
#include <QImage>
#include <QSize>

namespace safelight {

/// `size` reduced, its shape kept, so that the longer side is at most `longSide`; never enlarged, never
/// empty. 0: as it is.
QSize fitted(QSize size, int longSide);

/// The picture with its longer side at most `longSide`, by area averages; RGB32, premultiplied ARGB32 or
/// Grayscale8. Null where there is no memory for it.
QImage reduced(const QImage& picture, int longSide);

QImage reduced(const QImage& picture, QSize target);

/// Turns and mirrors a stored picture upright. `orientation` as in Exif 2.32, 4.6.4 A; anything but 2…8
/// changes nothing.
QImage oriented(const QImage& stored, int orientation);

/// The size of an upright picture whose stored size is `stored`.
QSize orientedSize(QSize stored, int orientation);

/// The picture without transparency, on white: RGB32 or Grayscale8.
QImage flattened(const QImage& picture);

/// Converts from the colour space of an ICC profile to sRGB; a profile that cannot be used changes nothing.
void convertToSrgb(QImage& picture, const QByteArray& iccProfile);

} // namespace safelight
