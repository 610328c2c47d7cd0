#include "monitor/watchedfiles.h"

#include <algorithm>
#include <set>

namespace safelight {

void WatchedFiles::saw(const std::string& name, const FileStamp& stamp, MonitorTime now)
{
    if (m_taken.meets(name, stamp) || m_quarantine.holds(name, stamp, now)) {
        m_waiting.remove(name);
        return;
    }
    if (m_waiting.saw(name, stamp, now) == SettleTable::Look::New && !m_quarantine.contains(name))
        ++m_found;
}

void WatchedFiles::gone(const std::string& name)
{
    m_waiting.remove(name);
    m_quarantine.forget(name);
}

void WatchedFiles::keepOnly(const WatchListing& listing)
{
    if (m_waiting.size() == 0 && m_quarantine.entries().empty())
        return;
    std::set<std::string> there;
    for (const WatchedEntry& file : listing.files)
        there.insert(file.name);
    m_waiting.keepOnly(there);
    m_quarantine.keepOnly(there);
}

std::vector<std::string> WatchedFiles::takeDue(MonitorTime now)
{
    std::vector<std::string> names = m_quarantine.takeDue(now);
    std::ranges::move(m_waiting.due(now), std::back_inserter(names));
    return names;
}

std::optional<MonitorTime> WatchedFiles::nextDue() const
{
    const auto settles = m_waiting.nextDue();
    const auto retries = m_quarantine.nextDue();
    if (settles && retries)
        return std::min(*settles, *retries);
    return settles ? settles : retries;
}

void WatchedFiles::finished(const SettledFile& file)
{
    m_waiting.remove(file.name);
    m_quarantine.forget(file.name);
    m_taken.add(file.name, file.stamp);
}

void WatchedFiles::failed(const SettledFile& file, const Error& reason, MonitorTime now)
{
    m_waiting.remove(file.name);
    m_quarantine.failed(file.name, file.stamp, reason, now);
}

} // namespace safelight
