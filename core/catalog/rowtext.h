#pragma once

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QVariant>

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

} // namespace safelight::rowtext
