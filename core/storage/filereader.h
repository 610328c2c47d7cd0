#pragma once

#include "base/canceltoken.h"
#include "domain/digest.h"
#include "storage/fileio.h"

#include <QByteArray>

#include <filesystem>
#include <functional>

namespace safelight {

class IncomingFile;

/// A file as it was read, from its first byte to its last.
struct FileContent
{
    FileIdentity identity; ///< when reading began; size and time were the same when it ended
    Digest digest;
    QByteArray bytes; ///< the whole file, where it is small enough to be held
};

/// The MD5 that bytes with this XXH3-128 and of this size are known to have; empty when it is not known.
using KnownMd5 = std::function<QByteArray(const QByteArray& xxh128, ByteCount size)>;

/// Reads files: once, taking the digest as the bytes pass. Thread-safe.
class FileReader
{
public:
    /// Files up to `bufferLimit` are held in memory. `onBytes` is told how many bytes were read, from any
    /// thread; may be empty.
    FileReader(FileSystem& fs, ByteCount bufferLimit, const CancelToken& cancel,
               std::function<void(qint64)> onBytes = {})
        : m_fs(fs), m_bufferLimit(bufferLimit), m_cancel(cancel), m_onBytes(std::move(onBytes))
    {
    }

    bool isBuffered(ByteCount size) const { return size <= m_bufferLimit; }

    /// Reads the file: into memory when it is small enough, else into `copy` when given, else only for its
    /// digest. Errors: Empty, ChangedWhileRead (it grew, shrank or was written meanwhile), NotFound,
    /// PermissionDenied, NotARegularFile, ReadFailed, Cancelled, and those of writing the copy.
    Result<FileContent> read(const std::filesystem::path& path, IncomingFile* copy = nullptr) const;

    /// The same, but of a file that is held in memory the MD5 is computed only where `known` does not know
    /// it: several times as fast as MD5, and as good as XXH3-128 against accidents. For forecasts alone:
    /// what is written or removed goes by a digest that was computed.
    Result<FileContent> foresee(const std::filesystem::path& path, const KnownMd5& known) const;

    /// Whether two files hold the same bytes now, read to the end. Errors: those of reading.
    Result<bool> isSameContent(const std::filesystem::path& a, const std::filesystem::path& b) const;

    enum class From {
        Anywhere,
        Device, ///< as far as the system can be told to forget what it holds in memory
    };
    /// The digest of a file of ours. Errors: those of reading.
    Result<Digest> digestOf(const std::filesystem::path& path, From from = From::Anywhere) const;

private:
    Result<FileContent> readOpened(const std::filesystem::path& path, IncomingFile* copy,
                                   const KnownMd5* known) const;
    Status readBuffered(const FileHandle& handle, const std::filesystem::path& path, FileContent& content,
                        const KnownMd5* known) const;
    Status readStreamed(const FileHandle& handle, const std::filesystem::path& path, FileContent& content,
                        IncomingFile* copy) const;
    Result<qint64> readBlock(const FileHandle& handle, char* block, qint64 size,
                             const std::filesystem::path& path) const;
    void tell(qint64 bytes) const;

    FileSystem& m_fs;
    ByteCount m_bufferLimit;
    CancelToken m_cancel;
    std::function<void(qint64)> m_onBytes;
};

} // namespace safelight
