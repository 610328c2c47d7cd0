#include "monitor/takenfiles.h"

#include <functional>

namespace safelight {

void TakenFiles::add(std::string_view name, const FileStamp& stamp)
{
    const std::size_t key = std::hash<std::string_view>{}(name);
    if (m_files.size() >= m_most && !m_files.contains(key))
        makeRoom();
    if (m_files.size() < m_most || m_files.contains(key))
        m_files[key] = {stamp, m_round};
}

bool TakenFiles::meets(std::string_view name, const FileStamp& stamp)
{
    const auto found = m_files.find(std::hash<std::string_view>{}(name));
    if (found == m_files.end() || found->second.stamp != stamp)
        return false;
    found->second.lastMet = m_round;
    return true;
}

void TakenFiles::forget(std::string_view name)
{
    m_files.erase(std::hash<std::string_view>{}(name));
}

/// At most once a round, as it goes through everything.
void TakenFiles::makeRoom()
{
    if (m_lastCleared == m_round)
        return;
    m_lastCleared = m_round;
    std::erase_if(m_files, [this](const auto& file) { return file.second.lastMet + 1 < m_round; });
}

} // namespace safelight
