#include "tasks/folderplace.h"

#include "base/pathtext.h"
#include "storage/manifest.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <mntent.h>
#include <optional>

namespace safelight {

namespace {

using std::filesystem::path;

constexpr std::size_t kMountLine = 4096;

std::optional<dev_t> deviceOf(const path& place)
{
    struct stat status = {};
    if (::stat(place.c_str(), &status) != 0)
        return std::nullopt;
    return status.st_dev;
}

bool isBelow(const path& place, const path& above)
{
    const auto [end, rest] = std::ranges::mismatch(above, place);
    return end == above.end();
}

/// A bind mount of the same file system is not told from a plain folder: it counts as not mounted.
bool isMounted(const path& place)
{
    const auto here = deviceOf(place);
    const auto above = deviceOf(place / "..");
    return here && above && *here != *above;
}

struct TableCloser
{
    void operator()(std::FILE* table) const { ::endmntent(table); }
};

/// Whether a disk that the system knows belongs on the way to this place, and is not there.
bool isDiskMissing(const path& place, const path& mountTable)
{
    const std::unique_ptr<std::FILE, TableCloser> table(::setmntent(mountTable.c_str(), "re"));
    if (!table)
        return false;
    std::array<char, kMountLine> line = {};
    struct mntent entry = {};
    while (::getmntent_r(table.get(), &entry, line.data(), static_cast<int>(line.size()))) {
        const path mountPoint = path(entry.mnt_dir).lexically_normal();
        const bool isOnTheWay = mountPoint.is_absolute() && mountPoint != "/" && isBelow(place, mountPoint);
        if (isOnTheWay && !isMounted(mountPoint))
            return true;
    }
    return false;
}

/// Below the folders that are meant for disks which come and go, with none there.
bool isPlaceForDisksEmpty(const path& place)
{
    for (const char* above : {"/media", "/run/media", "/mnt"}) {
        if (isBelow(place, above) && deviceOf(place) == deviceOf(above))
            return true;
    }
    return false;
}

bool holdsAnything(const path& folder)
{
    std::error_code failure;
    for (std::filesystem::directory_iterator it(folder, failure), end; !failure && it != end;
         it.increment(failure)) {
        const std::string name = it->path().filename().native();
        if (!name.starts_with('.') && name != "lost+found")
            return true;
    }
    return false;
}

bool isAnyProjectOn(dev_t device, const Library& library, const Project& but,
                    const std::vector<Project>& projects)
{
    return std::ranges::any_of(projects, [&](const Project& other) {
        const path folder = library.folderOf(other);
        if (other.id == but.id || deviceOf(folder) != device)
            return false;
        const auto manifest = Manifest::read(folder);
        return manifest && manifest->id == other.uuid;
    });
}

bool isNotThere(const path& place)
{
    struct stat status = {};
    return ::lstat(place.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

} // namespace

FolderPlace placeOf(const Library& library, const Project& project, const std::vector<Project>& projects,
                    const path& mountTable)
{
    const path folder = library.folderOf(project);
    struct stat status = {};
    if (::lstat(folder.c_str(), &status) == 0)
        return FolderPlace::There;
    if (!isNotThere(folder) || !library.confirm())
        return FolderPlace::Unknown;
    path above = folder.parent_path();
    // Within the library, a folder that is gone with all that it held is gone as well.
    while (isBelow(folder, library.root()) && above != library.root() && isNotThere(above))
        above = above.parent_path();
    if (above == library.root())
        return FolderPlace::Gone;
    const auto device = deviceOf(above);
    const bool isSure =
        device && holdsAnything(above) && !isDiskMissing(folder, mountTable) &&
        !isPlaceForDisksEmpty(above) &&
        (device == deviceOf(library.root()) || isAnyProjectOn(*device, library, project, projects));
    return isSure ? FolderPlace::Gone : FolderPlace::Unknown;
}

} // namespace safelight
