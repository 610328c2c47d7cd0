#include "maintenance/cachelisting.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "storage/dirpointer.h"
#include "storage/fileio.h"

#include <QDateTime>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace safelight {

namespace {

constexpr std::size_t kShardName = 2;
/// A power cut leaves files that were written in its last minute without their content. Looking into every
/// file would read the whole store; those that are older than this were looked at before.
constexpr qint64 kRecentSeconds = qint64{2} * 24 * 3600;

Result<DirPointer> openFolder(int parentFd, const char* name, int flags, const std::filesystem::path& path)
{
    const int fd = ::openat(parentFd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
    if (fd < 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    DirPointer dir(::fdopendir(fd));
    if (!dir)
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    return dir;
}

/// Begins with SOI and ends with EOI (ITU-T T.81, B.1.1.3).
bool isWholeJpeg(int folderFd, const char* name, qint64 size)
{
    const FileHandle file(::openat(folderFd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    std::array<unsigned char, 4> ends = {};
    return file.isOpen() && size >= 4 && ::pread(file.fd(), ends.data(), 2, 0) == 2 &&
           ::pread(file.fd(), ends.data() + 2, 2, size - 2) == 2 && ends[0] == 0xFF && ends[1] == 0xD8 &&
           ends[2] == 0xFF && ends[3] == 0xD9;
}

} // namespace

Result<CacheListing> CacheListing::list(const DerivativeStore& store, const CancelToken& cancel)
{
    CacheListing listing(store);
    const std::filesystem::path& folder = store.folder();
    struct stat status = {};
    listing.m_isLinked = ::lstat(folder.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
    auto dir = openFolder(AT_FDCWD, folder.c_str(), 0, folder);
    if (!dir)
        return dir.error().code == ErrorCode::NotFound ? Result<CacheListing>(listing) : dir.error();
    errno = 0;
    while (const dirent* entry = ::readdir(dir->get())) {
        const std::string name = entry->d_name;
        if (name.size() == kShardName && name != "..")
            SAFELIGHT_TRY(listing.listShard(::dirfd(dir->get()), name, cancel));
        else if (DerivativeStore::isTemporaryName(name))
            listing.take(::dirfd(dir->get()), {}, name.c_str());
        errno = 0;
    }
    if (errno != 0)
        return errorFromErrno(errno, pathToText(folder), ErrorCode::ReadFailed);
    std::ranges::sort(listing.m_entries, {}, &Entry::key);
    return listing;
}

Status CacheListing::listShard(int storeFd, const std::string& shard, const CancelToken& cancel)
{
    struct stat status = {};
    if (::fstatat(storeFd, shard.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(status.st_mode))
        return {}; // not ours
    SAFELIGHT_ASSIGN(const DirPointer dir,
                     openFolder(storeFd, shard.c_str(), O_NOFOLLOW, m_store.folder() / shard));
    errno = 0;
    while (const dirent* entry = ::readdir(dir.get())) {
        if (cancel.isCancelled())
            return Error{ErrorCode::Cancelled, pathToText(m_store.folder()), {}, nullptr};
        take(::dirfd(dir.get()), shard, entry->d_name);
        errno = 0;
    }
    if (errno != 0)
        return errorFromErrno(errno, pathToText(m_store.folder() / shard), ErrorCode::ReadFailed);
    return {};
}

/// What no store would have put there is not ours, and is passed over.
void CacheListing::take(int shardFd, const std::string& shard, const char* name)
{
    const bool isTemporary = DerivativeStore::isTemporaryName(name);
    const auto known = m_store.entryOf(name);
    if (!isTemporary && (!known || !std::string_view(name).starts_with(shard)))
        return;
    struct stat status = {};
    if (::fstatat(shardFd, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
        return;
    const qint64 mtimeNs = status.st_mtim.tv_sec * kNsPerSecond + status.st_mtim.tv_nsec;
    if (isTemporary || !known->isOfThisStore) {
        const auto kind = isTemporary ? Leftover::Kind::Temporary : Leftover::Kind::OtherSize;
        m_leftovers.push_back({m_store.folder() / shard / name, kind, mtimeNs});
        return;
    }
    Entry entry;
    entry.key = keyOf(known->xxh128);
    entry.mtimeNs = mtimeNs;
    const qint64 age = QDateTime::currentSecsSinceEpoch() - status.st_mtim.tv_sec;
    entry.isUsable =
        status.st_size > 0 && (age > kRecentSeconds || isWholeJpeg(shardFd, name, status.st_size));
    m_entries.push_back(entry);
}

CacheListing::Key CacheListing::keyOf(const QByteArray& xxh128)
{
    Key key = {};
    std::memcpy(key.data(), xxh128.constData(),
                std::min(key.size(), static_cast<std::size_t>(xxh128.size())));
    return key;
}

const CacheListing::Entry* CacheListing::find(const QByteArray& xxh128) const
{
    const Key key = keyOf(xxh128);
    const auto found = std::ranges::lower_bound(m_entries, key, {}, &Entry::key);
    return found != m_entries.end() && found->key == key ? &*found : nullptr;
}

} // namespace safelight
