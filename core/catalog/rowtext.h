#pragma once

#include "base/ids.h"
#include "base/pathtext.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <algorithm>
#include <string>

namespace safelight::rowtext {

/// How text, times, ids and JSON are written in rows and looked for.

/// A text that is never NULL: Qt binds a null QString as NULL, an empty one as ''.
inline QString text(const QString& value)
{
    return value.isNull() ? QStringLiteral("") : value;
}

/// As Qt::ISODateWithMs, in UTC.
QString fromTime(const QDateTime& time);

/// The time at which a row is written.
inline QString now()
{
    return fromTime(QDateTime::currentDateTimeUtc());
}

inline QVariant fromOptionalTime(const QDateTime& time)
{
    return time.isValid() ? QVariant(fromTime(time)) : QVariant(QMetaType(QMetaType::QString));
}

inline QDateTime toTime(const QVariant& value)
{
    return value.isNull() ? QDateTime() : QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toUTC();
}

/// An id that is no row is NULL.
inline QVariant idOrNull(qint64 id)
{
    return id > 0 ? QVariant(id) : QVariant(QMetaType(QMetaType::LongLong));
}

template <class Tag>
QVariant idOrNull(Id<Tag> id)
{
    return idOrNull(id.value);
}

/// A digest as hexadecimal digits; one that is not known is NULL.
inline QVariant hexOrNull(const QByteArray& bytes)
{
    return bytes.isEmpty() ? QVariant(QMetaType(QMetaType::QString))
                           : QVariant(QString::fromLatin1(bytes.toHex()));
}

inline QString idText(qint64 id)
{
    return QString::number(id);
}

template <class Tag>
QString idText(Id<Tag> id)
{
    return idText(id.value);
}

/// For `IN (…)`. Ids are numbers of ours: a list of them in the statement is safe, and any length works.
template <class Ids>
QString idList(const Ids& ids)
{
    QStringList numbers;
    numbers.reserve(static_cast<qsizetype>(ids.size()));
    for (const auto id : ids)
        numbers += idText(id);
    return numbers.join(u',');
}

/// For `IN (…)` with values that are bound.
inline QString placeholders(qsizetype count)
{
    return QStringList(count, QStringLiteral("?")).join(u',');
}

/// For `LOWER(…) LIKE ? ESCAPE '\\'`: what contains the text.
inline QString likePattern(QString text)
{
    for (const QChar special : {u'\\', u'%', u'_'})
        text.replace(special, QString(u'\\') + special);
    return u'%' + text.toLower() + u'%';
}

inline QString fromJson(const QJsonObject& object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

inline QJsonObject toJson(const QVariant& value)
{
    return QJsonDocument::fromJson(value.toString().toUtf8()).object();
}

/// Carried text, read as UTF-8, as bytes into the memory that `name` has already. Most names are ASCII, which
/// stands for itself.
inline void takeName(const QVariant& utf8, std::string& name)
{
    const QByteArray bytes = utf8.toByteArray();
    const bool isAscii = std::ranges::all_of(bytes, [](char c) { return static_cast<signed char>(c) >= 0; });
    if (isAscii)
        name.assign(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    else
        name = bytesFromText(QString::fromUtf8(bytes));
}

} // namespace safelight::rowtext
