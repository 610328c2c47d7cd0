#pragma once

#include "base/result.h"

#include <QString>

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace safelight {

/// What kind of device holds a volume, as far as it matters for reading and writing it.
enum class DeviceClass {
    Removable,  ///< a card, or anything on USB
    Rotational, ///< a fixed disk with a head that moves
    Solid,      ///< a fixed disk without
    Network,
    Memory, ///< gone when the computer is switched off
    Unknown,
};

/// The mounted file system that a path lies on.
struct Volume
{
    std::filesystem::path mountPoint;
    std::filesystem::path root; ///< what of the file system is mounted there: `/`, or a folder of it
    QString fileSystem;         ///< its type: `ext4`, `exfat`, `nfs4`
    QString device;             ///< `/dev/sdb1`, `server:/export`; a word without meaning for others
    /// Stays the same when it is taken away and connected again, also under another device or mount point:
    /// `uuid:<what the file system calls itself>`, else `fsid:<16 hex digits>` of statfs(2), else
    /// `share:<server and export>`; empty where nothing of that kind is known.
    QString identity;
    QString label; ///< what a person called it; often empty
    DeviceClass deviceClass = DeviceClass::Unknown;
    bool isReadOnly = false;
};

/// Where the system tells of its volumes. Tests put made-up trees in their place.
struct SystemPlaces
{
    std::filesystem::path mountInfo = "/proc/self/mountinfo";
    std::filesystem::path sysBlock = "/sys/dev/block"; ///< `MAJOR:MINOR` -> the device's folder
    std::filesystem::path byUuid = "/dev/disk/by-uuid";
    std::filesystem::path byLabel = "/dev/disk/by-label";
};

/// The volume that holds `path`, which must exist; links are followed. Reads a few small files, and asks the
/// file system itself, which may wait for a network. Errors: NotFound, PermissionDenied, ReadFailed (also
/// when the system names no mount for it).
Result<Volume> volumeOf(const std::filesystem::path& path, const SystemPlaces& places = {});

/// Whether a type of file system, as mountinfo names it, is one whose files come over a network, or from a
/// program that may wait for one.
bool isNetworkFileSystem(std::string_view type);

/// `fsid:…` for statfs(2)'s f_fsid, or empty when it recognises nothing: it is 0, or the device number in
/// disguise, as FAT, exFAT, XFS and ISO 9660 fill it (huge_encode_dev() of the kernel), which the next device
/// that is plugged in may get.
QString identityFromFsid(std::uint64_t fsid, dev_t device);

} // namespace safelight
