#include "app/demo/noise.h"

#include <cmath>

namespace safelight {

namespace {

/// Mixes the bits of a lattice point (the finaliser of MurmurHash3).
quint32 scrambled(quint32 value)
{
    value ^= value >> 16U;
    value *= 0x85EBCA6BU;
    value ^= value >> 13U;
    value *= 0xC2B2AE35U;
    return value ^ (value >> 16U);
}

double eased(double t)
{
    return t * t * (3 - 2 * t);
}

} // namespace

double Noise::cell(int x, int y) const
{
    const quint32 hash = scrambled(
        m_seed ^ scrambled(static_cast<quint32>(x) ^ scrambled(static_cast<quint32>(y) + 0x9E3779B9U)));
    return hash / 4294967295.0;
}

double Noise::at(double x, double y) const
{
    const double left = std::floor(x);
    const double top = std::floor(y);
    const auto column = static_cast<int>(left);
    const auto row = static_cast<int>(top);
    const double across = eased(x - left);
    const double upper = std::lerp(cell(column, row), cell(column + 1, row), across);
    const double lower = std::lerp(cell(column, row + 1), cell(column + 1, row + 1), across);
    return std::lerp(upper, lower, eased(y - top)) * 2 - 1;
}

double Noise::layered(double x, double y, int octaves) const
{
    double sum = 0;
    double strength = 1;
    double total = 0;
    for (int octave = 0; octave < octaves; ++octave) {
        sum += strength * at(x, y + octave * 17.3);
        total += strength;
        strength /= 2;
        x *= 2;
        y *= 2;
    }
    return sum / total;
}

} // namespace safelight
