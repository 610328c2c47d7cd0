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

    /// Files of `now` that were not there then, or had another size or time. That files are gone says
    /// nothing: a move removes them.
    qint64 changedIn(const SourceScan& now) const;

private:
    static std::vector<std::size_t> hashesOf(const SourceScan& scan);

    std::vector<std::size_t> m_hashes; ///< ascending
};

} // namespace safelight
