#include "media/heifdecoder.h"

#include "media/pictureshape.h"

#include <QColorSpace>

#include <climits>
#include <libheif/heif.h>

#include <memory>

namespace safelight {

namespace {

/// Sides of the largest square that is looked at; the memory of a decode is checked against the limits on its
/// own.
constexpr int kLongestSide = 32'768;
/// A pixel of the result (3, with alpha 4) and of the decoder's planes, which a rotation copies (4:2:0, then
/// 4:4:4).
constexpr int kBytesPerPixel = 6;

struct HeifFree
{
    void operator()(heif_context* context) const { heif_context_free(context); }
    void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
    void operator()(heif_image* image) const { heif_image_release(image); }
    void operator()(heif_decoding_options* options) const { heif_decoding_options_free(options); }
};
template <class T>
using HeifPtr = std::unique_ptr<T, HeifFree>;

Error toError(const heif_error& error)
{
    ErrorCode code = ErrorCode::Damaged;
    if (error.subcode == heif_suberror_Security_limit_exceeded ||
        error.code == heif_error_Memory_allocation_error)
        code = ErrorCode::TooLarge;
    else if (error.code == heif_error_Unsupported_filetype)
        code = ErrorCode::WrongType;
    else if (error.code == heif_error_Unsupported_feature || error.code == heif_error_Plugin_loading_error)
        code = ErrorCode::Unsupported;
    return {code, QString(), QString::fromUtf8(error.message), nullptr};
}

bool isOk(const heif_error& error)
{
    return error.code == heif_error_Ok;
}

bool looksLikeHeif(QByteArrayView bytes)
{
    constexpr qsizetype kTypeBox = 4096;
    const auto* data = reinterpret_cast<const uchar*>(bytes.data());
    const int length = static_cast<int>(std::min(bytes.size(), kTypeBox));
    return bytes.size() >= 12 && heif_check_filetype(data, length) != heif_filetype_no;
}

/// The opened file and the handle of its primary picture. The bytes outlive it.
struct HeifFile
{
    HeifPtr<heif_context> context;
    HeifPtr<heif_image_handle> primary;
};

Result<HeifFile> openHeif(QByteArrayView bytes)
{
    if (!looksLikeHeif(bytes))
        return Error{ErrorCode::WrongType, QString(), QStringLiteral("not a HEIF file"), nullptr};
    HeifFile file;
    file.context.reset(heif_context_alloc());
    heif_context_set_maximum_image_size_limit(file.context.get(), kLongestSide);
    heif_context_set_max_decoding_threads(file.context.get(),
                                          0); // our pools have as many threads as there are cores
    const auto size = static_cast<size_t>(bytes.size());
    const heif_error opened =
        heif_context_read_from_memory_without_copy(file.context.get(), bytes.data(), size, nullptr);
    if (!isOk(opened))
        return toError(opened);
    heif_image_handle* handle = nullptr;
    const heif_error found = heif_context_get_primary_image_handle(file.context.get(), &handle);
    if (!isOk(found))
        return toError(found);
    file.primary.reset(handle);
    return file;
}

QSize sizeOf(const heif_image_handle* handle)
{
    return {heif_image_handle_get_width(handle), heif_image_handle_get_height(handle)};
}

HeifPtr<heif_image_handle> embeddedThumbnail(const heif_image_handle* primary)
{
    heif_item_id id = 0;
    heif_image_handle* thumbnail = nullptr;
    if (heif_image_handle_get_list_of_thumbnail_IDs(primary, &id, 1) == 1)
        heif_image_handle_get_thumbnail(primary, id, &thumbnail);
    return HeifPtr<heif_image_handle>(thumbnail);
}

QByteArray iccProfile(const heif_image_handle* handle)
{
    constexpr size_t kLargestProfile = size_t{4} * 1024 * 1024;
    const size_t size = heif_image_handle_get_raw_color_profile_size(handle);
    if (size == 0 || size > kLargestProfile)
        return {};
    QByteArray profile(static_cast<qsizetype>(size), Qt::Uninitialized);
    return isOk(heif_image_handle_get_raw_color_profile(handle, profile.data())) ? profile : QByteArray();
}

/// libheif's word for what it repaired in a picture; empty for a healthy one.
QString decodingWarning(heif_image* image)
{
    heif_error warning = {};
    if (heif_image_get_decoding_warnings(image, 0, &warning, 1) < 1)
        return {};
    return QString::fromUtf8(warning.message);
}

Result<DecodedPicture> decodeHandle(const heif_image_handle* handle, int longSide)
{
    const bool hasAlpha = heif_image_handle_has_alpha_channel(handle) != 0;
    const heif_chroma chroma = hasAlpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
    const HeifPtr<heif_decoding_options> options(heif_decoding_options_alloc());
    options->convert_hdr_to_8bit = 1;
    heif_image* raw = nullptr;
    const heif_error decoded = heif_decode_image(handle, &raw, heif_colorspace_RGB, chroma, options.get());
    const HeifPtr<heif_image> image(raw);
    if (!isOk(decoded))
        return toError(decoded);
    int stride = 0;
    const uchar* pixels = heif_image_get_plane_readonly(image.get(), heif_channel_interleaved, &stride);
    if (pixels == nullptr)
        return Error{ErrorCode::Damaged, QString(), QStringLiteral("no pixels"), nullptr};
    const QImage whole(pixels, heif_image_get_width(image.get(), heif_channel_interleaved),
                       heif_image_get_height(image.get(), heif_channel_interleaved), stride,
                       hasAlpha ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    DecodedPicture picture;
    picture.image = reduced(whole, longSide);
    picture.damageDetail = decodingWarning(image.get());
    picture.isDamaged = !picture.damageDetail.isEmpty();
    return picture;
}

} // namespace

Result<DecodedPicture> decodeHeif(const DecodeRequest& request)
{
    SAFELIGHT_ASSIGN(HeifFile file, openHeif(request.bytes));
    const QSize fullSize = sizeOf(file.primary.get());
    HeifPtr<heif_image_handle> shown = std::move(file.primary);
    if (bytesOf(fullSize, kBytesPerPixel) > request.memory) {
        shown = embeddedThumbnail(shown.get());
        if (!shown || bytesOf(sizeOf(shown.get()), kBytesPerPixel) > request.memory)
            return tooLarge(fullSize);
    }
    if (request.watch.mustStop())
        return request.watch.error();
    SAFELIGHT_ASSIGN(DecodedPicture picture, decodeHandle(shown.get(), request.longSide));
    if (picture.image.isNull())
        return tooLarge(fullSize);
    convertToSrgb(picture.image, iccProfile(shown.get()));
    picture.fullSize = fullSize;
    return picture;
}

std::optional<QSize> heifStoredSize(QByteArrayView bytes)
{
    const Result<HeifFile> file = openHeif(bytes);
    if (!file)
        return std::nullopt;
    const heif_image_handle* primary = file.value().primary.get();
    const QSize size(heif_image_handle_get_ispe_width(primary), heif_image_handle_get_ispe_height(primary));
    return size.isEmpty() ? std::nullopt : std::optional(size);
}

} // namespace safelight
