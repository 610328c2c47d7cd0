#include "monitor/quarantine.h"

#include "tasks/jobqueue.h"

#include <algorithm>

namespace safelight {

void Quarantine::failed(const std::string& name, const FileStamp& stamp, const Error& reason, MonitorTime now)
{
    Entry& entry = m_entries[name];
    if (entry.stamp != stamp)
        entry.attempts = 0;
    entry.stamp = stamp;
    entry.reason = reason;
    entry.notBefore = now + backoffAfter(++entry.attempts);
    entry.isBeingTried = false;
}

bool Quarantine::holds(const std::string& name, const FileStamp& stamp, MonitorTime now)
{
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        return false;
    if (found->second.stamp != stamp) {
        m_entries.erase(found);
        return false;
    }
    return !found->second.isBeingTried && now < found->second.notBefore;
}

void Quarantine::keepOnly(const std::set<std::string>& there)
{
    std::erase_if(m_entries, [&](const auto& entry) { return !there.contains(entry.first); });
}

std::vector<std::string> Quarantine::takeDue(MonitorTime now)
{
    std::vector<std::string> names;
    for (auto& [name, entry] : m_entries) {
        if (entry.isBeingTried || now < entry.notBefore)
            continue;
        entry.isBeingTried = true;
        names.push_back(name);
    }
    return names;
}

std::optional<MonitorTime> Quarantine::nextDue() const
{
    std::optional<MonitorTime> next;
    for (const auto& [name, entry] : m_entries) {
        if (!entry.isBeingTried)
            next = std::min(next.value_or(entry.notBefore), entry.notBefore);
    }
    return next;
}

void Quarantine::release(MonitorTime now)
{
    for (auto& [name, entry] : m_entries)
        entry.notBefore = std::min(entry.notBefore, now);
}

} // namespace safelight
