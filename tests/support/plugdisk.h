#pragma once

#include <filesystem>

namespace safelight::test {

/// A disk that can be pulled out: ext4 in a file, by a loop device. Only root may have one, and only where
/// there are loop devices.
class PlugDisk
{
public:
    /// Makes it in `folder`, and mounts it at `folder`/disk.
    explicit PlugDisk(const std::filesystem::path& folder);
    PlugDisk(const PlugDisk&) = delete;
    PlugDisk& operator=(const PlugDisk&) = delete;
    ~PlugDisk();

    bool isMounted() const { return m_isMounted; }
    const std::filesystem::path& folder() const { return m_folder; }

    /// From now on whoever wants anything of it gets an error, and what had not reached the device is lost,
    /// as when power fails: EXT4_IOC_SHUTDOWN without flushing the log (fs/ext4/ioctl.c).
    bool pull() const;
    /// Makes the file system find an error in itself, upon which it lets nobody write any more: what such
    /// disks do whose errors are met by `errors=remount-ro`, the default of many systems.
    bool turnReadOnly() const;
    /// Puts it in again; its journal is replayed. Nobody may have a file of it open.
    bool plug();

private:
    bool mount();

    std::filesystem::path m_image;
    std::filesystem::path m_folder;
    bool m_isMounted = false;
};

} // namespace safelight::test
