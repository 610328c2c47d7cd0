#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace safelight {

/// Where a path lies, in the terms of the file system that holds it: equal for one folder that is seen at two
/// places through a bind mount.
struct DevicePlace
{
    std::string device;         ///< major:minor; empty: unknown
    std::filesystem::path path; ///< from the root of the file system

    friend bool operator==(const DevicePlace&, const DevicePlace&) = default;
};

/// What is mounted where (proc(5), mountinfo).
class MountTable
{
public:
    /// Empty where the file cannot be read.
    static MountTable read(const std::filesystem::path& file = "/proc/self/mountinfo");

    /// `place`: absolute, without links.
    DevicePlace placeOf(const std::filesystem::path& place) const;

private:
    struct Mount
    {
        std::string device;
        std::filesystem::path root;  ///< what of the file system is mounted
        std::filesystem::path point; ///< where
    };

    std::vector<Mount> m_mounts;
};

/// Whether `place` is `above` or lies in it, by the parts of their paths.
bool isWithin(const std::filesystem::path& place, const std::filesystem::path& above);

} // namespace safelight
