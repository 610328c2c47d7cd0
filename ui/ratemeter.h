#pragma once

#include <QtGlobal>

#include <chrono>
#include <optional>

namespace safelight {

/// The speed of something that is counted, smoothed so that a number can be read: an exponential average
/// whose memory is about five seconds.
class RateMeter
{
public:
    /// The count at a time; times only grow. A count that falls begins anew (another stage).
    void add(std::chrono::milliseconds at, double count);

    /// None until there is enough to say something.
    std::optional<double> perSecond() const { return m_rate; }
    /// At this speed.
    std::optional<std::chrono::milliseconds> timeFor(double remaining) const;

private:
    std::optional<std::chrono::milliseconds> m_lastAt;
    double m_lastCount = 0;
    std::optional<double> m_rate;
};

} // namespace safelight
