#pragma once

#include "monitor/filestamp.h"

#include "base/error.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace safelight {

/// Files that could not be taken in. Each is tried again 10 s after it failed first, twice that after each
/// further time, an hour at most; one that has changed since is not known here any more. Knows neither a
/// clock nor a disk.
class Quarantine
{
public:
    struct Entry
    {
        FileStamp stamp;
        Error reason;
        int attempts = 0;
        MonitorTime notBefore;
        bool isBeingTried = false;
    };

    void failed(const std::string& name, const FileStamp& stamp, const Error& reason, MonitorTime now);
    /// Whether the file is to be left alone for now. Forgets one that looks different.
    bool holds(const std::string& name, const FileStamp& stamp, MonitorTime now);
    void forget(const std::string& name) { m_entries.erase(name); }
    /// Drops what is not `there`.
    void keepOnly(const std::set<std::string>& there);

    /// The files whose time has come; each is told once, until it fails again.
    std::vector<std::string> takeDue(MonitorTime now);
    std::optional<MonitorTime> nextDue() const;
    /// Lets all of them be tried now.
    void release(MonitorTime now);

    bool contains(const std::string& name) const { return m_entries.contains(name); }
    const std::map<std::string, Entry>& entries() const { return m_entries; }

private:
    std::map<std::string, Entry> m_entries; ///< by name
};

} // namespace safelight
