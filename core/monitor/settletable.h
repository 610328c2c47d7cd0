#pragma once

#include "monitor/filestamp.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace safelight {

/// A file that has stayed the same for long enough, relative to the watched folder.
struct SettledFile
{
    std::string name;
    FileStamp stamp;
};

/// The files that wait to be taken in: until they have stayed the same for long enough, and then for the
/// other files of their frame (domain/stem.h). Knows neither a clock nor a disk: it is told how files look,
/// and when.
class SettleTable
{
public:
    explicit SettleTable(std::chrono::milliseconds settle) : m_settle(settle) {}

    enum class Look {
        New,         ///< was not known
        Changed,     ///< waits anew
        Waits,       ///< is as it was, but not for long enough
        JustSettled, ///< was looked at twice, at least the settling time apart, and was the same
        Settled,     ///< had settled before
    };
    /// Notes how a file looks now.
    Look saw(const std::string& name, const FileStamp& stamp, MonitorTime now);
    /// Lets a file wait anew: somebody has it open for writing.
    void startAnew(const std::string& name, MonitorTime now);
    void remove(const std::string& name);
    /// Drops what is not `there`. Returns how many were dropped.
    std::size_t keepOnly(const std::set<std::string>& there);

    /// Files whose time is over: they settle if they still look the same. Sorted by that time.
    std::vector<std::string> due(MonitorTime now) const;
    /// When the next one is due.
    std::optional<MonitorTime> nextDue() const;

    /// Files of frames of which all that is known has settled; whole frames, sorted by stem, about `most`
    /// files. They stay in the table until they are removed.
    std::vector<SettledFile> ready(std::size_t most) const;
    bool isAnyReady() const { return !m_ready.empty(); }

    std::size_t size() const { return m_size; }
    bool contains(const std::string& name) const;

private:
    struct Entry
    {
        FileStamp stamp;
        MonitorTime since; ///< when it was first seen like this
        bool isSettled = false;
    };
    using Frame = std::map<std::string, Entry>; ///< by name

    Entry* find(const std::string& name);
    void wait(const std::string& name, Entry& entry, MonitorTime now);
    void noteReadiness(const std::string& stem);

    std::chrono::milliseconds m_settle;
    std::map<std::string, Frame> m_frames;                   ///< by stem
    std::set<std::pair<MonitorTime, std::string>> m_waiting; ///< by when it was first seen
    std::set<std::string> m_ready;                           ///< stems
    std::size_t m_size = 0;
};

} // namespace safelight
