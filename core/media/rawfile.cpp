#include "media/rawfile.h"

#include "media/metadatatext.h"

#include <cmath>

namespace safelight {

namespace {

/// LibRaw's turns (dcraw's `flip`) as EXIF orientations.
int orientationOfFlip(int flip)
{
    switch (flip) {
    case 3:
        return 3;
    case 5:
        return 8;
    case 6:
        return 6;
    default:
        return 1;
    }
}

/// LibRaw turned the camera's clock into seconds as if it were in this computer's zone; this turns it back.
CaptureTime captureTime(time_t timestamp)
{
    if (timestamp <= 0)
        return {};
    const QDateTime here = QDateTime::fromSecsSinceEpoch(timestamp, Qt::LocalTime);
    return captureTimeFrom(here.date(), here.time(), std::nullopt);
}

void addNumber(QJsonObject& details, QLatin1String key, float value)
{
    if (!details.contains(key) && std::isfinite(value) && value > 0)
        details.insert(key, roundedForJson(double{value}));
}

} // namespace

std::unique_ptr<LibRaw> makeRawReader()
{
    return std::make_unique<LibRaw>(LIBRAW_OPIONS_NO_MEMERR_CALLBACK | LIBRAW_OPIONS_NO_DATAERR_CALLBACK);
}

int openRaw(LibRaw& raw, QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return LIBRAW_FILE_UNSUPPORTED;
    // LibRaw only reads, but does not say so in its signature.
    return raw.open_buffer(const_cast<char*>(bytes.data()), static_cast<size_t>(bytes.size()));
}

QSize rawStoredSize(const LibRaw& raw)
{
    return {raw.imgdata.sizes.iwidth, raw.imgdata.sizes.iheight};
}

Error rawError(int code, const DecodeWatch& watch)
{
    const QString detail = QString::fromLatin1(LibRaw::strerror(code));
    switch (code) {
    case LIBRAW_FILE_UNSUPPORTED:
        return {ErrorCode::WrongType, QString(), detail, nullptr};
    case LIBRAW_UNSUFFICIENT_MEMORY:
    case LIBRAW_TOO_BIG:
        return {ErrorCode::TooLarge, QString(), detail, nullptr};
    case LIBRAW_CANCELLED_BY_CALLBACK:
        return watch.error();
    default:
        return {ErrorCode::Damaged, QString(), detail, nullptr};
    }
}

Status addRawMetadata(QByteArrayView bytes, PhotoMetadata& metadata)
{
    const std::unique_ptr<LibRaw> raw = makeRawReader();
    if (const int code = openRaw(*raw, bytes); code != LIBRAW_SUCCESS)
        return rawError(code, DecodeWatch(DecodeLimits()));
    const libraw_data_t& data = raw->imgdata;
    metadata.width = data.sizes.iwidth;
    metadata.height = data.sizes.iheight;
    if (metadata.orientation == 1)
        metadata.orientation = orientationOfFlip(data.sizes.flip);
    if (metadata.camera.isEmpty())
        metadata.camera = cameraName(metadataText(data.idata.make), metadataText(data.idata.model));
    if (metadata.lens.isEmpty())
        metadata.lens = metadataText(data.lens.Lens);
    if (!metadata.taken.isValid())
        metadata.taken = captureTime(data.other.timestamp);
    addNumber(metadata.details, kIso, data.other.iso_speed);
    addNumber(metadata.details, kAperture, std::round(data.other.aperture * 100) / 100);
    addNumber(metadata.details, kFocalLength, data.other.focal_len);
    if (!metadata.details.contains(kExposureSeconds))
        addExposure(metadata.details, double{data.other.shutter});
    return {};
}

} // namespace safelight
