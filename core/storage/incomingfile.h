#pragma once

#include "base/canceltoken.h"
#include "base/result.h"
#include "domain/digest.h"
#include "storage/fileio.h"

#include <QByteArrayView>

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace safelight {

/// How a copy is proven before its source may go.
enum class VerifyLevel {
    Size,     ///< its size
    Digest,   ///< what was written, read again and digested
    Readback, ///< the same, after the page cache was told to forget it, so that it comes from the device
};
QString verifyLevelName(VerifyLevel level);
std::optional<VerifyLevel> verifyLevelFromName(QStringView name);

/// A file on its way into a project: written under a temporary name beside its final place, synced, proven,
/// and only then given its final name. Unless it was published, the temporary file goes when the object goes.
class IncomingFile
{
public:
    /// Creates `.safelight-<tag>-<n>.part` in `folder`, which must exist. `tag` names the job, for
    /// isTemporaryName(). `expected`: space that is reserved where the file system can, so that a full disk
    /// is met here and not half-way.
    static Result<IncomingFile> create(FileSystem& fs, const std::filesystem::path& folder,
                                       std::string_view tag, ByteCount expected);

    /// A second name of `source` in `folder`, under such a temporary name: a move within one file system. Its
    /// bytes are the source's own, so nothing is ever written to it. Errors: Unsupported where that cannot be
    /// (another file system, one without links, a file of somebody else): copy it.
    static Result<IncomingFile> link(FileSystem& fs, const std::filesystem::path& folder,
                                     std::string_view tag, const std::filesystem::path& source,
                                     const FileIdentity& identity);

    IncomingFile(IncomingFile&& other) noexcept;
    IncomingFile& operator=(IncomingFile&&) = delete;
    IncomingFile(const IncomingFile&) = delete;
    IncomingFile& operator=(const IncomingFile&) = delete;
    ~IncomingFile();

    Status append(QByteArrayView bytes);

    /// Takes all bytes from `source` by sharing its blocks, where the file system can. False: it cannot, and
    /// nothing was written. What was shared still has to be verified.
    bool cloneFrom(const std::filesystem::path& source, ByteCount size);

    /// Takes the bytes of a file of ours, and proves on the way that they are `digest`. Errors: those of
    /// reading and writing, VerifyFailed, Cancelled.
    Status appendFrom(const std::filesystem::path& source, const Digest& digest, const CancelToken& cancel);

    /// All bytes are written: gives the file its source's modification time and begins to write back. Call
    /// before sync().
    void finish(qint64 mtimeNs);

    /// Bytes and metadata are on the device. A failure is final for this file: the kernel may have dropped
    /// the bytes, and asking again would answer "fine". Copy again from the source.
    Status sync();

    /// Proves the copy against what was read. Errors: VerifyFailed, ReadFailed, Cancelled.
    Status verify(VerifyLevel level, const Digest& digest, const CancelToken& cancel);

    /// Gives it its final name if that is free (see storage/fileio.h); the folder must be synced afterwards.
    Status publish(const std::filesystem::path& final);

    /// Takes back a file that was published but not committed: removes its final name, if that still names
    /// this very file.
    void withdraw();

    bool isPublished() const { return m_isPublished; }
    /// Whether it is a second name of its source.
    bool isLinked() const { return m_isLinked; }
    /// Whether nobody has written to it since it was `identity`.
    bool isUnchangedSince(const FileIdentity& identity) const;
    /// Where it lies now: under its temporary name, or its final one.
    const std::filesystem::path& path() const { return m_path; }

    /// Whether a name is that of a temporary file, of the job with this tag or (empty tag) of any.
    static bool isTemporaryName(std::string_view name, std::string_view tag = {});

private:
    IncomingFile(FileSystem& fs, std::filesystem::path path, FileHandle file);
    Status writeBack();
    Result<QByteArray> quickDigest(ByteCount size, const CancelToken& cancel) const;

    FileSystem* m_fs;
    std::filesystem::path m_path; ///< empty when moved from
    FileHandle m_file;
    ByteCount m_written;
    bool m_isPublished = false;
    bool m_isLinked = false;
};

/// Whether files lie in `folder` itself that an ingest of some catalogue is writing, or was when it was
/// killed: their tag is a job's UUID. Errors: of reading the folder.
Result<bool> holdsIncomingFiles(const std::filesystem::path& folder);

/// Removes the temporary files that a killed job with this tag left in `folder` itself, where create() puts
/// them. Returns how many.
Result<int> removeTemporaryFiles(FileSystem& fs, const std::filesystem::path& folder, std::string_view tag);
Result<int> removeTemporaryFilesOf(FileSystem& fs, const std::filesystem::path& folder,
                                   const std::set<std::string>& tags);

} // namespace safelight
