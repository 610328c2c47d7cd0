#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QImage>
#include <QSize>
#include <QString>

#include <optional>

namespace safelight::test {

/// What a JPEG of a test says of itself. What is not set is not written; nothing set: no EXIF at all.
struct JpegTraits
{
    QDateTime date = {}; ///< DateTimeOriginal, the camera's clock
    std::optional<int> offsetMinutes = {};
    int orientation = 1; ///< EXIF 1…8; the pixels are stored as they are
    QString make = {};
    QString model = {};
    bool progressive = false;
    int quality = 85;
};

constexpr QSize kTinyPicture(64, 48);

/// A soft pattern of colours. Each seed has its own, at any size: different bytes and a different look.
QImage picture(int seed, QSize size = kTinyPicture);

/// Whole files around `picture(seed, size)`; equal arguments give equal bytes.
QByteArray jpegBytes(int seed, QSize size = kTinyPicture, const JpegTraits& traits = {});
QByteArray pngBytes(int seed, QSize size = kTinyPicture);
QByteArray dngBytes(int seed, QSize size = kTinyPicture, int orientation = 1);

/// The first `part` (0…1) of a file, as a card leaves it that was pulled out.
QByteArray truncated(const QByteArray& file, double part = 0.5);

/// A progressive JPEG of some hundred bytes that claims 49,157×27,397 pixels: gigabytes for a naive decoder.
QByteArray hugeClaimJpeg();

/// A PNG of some hundred bytes, its checksums right, that claims 60,000×60,000 pixels of 4 bytes.
QByteArray hugeClaimPng();

/// Text, to be stored under a picture's name.
QByteArray textAsJpeg();

} // namespace safelight::test
