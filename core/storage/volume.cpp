#include "storage/volume.h"

#include "base/pathtext.h"
#include "storage/fileio.h"
#include "storage/mountinfo.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <system_error>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace safelight {

namespace {

constexpr ByteCount kLargestMountInfo{qint64{16} * 1024 * 1024};
constexpr ByteCount kLargestAttribute{4096};
constexpr int kDeepestStack = 8; // of device mappers on device mappers

constexpr std::array<std::string_view, 14> kNetworkFileSystems = {
    "nfs",  "nfs4",       "cifs",        "smb3",           "smbfs",           "9p",         "afs",
    "ceph", "fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.davfs", "fuse.s3fs",
};
constexpr std::array<std::string_view, 3> kMemoryFileSystems = {"tmpfs", "ramfs", "devtmpfs"};

template <std::size_t Count>
bool contains(const std::array<std::string_view, Count>& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// The first line of a file of sysfs; empty if it is not there.
std::string attribute(const std::filesystem::path& path)
{
    const auto bytes = readSmallFile(path, kLargestAttribute);
    return bytes ? bytes->substr(0, bytes->find('\n')) : std::string();
}

/// Where a link leads in the end; empty if nowhere.
std::filesystem::path resolved(const std::filesystem::path& path)
{
    std::error_code error;
    auto target = std::filesystem::canonical(path, error);
    return error ? std::filesystem::path() : target;
}

std::vector<std::filesystem::path> entriesOf(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> entries;
    std::error_code error;
    std::filesystem::directory_iterator iterator(folder, error);
    for (; !error && iterator != std::filesystem::directory_iterator(); iterator.increment(error))
        entries.push_back(iterator->path());
    return entries;
}

/// The device below a mount. Subvolumes of Btrfs have a number of their own, so the source's comes first.
dev_t blockDeviceOf(const Mount& mount)
{
    struct stat status = {};
    const bool isBlockDevice = mount.source.starts_with('/') && ::stat(mount.source.c_str(), &status) == 0 &&
                               S_ISBLK(status.st_mode);
    return isBlockDevice ? status.st_rdev : mount.device;
}

std::filesystem::path sysFolderOf(dev_t device, const SystemPlaces& places)
{
    return resolved(places.sysBlock / (std::to_string(major(device)) + ":" + std::to_string(minor(device))));
}

/// Soldered memory is of the same driver as cards, and says `MMC` where those say `SD`.
bool isCard(const std::filesystem::path& disk)
{
    return disk.filename().native().starts_with("mmcblk") && attribute(disk / "device" / "type") != "MMC";
}

DeviceClass classOfBlock(std::filesystem::path folder, int depth);

/// Of the first device that a device mapper or an array is made of; nullopt if it is made of none.
std::optional<DeviceClass> classOfSlaves(const std::filesystem::path& disk, int depth)
{
    for (const auto& slave : entriesOf(disk / "slaves")) {
        const auto folder = resolved(slave);
        if (!folder.empty() && depth < kDeepestStack)
            return classOfBlock(folder, depth + 1);
    }
    return std::nullopt;
}

DeviceClass classOfBlock(std::filesystem::path folder, int depth)
{
    if (folder.empty())
        return DeviceClass::Unknown;
    if (!attribute(folder / "partition").empty())
        folder = folder.parent_path();
    if (const auto below = classOfSlaves(folder, depth))
        return *below;
    const bool isUsb = folder.native().find("/usb") != std::string::npos;
    if (isUsb || isCard(folder) || attribute(folder / "removable") == "1")
        return DeviceClass::Removable;
    const std::string rotational = attribute(folder / "queue" / "rotational");
    if (rotational.empty())
        return DeviceClass::Unknown;
    return rotational == "1" ? DeviceClass::Rotational : DeviceClass::Solid;
}

DeviceClass classOf(const Mount& mount, const std::filesystem::path& sysFolder)
{
    if (isNetworkFileSystem(mount.fileSystem))
        return DeviceClass::Network;
    if (contains(kMemoryFileSystems, mount.fileSystem))
        return DeviceClass::Memory;
    return classOfBlock(sysFolder, 0);
}

/// The name of the link in `links` that leads to the device of a mount; empty if none does. A source that is
/// not there, as `/dev/root`, is known by the name that sysfs has for it.
std::string linkTo(const Mount& mount, const std::filesystem::path& sysFolder,
                   const std::filesystem::path& links)
{
    const auto source = mount.source.starts_with('/') ? resolved(mount.source) : std::filesystem::path();
    for (const auto& link : entriesOf(links)) {
        const auto target = resolved(link);
        const bool isSource = !source.empty() && target == source;
        const bool isNamed =
            source.empty() && !sysFolder.empty() && target.filename() == sysFolder.filename();
        if (!target.empty() && (isSource || isNamed))
            return link.filename().native();
    }
    return {};
}

int hexDigit(char c)
{
    const std::string_view digits = "0123456789abcdef";
    const std::size_t value = digits.find(c);
    return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

/// udev writes what it does not like in a link's name as `\x20`.
std::string withoutEscapes(std::string_view name)
{
    std::string plain;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool isEscape = i + 3 < name.size() && name[i] == '\\' && name[i + 1] == 'x' &&
                              hexDigit(name[i + 2]) >= 0 && hexDigit(name[i + 3]) >= 0;
        if (isEscape) {
            plain.push_back(static_cast<char>(hexDigit(name[i + 2]) * 16 + hexDigit(name[i + 3])));
            i += 3;
        } else {
            plain.push_back(name[i]);
        }
    }
    return plain;
}

QString fsidOf(const std::filesystem::path& path, dev_t device)
{
    struct statfs status = {};
    if (::statfs(path.c_str(), &status) != 0)
        return {};
    std::array<std::uint32_t, 2> halves = {};
    static_assert(sizeof(halves) == sizeof(status.f_fsid));
    std::memcpy(halves.data(), &status.f_fsid, sizeof(halves));
    return identityFromFsid((std::uint64_t{halves[1]} << 32U) | halves[0], device);
}

Result<std::vector<Mount>> readMounts(const SystemPlaces& places)
{
    SAFELIGHT_ASSIGN(const std::string text, readSmallFile(places.mountInfo, kLargestMountInfo));
    return parseMountInfo(text);
}

} // namespace

bool isNetworkFileSystem(std::string_view type)
{
    return contains(kNetworkFileSystems, type);
}

QString identityFromFsid(std::uint64_t fsid, dev_t device)
{
    const std::uint64_t encoded = (minor(device) & 0xFFU) | (std::uint64_t{major(device)} << 8U) |
                                  ((std::uint64_t{minor(device)} & ~std::uint64_t{0xFF}) << 12U);
    if (fsid == 0 || fsid == encoded)
        return {};
    return QStringLiteral("fsid:") + QString::number(fsid, 16).rightJustified(16, u'0');
}

Result<Volume> volumeOf(const std::filesystem::path& path, const SystemPlaces& places)
{
    std::error_code error;
    const auto real = std::filesystem::canonical(path, error);
    struct stat status = {};
    if (error)
        return errorFromErrno(error.value(), pathToText(path), ErrorCode::ReadFailed);
    if (::stat(real.c_str(), &status) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    SAFELIGHT_ASSIGN(const auto mounts, readMounts(places));
    const Mount* mount = mountOf(mounts, real, status.st_dev);
    if (!mount)
        return Error{ErrorCode::ReadFailed, pathToText(path), QStringLiteral("no mount is known"), nullptr};

    const dev_t device = blockDeviceOf(*mount);
    const auto sysFolder = sysFolderOf(device, places);
    Volume volume;
    volume.mountPoint = mount->mountPoint;
    volume.root = mount->root;
    volume.fileSystem = textFromBytes(mount->fileSystem);
    volume.device = textFromBytes(mount->source);
    volume.deviceClass = classOf(*mount, sysFolder);
    volume.isReadOnly = mount->isReadOnly;
    volume.label = textFromBytes(withoutEscapes(linkTo(*mount, sysFolder, places.byLabel)));
    const std::string uuid = withoutEscapes(linkTo(*mount, sysFolder, places.byUuid));
    if (!uuid.empty())
        volume.identity = u"uuid:" + textFromBytes(uuid);
    else
        volume.identity = fsidOf(real, device);
    if (volume.identity.isEmpty() && volume.deviceClass == DeviceClass::Network)
        volume.identity = u"share:" + volume.device;
    return volume;
}

} // namespace safelight
