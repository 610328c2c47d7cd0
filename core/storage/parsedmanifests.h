#pragma once

#include "storage/fileio.h"
#include "storage/manifest.h"

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace safelight {

/// Manifests by path, for as long as their files stay the same: every step of every job reads that of every
/// project, and parsing takes longer than all else that a look at a small project needs. Any thread.
class ParsedManifests
{
public:
    /// What was read from the file at this path when it was this very one.
    std::optional<Manifest> find(const std::string& path, const FileIdentity& file) const;

    /// A file that was changed a moment before `nowMs` (since the epoch) is not kept: a further change within
    /// one tick of the file system's clock would not show.
    void keep(const std::string& path, const FileIdentity& file, const Manifest& manifest, qint64 nowMs);

private:
    struct Parsed
    {
        FileIdentity file;
        Manifest manifest;
    };

    mutable std::mutex m_mutex;
    std::unordered_map<std::string, Parsed> m_known;
};

} // namespace safelight
