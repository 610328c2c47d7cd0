#include "monitor/watchedfiles.h"

#include "domain/stem.h"

#include <algorithm>
#include <set>

namespace safelight {

void WatchedFiles::saw(const std::string& name, const FileStamp& stamp, MonitorTime now)
{
    if (m_taken.meets(name, stamp) || m_quarantine.holds(name, stamp, now)) {
        m_waiting.remove(name);
        return;
    }
    if (m_waiting.saw(name, stamp, now) != SettleTable::Look::New)
        return;
    if (!m_quarantine.contains(name))
        ++m_found;
    recallPartners(name, now);
}

void WatchedFiles::recallPartners(const std::string& name, MonitorTime now)
{
    auto partners = m_partners.extract(std::string(photoStemOf(name)));
    if (partners.empty())
        return;
    for (const auto& [partner, stamp] : partners.mapped()) {
        m_taken.forget(partner);
        m_waiting.saw(partner, stamp, now); // looked at again when it is due
    }
}

bool WatchedFiles::isAnyQuarantined(const std::string& stem) const
{
    const auto& entries = m_quarantine.entries();
    for (auto entry = entries.lower_bound(stem); entry != entries.end() && entry->first.starts_with(stem);
         ++entry) {
        if (photoStemOf(entry->first) == stem)
            return true;
    }
    return false;
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
    std::erase_if(m_partners, [this](const auto& frame) { return !isAnyQuarantined(frame.first); });
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
    const std::string stem(photoStemOf(file.name));
    if (isAnyQuarantined(stem))
        m_partners[stem][file.name] = file.stamp;
    else
        m_partners.erase(stem);
}

void WatchedFiles::failed(const SettledFile& file, const Error& reason, MonitorTime now)
{
    m_waiting.remove(file.name);
    m_quarantine.failed(file.name, file.stamp, reason, now);
}

} // namespace safelight
