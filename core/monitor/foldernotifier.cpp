#include "monitor/foldernotifier.h"

#include "base/pathtext.h"

#include <sys/inotify.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <linux/magic.h>

namespace safelight {

namespace {

constexpr std::uint32_t kEvents = IN_CREATE | IN_CLOSE_WRITE | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO |
                                  IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW |
                                  IN_EXCL_UNLINK;
constexpr std::size_t kBuffer = std::size_t{64} * 1024;

// Not in linux/magic.h: statfs(2).
constexpr std::uint32_t kCifs = 0xFF534D42;
constexpr std::uint32_t kSmb2 = 0xFE534D42;
constexpr std::uint32_t kVirtualBoxShare = 0x786F4256;
constexpr std::uint32_t kCeph = 0x00C36400;

constexpr std::array<std::uint32_t, 10> kUntold = {
    NFS_SUPER_MAGIC,  SMB_SUPER_MAGIC,  kCifs, kSmb2, FUSE_SUPER_MAGIC, V9FS_MAGIC, AFS_SUPER_MAGIC,
    CODA_SUPER_MAGIC, kVirtualBoxShare, kCeph};

} // namespace

struct FolderNotifier::Event
{
    int watch = -1;
    std::uint32_t mask = 0;
    std::string name; ///< within the watched folder; empty: the folder itself
};

bool isToldOfChanges(const FileHandle& folder)
{
    struct statfs status = {};
    if (::fstatfs(folder.fd(), &status) != 0)
        return false;
    return std::ranges::find(kUntold, static_cast<std::uint32_t>(status.f_type)) == kUntold.end();
}

Result<FolderNotifier> FolderNotifier::open(const std::filesystem::path& root)
{
    FolderNotifier notifier(root);
    notifier.m_handle = FileHandle(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!notifier.m_handle.isOpen())
        return Error{ErrorCode::Unsupported, pathToText(root), QString::fromUtf8(std::strerror(errno)),
                     nullptr};
    return notifier;
}

Status FolderNotifier::watch(const std::string& relative)
{
    // The folder that is watched may be reached by a link; those below it are not.
    const std::uint32_t mask = relative.empty() ? kEvents & ~std::uint32_t{IN_DONT_FOLLOW} : kEvents;
    const auto folder = relative.empty() ? m_root : m_root / relative;
    const int watch = ::inotify_add_watch(m_handle.fd(), folder.c_str(), mask);
    if (watch >= 0) {
        m_folders[watch] = relative;
        return {};
    }
    if (errno == ENOSPC || errno == ENOMEM)
        return Error{ErrorCode::Unsupported, pathToText(folder), QString::fromUtf8(std::strerror(errno)),
                     nullptr};
    return {};
}

FolderChanges FolderNotifier::read()
{
    FolderChanges changes;
    alignas(inotify_event) std::array<char, kBuffer> buffer;
    while (true) {
        const ssize_t got = ::read(m_handle.fd(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return changes;
        for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
            inotify_event header = {};
            std::memcpy(&header, buffer.data() + at, sizeof header);
            const char* name = buffer.data() + at + sizeof header;
            take({header.wd, header.mask, std::string(name, ::strnlen(name, header.len))}, changes);
            at += sizeof header + header.len;
        }
    }
}

void FolderNotifier::take(const Event& event, FolderChanges& changes)
{
    if (event.mask & IN_Q_OVERFLOW) {
        changes.isIncomplete = true;
        return;
    }
    const auto found = m_folders.find(event.watch);
    if (found == m_folders.end())
        return;
    const std::string folder = found->second;
    if (event.name.empty()) {
        if (folder.empty() && (event.mask & (IN_MOVE_SELF | IN_DELETE_SELF | IN_UNMOUNT | IN_IGNORED)))
            changes.isRootGone = true;
        if (event.mask & IN_IGNORED)
            m_folders.erase(found);
        return;
    }
    const std::string name = folder.empty() ? event.name : folder + '/' + event.name;
    if (!(event.mask & IN_ISDIR)) {
        changes.files.insert(name);
    } else if (event.mask & (IN_CREATE | IN_MOVED_TO)) {
        changes.folders.insert(name);
    } else if (event.mask & IN_MOVED_FROM) {
        forgetBelow(name);
        changes.folders.erase(name);
        changes.isIncomplete = true; // the files that went with it
    }
}

/// A folder that was moved away keeps its descriptors, which would tell of a place that it has left.
void FolderNotifier::forgetBelow(const std::string& relative)
{
    std::erase_if(m_folders, [&](const auto& watched) {
        const bool isBelow = watched.second == relative || watched.second.starts_with(relative + '/');
        if (isBelow)
            (void)::inotify_rm_watch(m_handle.fd(), watched.first);
        return isBelow;
    });
}

} // namespace safelight
