#include "media/exifdetails.h"

#include "media/metadatatext.h"

#include <QJsonArray>

#include <array>
#include <cmath>

namespace safelight {

namespace {

CaptureTime exifTime(const ExifTags& exif, const char* date, const char* subseconds, const char* offset)
{
    CaptureTime taken = captureTimeFromText(exif.text(date));
    if (!taken.isValid())
        return taken;
    const int milliseconds = millisecondsOfFraction(exif.text(subseconds));
    if (milliseconds > 0)
        taken.local = taken.local.addMSecs(milliseconds - taken.local.time().msec());
    if (const std::optional<int> minutes = offsetFromText(exif.text(offset)))
        taken.offsetMinutes = minutes;
    return taken;
}

/// A number that means something only above zero; makers write 0 for "unknown".
void addPositive(QJsonObject& details, QLatin1String key, std::optional<double> value)
{
    if (value && *value > 0)
        details.insert(key, roundedForJson(*value));
}

void addText(QJsonObject& details, QLatin1String key, std::initializer_list<QString> candidates)
{
    for (const QString& text : candidates) {
        if (!text.isEmpty()) {
            details.insert(key, text);
            return;
        }
    }
}

/// Exposure value to f-number: Exif 2.32, annex C (APEX).
std::optional<double> apertureOf(const ExifTags& exif)
{
    if (const auto number = exif.number("Exif.Photo.FNumber"))
        return number;
    const auto apex = exif.number("Exif.Photo.ApertureValue");
    return apex && *apex > 0 && *apex < 30 ? std::optional(std::exp2(*apex / 2)) : std::nullopt;
}

double exposureOf(const ExifTags& exif)
{
    if (const auto seconds = exif.number("Exif.Photo.ExposureTime"))
        return *seconds;
    const auto apex = exif.number("Exif.Photo.ShutterSpeedValue");
    return apex && std::abs(*apex) < 30 ? std::exp2(-*apex) : 0;
}

std::optional<double> isoOf(const ExifTags& exif)
{
    constexpr double kFullTag = 65'535; // what a 16-bit tag says of all sensitivities above it
    const auto iso = exif.number("Exif.Photo.ISOSpeedRatings");
    if (iso && *iso > 0 && *iso < kFullTag)
        return iso;
    for (const char* key :
         {"Exif.Photo.RecommendedExposureIndex", "Exif.Photo.ISOSpeed", "Exif.Image.ISOSpeedRatings"}) {
        if (const auto other = exif.number(key); other && *other > 0)
            return other;
    }
    const auto found = Exiv2::isoSpeed(exif.all()); // makers' notes
    return found == exif.all().end() ? iso : numberOf(found->value());
}

void addExposureDetails(QJsonObject& details, const ExifTags& exif)
{
    addPositive(details, kIso, isoOf(exif));
    if (const auto aperture = apertureOf(exif); aperture && *aperture > 0)
        details.insert(kAperture, std::round(*aperture * 100) / 100);
    addExposure(details, exposureOf(exif));
    addPositive(details, kFocalLength, exif.number("Exif.Photo.FocalLength"));
    addPositive(details, QLatin1String("focal_length_35mm"), exif.number("Exif.Photo.FocalLengthIn35mmFilm"));
    if (const auto flash = exif.number("Exif.Photo.Flash"); flash && *flash >= 0)
        details.insert(QLatin1String("flash"), (static_cast<unsigned>(*flash) & 1U) != 0);
    constexpr double kLargestBias = 20;
    if (const auto bias = exif.number("Exif.Photo.ExposureBiasValue");
        bias && std::abs(*bias) <= kLargestBias)
        details.insert(kExposureBias, roundedForJson(*bias));
}

/// Exif 2.32, 4.6.5 G, MeteringMode.
void addMetering(QJsonObject& details, const ExifTags& exif)
{
    constexpr std::array kModes = {"average", "center_weighted", "spot", "multi_spot", "pattern", "partial"};
    const auto mode = exif.number("Exif.Photo.MeteringMode");
    if (mode && *mode >= 1 && *mode <= double{kModes.size()})
        details.insert(QLatin1String("metering"), QLatin1String(kModes.at(static_cast<size_t>(*mode) - 1)));
}

/// Degrees, minutes and seconds as degrees, negative towards `negative` (S, W).
std::optional<double> coordinate(const ExifTags& exif, const char* key, const char* referenceKey,
                                 QChar negative, double limit)
{
    const auto degrees = exif.number(key);
    if (!degrees)
        return std::nullopt;
    const double value =
        *degrees + exif.number(key, 1).value_or(0) / 60 + exif.number(key, 2).value_or(0) / 3600;
    if (value < 0 || value > limit)
        return std::nullopt;
    return exif.text(referenceKey).startsWith(negative, Qt::CaseInsensitive) ? -value : value;
}

void addGps(QJsonObject& details, const ExifTags& exif)
{
    const auto latitude =
        coordinate(exif, "Exif.GPSInfo.GPSLatitude", "Exif.GPSInfo.GPSLatitudeRef", u'S', 90);
    const auto longitude =
        coordinate(exif, "Exif.GPSInfo.GPSLongitude", "Exif.GPSInfo.GPSLongitudeRef", u'W', 180);
    if (!latitude || !longitude)
        return;
    constexpr double kHundredMillionths = 1e8; // about a millimetre
    QJsonObject gps;
    gps.insert(QLatin1String("latitude"), std::round(*latitude * kHundredMillionths) / kHundredMillionths);
    gps.insert(QLatin1String("longitude"), std::round(*longitude * kHundredMillionths) / kHundredMillionths);
    if (const auto altitude = exif.number("Exif.GPSInfo.GPSAltitude"); altitude && *altitude < 100'000) {
        const bool isBelowSea = exif.number("Exif.GPSInfo.GPSAltitudeRef").value_or(0) == 1;
        gps.insert(QLatin1String("altitude"), roundedForJson(isBelowSea ? -*altitude : *altitude));
    }
    details.insert(QLatin1String("gps"), gps);
}

void addKeywords(QJsonObject& details, const MetadataBlocks& blocks)
{
    QStringList keywords =
        xmpList(blocks.xmp, "Xmp.dc.subject") + iptcList(blocks.iptc, "Iptc.Application2.Keywords");
    keywords.removeDuplicates();
    if (!keywords.isEmpty())
        details.insert(QLatin1String("keywords"), QJsonArray::fromStringList(keywords));
}

void addTexts(QJsonObject& details, const MetadataBlocks& blocks)
{
    const ExifTags& exif = blocks.exif;
    addText(details, QLatin1String("serial"),
            {exif.text("Exif.Photo.BodySerialNumber"), exif.text("Exif.Image.CameraSerialNumber")});
    addText(details, QLatin1String("software"), {exif.text("Exif.Image.Software")});
    addText(details, QLatin1String("artist"),
            {exif.text("Exif.Image.Artist"), xmpList(blocks.xmp, "Xmp.dc.creator").value(0)});
    addText(details, QLatin1String("copyright"),
            {exif.text("Exif.Image.Copyright"), xmpText(blocks.xmp, "Xmp.dc.rights"),
             iptcText(blocks.iptc, "Iptc.Application2.Copyright")});
    addText(details, QLatin1String("label"), {xmpText(blocks.xmp, "Xmp.xmp.Label")});
    addText(details, QLatin1String("title"),
            {xmpText(blocks.xmp, "Xmp.dc.title"), iptcText(blocks.iptc, "Iptc.Application2.ObjectName")});
    addText(details, QLatin1String("description"),
            {xmpText(blocks.xmp, "Xmp.dc.description"), iptcText(blocks.iptc, "Iptc.Application2.Caption"),
             exif.text("Exif.Image.ImageDescription")});
    addText(details, QLatin1String("subseconds"),
            {exif.text("Exif.Photo.SubSecTimeOriginal"), exif.text("Exif.Photo.SubSecTimeDigitized")});
}

/// xmp:Rating is -1 (rejected) to 5.
void addRating(QJsonObject& details, const MetadataBlocks& blocks)
{
    bool isNumber = false;
    const double xmp = xmpText(blocks.xmp, "Xmp.xmp.Rating").toDouble(&isNumber);
    const std::optional<double> rating =
        isNumber ? std::optional(xmp) : blocks.exif.number("Exif.Image.Rating");
    if (rating && *rating >= -1 && *rating <= 5)
        details.insert(QLatin1String("rating"), static_cast<int>(std::lround(*rating)));
}

} // namespace

CaptureTime captureTimeOf(const MetadataBlocks& blocks)
{
    const ExifTags& exif = blocks.exif;
    CaptureTime taken = exifTime(exif, "Exif.Photo.DateTimeOriginal", "Exif.Photo.SubSecTimeOriginal",
                                 "Exif.Photo.OffsetTimeOriginal");
    if (!taken.isValid())
        taken = exifTime(exif, "Exif.Photo.DateTimeDigitized", "Exif.Photo.SubSecTimeDigitized",
                         "Exif.Photo.OffsetTimeDigitized");
    for (const char* key : {"Xmp.exif.DateTimeOriginal", "Xmp.xmp.CreateDate", "Xmp.photoshop.DateCreated"}) {
        if (!taken.isValid())
            taken = captureTimeFromText(xmpText(blocks.xmp, key));
    }
    if (!taken.isValid()) {
        const QString date = iptcText(blocks.iptc, "Iptc.Application2.DateCreated");
        taken = captureTimeFromText(
            QString(date + u' ' + iptcText(blocks.iptc, "Iptc.Application2.TimeCreated")));
    }
    if (!taken.isValid())
        taken = exifTime(exif, "Exif.Image.DateTime", "Exif.Photo.SubSecTime", "Exif.Photo.OffsetTime");
    return taken;
}

int orientationOf(const ExifTags& exif)
{
    const double value = exif.number("Exif.Image.Orientation").value_or(1);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
}

QString lensOf(const ExifTags& exif)
{
    QString lens = exif.text("Exif.Photo.LensModel");
    if (!lens.isEmpty())
        return lens;
    const auto found = Exiv2::lensName(exif.all()); // makers' notes
    if (found == exif.all().end())
        return {};
    lens = metadataText(found->print(&exif.all()));
    const bool isUnknown =
        lens.startsWith(u'(') || lens == u"n/a" || lens.startsWith(u"Unknown"); // Exiv2's words
    return isUnknown ? QString() : lens;
}

QJsonObject detailsOf(const MetadataBlocks& blocks)
{
    QJsonObject details;
    addExposureDetails(details, blocks.exif);
    addMetering(details, blocks.exif);
    addGps(details, blocks.exif);
    addTexts(details, blocks);
    addRating(details, blocks);
    addKeywords(details, blocks);
    return details;
}

} // namespace safelight
