#pragma once

#include "base/ids.h"

#include <sys/types.h>

#include <chrono>

namespace safelight {

/// A point of the clock that the monitor goes by. Never set back, means nothing to people.
using MonitorTime = std::chrono::steady_clock::time_point;

/// Tells one version of a file from another: a file that is written to has another size or time, one that is
/// renamed over it another inode.
struct FileStamp
{
    ByteCount size;
    qint64 mtimeNs = 0;
    ino_t inode = 0; ///< 0 where it says nothing

    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

} // namespace safelight
