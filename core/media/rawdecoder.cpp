#include "media/rawdecoder.h"

#include "media/jpegdecoder.h"
#include "media/pictureshape.h"
#include "media/rawfile.h"

#include <algorithm>
#include <memory>

namespace safelight {

namespace {

/// A preview below this is for the camera's display of sixteen pictures; it is used only where nothing else
/// is asked for.
constexpr int kTinyPreview = 256;
constexpr int kWorthDeveloping = 512;
/// 16-bit sensor data, and at half of each side four 16-bit channels, then three of 8 bits.
constexpr int kBytesPerSensorPixel = 5;
constexpr qint64 kMiB = qint64{1024} * 1024;

int onProgress(void* data, LibRaw_progress, int, int)
{
    return static_cast<const DecodeWatch*>(data)->mustStop() ? 1 : 0;
}

int longerSide(QSize size)
{
    return std::max(size.width(), size.height());
}

/// Previews are stored as the sensor saw them. One that stands upright although the sensor's picture lies is
/// turned already.
int previewOrientation(QSize preview, QSize sensor, int orientation)
{
    const bool isTurned = orientedSize(sensor, orientation) != sensor;
    const bool standsAlready = (preview.width() < preview.height()) != (sensor.width() < sensor.height());
    return isTurned && standsAlready && preview.width() != preview.height() ? 1 : orientation;
}

Result<DecodedPicture> decodeJpegPreview(const libraw_thumbnail_t& preview, const DecodeRequest& request,
                                         QSize sensor)
{
    DecodeRequest inner = request;
    inner.bytes = QByteArrayView(preview.thumb, static_cast<qsizetype>(preview.tlength));
    inner.orientation = 1;
    SAFELIGHT_ASSIGN(DecodedPicture picture, decodeJpeg(inner));
    picture.image =
        oriented(picture.image, previewOrientation(picture.fullSize, sensor, request.orientation));
    return picture;
}

Result<DecodedPicture> decodeBitmapPreview(const libraw_thumbnail_t& preview, const DecodeRequest& request,
                                           QSize sensor)
{
    const QSize size(preview.twidth, preview.theight);
    const qint64 needed = bytesOf(size, 3).value;
    if (size.isEmpty() || needed > qint64{preview.tlength})
        return Error{ErrorCode::Damaged, QString(), QStringLiteral("the preview is incomplete"), nullptr};
    const QImage whole(reinterpret_cast<const uchar*>(preview.thumb), size.width(), size.height(),
                       qsizetype{size.width()} * 3, QImage::Format_RGB888);
    DecodedPicture picture;
    const int orientation = previewOrientation(size, sensor, request.orientation);
    picture.image = oriented(reduced(whole, request.longSide), orientation);
    return picture;
}

Result<DecodedPicture> decodePreview(LibRaw& raw, const DecodeRequest& request)
{
    const libraw_thumbnail_t& preview = raw.imgdata.thumbnail;
    if (bytesOf({preview.twidth, preview.theight}, 3) > request.memory)
        return tooLarge({preview.twidth, preview.theight});
    if (const int code = raw.unpack_thumb(); code != LIBRAW_SUCCESS)
        return rawError(code, request.watch);
    const QSize sensor = rawStoredSize(raw);
    if (preview.tformat == LIBRAW_THUMBNAIL_JPEG)
        return decodeJpegPreview(preview, request, sensor);
    if (preview.tformat == LIBRAW_THUMBNAIL_BITMAP && preview.tcolors == 3)
        return decodeBitmapPreview(preview, request, sensor);
    return Error{ErrorCode::Unsupported, QString(), QStringLiteral("unknown kind of preview"), nullptr};
}

struct FreeProcessed
{
    void operator()(libraw_processed_image_t* image) const { LibRaw::dcraw_clear_mem(image); }
};

/// Develops at half size: no interpolation, one pixel for each two by two of the sensor.
Result<DecodedPicture> develop(LibRaw& raw, const DecodeRequest& request)
{
    const libraw_image_sizes_t& sizes = raw.imgdata.sizes;
    if (bytesOf({sizes.raw_width, sizes.raw_height}, kBytesPerSensorPixel) > request.memory)
        return tooLarge(rawStoredSize(raw));
    libraw_output_params_t& params = raw.imgdata.params;
    params.half_size = 1;
    params.user_qual = 0;
    params.use_camera_wb = 1;
    params.user_flip = 0;
    params.max_raw_memory_mb = static_cast<unsigned>(std::max<qint64>(1, request.memory.value / kMiB));
    int code = raw.unpack();
    if (code == LIBRAW_SUCCESS)
        code = raw.dcraw_process();
    if (code != LIBRAW_SUCCESS)
        return rawError(code, request.watch);
    const std::unique_ptr<libraw_processed_image_t, FreeProcessed> image(raw.dcraw_make_mem_image(&code));
    if (!image || image->type != LIBRAW_IMAGE_BITMAP || image->bits != 8)
        return rawError(code, request.watch);
    const bool isGrey = image->colors == 1;
    const QImage whole(image->data, image->width, image->height, qsizetype{image->width} * image->colors,
                       isGrey ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    DecodedPicture picture;
    picture.image = oriented(reduced(whole, request.longSide), request.orientation);
    return picture;
}

bool isGoodEnough(const Result<DecodedPicture>& preview, int longSide)
{
    if (!preview || preview.value().image.isNull())
        return false;
    const bool isTiny = longerSide(preview.value().image.size()) < kTinyPreview;
    return !isTiny || (longSide > 0 && longSide < kWorthDeveloping);
}

Result<DecodedPicture> previewOrDeveloped(LibRaw& raw, const DecodeRequest& request)
{
    Result<DecodedPicture> preview = decodePreview(raw, request);
    if (isGoodEnough(preview, request.longSide) || request.watch.mustStop())
        return preview;
    Result<DecodedPicture> developed = develop(raw, request);
    if (developed && !developed.value().image.isNull())
        return developed;
    return preview ? preview : developed;
}

} // namespace

Result<DecodedPicture> decodeRaw(const DecodeRequest& request)
{
    const std::unique_ptr<LibRaw> raw = makeRawReader();
    DecodeWatch watch = request.watch;
    raw->set_progress_handler(onProgress, &watch);
    if (const int code = openRaw(*raw, request.bytes); code != LIBRAW_SUCCESS)
        return rawError(code, request.watch);
    SAFELIGHT_ASSIGN(DecodedPicture picture, previewOrDeveloped(*raw, request));
    if (picture.image.isNull())
        return tooLarge(rawStoredSize(*raw));
    picture.fullSize = orientedSize(rawStoredSize(*raw), request.orientation);
    return picture;
}

} // namespace safelight
