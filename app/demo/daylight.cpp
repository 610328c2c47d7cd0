#include "app/demo/daylight.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace safelight {

namespace {

struct Moment
{
    double hour;
    QRgb zenith;
    QRgb middle;
    QRgb horizon;
    QRgb sun;
    QRgb haze;
    double brightness;
};

constexpr std::array<Moment, 11> kMoments = {{
    {0.0, 0x050A1C, 0x0B1531, 0x1C2A4C, 0xF0EAD2, 0x121C38, 0.14},
    {4.6, 0x0B1434, 0x20294F, 0x5A4A66, 0xF0EAD2, 0x2C3152, 0.20},
    {5.4, 0x24325F, 0x6A5C85, 0xF09A6E, 0xFFC08A, 0x7A6E92, 0.42},
    {6.6, 0x4A6FAA, 0xB7AABF, 0xFFCB92, 0xFFE3B0, 0xC8B0AE, 0.78},
    {9.0, 0x3A79C0, 0x82B2E0, 0xDDEBF1, 0xFFF6DC, 0xBCD3E4, 1.00},
    {13.0, 0x2A6ABA, 0x6BA4DA, 0xCDE3F0, 0xFFFFFF, 0xB1CDE2, 1.00},
    {17.0, 0x487CB6, 0xA6BDCF, 0xF8DDB0, 0xFFEAB4, 0xD9C9B0, 0.92},
    {19.0, 0x39407F, 0xC0627C, 0xFF9F55, 0xFFD680, 0xB46C6E, 0.62},
    {20.2, 0x1A2352, 0x50407A, 0xDC735C, 0xFF8E60, 0x594B74, 0.36},
    {21.4, 0x0A1231, 0x17234C, 0x384672, 0xF4EED8, 0x1E2B52, 0.18},
    {24.0, 0x050A1C, 0x0B1531, 0x1C2A4C, 0xF0EAD2, 0x121C38, 0.14},
}};

constexpr double kSunrise = 5.6;
constexpr double kSunset = 20.0;

QColor between(QRgb a, QRgb b, double part, double tint)
{
    const QColor colour = mixed(QColor(a), QColor(b), part);
    const double warmth = tint * 0.06;
    return QColor::fromRgbF(static_cast<float>(std::clamp(colour.redF() * (1 + warmth), 0.0, 1.0)),
                            colour.greenF(),
                            static_cast<float>(std::clamp(colour.blueF() * (1 - warmth), 0.0, 1.0)));
}

} // namespace

QColor mixed(const QColor& a, const QColor& b, double part)
{
    const auto f = static_cast<float>(std::clamp(part, 0.0, 1.0));
    return QColor::fromRgbF(std::lerp(a.redF(), b.redF(), f), std::lerp(a.greenF(), b.greenF(), f),
                            std::lerp(a.blueF(), b.blueF(), f), std::lerp(a.alphaF(), b.alphaF(), f));
}

Daylight daylightAt(double hour, double tint)
{
    const double clock = std::clamp(hour, 0.0, 23.999);
    const auto* next = std::ranges::upper_bound(kMoments, clock, {}, &Moment::hour);
    const Moment& a = *(next - 1);
    const Moment& b = *next;
    const double part = (clock - a.hour) / (b.hour - a.hour);

    Daylight light;
    light.zenith = between(a.zenith, b.zenith, part, tint);
    light.middle = between(a.middle, b.middle, part, tint);
    light.horizon = between(a.horizon, b.horizon, part, tint);
    light.sun = between(a.sun, b.sun, part, tint);
    light.haze = between(a.haze, b.haze, part, tint);
    light.brightness = std::lerp(a.brightness, b.brightness, part);
    light.isNight = clock < kSunrise - 0.8 || clock > kSunset + 0.7;
    const double day = (clock - kSunrise) / (kSunset - kSunrise);
    light.sunHeight = light.isNight ? 0.6 : std::max(0.0, std::sin(day * std::numbers::pi));
    return light;
}

} // namespace safelight
