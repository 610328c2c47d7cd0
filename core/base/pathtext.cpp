#include "base/pathtext.h"

namespace safelight {

namespace {

constexpr char16_t kFirstCarrier = 0xEF80; // carries byte 0x80
constexpr char16_t kLastCarrier = 0xEFFF;  // carries byte 0xFF

bool isAscii(std::string_view bytes)
{
    for (const char c : bytes) {
        if (static_cast<unsigned char>(c) >= 0x80)
            return false;
    }
    return true;
}

/// Length of the well-formed UTF-8 sequence at the front of `bytes` (Unicode 15, table 3-7), or 0.
std::size_t sequenceLength(std::string_view bytes)
{
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const auto continues = [&](std::size_t i) { return i < bytes.size() && (at(i) & 0xC0) == 0x80; };
    const unsigned char lead = at(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return continues(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (!continues(1) || !continues(2))
            return 0;
        const bool overlong = lead == 0xE0 && at(1) < 0xA0;
        const bool surrogate = lead == 0xED && at(1) > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (!continues(1) || !continues(2) || !continues(3))
            return 0;
        const bool overlong = lead == 0xF0 && at(1) < 0x90;
        const bool beyond = lead == 0xF4 && at(1) > 0x8F;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}

/// U+EF80…U+EFFF as UTF-8 is EE BE 80 … EE BF BF: such a character must be carried byte by byte itself.
bool isGenuineCarrier(std::string_view sequence)
{
    return sequence.size() == 3 && static_cast<unsigned char>(sequence[0]) == 0xEE &&
           static_cast<unsigned char>(sequence[1]) >= 0xBE;
}

/// What UTF-16 interfaces drop at the front of a text (U+FEFF) or replace (U+FFFE, U+FFFF: READ_UTF8 in
/// SQLite's utf.c).
bool isChangedByReaders(std::string_view sequence)
{
    return sequence == "\xEF\xBB\xBF" || sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF";
}

bool isCarrier(QChar c)
{
    return c.unicode() >= kFirstCarrier && c.unicode() <= kLastCarrier;
}

QString escapedByte(int value)
{
    return u"\\x" + QString::number(value, 16).toUpper().rightJustified(2, u'0');
}

/// Characters that are not seen but move what is: other lines, other directions (Unicode 15, UAX #9, table
/// 4).
bool disturbsTheLine(QChar c)
{
    const char16_t u = c.unicode();
    const bool turnsText = u == 0x061C || u == 0x200E || u == 0x200F || (u >= 0x202A && u <= 0x202E) ||
                           (u >= 0x2066 && u <= 0x2069);
    return turnsText || c.category() == QChar::Other_Control || c.category() == QChar::Separator_Line ||
           c.category() == QChar::Separator_Paragraph;
}

QString escapedCharacter(QChar c)
{
    if (c == u'\n')
        return QStringLiteral("\\n");
    if (c == u'\t')
        return QStringLiteral("\\t");
    if (c.unicode() < 0x80)
        return escapedByte(c.unicode());
    return u"\\u" + QString::number(c.unicode(), 16).toUpper().rightJustified(4, u'0');
}

} // namespace

QString textFromBytes(std::string_view bytes)
{
    if (isAscii(bytes))
        return QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));

    QString text;
    text.reserve(static_cast<qsizetype>(bytes.size()));
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        const std::string_view sequence = bytes.substr(0, length);
        if (length == 0 || isGenuineCarrier(sequence) || isChangedByReaders(sequence)) {
            text +=
                QChar(static_cast<char16_t>(kFirstCarrier + (static_cast<unsigned char>(bytes[0]) - 0x80)));
            bytes.remove_prefix(1);
            continue;
        }
        text += QString::fromUtf8(sequence.data(), static_cast<qsizetype>(length));
        bytes.remove_prefix(length);
    }
    return text;
}

std::string bytesFromText(QStringView text)
{
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(text.size()));
    qsizetype plainFrom = 0;
    const auto flushPlain = [&](qsizetype end) {
        if (end == plainFrom)
            return;
        const QByteArray utf8 = text.sliced(plainFrom, end - plainFrom).toUtf8();
        bytes.append(utf8.constData(), static_cast<std::size_t>(utf8.size()));
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!isCarrier(text[i]))
            continue;
        flushPlain(i);
        bytes.push_back(static_cast<char>(text[i].unicode() - kFirstCarrier + 0x80));
        plainFrom = i + 1;
    }
    flushPlain(text.size());
    return bytes;
}

QString displayText(QStringView carried)
{
    QString shown;
    shown.reserve(carried.size());
    for (const QChar c : carried) {
        if (isCarrier(c))
            shown += escapedByte(c.unicode() - kFirstCarrier + 0x80);
        else if (disturbsTheLine(c))
            shown += escapedCharacter(c);
        else
            shown += c;
    }
    return shown;
}

QString displayText(const std::filesystem::path& path)
{
    return displayText(pathToText(path));
}

} // namespace safelight
