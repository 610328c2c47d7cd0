#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace safelight {

/// One line of /proc/self/mountinfo (proc(5)).
struct Mount
{
    dev_t device = 0;                 ///< st_dev of the files on it; of another kind for subvolumes of Btrfs
    std::filesystem::path root;       ///< what of the file system is mounted: `/`, or a folder of it
    std::filesystem::path mountPoint; ///< absolute
    std::string fileSystem;           ///< its type: `ext4`, `vfat`, `fuse.sshfs`
    std::string source;               ///< a device's path, `server:/export`, or a word without meaning
    bool isReadOnly = false;          ///< the mount or the file system below it
};

/// The mounts in the order of the text, which is that of mounting. Lines that make no sense are left out.
std::vector<Mount> parseMountInfo(std::string_view text);

/// The mount that an absolute path without links lies on, nullptr if there is none. `device` is the path's
/// st_dev: among the mounts above the path, those of that device come first, then the longest mount point,
/// then the last one mounted there. A mount that another one hides is thus not taken for it.
const Mount* mountOf(const std::vector<Mount>& mounts, const std::filesystem::path& path, dev_t device);

/// `path` is `folder` or lies below it. Both absolute, without `.`, `..` and trailing slashes.
bool isAtOrBelow(const std::filesystem::path& path, const std::filesystem::path& folder);

} // namespace safelight
