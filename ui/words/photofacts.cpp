#include "ui/words/photofacts.h"

#include "base/pathtext.h"
#include "ui/words/progresstext.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>
#include <QStringList>

#include <cmath>

namespace safelight {

namespace {

struct PhotoFacts
{
    Q_DECLARE_TR_FUNCTIONS(PhotoFacts)
};

constexpr double kMillion = 1e6;
constexpr int kMinutesPerHour = 60;
constexpr int kMostStars = 5;

QString number(double value, int decimals)
{
    QString text = QLocale(QLocale::English).toString(value, 'f', decimals);
    while (decimals > 0 && text.endsWith(u'0'))
        text.chop(1);
    if (text.endsWith(u'.'))
        text.chop(1);
    return text;
}

QString takenText(const CaptureTime& taken)
{
    if (!taken.isValid())
        return {};
    QString text = QLocale().toString(taken.local, QStringLiteral("yyyy-MM-dd  HH:mm:ss"));
    if (taken.offsetMinutes) {
        const int minutes = std::abs(*taken.offsetMinutes);
        text += QStringLiteral("  %1%2:%3")
                    .arg(QChar(*taken.offsetMinutes < 0 ? u'-' : u'+'))
                    .arg(minutes / kMinutesPerHour, 2, 10, QChar(u'0'))
                    .arg(minutes % kMinutesPerHour, 2, 10, QChar(u'0'));
    }
    return text;
}

QString exposureText(double seconds)
{
    if (seconds <= 0)
        return {};
    constexpr double kShownAsFraction = 0.3;
    if (seconds < kShownAsFraction)
        return PhotoFacts::tr("1/%1 s").arg(std::lround(1 / seconds));
    return PhotoFacts::tr("%1 s").arg(number(seconds, 1));
}

/// "1/250 s · ƒ/2.8 · ISO 400 · 50 mm": what a photographer says of a frame in one breath.
QString settingsText(const QJsonObject& details)
{
    QStringList parts;
    const auto add = [&](const char* key, const auto& text) {
        if (const double value = details[QLatin1StringView(key)].toDouble(); value > 0)
            parts += text(value);
    };
    add("exposure_seconds", [](double v) { return exposureText(v); });
    add("aperture", [](double v) { return PhotoFacts::tr("ƒ/%1").arg(number(v, 1)); });
    add("iso", [](double v) { return PhotoFacts::tr("ISO %1").arg(number(v, 0)); });
    add("focal_length_mm", [](double v) { return PhotoFacts::tr("%1 mm").arg(number(v, 1)); });
    return parts.join(QStringLiteral("  ·  "));
}

QString sizeOfPicture(const PhotoMetadata& metadata)
{
    if (metadata.width <= 0 || metadata.height <= 0)
        return {};
    const double megapixels = double(metadata.width) * metadata.height / kMillion;
    return PhotoFacts::tr("%1 × %2  (%3 MP)")
        .arg(metadata.width)
        .arg(metadata.height)
        .arg(number(megapixels, 1));
}

QString biasText(const QJsonObject& details)
{
    const double bias = details[QLatin1StringView("exposure_bias_ev")].toDouble();
    if (bias == 0)
        return {};
    return PhotoFacts::tr("%1 EV").arg(bias > 0 ? u'+' + number(bias, 2) : number(bias, 2));
}

QString ratingText(const QJsonObject& details)
{
    const int stars = details[QLatin1StringView("rating")].toInt();
    if (stars < 0)
        return PhotoFacts::tr("rejected");
    return QString(std::min(stars, kMostStars), u'★');
}

QString placeText(const QJsonObject& details)
{
    const QJsonObject gps = details[QLatin1StringView("gps")].toObject();
    if (gps.isEmpty())
        return {};
    const double latitude = gps[QLatin1StringView("latitude")].toDouble();
    const double longitude = gps[QLatin1StringView("longitude")].toDouble();
    constexpr int kDecimals = 5;
    return PhotoFacts::tr("%1° %2, %3° %4", "latitude, N or S, longitude, E or W")
        .arg(number(std::abs(latitude), kDecimals), latitude < 0 ? PhotoFacts::tr("S") : PhotoFacts::tr("N"),
             number(std::abs(longitude), kDecimals),
             longitude < 0 ? PhotoFacts::tr("W") : PhotoFacts::tr("E"));
}

QString textOf(const QJsonObject& details, const char* key)
{
    return displayText(details[QLatin1StringView(key)].toString());
}

QString keywordsText(const QJsonObject& details)
{
    QStringList words;
    for (const auto& word : details[QLatin1StringView("keywords")].toArray())
        words += displayText(word.toString());
    return words.join(QStringLiteral(", "));
}

} // namespace

QVector<PhotoFact> photoFacts(const PhotoMetadata& metadata)
{
    const QJsonObject& details = metadata.details;
    QVector<PhotoFact> facts = {
        {PhotoFacts::tr("Taken"), takenText(metadata.taken)},
        {PhotoFacts::tr("Exposure"), settingsText(details)},
        {PhotoFacts::tr("Correction"), biasText(details)},
        {PhotoFacts::tr("Camera"), displayText(metadata.camera)},
        {PhotoFacts::tr("Lens"), displayText(metadata.lens)},
        {PhotoFacts::tr("Size"), sizeOfPicture(metadata)},
        {PhotoFacts::tr("Rating"), ratingText(details)},
        {PhotoFacts::tr("Place"), placeText(details)},
        {PhotoFacts::tr("Title"), textOf(details, "title")},
        {PhotoFacts::tr("Description"), textOf(details, "description")},
        {PhotoFacts::tr("Keywords"), keywordsText(details)},
        {PhotoFacts::tr("Artist"), textOf(details, "artist")},
        {PhotoFacts::tr("Copyright"), textOf(details, "copyright")},
    };
    facts.removeIf([](const PhotoFact& fact) { return fact.value.isEmpty(); });
    return facts;
}

QString verifiedText(const PhotoFile& file)
{
    if (!file.verifiedAt.isValid())
        return PhotoFacts::tr("not proven yet");
    const QString when = file.verifiedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
    if (file.verifiedLevel == u"size")
        return PhotoFacts::tr("%1, by its size").arg(when);
    if (file.verifiedLevel == u"readback")
        return PhotoFacts::tr("%1, read back from the device").arg(when);
    return PhotoFacts::tr("%1, by its digest").arg(when);
}

} // namespace safelight
