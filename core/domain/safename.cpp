#include "domain/safename.h"

#include "base/pathtext.h"

#include <algorithm>

namespace safelight {

namespace {

bool isPadding(QChar c)
{
    return c == u'.' || c.isSpace();
}

/// Each UTF-16 unit becomes at least one byte, so what lies beyond `longest` units need not be measured.
QStringView shortened(QStringView text, qsizetype longest)
{
    text = text.first(std::min(text.size(), longest + 1));
    while (!text.empty() && static_cast<qsizetype>(bytesFromText(text).size()) > longest)
        text.chop(text.size() > 1 && text.back().isLowSurrogate() ? 2 : 1);
    return text;
}

} // namespace

QString safeCharacters(QStringView text)
{
    QString safe;
    safe.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            safe += c;
            safe += text[++i];
        } else if (QStringView(u"/\\:").contains(c)) {
            safe += u'-';
        } else if (QStringView(u"*?<>|\"").contains(c)) {
            safe += u'_';
        } else if (!c.isSurrogate() && c.category() != QChar::Other_Control) {
            safe += c;
        }
    }
    return safe;
}

QString safeComponent(QStringView text, qsizetype longest)
{
    while (!text.empty() && isPadding(text.front()))
        text = text.sliced(1);
    text = shortened(text, longest);
    while (!text.empty() && isPadding(text.back()))
        text.chop(1);
    return text.toString();
}

} // namespace safelight
