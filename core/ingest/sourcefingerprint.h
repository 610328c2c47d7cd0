#pragma once

#include "ingest/sourcescan.h"

#include <cstddef>
#include <vector>

namespace safelight {

/// What a scan found, in 8 bytes a file: to see whether the sources are still as they were listed.
class SourceFingerprint
{
public:
    explicit SourceFingerprint(const SourceScan& scan);

    /// Files that lie there now, and were not there then or had another size or time; without the `excluded`.
    /// That files are gone says nothing: a move removes them.
    qint64 countChanged(const std::vector<std::filesystem::path>& sources,
                        const std::vector<std::filesystem::path>& excluded, const CancelToken& cancel) const;

private:
    bool has(std::size_t hash) const;

    std::vector<std::size_t> m_hashes; ///< ascending
};

} // namespace safelight
