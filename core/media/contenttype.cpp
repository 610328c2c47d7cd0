#include "media/contenttype.h"

#include <QMimeDatabase>

#include <algorithm>

namespace safelight {

namespace {

/// No magic number of a picture lies further back.
constexpr qsizetype kSniffed = qsizetype{16} * 1024;

Decoder decoderFor(const QMimeType& type)
{
    if (type.inherits(QStringLiteral("image/x-dcraw")))
        return Decoder::Raw;
    const QString name = type.name();
    if (name == u"image/jpeg")
        return Decoder::Jpeg;
    if (name == u"image/heif" || name == u"image/heic" || name == u"image/avif")
        return Decoder::Heif;
    for (const char* known : {"image/png", "image/tiff", "image/webp", "image/bmp", "image/gif"}) {
        if (name == QLatin1String(known))
            return Decoder::QtImage;
    }
    return Decoder::None;
}

} // namespace

ContentType contentType(QByteArrayView bytes)
{
    const QByteArray start = QByteArray::fromRawData(bytes.data(), std::min(bytes.size(), kSniffed));
    const QMimeType type = QMimeDatabase().mimeTypeForData(start);
    return {type.name(), decoderFor(type)};
}

} // namespace safelight
