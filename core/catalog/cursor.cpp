#include "catalog/cursor.h"

#include <QByteArrayList>

namespace safelight {

namespace {

constexpr int kFields = 5;
constexpr auto kVersion = "1";

QByteArray checksum(const QByteArray& body)
{
    return QByteArray::number(qChecksum(body), 16);
}

} // namespace

QString Cursor::toText() const
{
    const QByteArray body = QByteArrayList{kVersion, QByteArray::number(static_cast<int>(listing)),
                                           QByteArray::number(scope), QByteArray::number(afterId)}
                                .join(':');
    const QByteArray whole = body + ':' + checksum(body);
    return QString::fromLatin1(
        whole.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

Result<Cursor> Cursor::fromText(const QString& text, Listing listing, qint64 scope)
{
    const Error wrong = {ErrorCode::WrongCursor, text, {}, nullptr};
    const auto decoded = QByteArray::fromBase64Encoding(
        text.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals |
                             QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return wrong;
    const QByteArrayList fields = (*decoded).split(':');
    if (fields.size() != kFields || fields[0] != kVersion)
        return wrong;
    if (checksum(fields.first(kFields - 1).join(':')) != fields.last())
        return wrong;
    const Cursor cursor = {static_cast<Listing>(fields[1].toInt()), fields[2].toLongLong(),
                           fields[3].toLongLong()};
    if (cursor.listing != listing || cursor.scope != scope || cursor.afterId < 0)
        return wrong;
    return cursor;
}

} // namespace safelight
