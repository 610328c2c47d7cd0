#pragma once

#include "base/result.h"
#include "storage/library.h"

#include <filesystem>
#include <optional>

namespace safelight {

/// Says for as long as it lives that this program watches a folder for a library. It is the system's lock on
/// a small file in the library's own folder, so it ends with its process, however that ends, and nothing is
/// written to the watched folder.
class WatchLock
{
public:
    /// Errors: WatchedByOther, with who it is in its detail. Where a lock cannot be had at all (a library on
    /// a file system that has none), watching goes on without: two that watch one folder lose nothing, the
    /// second finds what the first took in.
    static Result<WatchLock> take(const Library& library, const std::filesystem::path& folder);

private:
    explicit WatchLock(FileHandle file) : m_file(std::move(file)) {}

    FileHandle m_file;
};

} // namespace safelight
