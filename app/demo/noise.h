#pragma once

#include <QtGlobal>

namespace safelight {

/// Smooth noise that depends on its seed and place only (value noise: a hash of the lattice, interpolated),
/// the same on every machine. A value; use from any thread.
class Noise
{
public:
    explicit Noise(quint32 seed) : m_seed(seed) {}

    /// -1…1, with features about 1 apart.
    double at(double x, double y = 0) const;

    /// -1…1: `octaves` layers, each twice as fine and half as strong as the one before.
    double layered(double x, double y, int octaves) const;

    /// 0…1, without any smoothness: the lattice itself.
    double cell(int x, int y = 0) const;

private:
    quint32 m_seed;
};

} // namespace safelight
