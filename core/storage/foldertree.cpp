#include "storage/foldertree.h"

#include "base/pathtext.h"
#include "domain/formats.h"
#include "storage/dirpointer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace safelight {

namespace {

constexpr int kDeepest = 200; // each level holds a descriptor open
constexpr int kOpenFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// The names in an open folder, without `.` and `..`.
Result<std::vector<std::string>> namesIn(const FileHandle& folder, const std::filesystem::path& path)
{
    // A descriptor of its own: closedir() closes what it was given.
    const DirPointer dir(::fdopendir(::openat(folder.fd(), ".", kOpenFolder)));
    if (!dir)
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(dir.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..")
            names.emplace_back(name);
        errno = 0;
    }
    if (errno != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    return names;
}

/// Removes trees of one device.
class TreeRemover
{
public:
    TreeRemover(FileSystem& fs, dev_t device, const CancelToken& cancel)
        : m_fs(fs), m_device(device), m_cancel(cancel)
    {
    }

    Status remove(const FileHandle& parent, const std::string& name, const std::filesystem::path& path,
                  int depth);

private:
    Status empty(const FileHandle& folder, const std::filesystem::path& path, int depth);
    Status unlink(const FileHandle& parent, const std::string& name, const std::filesystem::path& path,
                  int flags);

    FileSystem& m_fs;
    dev_t m_device;
    CancelToken m_cancel;
};

Status TreeRemover::unlink(const FileHandle& parent, const std::string& name,
                           const std::filesystem::path& path, int flags)
{
    if (m_fs.unlinkAt(parent.fd(), name.c_str(), flags) == 0 || errno == ENOENT)
        return {};
    return errorFromErrno(errno, pathToText(path), ErrorCode::WriteFailed);
}

Status TreeRemover::empty(const FileHandle& folder, const std::filesystem::path& path, int depth)
{
    SAFELIGHT_ASSIGN(const auto names, namesIn(folder, path));
    for (const std::string& name : names)
        SAFELIGHT_TRY(remove(folder, name, path / name, depth + 1));
    return {};
}

Status TreeRemover::remove(const FileHandle& parent, const std::string& name,
                           const std::filesystem::path& path, int depth)
{
    if (m_cancel.isCancelled())
        return Error{ErrorCode::Cancelled, pathToText(path), {}, nullptr};
    struct stat status = {};
    if (::fstatat(parent.fd(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT)
            return {};
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    }
    if (!S_ISDIR(status.st_mode))
        return unlink(parent, name, path, 0);
    if (depth > kDeepest)
        return Error{ErrorCode::Unsupported, pathToText(path), QStringLiteral("folders too deep"), nullptr};
    const FileHandle folder(::openat(parent.fd(), name.c_str(), kOpenFolder));
    if (!folder.isOpen())
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    if (::fstat(folder.fd(), &status) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    if (status.st_dev != m_device)
        return Error{ErrorCode::Unsupported, pathToText(path),
                     QStringLiteral("another file system is mounted here"), nullptr};
    SAFELIGHT_TRY(empty(folder, path, depth));
    return unlink(parent, name, path, AT_REMOVEDIR);
}

} // namespace

Status removeTree(FileSystem& fs, const std::filesystem::path& place, const CancelToken& cancel)
{
    const auto above = place.parent_path();
    const FileHandle parent(::open(above.c_str(), kOpenFolder));
    if (!parent.isOpen())
        return errorFromErrno(errno, pathToText(above), ErrorCode::ReadFailed);
    SAFELIGHT_ASSIGN(const FileIdentity identity, identityOf(parent, above));
    SAFELIGHT_TRY(
        TreeRemover(fs, identity.device, cancel).remove(parent, place.filename().native(), place, 0));
    return syncFolder(fs, above);
}

Status makeFoldersBelow(FileSystem& fs, const FileHandle& folder, const std::filesystem::path& root,
                        const std::filesystem::path& relative)
{
    std::filesystem::path path = root;
    FileHandle above;
    int aboveFd = folder.fd();
    for (const auto& part : relative) {
        path /= part;
        const bool isMade = ::mkdirat(aboveFd, part.c_str(), 0777) == 0;
        if (!isMade && errno != EEXIST)
            return errorFromErrno(errno, pathToText(path), ErrorCode::WriteFailed);
        if (isMade && fs.sync(aboveFd) != 0 && errno != EINVAL)
            return errorFromErrno(errno, pathToText(path.parent_path()), ErrorCode::SyncFailed);
        // A folder of the project may be a link to a larger disk: that is followed.
        FileHandle next(::openat(aboveFd, part.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!next.isOpen() && errno == ENOTDIR)
            return Error{ErrorCode::NotARegularFile, pathToText(path), QStringLiteral("a file is in the way"),
                         nullptr};
        if (!next.isOpen())
            return errorFromErrno(errno, pathToText(path), ErrorCode::WriteFailed);
        above = std::move(next);
        aboveFd = above.fd();
    }
    return {};
}

namespace {

/// What lies in one folder, for holdsPictures().
struct FolderContent
{
    bool hasPicture = false;
    std::vector<std::string> subfolders;
};

Result<FolderContent> contentOf(const FileHandle& folder, const std::vector<std::string>& names,
                                const std::filesystem::path& path, const CancelToken& cancel)
{
    FolderContent content;
    for (const std::string& name : names) {
        if (cancel.isCancelled())
            return Error{ErrorCode::Cancelled, pathToText(path), {}, nullptr};
        struct stat status = {};
        const bool isHidden = name.starts_with('.');
        if (isHidden || ::fstatat(folder.fd(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        const auto format = formatForName(name);
        content.hasPicture =
            content.hasPicture || (S_ISREG(status.st_mode) && format && format->kind != FileKind::Sidecar);
        if (S_ISDIR(status.st_mode))
            content.subfolders.push_back(name);
    }
    return content;
}

Result<bool> holdsPicturesBelow(const std::filesystem::path& folder, const CancelToken& cancel, int depth)
{
    const FileHandle handle(::open(folder.c_str(), kOpenFolder));
    if (!handle.isOpen())
        return errorFromErrno(errno, pathToText(folder), ErrorCode::ReadFailed);
    SAFELIGHT_ASSIGN(const auto names, namesIn(handle, folder));
    const auto has = [&](const char* name) { return std::ranges::find(names, name) != names.end(); };
    const bool isOthers = has(".safelight") || (depth > 0 && has(".project.yaml"));
    if (isOthers || depth > kDeepest)
        return false;
    SAFELIGHT_ASSIGN(const FolderContent content, contentOf(handle, names, folder, cancel));
    if (content.hasPicture)
        return true;
    std::optional<Error> unread;
    for (const std::string& name : content.subfolders) {
        const auto inside = holdsPicturesBelow(folder / name, cancel, depth + 1);
        if (inside && *inside)
            return true;
        if (!inside)
            unread = inside.error();
    }
    if (unread)
        return *unread;
    return false;
}

} // namespace

Result<bool> holdsPictures(const std::filesystem::path& folder, const CancelToken& cancel)
{
    return holdsPicturesBelow(folder, cancel, 0);
}

} // namespace safelight
