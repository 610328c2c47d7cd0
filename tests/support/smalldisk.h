#pragma once

#include <sys/mount.h>

#include <filesystem>

namespace safelight::test {

/// A small file system of its own; only root may have one.
class SmallDisk
{
public:
    SmallDisk(std::filesystem::path folder, const char* options) : m_folder(std::move(folder))
    {
        std::filesystem::create_directories(m_folder);
        m_isMounted = ::mount("tmpfs", m_folder.c_str(), "tmpfs", 0, options) == 0;
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk()
    {
        if (m_isMounted)
            ::umount2(m_folder.c_str(), MNT_DETACH);
    }

    /// With other options, as a larger size.
    bool remount(const char* options) const
    {
        return ::mount("tmpfs", m_folder.c_str(), "tmpfs", MS_REMOUNT, options) == 0;
    }
    const std::filesystem::path& folder() const { return m_folder; }
    bool isMounted() const { return m_isMounted; }

private:
    std::filesystem::path m_folder;
    bool m_isMounted = false;
};

} // namespace safelight::test
