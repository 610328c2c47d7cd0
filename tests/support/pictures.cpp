#include "support/pictures.h"

#include "app/demo/dngwriter.h"
#include "app/demo/shotdata.h"

#include <QBuffer>
#include <QImageWriter>
#include <QRandomGenerator>
#include <QtEndian>

namespace safelight::test {

namespace {

QByteArray encoded(const QImage& image, const char* format, int quality, bool progressive = false)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QImageWriter writer(&buffer, format);
    writer.setQuality(quality);
    writer.setProgressiveScanWrite(progressive);
    if (!writer.write(image))
        qFatal("cannot write a %s: %s", format, qPrintable(writer.errorString()));
    return bytes;
}

bool saysAnything(const JpegTraits& traits)
{
    return traits.date.isValid() || traits.orientation != 1 || !traits.make.isEmpty() ||
           !traits.model.isEmpty();
}

/// Where the frame header of a JPEG begins (ITU T.81, B.2.2): after its length field, at the sample
/// precision.
qsizetype progressiveFrameHeader(const QByteArray& jpeg)
{
    const qsizetype marker = jpeg.indexOf("\xff\xc2");
    if (marker < 0)
        qFatal("not a progressive JPEG");
    return marker + 4;
}

/// CRC-32 of a PNG chunk (W3C PNG, annex D).
quint32 pngChecksum(const QByteArray& bytes)
{
    quint32 crc = 0xFFFFFFFFU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0xEDB88320U : crc >> 1U;
    }
    return ~crc;
}

QByteArray bigEndian(quint32 value)
{
    const quint32 big = qToBigEndian(value);
    return {reinterpret_cast<const char*>(&big), sizeof big};
}

QByteArray pngChunk(const QByteArray& type, const QByteArray& data)
{
    const QByteArray checked = type + data;
    return bigEndian(static_cast<quint32>(data.size())) + checked + bigEndian(pngChecksum(checked));
}

} // namespace

QImage picture(int seed, QSize size)
{
    QRandomGenerator random(static_cast<quint32>(seed));
    QImage coarse(8, 6, QImage::Format_RGB32);
    for (int y = 0; y < coarse.height(); ++y) {
        for (int x = 0; x < coarse.width(); ++x)
            coarse.setPixel(x, y, random.generate() | 0xFF000000U);
    }
    return coarse.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_RGB32);
}

QByteArray jpegBytes(int seed, QSize size, const JpegTraits& traits)
{
    QByteArray plain = encoded(picture(seed, size), "JPEG", traits.quality, traits.progressive);
    if (!saysAnything(traits))
        return plain;
    ShotData shot;
    shot.make = traits.make;
    shot.model = traits.model;
    shot.taken = traits.date;
    shot.offsetMinutes = traits.offsetMinutes;
    shot.orientation = traits.orientation;
    auto tagged = withShotData(plain, shot);
    if (!tagged)
        qFatal("cannot write EXIF: %s", qPrintable(describeForLog(tagged.error())));
    return *std::move(tagged);
}

QByteArray pngBytes(int seed, QSize size)
{
    return encoded(picture(seed, size), "PNG", -1);
}

QByteArray dngBytes(int seed, QSize size, int orientation)
{
    return safelight::dngBytes(picture(seed, size), jpegBytes(seed, size), "Safelight", "Test 1",
                               orientation);
}

QByteArray truncated(const QByteArray& file, double part)
{
    return file.first(static_cast<qsizetype>(static_cast<double>(file.size()) * part));
}

QByteArray hugeClaimJpeg()
{
    QByteArray jpeg = jpegBytes(1, QSize(8, 8), JpegTraits{.progressive = true});
    char* header = jpeg.data() + progressiveFrameHeader(jpeg);
    qToBigEndian<quint16>(27397, header + 1);
    qToBigEndian<quint16>(49157, header + 3);
    return jpeg;
}

QByteArray hugeClaimPng()
{
    const QByteArray signature = QByteArrayLiteral("\x89PNG\r\n\x1a\n");
    const QByteArray eightBitRgba = QByteArrayLiteral("\x08\x06\x00\x00\x00");
    const QByteArray fewSamples = qCompress(QByteArray(4096, '\x40')).sliced(4); // without Qt's own length
    return signature + pngChunk("IHDR", bigEndian(60000) + bigEndian(60000) + eightBitRgba) +
           pngChunk("IDAT", fewSamples) + pngChunk("IEND", {});
}

QByteArray textAsJpeg()
{
    return QByteArrayLiteral("This is a note about the shoot, and no picture, whatever its name says.\n");
}

} // namespace safelight::test
