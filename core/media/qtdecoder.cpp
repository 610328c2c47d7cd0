#include "media/qtdecoder.h"

#include "media/pictureshape.h"

#include <QBuffer>
#include <QColorSpace>
#include <QImageReader>
#include <QPixelFormat>
#include <QtEndian>

#include <algorithm>

namespace safelight {

namespace {

/// A reader that scales cheaply, and therefore coarsely, gets this much more than is wanted.
constexpr int kOversampling = 2;

QByteArray readerName(std::string_view extension)
{
    if (extension == "tif")
        return "tiff";
    return QByteArray(extension.data(), static_cast<qsizetype>(extension.size()));
}

ByteCount workingMemory(const QImageReader& reader, QSize size)
{
    const QImage::Format format = reader.imageFormat();
    const int bits = format == QImage::Format_Invalid ? 32 : QImage::toPixelFormat(format).bitsPerPixel();
    return bytesOf(size, std::max(4, bits / 8));
}

/// Qt shows a BMP that is cut short without a word; the file's size is in its header (BITMAPFILEHEADER,
/// bfSize).
bool isShortBmp(QByteArrayView bytes, std::string_view extension)
{
    constexpr qsizetype kSizeOffset = 2;
    return extension == "bmp" && bytes.size() > kSizeOffset + 4 &&
           qFromLittleEndian<quint32>(bytes.data() + kSizeOffset) > static_cast<quint64>(bytes.size());
}

} // namespace

Result<DecodedPicture> decodeWithQt(const DecodeRequest& request, std::string_view extension)
{
    const QByteArray bytes = QByteArray::fromRawData(request.bytes.data(), request.bytes.size());
    QBuffer device;
    device.setData(bytes);
    device.open(QIODevice::ReadOnly);
    QImageReader reader(&device, readerName(extension));
    reader.setAutoDetectImageFormat(false);
    if (!reader.canRead())
        return Error{ErrorCode::WrongType, QString(), reader.errorString(), nullptr};
    const QSize stored = reader.size();
    if (stored.isEmpty())
        return Error{ErrorCode::Damaged, QString(), reader.errorString(), nullptr};
    if (workingMemory(reader, stored) > request.memory)
        return tooLarge(stored);
    const QSize enough = fitted(stored, request.longSide * kOversampling);
    if (enough != stored && reader.supportsOption(QImageIOHandler::ScaledSize))
        reader.setScaledSize(enough);
    if (request.watch.mustStop())
        return request.watch.error();
    QImage whole;
    const bool isComplete = reader.read(&whole);
    if (whole.isNull())
        return Error{ErrorCode::Damaged, QString(), reader.errorString(), nullptr};
    if (whole.colorSpace().isValid() && whole.colorSpace() != QColorSpace(QColorSpace::SRgb))
        whole.convertToColorSpace(QColorSpace(QColorSpace::SRgb));
    DecodedPicture picture;
    const QSize target = fitted(stored, request.longSide).boundedTo(whole.size());
    picture.image = oriented(reduced(whole, target), request.orientation);
    picture.fullSize = orientedSize(stored, request.orientation);
    picture.isDamaged = !isComplete || isShortBmp(request.bytes, extension);
    if (picture.isDamaged)
        picture.damageDetail = isComplete ? QStringLiteral("the file ends early") : reader.errorString();
    return picture;
}

} // namespace safelight
