#include "ingest/sourcefingerprint.h"

#include <QHashFunctions>

#include <algorithm>
#include <set>
#include <unordered_set>

namespace safelight {

namespace {

std::size_t hashOf(const SourceFile& file)
{
    const std::string& path = file.path.native();
    return qHashMulti(0, QByteArrayView(path.data(), static_cast<qsizetype>(path.size())), file.size.value,
                      file.mtimeNs);
}

std::size_t hashOf(const RejectedFile& rejected)
{
    return qHashMulti(1, rejected.item.path, rejected.item.size.value, rejected.mtimeNs);
}

bool isOfInterest(const RejectedFile& rejected)
{
    return rejected.matter != SourceMatter::Housekeeping;
}

} // namespace

SourceFingerprint::SourceFingerprint(const SourceScan& scan)
{
    m_hashes.reserve(static_cast<std::size_t>(scan.fileCount) + scan.rejected.size());
    scan.eachFile([this](const SourceFile& file) { m_hashes.push_back(hashOf(file)); });
    for (const RejectedFile& rejected : scan.rejected) {
        if (isOfInterest(rejected))
            m_hashes.push_back(hashOf(rejected));
    }
    std::sort(m_hashes.begin(), m_hashes.end());
}

bool SourceFingerprint::has(std::size_t hash) const
{
    return std::binary_search(m_hashes.begin(), m_hashes.end(), hash);
}

qint64 SourceFingerprint::countChanged(const std::vector<std::filesystem::path>& sources,
                                       const std::vector<std::filesystem::path>& excluded,
                                       const CancelToken& cancel) const
{
    std::set<std::filesystem::path> left;
    for (const auto& path : excluded)
        left.insert(std::filesystem::absolute(path).lexically_normal());
    std::unordered_set<std::size_t> changed;
    const auto rejected = listSources(sources, cancel, [&](const SourceFile& file) {
        if (const std::size_t hash = hashOf(file); !has(hash) && !left.contains(file.path))
            changed.insert(hash);
    });
    for (const RejectedFile& file : rejected) {
        if (const std::size_t hash = hashOf(file); isOfInterest(file) && !has(hash))
            changed.insert(hash);
    }
    return static_cast<qint64>(changed.size());
}

} // namespace safelight
