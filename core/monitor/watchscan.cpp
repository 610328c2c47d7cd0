#include "monitor/watchscan.h"

#include "monitor/foldernotifier.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "domain/formats.h"
#include "storage/dirpointer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>

namespace safelight {

namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

constexpr std::array<std::string_view, 6> kHalfWritten = {".tmp",        ".part",     ".partial",
                                                          ".crdownload", ".filepart", ".!ut"};

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool endsWith(std::string_view name, std::string_view ending)
{
    return name.size() >= ending.size() &&
           std::ranges::equal(name.substr(name.size() - ending.size()), ending, {}, lowered);
}

/// Calls `visit` with each part of a relative path, until it returns false.
template <class Visit>
bool forEachPart(std::string_view path, Visit visit)
{
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        if (!visit(path.substr(0, slash)))
            return false;
        path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    }
    return true;
}

std::pair<std::string, std::string> splitName(const std::string& name)
{
    const std::size_t slash = name.rfind('/');
    if (slash == std::string::npos)
        return {{}, name};
    return {name.substr(0, slash), name.substr(slash + 1)};
}

} // namespace

bool isIgnoredName(std::string_view name)
{
    return name.empty() || name.starts_with('.') || name.starts_with('~') || name.ends_with('~') ||
           std::ranges::any_of(kHalfWritten, [&](std::string_view ending) { return endsWith(name, ending); });
}

bool isIgnoredPath(std::string_view relative)
{
    return !forEachPart(relative, [](std::string_view part) { return !isIgnoredName(part); });
}

bool isWatchedName(std::string_view relative)
{
    return formatForName(relative) && !isIgnoredPath(relative);
}

Result<WatchedRoot> WatchedRoot::open(const std::filesystem::path& folder)
{
    WatchedRoot root;
    root.m_folder = folder;
    root.m_handle = FileHandle(::open(folder.c_str(), kFolderFlags));
    if (!root.m_handle.isOpen())
        return errorFromErrno(errno, pathToText(folder), ErrorCode::ReadFailed);
    SAFELIGHT_ASSIGN(root.m_identity, identityOf(root.m_handle, folder));
    root.m_keepsInodes = isToldOfChanges(root.m_handle);
    return root;
}

bool WatchedRoot::isStill(const FileIdentity& before) const
{
    return m_keepsInodes ? m_identity.isSameFile(before) : m_identity.device == before.device;
}

FileStamp WatchedRoot::stampFrom(const struct stat& status) const
{
    return {{status.st_size},
            status.st_mtim.tv_sec * kNsPerSecond + status.st_mtim.tv_nsec,
            m_keepsInodes ? status.st_ino : 0};
}

/// Part by part, so that no link on the way leads elsewhere. Not open, with errno, when that fails.
FileHandle WatchedRoot::openFolder(const std::string& relative) const
{
    FileHandle folder(::openat(m_handle.fd(), ".", kFolderFlags));
    forEachPart(relative, [&](std::string_view part) {
        folder = FileHandle(::openat(folder.fd(), std::string(part).c_str(), kFolderFlags | O_NOFOLLOW));
        return folder.isOpen();
    });
    return folder;
}

Result<WatchListing> WatchedRoot::list(const std::string& below, const CancelToken& cancel,
                                       const std::function<void(const std::string&)>& onFolder) const
{
    WatchListing listing;
    std::vector<std::string> folders = {below};
    while (!folders.empty()) {
        const std::string relative = std::move(folders.back());
        folders.pop_back();
        onFolder(relative);
        if (const Status listed = listOne(relative, listing, folders, cancel); !listed) {
            if (relative.empty() || listed.error().code == ErrorCode::Cancelled)
                return listed.error();
            if (listed.error().code != ErrorCode::NotFound)
                listing.gaps.push_back(listed.error());
        }
    }
    return listing;
}

Status WatchedRoot::listOne(const std::string& relative, WatchListing& listing,
                            std::vector<std::string>& folders, const CancelToken& cancel) const
{
    const auto place = m_folder / relative;
    FileHandle folder = openFolder(relative);
    // fdopendir takes a descriptor over, so it gets one of its own.
    const DirPointer dir(folder.isOpen() ? ::fdopendir(::openat(folder.fd(), ".", kFolderFlags)) : nullptr);
    if (!dir)
        return errorFromErrno(errno, pathToText(place), ErrorCode::ReadFailed);
    const std::string prefix = relative.empty() ? std::string() : relative + '/';
    errno = 0;
    while (const dirent* entry = ::readdir(dir.get())) {
        if (cancel.isCancelled())
            return Error{ErrorCode::Cancelled, pathToText(place), {}, nullptr};
        const std::string_view name(entry->d_name);
        const bool isFile = entry->d_type != DT_DIR && formatForName(name);
        const bool mayBeFolder = entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN;
        struct stat status = {};
        if (isIgnoredName(name) || (!isFile && !mayBeFolder)) {
            // nothing to be taken in
        } else if (mayBeFolder && ::fstatat(folder.fd(), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                   S_ISDIR(status.st_mode)) {
            folders.push_back(prefix + entry->d_name);
        } else if (isFile && ::fstatat(folder.fd(), entry->d_name, &status, 0) == 0 &&
                   S_ISREG(status.st_mode)) {
            listing.files.push_back({prefix + entry->d_name, stampFrom(status)});
        }
        errno = 0;
    }
    if (errno != 0)
        return errorFromErrno(errno, pathToText(place), ErrorCode::ReadFailed);
    return {};
}

std::optional<FileStamp> WatchedRoot::stampOf(const std::string& name) const
{
    const auto [parent, leaf] = splitName(name);
    const FileHandle folder = openFolder(parent);
    struct stat status = {};
    if (!folder.isOpen() || !isWatchedName(name) || ::fstatat(folder.fd(), leaf.c_str(), &status, 0) != 0 ||
        !S_ISREG(status.st_mode))
        return std::nullopt;
    return stampFrom(status);
}

/// A read lease is granted only while nobody has the file open for writing (fcntl(2)). It is given back at
/// once; who wants to open the file in between waits for that moment. A network's file system refuses it for
/// reasons of its own.
bool WatchedRoot::isBeingWritten(const std::string& name) const
{
    const auto [parent, leaf] = splitName(name);
    const FileHandle folder = openFolder(parent);
    if (!folder.isOpen())
        return false;
    const FileHandle file(::openat(folder.fd(), leaf.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    // Whose lease is to be broken gets a signal: SIGIO would end the program, this one is ignored.
    if (!file.isOpen() || !isToldOfChanges(file) || ::fcntl(file.fd(), F_SETSIG, SIGURG) != 0)
        return false;
    if (::fcntl(file.fd(), F_SETLEASE, F_RDLCK) != 0)
        return errno == EAGAIN;
    (void)::fcntl(file.fd(), F_SETLEASE, F_UNLCK);
    return false;
}

} // namespace safelight
