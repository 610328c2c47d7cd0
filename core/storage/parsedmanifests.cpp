#include "storage/parsedmanifests.h"

#include "base/units.h"

#include <algorithm>

namespace safelight {

namespace {

constexpr std::size_t kMostKept = 20'000;
constexpr qint64 kSettledMs = 2000; // FAT counts time in steps of two seconds

} // namespace

std::optional<Manifest> ParsedManifests::find(const std::string& path, const FileIdentity& file) const
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_known.find(path);
    if (known == m_known.end() || known->second.file != file)
        return std::nullopt;
    return known->second.manifest;
}

void ParsedManifests::keep(const std::string& path, const FileIdentity& file, const Manifest& manifest,
                           qint64 nowMs)
{
    const qint64 changedMs = std::max(file.ctimeNs, file.mtimeNs) / kNsPerMs;
    const std::lock_guard lock(m_mutex);
    if (nowMs - changedMs <= kSettledMs)
        return;
    if (m_known.size() >= kMostKept)
        m_known.clear();
    m_known.insert_or_assign(path, Parsed{file, manifest});
}

} // namespace safelight
