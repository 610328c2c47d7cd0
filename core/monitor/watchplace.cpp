#include "monitor/watchplace.h"

#include "base/pathtext.h"
#include "catalog/projectrepository.h"

#include <sys/stat.h>

namespace safelight {

namespace {

using std::filesystem::path;

/// Absolute and without links, as far as the folders on the way are there.
path canonicalForm(const path& folder)
{
    std::error_code failure;
    const path absolute = std::filesystem::absolute(folder).lexically_normal();
    path canonical = std::filesystem::weakly_canonical(absolute, failure);
    if (failure)
        canonical = absolute;
    return canonical.has_filename() || !canonical.has_relative_path() ? canonical : canonical.parent_path();
}

bool isSameFolder(const path& a, const path& b)
{
    struct stat first = {};
    struct stat second = {};
    return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/// Whether `inner` lies in `outer`, or is it: by name, by place on the device, or by a folder above it that
/// is the same one.
bool liesIn(const path& inner, const path& outer, const MountTable& mounts)
{
    if (isWithin(inner, outer))
        return true;
    const DevicePlace innerPlace = mounts.placeOf(inner);
    const DevicePlace outerPlace = mounts.placeOf(outer);
    if (!innerPlace.device.empty() && innerPlace.device == outerPlace.device &&
        isWithin(innerPlace.path, outerPlace.path))
        return true;
    for (path above = inner;; above = above.parent_path()) {
        if (isSameFolder(above, outer))
            return true;
        if (above == above.parent_path())
            return false;
    }
}

} // namespace

Result<std::vector<path>> outputFolders(const Library& library, Connection& connection,
                                        std::span<const path> more)
{
    std::vector<path> folders(more.begin(), more.end());
    folders.push_back(library.root());
    SAFELIGHT_ASSIGN(const auto projects, ProjectRepository(connection).all());
    for (const Project& project : projects) {
        if (const path folder = library.folderOf(project); !isWithin(folder, library.root()))
            folders.push_back(folder);
    }
    return folders;
}

std::optional<FolderOverlap> findOverlap(const path& folder, std::span<const path> others,
                                         const MountTable& mounts)
{
    using Kind = FolderOverlap::Kind;
    const path watched = canonicalForm(folder);
    for (const path& other : others) {
        const path own = canonicalForm(other);
        const bool isWithin = liesIn(watched, own, mounts);
        const bool isAround = liesIn(own, watched, mounts);
        if (isWithin && isAround)
            return FolderOverlap{Kind::Same, other};
        if (isWithin || isAround)
            return FolderOverlap{isWithin ? Kind::Within : Kind::Around, other};
    }
    return std::nullopt;
}

Status checkWatchable(const path& folder, std::span<const path> outputs, const MountTable& mounts)
{
    const auto overlap = findOverlap(folder, outputs, mounts);
    if (!overlap)
        return {};
    const auto detail = overlap->kind == FolderOverlap::Kind::Around
                            ? QStringLiteral("it contains %1, which Safelight writes to")
                            : QStringLiteral("it lies in %1, which Safelight writes to");
    return Error{ErrorCode::InvalidArgument, pathToText(folder), detail.arg(pathToText(overlap->other)),
                 nullptr};
}

} // namespace safelight
