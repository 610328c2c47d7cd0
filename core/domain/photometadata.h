#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace safelight {

/// When the shutter opened, as the camera's clock said: local time without a zone, and the zone's offset
/// where the camera wrote one (EXIF OffsetTimeOriginal). Stored as `2026-11-21T14:03:07.250` and minutes east
/// of UTC.
struct CaptureTime
{
    /// Millisecond precision. Kept as if it were UTC, which it is not: in the zone of this computer, the hour
    /// that daylight saving skips would be invalid, and a picture taken then would lose its time.
    QDateTime local;
    std::optional<int> offsetMinutes;

    static CaptureTime at(QDate date, QTime time, std::optional<int> offset)
    {
        return {QDateTime(date, time, Qt::UTC), offset};
    }

    bool isValid() const { return local.isValid(); }
    QString toText() const
    {
        return isValid() ? local.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz")) : QString();
    }
    static CaptureTime fromText(const QString& text, std::optional<int> offset)
    {
        const QDateTime asUtc = QDateTime::fromString(text + u'Z', Qt::ISODateWithMs);
        return at(asUtc.date(), asUtc.time(), offset);
    }
    friend bool operator==(const CaptureTime&, const CaptureTime&) = default;
};

/// What a file says of its own picture.
struct PhotoMetadata
{
    CaptureTime taken;
    int orientation = 1; ///< EXIF orientation 1…8 (Exif 2.32, 4.6.4 A); 1 is upright
    int width = 0;       ///< pixels as stored, before the orientation is applied; 0 is unknown
    int height = 0;
    QString camera; ///< make and model, the make not said twice
    QString lens;
    QJsonObject details; ///< iso, aperture, exposure, focal_length, gps, rating, …: see
                         ///< resources/docs/project-overview.md
};

} // namespace safelight
