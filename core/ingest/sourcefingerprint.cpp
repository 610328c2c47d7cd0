#include "ingest/sourcefingerprint.h"

#include <QHashFunctions>

#include <algorithm>

namespace safelight {

SourceFingerprint::SourceFingerprint(const SourceScan& scan) : m_hashes(hashesOf(scan))
{
    std::sort(m_hashes.begin(), m_hashes.end());
}

std::vector<std::size_t> SourceFingerprint::hashesOf(const SourceScan& scan)
{
    std::vector<std::size_t> hashes;
    hashes.reserve(static_cast<std::size_t>(scan.fileCount) + scan.rejected.size());
    scan.eachFile([&](const SourceFile& file) {
        const std::string& path = file.path.native();
        hashes.push_back(qHashMulti(0, QByteArrayView(path.data(), static_cast<qsizetype>(path.size())),
                                    file.size.value, file.mtimeNs));
    });
    for (const RejectedFile& rejected : scan.rejected) {
        if (rejected.matter != SourceMatter::Housekeeping)
            hashes.push_back(qHashMulti(1, rejected.item.path, rejected.item.size.value, rejected.mtimeNs));
    }
    return hashes;
}

qint64 SourceFingerprint::changedIn(const SourceScan& now) const
{
    const auto hashes = hashesOf(now);
    return std::count_if(hashes.begin(), hashes.end(), [this](std::size_t hash) {
        return !std::binary_search(m_hashes.begin(), m_hashes.end(), hash);
    });
}

} // namespace safelight
