#pragma once

#include <QColor>

namespace safelight {

/// The colours of the open air at an hour of the day.
struct Daylight
{
    QColor zenith;
    QColor middle; ///< of the sky, half-way up
    QColor horizon;
    QColor sun;            ///< or the moon, at night
    QColor haze;           ///< what distance fades into
    double brightness = 1; ///< 0…1, of what is lit
    double sunHeight = 0;  ///< 0 at the horizon, 1 at its highest
    bool isNight = false;
};

/// `hour` 0…24; each photograph wants its own `tint`, -1…1, from colder to warmer.
Daylight daylightAt(double hour, double tint);

/// From `a` (0) to `b` (1).
QColor mixed(const QColor& a, const QColor& b, double part);

} // namespace safelight
