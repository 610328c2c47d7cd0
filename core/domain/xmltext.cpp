#include "domain/xmltext.h"

namespace safelight {

namespace {

bool isPairAt(QStringView text, qsizetype i)
{
    return text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
}

bool isHeld(QChar c)
{
    return c.unicode() >= 0x20 && !c.isSurrogate() && c.unicode() < 0xFFFE;
}

} // namespace

QString xmlCharacters(QStringView text)
{
    QString held;
    held.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (isPairAt(text, i)) {
            held += text[i];
            held += text[++i];
        } else {
            held += isHeld(text[i]) ? text[i] : QChar(u' ');
        }
    }
    return held;
}

QString xmlText(QStringView text)
{
    return xmlCharacters(text).toHtmlEscaped();
}

} // namespace safelight
