#pragma once

#include "storage/volume.h"
#include "support/tempfolder.h"

#include <filesystem>
#include <string>

namespace safelight::test {

/// A made-up /proc, /sys and /dev in a temporary folder, whose only real part is the device number of that
/// folder. `card()` is where a volume is said to be mounted.
class FakeSystem
{
public:
    FakeSystem();

    SystemPlaces places() const;
    std::filesystem::path card() const { return m_root / "card"; }
    /// A device's file, below the made-up /dev; made when it is not there.
    std::filesystem::path device(const std::string& name) const;

    struct MountLine
    {
        std::filesystem::path mountPoint;
        std::string source;
        std::string fileSystem = "ext4";
        std::string root = "/";
        std::string options = "rw,relatime";
        std::string superOptions = "rw";
    };
    /// Adds a line to mountinfo, for a mount of the temporary folder's own device number. Blanks in it are
    /// escaped.
    void mount(const MountLine& line);
    /// Makes `folder`, below /sys/devices, the one of the temporary folder's device.
    void setSysFolder(const std::filesystem::path& folder) const;
    /// A file of sysfs, `name` relative to /sys/devices.
    void setAttribute(const std::filesystem::path& name, const char* value) const;
    void linkUuid(const std::string& uuid, const std::string& deviceName) const;
    void linkLabel(const std::string& label, const std::string& deviceName) const;

private:
    TempFolder m_folder;
    std::filesystem::path m_root; ///< without links
    std::string m_deviceNumber;   ///< `8:1`
    std::string m_mountInfo;
};

} // namespace safelight::test
