#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <optional>

namespace safelight {

struct GpsPosition
{
    double latitude = 0;  ///< degrees, north positive
    double longitude = 0; ///< degrees, east positive
    double altitude = 0;  ///< metres above the sea
};

/// What a camera writes into its files. What is empty or zero is not written.
struct ShotData
{
    QString make;
    QString model;
    QString lens;
    QDateTime taken; ///< the camera's clock; its zone is meaningless
    std::optional<int> offsetMinutes;
    int orientation = 1; ///< EXIF 1…8
    int iso = 0;
    double aperture = 0;    ///< f-number
    double exposure = 0;    ///< seconds
    double focalLength = 0; ///< millimetres
    std::optional<GpsPosition> gps;
};

/// The same JPEG, PNG or DNG with `shot` as its EXIF data (Exif 2.32). Errors: Unsupported, Damaged.
Result<QByteArray> withShotData(const QByteArray& picture, const ShotData& shot);

} // namespace safelight
