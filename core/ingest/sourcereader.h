#pragma once

#include "base/canceltoken.h"
#include "ingest/frame.h"

#include <atomic>
#include <filesystem>
#include <functional>

namespace safelight {

/// Reads sources: once, taking the digest as the bytes pass.
class SourceReader
{
public:
    /// `onBytes` is told how many bytes were read, from any thread.
    SourceReader(FileSystem& fs, ByteCount bufferLimit, const CancelToken& cancel,
                 std::function<void(qint64)> onBytes)
        : m_fs(fs), m_bufferLimit(bufferLimit), m_cancel(cancel), m_onBytes(std::move(onBytes))
    {
    }

    bool isBuffered(const SourceFile& source) const { return source.size <= m_bufferLimit; }

    /// Reads the file: into `file.bytes` when it is small enough, else into `copy` when given, else only for
    /// its digest. Sets digest and identity. Errors: Empty, ChangedWhileRead (it grew, shrank or was written
    /// meanwhile), NotFound, PermissionDenied, NotARegularFile, ReadFailed, Cancelled, and those of writing
    /// the copy.
    Status read(FrameFile& file, IncomingFile* copy) const;

    /// Whether two files hold the same bytes now, read to the end. Errors: those of reading.
    Result<bool> isSameContent(const std::filesystem::path& a, const std::filesystem::path& b) const;

    /// The digest of a file of ours. Errors: those of reading.
    Result<Digest> digestOf(const std::filesystem::path& path) const;

private:
    Status readBuffered(const FileHandle& handle, FrameFile& file) const;
    Status readStreamed(const FileHandle& handle, FrameFile& file, IncomingFile* copy) const;
    Result<qint64> readBlock(const FileHandle& handle, char* block, qint64 size,
                             const std::filesystem::path& path) const;

    FileSystem& m_fs;
    ByteCount m_bufferLimit;
    CancelToken m_cancel;
    std::function<void(qint64)> m_onBytes;
};

} // namespace safelight
