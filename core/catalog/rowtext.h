#pragma once

#include "base/pathtext.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QVariant>

#include <algorithm>
#include <string>

namespace safelight::rowtext {

/// How text, times and JSON are written in rows.

/// A text that is never NULL: Qt binds a null QString as NULL, an empty one as ''.
inline QString text(const QString& value)
{
    return value.isNull() ? QStringLiteral("") : value;
}

inline QString fromTime(const QDateTime& time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

inline QVariant fromOptionalTime(const QDateTime& time)
{
    return time.isValid() ? QVariant(fromTime(time)) : QVariant(QMetaType(QMetaType::QString));
}

inline QDateTime toTime(const QVariant& value)
{
    return value.isNull() ? QDateTime() : QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toUTC();
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
