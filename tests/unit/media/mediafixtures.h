#pragma once

#include "domain/formats.h"

#include <QByteArray>
#include <QImage>

namespace safelight::test {

/// A picture with large shapes and some detail, the same for the same `seed`, unlike for another.
QImage picture(QSize size, quint32 seed = 1);

/// The picture as a file of a Qt format ("jpg", "png", "tiff", …).
QByteArray encoded(const QImage& image, const char* format, int quality = 85);
QByteArray progressiveJpeg(const QImage& image);

/// A copy of a JPEG whose frame header claims another size.
QByteArray withJpegSize(QByteArray jpeg, int width, int height);

FileFormat format(std::string_view extension);

/// The largest difference of any channel of any pixel.
int largestDifference(const QImage& a, const QImage& b);
/// The mean difference of the channels.
double meanDifference(const QImage& a, const QImage& b);

} // namespace safelight::test
