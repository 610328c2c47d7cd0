#include "media/metadatatext.h"

#include <QRegularExpression>
#include <QStringDecoder>

#include <cmath>

namespace safelight {

namespace {

constexpr qsizetype kLongestText = 2'000;
constexpr int kFurthestOffset = 14 * 60;

QString decoded(std::string_view bytes)
{
    QStringDecoder utf8(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const auto size = static_cast<qsizetype>(bytes.size());
    QString text = utf8(QByteArrayView(bytes.data(), size));
    return utf8.hasError() ? QString::fromLatin1(bytes.data(), size) : text;
}

/// At most `size` bytes; half a character at the end would make all the rest look like another encoding.
std::string_view cutBetweenCharacters(std::string_view utf8, size_t size)
{
    const auto continues = [&](size_t i) { return (static_cast<unsigned char>(utf8[i]) & 0xC0U) == 0x80U; };
    while (size > 0 && size < utf8.size() && continues(size))
        --size;
    return utf8.substr(0, size);
}

QString shortened(QString text)
{
    if (text.size() <= kLongestText)
        return text;
    text.truncate(text.at(kLongestText - 1).isHighSurrogate() ? kLongestText - 1 : kLongestText);
    return text;
}

} // namespace

QString metadataText(std::string_view bytes)
{
    constexpr size_t kMostBytes = 4 * static_cast<size_t>(kLongestText);
    bytes = bytes.substr(0, bytes.find('\0'));
    QString text = decoded(cutBetweenCharacters(bytes, kMostBytes));
    for (QChar& c : text) {
        if (c.category() == QChar::Other_Control && c != u'\n')
            c = u' ';
    }
    return shortened(text.trimmed());
}

QString cameraName(const QString& make, const QString& model)
{
    if (make.isEmpty() || model.isEmpty())
        return make.isEmpty() ? model : make;
    const QString first = model.section(u' ', 0, 0);
    const bool saysMake = make.split(u' ').contains(first, Qt::CaseInsensitive);
    return saysMake ? model : QString(make + u' ' + model);
}

CaptureTime captureTimeFrom(QDate date, QTime time, std::optional<int> offsetMinutes)
{
    if (!date.isValid() || !time.isValid() || date.year() < 1000 || date.year() > 9999)
        return {};
    const QString text = date.toString(Qt::ISODate) + u'T' + time.toString(QStringLiteral("HH:mm:ss.zzz"));
    return CaptureTime::fromText(text, offsetMinutes);
}

CaptureTime captureTimeFromText(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral(
        R"(^\s*(\d{4})[:\-/. ](\d{1,2})[:\-/. ](\d{1,2})(?:[T ]+(\d{1,2})[:. ](\d{1,2})(?:[:. ](\d{1,2})(?:[.,](\d+))?)?\s*(Z|[+\-]\d{2}:?\d{2})?)?)"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return {};
    const auto number = [&](int group) { return match.capturedView(group).toInt(); };
    const QTime time(number(4), number(5), number(6), millisecondsOfFraction(match.capturedView(7)));
    return captureTimeFrom(QDate(number(1), number(2), number(3)), time,
                           offsetFromText(match.capturedView(8)));
}

std::optional<int> offsetFromText(QStringView text)
{
    static const QRegularExpression pattern(QStringLiteral(R"(^\s*(?:(Z)|([+\-])(\d{2}):?(\d{2}))\s*$)"));
    const QRegularExpressionMatch match = pattern.match(text.toString());
    if (!match.hasMatch())
        return std::nullopt;
    if (match.hasCaptured(1) && !match.capturedView(1).isEmpty())
        return 0;
    const int minutes = match.capturedView(3).toInt() * 60 + match.capturedView(4).toInt();
    if (minutes > kFurthestOffset || match.capturedView(4).toInt() > 59)
        return std::nullopt;
    return match.capturedView(2) == u"-" ? -minutes : minutes;
}

int millisecondsOfFraction(QStringView digits)
{
    int milliseconds = 0;
    int unit = 100;
    for (const QChar digit : digits.trimmed()) {
        if (digit < u'0' || digit > u'9')
            break;
        milliseconds += unit * (digit.unicode() - u'0');
        unit /= 10;
    }
    return milliseconds;
}

double roundedForJson(double value)
{
    return QString::number(value, 'g', 6).toDouble();
}

void addExposure(QJsonObject& details, double seconds)
{
    constexpr double kLongest = 1e6;
    constexpr double kWrittenAsFraction = 0.3;
    if (!std::isfinite(seconds) || seconds <= 0 || seconds > kLongest)
        return;
    details.insert(kExposureSeconds, roundedForJson(seconds));
    if (seconds < kWrittenAsFraction)
        details.insert(kExposureText, QString(u"1/" + QString::number(1 / seconds, 'f', 0)));
    else
        details.insert(kExposureText, QString::number(seconds, 'g', seconds < 10 ? 2 : 7));
}

} // namespace safelight
