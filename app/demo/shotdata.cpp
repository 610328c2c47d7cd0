#include "app/demo/shotdata.h"

#include <exiv2/exiv2.hpp>

#include <cmath>
#include <string>

namespace safelight {

namespace {

Exiv2::URational fraction(double value, int denominator)
{
    return {static_cast<uint32_t>(std::lround(value * denominator)), static_cast<uint32_t>(denominator)};
}

/// 1/250 for short exposures, 25/10 for long ones, as cameras write them.
Exiv2::URational exposureFraction(double seconds)
{
    if (seconds < 0.4)
        return {1, static_cast<uint32_t>(std::lround(1.0 / seconds))};
    return fraction(seconds, 10);
}

std::string offsetText(int minutes)
{
    const int magnitude = std::abs(minutes);
    return QStringLiteral("%1%2:%3")
        .arg(QChar(minutes < 0 ? u'-' : u'+'))
        .arg(magnitude / 60, 2, 10, QChar(u'0'))
        .arg(magnitude % 60, 2, 10, QChar(u'0'))
        .toStdString();
}

void setText(Exiv2::ExifData& exif, const char* key, const QString& text)
{
    if (!text.isEmpty())
        exif[key] = text.toStdString();
}

void setTimes(Exiv2::ExifData& exif, const ShotData& shot)
{
    if (!shot.taken.isValid())
        return;
    const QString time = shot.taken.toString(QStringLiteral("yyyy:MM:dd HH:mm:ss"));
    for (const char* key :
         {"Exif.Image.DateTime", "Exif.Photo.DateTimeOriginal", "Exif.Photo.DateTimeDigitized"})
        setText(exif, key, time);
    if (const int milliseconds = shot.taken.time().msec(); milliseconds != 0)
        setText(exif, "Exif.Photo.SubSecTimeOriginal",
                QStringLiteral("%1").arg(milliseconds, 3, 10, QChar(u'0')));
    if (shot.offsetMinutes)
        exif["Exif.Photo.OffsetTimeOriginal"] = offsetText(*shot.offsetMinutes);
}

std::string degreesText(double degrees)
{
    const double magnitude = std::abs(degrees);
    const auto whole = static_cast<int>(magnitude);
    const double minutes = (magnitude - whole) * 60;
    const auto wholeMinutes = static_cast<int>(minutes);
    const auto hundredths = static_cast<int>((minutes - wholeMinutes) * 6000);
    return QStringLiteral("%1/1 %2/1 %3/100").arg(whole).arg(wholeMinutes).arg(hundredths).toStdString();
}

void setPosition(Exiv2::ExifData& exif, const GpsPosition& gps)
{
    exif["Exif.GPSInfo.GPSVersionID"] = "2 3 0 0";
    exif["Exif.GPSInfo.GPSLatitudeRef"] = gps.latitude < 0 ? "S" : "N";
    exif["Exif.GPSInfo.GPSLatitude"] = degreesText(gps.latitude);
    exif["Exif.GPSInfo.GPSLongitudeRef"] = gps.longitude < 0 ? "W" : "E";
    exif["Exif.GPSInfo.GPSLongitude"] = degreesText(gps.longitude);
    exif["Exif.GPSInfo.GPSAltitudeRef"] = gps.altitude < 0 ? "1" : "0";
    exif["Exif.GPSInfo.GPSAltitude"] = fraction(std::abs(gps.altitude), 10);
}

void setAll(Exiv2::ExifData& exif, const ShotData& shot)
{
    setText(exif, "Exif.Image.Make", shot.make);
    setText(exif, "Exif.Image.Model", shot.model);
    setText(exif, "Exif.Photo.LensModel", shot.lens);
    exif["Exif.Image.Orientation"] = static_cast<uint16_t>(shot.orientation);
    setTimes(exif, shot);
    if (shot.iso > 0)
        exif["Exif.Photo.ISOSpeedRatings"] = static_cast<uint16_t>(shot.iso);
    if (shot.aperture > 0)
        exif["Exif.Photo.FNumber"] = fraction(shot.aperture, 10);
    if (shot.exposure > 0)
        exif["Exif.Photo.ExposureTime"] = exposureFraction(shot.exposure);
    if (shot.focalLength > 0)
        exif["Exif.Photo.FocalLength"] = fraction(shot.focalLength, 10);
    if (shot.gps)
        setPosition(exif, *shot.gps);
}

} // namespace

Result<QByteArray> withShotData(const QByteArray& picture, const ShotData& shot)
{
    try {
        const auto image = Exiv2::ImageFactory::open(
            reinterpret_cast<const Exiv2::byte*>(picture.constData()), static_cast<long>(picture.size()));
        image->readMetadata();
        setAll(image->exifData(), shot);
        image->writeMetadata();
        Exiv2::BasicIo& io = image->io();
        if (io.open() != 0)
            return Error{
                ErrorCode::Damaged, {}, QStringLiteral("cannot read back the written picture"), nullptr};
        QByteArray written(static_cast<qsizetype>(io.size()), Qt::Uninitialized);
        io.read(reinterpret_cast<Exiv2::byte*>(written.data()), static_cast<long>(written.size()));
        io.close();
        return written;
    } catch (const Exiv2::Error& error) {
        return Error{ErrorCode::Unsupported, {}, QString::fromUtf8(error.what()), nullptr};
    }
}

} // namespace safelight
