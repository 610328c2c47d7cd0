#include "media/picturedecoder.h"

#include "media/contenttype.h"
#include "media/decoderequest.h"
#include "media/filebytes.h"
#include "media/heifdecoder.h"
#include "media/jpegdecoder.h"
#include "media/qtdecoder.h"
#include "media/rawdecoder.h"

#include <libheif/heif.h>

#include <exception>
#include <new>
#include <string>

namespace safelight {

namespace {

/// A first picture of a TIFF that is no larger than this is likely the thumbnail of a RAW file with a TIFF's
/// name.
constexpr int kThumbnailOfRaw = 640;

Result<DecodedPicture> decodeWith(Decoder decoder, std::string_view extension, const DecodeRequest& request)
{
    switch (decoder) {
    case Decoder::Jpeg:
        return decodeJpeg(request);
    case Decoder::Raw:
        return decodeRaw(request);
    case Decoder::Heif:
        return decodeHeif(request);
    case Decoder::QtImage:
        return decodeWithQt(request, extension);
    case Decoder::None:
        break;
    }
    return Error{ErrorCode::Unsupported, QString(), QStringLiteral("no decoder"), nullptr};
}

bool isTiff(const FileFormat& format)
{
    return format.extension == "tif" || format.extension == "tiff";
}

/// The expected decoder refused the content: finds out what it is, and tries that.
Result<DecodedPicture> decodeByContent(const FileFormat& format, const DecodeRequest& request,
                                       const Error& refusal)
{
    const ContentType type = contentType(request.bytes);
    const std::string subtype = type.mime.section(u'/', 1).toStdString();
    const bool isExpected = type.decoder == format.decoder && type.decoder != Decoder::QtImage;
    if (isExpected)
        return Error{ErrorCode::Damaged, QString(), refusal.detail, nullptr};
    if (type.decoder == Decoder::None) {
        const QString detail = QStringLiteral("the content is %1; %2").arg(type.mime, refusal.detail);
        return Error{ErrorCode::WrongType, QString(), detail, nullptr};
    }
    SAFELIGHT_ASSIGN(DecodedPicture picture, decodeWith(type.decoder, subtype, request));
    picture.mismatch = type.mime;
    return picture;
}

/// HEIC and AVIF are read by one decoder, so their names can be mixed up without a refusal.
QString heifMismatch(const FileFormat& format, QByteArrayView bytes)
{
    const char* mime = heif_get_file_mime_type(reinterpret_cast<const uchar*>(bytes.data()),
                                               static_cast<int>(std::min<qsizetype>(bytes.size(), 4096)));
    const bool isAvif = std::string_view(mime).starts_with("image/avif");
    return isAvif == (format.extension == "avif") || *mime == '\0' ? QString() : QString::fromLatin1(mime);
}

/// Many RAW formats are TIFFs whose first picture is a thumbnail. Replaces such a thumbnail by the real
/// picture.
void preferRaw(DecodedPicture& picture, const DecodeRequest& request)
{
    if (std::max(picture.fullSize.width(), picture.fullSize.height()) > kThumbnailOfRaw)
        return;
    Result<DecodedPicture> raw = decodeRaw(request);
    if (!raw || raw.value().fullSize.width() <= picture.fullSize.width())
        return;
    picture = *std::move(raw);
    picture.mismatch = QStringLiteral("image/x-dcraw");
}

Result<DecodedPicture> decodeBytes(const FileFormat& format, const DecodeRequest& request)
{
    Result<DecodedPicture> picture = decodeWith(format.decoder, format.extension, request);
    if (!picture)
        return picture.error().code == ErrorCode::WrongType
                   ? decodeByContent(format, request, picture.error())
                   : picture;
    if (format.decoder == Decoder::Heif)
        picture->mismatch = heifMismatch(format, request.bytes);
    if (isTiff(format))
        preferRaw(*picture, request);
    return picture;
}

/// A decoder's exception as an Error: the libraries throw, callers of ours need not care.
Result<DecodedPicture> decodeGuarded(const FileFormat& format, const DecodeRequest& request)
{
    try {
        return decodeBytes(format, request);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::TooLarge, QString(), QStringLiteral("not enough memory"), nullptr};
    } catch (const std::exception& error) {
        return Error{ErrorCode::Damaged, QString(), QString::fromUtf8(error.what()), nullptr};
    }
}

} // namespace

Result<DecodedPicture> decodePicture(const PictureSource& source, const FileFormat& format, int longSide,
                                     int orientation, const DecodeLimits& limits)
{
    const DecodeWatch watch(limits);
    if (watch.mustStop())
        return watch.error();
    if (format.decoder == Decoder::None)
        return Error{ErrorCode::Unsupported, subjectOf(source), QStringLiteral("no decoder"), nullptr};
    SAFELIGHT_ASSIGN(const FileBytes file, FileBytes::open(source));
    const DecodeRequest request{file.view(), longSide, orientation, limits.memory, watch};
    Result<DecodedPicture> picture = decodeGuarded(format, request);
    if (picture)
        return picture;
    Error error = picture.error();
    error.subject = subjectOf(source);
    return error;
}

} // namespace safelight
