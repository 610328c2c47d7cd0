#include "storage/filereader.h"

#include "base/pathtext.h"
#include "storage/digester.h"
#include "storage/incomingfile.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace safelight {

namespace {

constexpr qint64 kReadBlock = qint64{1024} * 1024;

Error changed(const std::filesystem::path& path)
{
    return {ErrorCode::ChangedWhileRead, pathToText(path), {}, nullptr};
}

} // namespace

Result<qint64> FileReader::readBlock(const FileHandle& handle, char* block, qint64 size,
                                     const std::filesystem::path& path) const
{
    if (m_cancel.mustDrop())
        return Error{ErrorCode::Cancelled, pathToText(path), {}, nullptr};
    while (true) {
        const ssize_t got = m_fs.read(handle.fd(), block, static_cast<size_t>(size));
        if (got >= 0)
            return qint64{got};
        if (errno != EINTR)
            return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    }
}

Result<FileContent> FileReader::read(const std::filesystem::path& path, IncomingFile* copy) const
{
    return readOpened(path, copy, nullptr);
}

Result<FileContent> FileReader::foresee(const std::filesystem::path& path, const KnownMd5& known) const
{
    return readOpened(path, nullptr, &known);
}

Result<FileContent> FileReader::readOpened(const std::filesystem::path& path, IncomingFile* copy,
                                           const KnownMd5* known) const
{
    FileContent content;
    SAFELIGHT_ASSIGN(const FileHandle handle, openForReading(path));
    SAFELIGHT_ASSIGN(content.identity, identityOf(handle, path));
    if (content.identity.size.value == 0)
        return Error{ErrorCode::Empty, pathToText(path), {}, nullptr};
    (void)::posix_fadvise(handle.fd(), 0, 0, POSIX_FADV_SEQUENTIAL);
    SAFELIGHT_TRY(isBuffered(content.identity.size) ? readBuffered(handle, path, content, known)
                                                    : readStreamed(handle, path, content, copy));
    SAFELIGHT_ASSIGN(const FileIdentity after, identityOf(handle, path));
    if (after.size != content.identity.size || after.mtimeNs != content.identity.mtimeNs ||
        content.digest.size != after.size)
        return changed(path);
    return content;
}

Status FileReader::readBuffered(const FileHandle& handle, const std::filesystem::path& path,
                                FileContent& content, const KnownMd5* known) const
{
    const qint64 size = content.identity.size.value;
    content.bytes = QByteArray(size, Qt::Uninitialized);
    Digester digester;
    QuickDigester quick;
    qint64 filled = 0;
    while (filled < size) {
        char* block = content.bytes.data() + filled;
        SAFELIGHT_ASSIGN(const qint64 got,
                         readBlock(handle, block, std::min(kReadBlock, size - filled), path));
        if (got == 0)
            return changed(path); // it shrank
        if (known)
            quick.add({block, got});
        else
            digester.add({block, got});
        filled += got;
        tell(got);
    }
    char beyond = 0;
    SAFELIGHT_ASSIGN(const qint64 more, readBlock(handle, &beyond, 1, path));
    if (more != 0)
        return changed(path); // it grew
    if (!known) {
        content.digest = digester.finish();
        return {};
    }
    content.digest.size = ByteCount{filled};
    content.digest.xxh128 = quick.finish();
    content.digest.md5 = (*known)(content.digest.xxh128, content.digest.size);
    if (!content.digest.isKnown())
        content.digest = Digester::of(content.bytes);
    return {};
}

Status FileReader::readStreamed(const FileHandle& handle, const std::filesystem::path& path,
                                FileContent& content, IncomingFile* copy) const
{
    const auto block = std::make_unique_for_overwrite<char[]>(static_cast<size_t>(kReadBlock));
    Digester digester;
    while (true) {
        SAFELIGHT_ASSIGN(const qint64 got, readBlock(handle, block.get(), kReadBlock, path));
        if (got == 0)
            break;
        digester.add({block.get(), got});
        if (copy)
            SAFELIGHT_TRY(copy->append({block.get(), got}));
        tell(got);
    }
    content.digest = digester.finish();
    return {};
}

void FileReader::tell(qint64 bytes) const
{
    if (m_onBytes)
        m_onBytes(bytes);
}

Result<bool> FileReader::isSameContent(const std::filesystem::path& a, const std::filesystem::path& b) const
{
    SAFELIGHT_ASSIGN(const FileHandle first, openForReading(a));
    SAFELIGHT_ASSIGN(const FileHandle second, openForReading(b));
    const auto blockA = std::make_unique_for_overwrite<char[]>(static_cast<size_t>(kReadBlock));
    const auto blockB = std::make_unique_for_overwrite<char[]>(static_cast<size_t>(kReadBlock));
    while (true) {
        SAFELIGHT_ASSIGN(const qint64 gotA, readBlock(first, blockA.get(), kReadBlock, a));
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

Result<Digest> FileReader::digestOf(const std::filesystem::path& path, From from) const
{
    SAFELIGHT_ASSIGN(const FileHandle handle, openForReading(path));
    if (from == From::Device)
        (void)::posix_fadvise(handle.fd(), 0, 0, POSIX_FADV_DONTNEED);
    const auto block = std::make_unique_for_overwrite<char[]>(static_cast<size_t>(kReadBlock));
    Digester digester;
    while (true) {
        SAFELIGHT_ASSIGN(const qint64 got, readBlock(handle, block.get(), kReadBlock, path));
        if (got == 0)
            return digester.finish();
        digester.add({block.get(), got});
    }
}

} // namespace safelight
