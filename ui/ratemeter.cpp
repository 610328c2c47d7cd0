#include "ui/ratemeter.h"

#include <cmath>

namespace safelight {

namespace {

constexpr std::chrono::milliseconds kShortestSpan{200}; // between two counts; less would be noise
constexpr double kMemorySeconds = 5.0;

} // namespace

void RateMeter::add(std::chrono::milliseconds at, double count)
{
    if (!m_lastAt || count < m_lastCount) {
        m_lastAt = at;
        m_lastCount = count;
        m_rate.reset();
        return;
    }
    const auto passed = at - *m_lastAt;
    if (passed < kShortestSpan)
        return;
    const double seconds = std::chrono::duration<double>(passed).count();
    const double current = (count - m_lastCount) / seconds;
    const double weight = 1.0 - std::exp(-seconds / kMemorySeconds);
    m_rate = m_rate ? *m_rate + weight * (current - *m_rate) : current;
    m_lastAt = at;
    m_lastCount = count;
}

std::optional<std::chrono::milliseconds> RateMeter::timeFor(double remaining) const
{
    if (!m_rate || *m_rate <= 0)
        return std::nullopt;
    return std::chrono::milliseconds(static_cast<qint64>(remaining / *m_rate * 1000.0));
}

} // namespace safelight
