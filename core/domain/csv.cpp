#include "domain/csv.h"

namespace safelight {

namespace {

QByteArray csvField(QString text)
{
    // A spreadsheet takes a leading = + - @ for a formula; a name from a card must not become one.
    if (!text.isEmpty() && QStringView(u"=+-@\t\r").contains(text.front()))
        text.prepend(u'\'');
    return '"' + text.replace(u'"', QStringLiteral("\"\"")).toUtf8() + '"';
}

} // namespace

QByteArray csvRow(const QStringList& fields)
{
    QByteArrayList encoded;
    for (const QString& field : fields)
        encoded += csvField(field);
    return encoded.join(',') + "\r\n";
}

} // namespace safelight
