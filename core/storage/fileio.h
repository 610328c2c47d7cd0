#pragma once

#include "base/ids.h"
#include "base/result.h"

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>

namespace safelight {

/// An open file descriptor that closes itself.
class FileHandle
{
public:
    FileHandle() = default;
    explicit FileHandle(int fd) : m_fd(fd) {}
    FileHandle(FileHandle&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    FileHandle& operator=(FileHandle&& other) noexcept;
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;
    ~FileHandle() { close(); }

    int fd() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }
    void close();

private:
    int m_fd = -1;
};

/// What tells whether a path still names the file, with the bytes, that were looked at before.
struct FileIdentity
{
    dev_t device = 0;
    ino_t inode = 0;
    ByteCount size;
    qint64 mtimeNs = 0;
    qint64 ctimeNs = 0;

    bool isSameFile(const FileIdentity& other) const
    {
        return device == other.device && inode == other.inode;
    }
    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

/// The system calls that move bytes and names. Production uses posix(); tests put a failing device in its
/// place. Each returns what the call of the same name returns and leaves errno.
class FileSystem
{
public:
    virtual ~FileSystem() = default;

    virtual ssize_t read(int fd, void* buffer, size_t count);
    virtual ssize_t write(int fd, const void* buffer, size_t count);
    virtual int sync(int fd);
    /// syncfs(2): everything of the file system that `fd` lies on. Reports what failed since `fd` was opened.
    virtual int syncAll(int fd);
    /// sync_file_range(2): the file's dirty pages are written to the device, and were taken by it when this
    /// returns. Not durable: what leads to them may not be.
    virtual int writeBack(int fd);
    /// open(2) with O_TMPFILE: a file without a name in an open folder.
    virtual int openUnnamed(int folder);
    /// ioctl_ficlone(2): `to` shares the blocks of `from`.
    virtual int clone(int to, int from);
    virtual int link(const char* from, const char* to);
    virtual int renameNoReplace(const char* from, const char* to);
    virtual int unlink(const char* path);
    /// unlinkat(2): below an open folder, so that no link on the way can lead elsewhere.
    virtual int unlinkAt(int folder, const char* name, int flags);

    static FileSystem& posix();

protected:
    FileSystem() = default;
};

/// Opens a regular file for reading, without blocking on a FIFO. Follows links.
/// Errors: NotFound, PermissionDenied, NotARegularFile, ReadFailed.
Result<FileHandle> openForReading(const std::filesystem::path& path);

/// Errors: NotFound, PermissionDenied, ReadFailed. Follows links.
Result<FileIdentity> identityOf(const std::filesystem::path& path);
Result<FileIdentity> identityOf(const FileHandle& file, const std::filesystem::path& path);

/// The whole of a small file. Errors: as openForReading; TooLarge beyond `limit`.
Result<std::string> readSmallFile(const std::filesystem::path& path, ByteCount limit);

/// Whether nothing bears this name. A disk that does not answer properly says nothing of the kind.
bool isSurelyGone(const std::filesystem::path& path);

/// Whether two paths are two directory entries of one file, so that one may be removed and the other keeps
/// the bytes. False where that is not certain: two mounts of one folder show one entry at two paths.
bool areTwoNamesOfOneFile(const std::filesystem::path& a, const std::filesystem::path& b);

/// Whether `a`, found at `path`, may be the file that `b` is. One file seen through two mounts has numbers of
/// its own at each: there, files of one size and one change time count as the same. Errs on the side of
/// "same", but not between two inodes of one local file system: change times have the grain of the kernel's
/// clock, a few milliseconds, and programs that work side by side change different files within one grain.
bool mayBeOneFile(const FileIdentity& a, const std::filesystem::path& path, const FileIdentity& b);

/// A file system of this machine's kernel, on a device of its own: its inode numbers tell files apart, and
/// one sync of the whole makes its files durable, and says if it could not. False where that is not certain.
bool isOnLocalFileSystem(const std::filesystem::path& path);

/// Whether the file system of an open folder still takes changes, so that a sync before this question is one.
/// Once an error has ended its journal, ext4 drops what was to be written; then nothing is left to sync, and
/// syncs go well (jbd2_journal_start_commit(), jbd2_complete_transaction()). Errors: ReadOnly, SyncFailed.
Status confirmTakesChanges(FileSystem& fs, const FileHandle& folder, const std::filesystem::path& path);

/// Makes durable what has been created, renamed or removed in a folder.
Status syncFolder(FileSystem& fs, const std::filesystem::path& folder);

/// Creates a folder and its missing parents durably; an existing folder is fine. Returns whether any was
/// created. Errors: PermissionDenied, ReadOnly, NoSpace, NotARegularFile (a file is in the way), WriteFailed.
Result<bool> ensureFolder(FileSystem& fs, const std::filesystem::path& folder);

/// Gives a file its final name, only if that name is free: an exclusive rename, or link and unlink where the
/// file system has no such rename. Does not sync the folder. Errors: AlreadyExists, Unsupported (neither form
/// works here), WriteFailed.
Status publish(FileSystem& fs, const std::filesystem::path& temporary, const std::filesystem::path& final);

/// Writes a small file of our own (a manifest, a marker) durably: temporary name, sync, rename, sync of the
/// folder.
enum class Replace { Never, OwnFile };
Status writeSmallFile(FileSystem& fs, const std::filesystem::path& path, std::string_view bytes,
                      Replace replace);

/// Writes a file of our own piece by piece, whole or not at all: under a temporary name beside it, until
/// finish() gives it its own. What was not finished goes with the object; what a program left that was killed
/// in the middle (base/halffile.h) goes when the next one writes there.
class OwnFileWriter
{
public:
    OwnFileWriter(FileSystem& fs, std::filesystem::path path);
    OwnFileWriter(const OwnFileWriter&) = delete;
    OwnFileWriter& operator=(const OwnFileWriter&) = delete;
    ~OwnFileWriter();

    Status open();
    Status write(std::string_view bytes);
    /// Synced, under its own name, durably. Errors: AlreadyExists (unless it may be replaced), those of
    /// writing.
    Status finish(Replace replace);

private:
    void sweep() const;

    FileSystem& m_fs;
    std::filesystem::path m_path;
    std::filesystem::path m_temporary;
    FileHandle m_file;
    bool m_isLeft = false; ///< the temporary file is there
};

/// Bytes that an unprivileged program may still write on the file system that holds `path` (which must
/// exist).
Result<ByteCount> freeSpace(const std::filesystem::path& path);

} // namespace safelight
