#include "ingest/sourcereader.h"

#include "base/pathtext.h"
#include "storage/digester.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace safelight {

namespace {

constexpr qint64 kBlock = qint64{1024} * 1024;

Error changed(const std::filesystem::path& path)
{
    return {ErrorCode::ChangedWhileRead, pathToText(path), {}, nullptr};
}

} // namespace

Result<qint64> SourceReader::readBlock(const FileHandle& handle, char* block, qint64 size,
                                       const std::filesystem::path& path) const
{
    if (m_cancel.isCancelled())
        return Error{ErrorCode::Cancelled, pathToText(path), {}, nullptr};
    while (true) {
        const ssize_t got = m_fs.read(handle.fd(), block, static_cast<size_t>(size));
        if (got >= 0)
            return qint64{got};
        if (errno != EINTR)
            return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    }
}

Status SourceReader::read(FrameFile& file, IncomingFile* copy) const
{
    const auto& path = file.source.path;
    SAFELIGHT_ASSIGN(const FileHandle handle, openForReading(path));
    SAFELIGHT_ASSIGN(file.identity, identityOf(handle, path));
    if (file.identity.size.value == 0)
        return Error{ErrorCode::Empty, pathToText(path), {}, nullptr};
    (void)::posix_fadvise(handle.fd(), 0, 0, POSIX_FADV_SEQUENTIAL);
    SAFELIGHT_TRY(file.identity.size <= m_bufferLimit ? readBuffered(handle, file)
                                                      : readStreamed(handle, file, copy));
    SAFELIGHT_ASSIGN(const FileIdentity after, identityOf(handle, path));
    if (after.size != file.identity.size || after.mtimeNs != file.identity.mtimeNs ||
        file.digest.size != after.size)
        return changed(path);
    return {};
}

Status SourceReader::readBuffered(const FileHandle& handle, FrameFile& file) const
{
    const qint64 size = file.identity.size.value;
    file.bytes = QByteArray(size, Qt::Uninitialized);
    Digester digester;
    qint64 filled = 0;
    while (filled < size) {
        char* block = file.bytes.data() + filled;
        SAFELIGHT_ASSIGN(const qint64 got,
                         readBlock(handle, block, std::min(kBlock, size - filled), file.source.path));
        if (got == 0)
            return changed(file.source.path); // it shrank
        digester.add({block, got});
        filled += got;
        m_onBytes(got);
    }
    char beyond = 0;
    SAFELIGHT_ASSIGN(const qint64 more, readBlock(handle, &beyond, 1, file.source.path));
    if (more != 0)
        return changed(file.source.path); // it grew
    file.digest = digester.finish();
    return {};
}

Status SourceReader::readStreamed(const FileHandle& handle, FrameFile& file, IncomingFile* copy) const
{
    const auto block = std::make_unique_for_overwrite<char[]>(static_cast<size_t>(kBlock));
    Digester digester;
    while (true) {
        SAFELIGHT_ASSIGN(const qint64 got, readBlock(handle, block.get(), kBlock, file.source.path));
        if (got == 0)
            break;
        digester.add({block.get(), got});
        if (copy)
            SAFELIGHT_TRY(copy->append({block.get(), got}));
        m_onBytes(got);
    }
    file.digest = digester.finish();
    return {};
}

Result<bool> SourceReader::isSameContent(const std::filesystem::path& a, const std::filesystem::path& b) const
{
    SAFELIGHT_ASSIGN(const FileHandle first, openForReading(a));
    SAFELIGHT_ASSIGN(const FileHandle second, openForReading(b));
    const auto blockA = std::make_unique_for_overwrite<char[]>(static_cast<size_t>(kBlock));
    const auto blockB = std::make_unique_for_overwrite<char[]>(static_cast<size_t>(kBlock));
    while (true) {
        SAFELIGHT_ASSIGN(const qint64 gotA, readBlock(first, blockA.get(), kBlock, a));
        qint64 gotB = 0;
        while (gotB < gotA) {
            SAFELIGHT_ASSIGN(const qint64 got, readBlock(second, blockB.get() + gotB, gotA - gotB, b));
            if (got == 0)
                return false;
            gotB += got;
        }
        if (!std::equal(blockA.get(), blockA.get() + gotA, blockB.get()))
            return false;
        if (gotA == 0) {
            SAFELIGHT_ASSIGN(const qint64 more, readBlock(second, blockB.get(), 1, b));
            return more == 0;
        }
    }
}

Result<Digest> SourceReader::digestOf(const std::filesystem::path& path) const
{
    SAFELIGHT_ASSIGN(const FileHandle handle, openForReading(path));
    const auto block = std::make_unique_for_overwrite<char[]>(static_cast<size_t>(kBlock));
    Digester digester;
    while (true) {
        SAFELIGHT_ASSIGN(const qint64 got, readBlock(handle, block.get(), kBlock, path));
        if (got == 0)
            return digester.finish();
        digester.add({block.get(), got});
    }
}

} // namespace safelight
