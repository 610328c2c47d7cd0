#include "catalog/rowtext.h"

#include <array>

namespace safelight::rowtext {

namespace {

template <std::size_t Size>
void putDigits(std::array<char16_t, Size>& text, std::size_t end, int number, int digits)
{
    for (std::size_t place = end; digits > 0; --digits, number /= 10)
        text[--place] = static_cast<char16_t>(u'0' + number % 10);
}

} // namespace

/// Written here because each row has a time or more: QDateTime takes as long for one as SQLite for the row.
QString fromTime(const QDateTime& time)
{
    const QDateTime utc = time.toUTC();
    const QDate date = utc.date();
    if (!utc.isValid() || date.year() < 1 || date.year() > 9999)
        return utc.toString(Qt::ISODateWithMs);
    const QTime clock = utc.time();
    std::array<char16_t, 24> text = {u'0', u'0', u'0', u'0', u'-', u'0', u'0', u'-', u'0', u'0', u'T', u'0',
                                     u'0', u':', u'0', u'0', u':', u'0', u'0', u'.', u'0', u'0', u'0', u'Z'};
    putDigits(text, 4, date.year(), 4);
    putDigits(text, 7, date.month(), 2);
    putDigits(text, 10, date.day(), 2);
    putDigits(text, 13, clock.hour(), 2);
    putDigits(text, 16, clock.minute(), 2);
    putDigits(text, 19, clock.second(), 2);
    putDigits(text, 23, clock.msec(), 3);
    return QString::fromUtf16(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace safelight::rowtext
