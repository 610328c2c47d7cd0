#include "monitor/settletable.h"

#include "domain/stem.h"

#include <algorithm>

namespace safelight {

namespace {

std::string frameOf(const std::string& name)
{
    return std::string(photoStemOf(name));
}

} // namespace

SettleTable::Entry* SettleTable::find(const std::string& name)
{
    const auto frame = m_frames.find(frameOf(name));
    if (frame == m_frames.end())
        return nullptr;
    const auto entry = frame->second.find(name);
    return entry == frame->second.end() ? nullptr : &entry->second;
}

bool SettleTable::contains(const std::string& name) const
{
    const auto frame = m_frames.find(frameOf(name));
    return frame != m_frames.end() && frame->second.contains(name);
}

SettleTable::Look SettleTable::saw(const std::string& name, const FileStamp& stamp, MonitorTime now)
{
    Entry* entry = find(name);
    if (!entry) {
        m_frames[frameOf(name)][name] = {stamp, now, false};
        m_waiting.emplace(now, name);
        ++m_size;
        noteReadiness(frameOf(name));
        return Look::New;
    }
    if (entry->stamp != stamp) {
        entry->stamp = stamp;
        wait(name, *entry, now);
        return Look::Changed;
    }
    if (entry->isSettled)
        return Look::Settled;
    if (now - entry->since < m_settle)
        return Look::Waits;
    m_waiting.erase({entry->since, name});
    entry->isSettled = true;
    noteReadiness(frameOf(name));
    return Look::JustSettled;
}

void SettleTable::startAnew(const std::string& name, MonitorTime now)
{
    if (Entry* entry = find(name))
        wait(name, *entry, now);
}

void SettleTable::wait(const std::string& name, Entry& entry, MonitorTime now)
{
    m_waiting.erase({entry.since, name});
    entry.since = now;
    entry.isSettled = false;
    m_waiting.emplace(now, name);
    noteReadiness(frameOf(name));
}

void SettleTable::remove(const std::string& name)
{
    const std::string stem = frameOf(name);
    const auto frame = m_frames.find(stem);
    if (frame == m_frames.end())
        return;
    const auto entry = frame->second.find(name);
    if (entry == frame->second.end())
        return;
    m_waiting.erase({entry->second.since, name});
    frame->second.erase(entry);
    --m_size;
    if (frame->second.empty())
        m_frames.erase(frame);
    noteReadiness(stem);
}

std::size_t SettleTable::keepOnly(const std::set<std::string>& there)
{
    std::vector<std::string> gone;
    for (const auto& [stem, frame] : m_frames) {
        for (const auto& [name, entry] : frame) {
            if (!there.contains(name))
                gone.push_back(name);
        }
    }
    for (const std::string& name : gone)
        remove(name);
    return gone.size();
}

void SettleTable::noteReadiness(const std::string& stem)
{
    const auto frame = m_frames.find(stem);
    const bool isReady = frame != m_frames.end() && std::ranges::all_of(frame->second, [](const auto& file) {
                             return file.second.isSettled;
                         });
    if (isReady)
        m_ready.insert(stem);
    else
        m_ready.erase(stem);
}

std::vector<std::string> SettleTable::due(MonitorTime now) const
{
    std::vector<std::string> names;
    for (const auto& [since, name] : m_waiting) {
        if (now - since < m_settle)
            break;
        names.push_back(name);
    }
    return names;
}

std::optional<MonitorTime> SettleTable::nextDue() const
{
    if (m_waiting.empty())
        return std::nullopt;
    return m_waiting.begin()->first + m_settle;
}

std::vector<SettledFile> SettleTable::ready(std::size_t most) const
{
    std::vector<SettledFile> files;
    for (const std::string& stem : m_ready) {
        const Frame& frame = m_frames.at(stem);
        if (!files.empty() && files.size() + frame.size() > most)
            break;
        for (const auto& [name, entry] : frame)
            files.push_back({name, entry.stamp});
    }
    return files;
}

} // namespace safelight
