#include "storage/fileio.h"

#include "base/halffile.h"
#include "base/pathtext.h"
#include "base/units.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <linux/fs.h>
#include <linux/magic.h>

namespace safelight {

namespace fs_std = std::filesystem;

namespace {

FileIdentity identityFrom(const struct stat& status)
{
    return {status.st_dev, status.st_ino, ByteCount{status.st_size},
            status.st_mtim.tv_sec * kNsPerSecond + status.st_mtim.tv_nsec,
            status.st_ctim.tv_sec * kNsPerSecond + status.st_ctim.tv_nsec};
}

Status writeAll(FileSystem& fs, const FileHandle& file, std::string_view bytes, const fs_std::path& path)
{
    while (!bytes.empty()) {
        const ssize_t written = fs.write(file.fd(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errorFromErrno(errno, pathToText(path), ErrorCode::WriteFailed);
        bytes.remove_prefix(static_cast<size_t>(written));
    }
    return {};
}

} // namespace

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept
{
    if (this != &other) {
        close();
        m_fd = std::exchange(other.m_fd, -1);
    }
    return *this;
}

void FileHandle::close()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

ssize_t FileSystem::read(int fd, void* buffer, size_t count)
{
    return ::read(fd, buffer, count);
}

ssize_t FileSystem::write(int fd, const void* buffer, size_t count)
{
    return ::write(fd, buffer, count);
}

int FileSystem::sync(int fd)
{
    return ::fsync(fd);
}

int FileSystem::writeBack(int fd)
{
    return ::sync_file_range(
        fd, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
}

int FileSystem::syncAll(int fd)
{
    return ::syncfs(fd);
}

int FileSystem::openUnnamed(int folder)
{
    return ::openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
}

int FileSystem::clone(int to, int from)
{
    return ::ioctl(to, FICLONE, from);
}

int FileSystem::link(const char* from, const char* to)
{
    return ::link(from, to);
}

int FileSystem::renameNoReplace(const char* from, const char* to)
{
    return ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int FileSystem::unlink(const char* path)
{
    return ::unlink(path);
}

int FileSystem::unlinkAt(int folder, const char* name, int flags)
{
    return ::unlinkat(folder, name, flags);
}

FileSystem& FileSystem::posix()
{
    class Posix final : public FileSystem
    {
    };
    static Posix instance; // stateless
    return instance;
}

Result<FileHandle> openForReading(const fs_std::path& path)
{
    FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.isOpen()) {
        // A socket cannot be opened at all (ENXIO).
        if (errno == ENXIO)
            return Error{ErrorCode::NotARegularFile, pathToText(path), QStringLiteral("not a regular file"),
                         nullptr};
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    }
    struct stat status = {};
    if (::fstat(file.fd(), &status) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::NotARegularFile, pathToText(path), QStringLiteral("not a regular file"),
                     nullptr};
    return file;
}

Result<FileIdentity> identityOf(const fs_std::path& path)
{
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    return identityFrom(status);
}

Result<FileIdentity> identityOf(const FileHandle& file, const fs_std::path& path)
{
    struct stat status = {};
    if (::fstat(file.fd(), &status) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    return identityFrom(status);
}

bool isSurelyGone(const fs_std::path& path)
{
    struct stat status = {};
    return ::lstat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

bool areTwoNamesOfOneFile(const fs_std::path& a, const fs_std::path& b)
{
    struct stat fileA = {};
    struct stat fileB = {};
    struct stat folderA = {};
    struct stat folderB = {};
    if (::lstat(a.c_str(), &fileA) != 0 || ::lstat(b.c_str(), &fileB) != 0 ||
        ::stat(a.parent_path().c_str(), &folderA) != 0 || ::stat(b.parent_path().c_str(), &folderB) != 0)
        return false;
    const bool isOneFile = S_ISREG(fileA.st_mode) && fileA.st_dev == fileB.st_dev &&
                           fileA.st_ino == fileB.st_ino && fileA.st_nlink >= 2;
    const bool isOneFolder = folderA.st_dev == folderB.st_dev && folderA.st_ino == folderB.st_ino;
    // A folder that does not tell letter case shows one entry under many names.
    const bool isOneName =
        QString::compare(pathToText(a.filename()), pathToText(b.filename()), Qt::CaseInsensitive) == 0;
    return isOneFile && !(isOneFolder && isOneName);
}

bool mayBeOneFile(const FileIdentity& a, const fs_std::path& path, const FileIdentity& b)
{
    if (a.isSameFile(b))
        return true;
    return a.size == b.size && a.ctimeNs == b.ctimeNs && !(a.device == b.device && isOnLocalFileSystem(path));
}

bool isOnLocalFileSystem(const fs_std::path& path)
{
    constexpr std::array kLocal = {static_cast<quint32>(EXT4_SUPER_MAGIC),
                                   static_cast<quint32>(XFS_SUPER_MAGIC),
                                   static_cast<quint32>(BTRFS_SUPER_MAGIC),
                                   static_cast<quint32>(F2FS_SUPER_MAGIC), static_cast<quint32>(TMPFS_MAGIC)};
    struct statfs status = {};
    return ::statfs(path.c_str(), &status) == 0 &&
           std::ranges::find(kLocal, static_cast<quint32>(status.f_type)) != kLocal.end();
}

Result<std::string> readSmallFile(const fs_std::path& path, ByteCount limit)
{
    SAFELIGHT_ASSIGN(const FileHandle file, openForReading(path));
    std::string bytes;
    std::array<char, 16'384> block = {};
    while (true) {
        const ssize_t got = ::read(file.fd(), block.data(), block.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
        if (got == 0)
            return bytes;
        bytes.append(block.data(), static_cast<size_t>(got));
        if (static_cast<qint64>(bytes.size()) > limit.value)
            return Error{ErrorCode::TooLarge, pathToText(path), {}, nullptr};
    }
}

Status confirmTakesChanges(FileSystem& fs, const FileHandle& folder, const fs_std::path& path)
{
    const FileHandle probe(fs.openUnnamed(folder.fd()));
    if (probe.isOpen())
        return {};
    constexpr std::array kTellsNothing = {EOPNOTSUPP, EISDIR, EINVAL, EACCES, ENOSPC,
                                          EDQUOT,     EMFILE, ENFILE, ENOMEM};
    if (std::ranges::find(kTellsNothing, errno) == kTellsNothing.end())
        return errorFromErrno(errno, pathToText(path), ErrorCode::SyncFailed);
    struct statvfs status = {};
    if (::fstatvfs(folder.fd(), &status) != 0 || (status.f_flag & ST_RDONLY) != 0)
        return errorFromErrno(EROFS, pathToText(path), ErrorCode::SyncFailed);
    return {};
}

Status syncFolder(FileSystem& fs, const fs_std::path& folder)
{
    const FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.isOpen())
        return errorFromErrno(errno, pathToText(folder), ErrorCode::SyncFailed);
    // Some file systems (FAT by FUSE) cannot sync a folder and say EINVAL: there is nothing more to be had
    // there.
    if (fs.sync(handle.fd()) != 0 && errno != EINVAL)
        return errorFromErrno(errno, pathToText(folder), ErrorCode::SyncFailed);
    return confirmTakesChanges(fs, handle, folder);
}

Result<bool> ensureFolder(FileSystem& fs, const fs_std::path& folder)
{
    struct stat status = {};
    if (::stat(folder.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode))
            return false;
        return Error{ErrorCode::NotARegularFile, pathToText(folder), QStringLiteral("a file is in the way"),
                     nullptr};
    }
    const fs_std::path parent = folder.parent_path();
    if (!parent.empty() && parent != folder)
        SAFELIGHT_TRY(ensureFolder(fs, parent));
    if (::mkdir(folder.c_str(), 0777) != 0) {
        if (errno == EEXIST) // another worker was faster
            return false;
        return errorFromErrno(errno, pathToText(folder), ErrorCode::WriteFailed);
    }
    if (!parent.empty())
        SAFELIGHT_TRY(syncFolder(fs, parent));
    return true;
}

Status publish(FileSystem& fs, const fs_std::path& temporary, const fs_std::path& final)
{
    if (fs.renameNoReplace(temporary.c_str(), final.c_str()) == 0)
        return {};
    if (errno != EINVAL && errno != ENOSYS)
        return errorFromErrno(errno, pathToText(final), ErrorCode::WriteFailed);
    // link() is the older exclusive form: it fails when the name is taken.
    if (::link(temporary.c_str(), final.c_str()) == 0) {
        fs.unlink(temporary.c_str());
        return {};
    }
    if (errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS) {
        return Error{ErrorCode::Unsupported, pathToText(final),
                     QStringLiteral("this file system can name a file only by overwriting"), nullptr};
    }
    return errorFromErrno(errno, pathToText(final), ErrorCode::WriteFailed);
}

OwnFileWriter::OwnFileWriter(FileSystem& fs, fs_std::path path)
    : m_fs(fs), m_path(std::move(path)), m_temporary(m_path.parent_path() / halfFileName())
{
}

/// Removes what processes of this machine left beside the file that did not live to finish it. What cannot
/// be read or removed stays: it harms nobody.
void OwnFileWriter::sweep() const
{
    std::error_code failure;
    for (fs_std::directory_iterator it(m_path.parent_path(), failure), end; !failure && it != end;
         it.increment(failure)) {
        if (isAbandonedHalfFile(it->path().filename().native()))
            m_fs.unlink(it->path().c_str());
    }
}

OwnFileWriter::~OwnFileWriter()
{
    if (m_isLeft)
        m_fs.unlink(m_temporary.c_str()); // our own temporary file
}

Status OwnFileWriter::open()
{
    sweep();
    m_file =
        FileHandle(::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666));
    m_isLeft = m_file.isOpen();
    return m_isLeft ? Status() : errorFromErrno(errno, pathToText(m_path), ErrorCode::WriteFailed);
}

Status OwnFileWriter::write(std::string_view bytes)
{
    return writeAll(m_fs, m_file, bytes, m_path);
}

Status OwnFileWriter::finish(Replace replace)
{
    if (m_fs.sync(m_file.fd()) != 0)
        return errorFromErrno(errno, pathToText(m_path), ErrorCode::SyncFailed);
    m_file.close();
    if (replace == Replace::Never)
        SAFELIGHT_TRY(publish(m_fs, m_temporary, m_path));
    else if (std::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        return errorFromErrno(errno, pathToText(m_path), ErrorCode::WriteFailed);
    m_isLeft = false;
    return syncFolder(m_fs, m_path.parent_path());
}

Status writeSmallFile(FileSystem& fs, const fs_std::path& path, std::string_view bytes, Replace replace)
{
    OwnFileWriter writer(fs, path);
    SAFELIGHT_TRY(writer.open());
    SAFELIGHT_TRY(writer.write(bytes));
    return writer.finish(replace);
}

Result<ByteCount> freeSpace(const fs_std::path& path)
{
    struct statvfs status = {};
    if (::statvfs(path.c_str(), &status) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    return ByteCount{static_cast<qint64>(status.f_bavail) * static_cast<qint64>(status.f_frsize)};
}

} // namespace safelight
