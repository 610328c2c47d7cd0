#include "media/thumbnailstore.h"

#include "base/pathtext.h"
#include "media/decoderequest.h"
#include "media/filebytes.h"
#include "media/jpegdecoder.h"
#include "media/jpegencoder.h"

#include <fcntl.h>
#include <system_error>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <new>

namespace safelight {

namespace {

constexpr int kQuality = 82;
constexpr qsizetype kKeySize = 16;
constexpr qsizetype kLargestFile = qsizetype{4} * 1024 * 1024;

/// A temporary name as storage/incomingfile.h knows it, so that it is swept after a crash. Unique between
/// threads by the counter, between processes by the id.
std::filesystem::path temporaryName(const std::filesystem::path& folder)
{
    static std::atomic<unsigned> counter{0};
    return folder / (".safelight-thumbnail-" + std::to_string(::getpid()) + "-" +
                     std::to_string(counter.fetch_add(1)) + ".part");
}

Error writeError(int errnoValue, const std::filesystem::path& path)
{
    return errorFromErrno(errnoValue, pathToText(path), ErrorCode::WriteFailed);
}

/// Writes a new file whole, or says with which errno it failed.
int writeFile(const std::filesystem::path& path, const QByteArray& bytes)
{
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return errno;
    int failure = 0;
    qsizetype done = 0;
    while (done < bytes.size() && failure == 0) {
        const ssize_t written =
            ::write(fd, bytes.constData() + done, static_cast<size_t>(bytes.size() - done));
        if (written > 0)
            done += written;
        else if (errno != EINTR)
            failure = errno;
    }
    if (::close(fd) != 0 && failure == 0)
        failure = errno;
    return failure;
}

Status publish(const std::filesystem::path& path, const QByteArray& bytes)
{
    std::error_code folderError;
    std::filesystem::create_directories(path.parent_path(), folderError);
    if (folderError)
        return writeError(folderError.value(), path.parent_path());
    const std::filesystem::path temporary = temporaryName(path.parent_path());
    int failure = writeFile(temporary, bytes);
    if (failure == 0 && ::rename(temporary.c_str(), path.c_str()) != 0)
        failure = errno;
    if (failure == 0)
        return {};
    ::unlink(temporary.c_str());
    return writeError(failure, path);
}

Result<QImage> decodeThumbnail(const std::filesystem::path& path)
{
    SAFELIGHT_ASSIGN(const FileBytes file, FileBytes::open(path));
    if (file.view().size() > kLargestFile)
        return Error{ErrorCode::Damaged, pathToText(path), QStringLiteral("too large"), nullptr};
    const DecodeLimits limits{ByteCount{qint64{16} * 1024 * 1024}, std::chrono::seconds(2), {}};
    const DecodeWatch watch(limits);
    Result<DecodedPicture> picture =
        decodeJpeg({file.view(), 2 * kThumbnailLongSide, 1, limits.memory, watch});
    if (!picture || picture.value().isDamaged) {
        const QString detail = picture ? picture.value().damageDetail : picture.error().detail;
        return Error{ErrorCode::Damaged, pathToText(path), detail, nullptr};
    }
    return picture.value().image;
}

} // namespace

std::filesystem::path ThumbnailStore::pathFor(const QByteArray& xxh128) const
{
    const std::string name = xxh128.toHex().toStdString();
    return m_folder / name.substr(0, 2) / (name + ".jpg");
}

bool ThumbnailStore::contains(const QByteArray& xxh128) const
{
    std::error_code ignored;
    const auto size = std::filesystem::file_size(pathFor(xxh128), ignored);
    return xxh128.size() == kKeySize && !ignored && size > 0;
}

Result<QImage> ThumbnailStore::load(const QByteArray& xxh128) const
{
    if (xxh128.size() != kKeySize)
        return Error{ErrorCode::NotFound, QString(), QStringLiteral("no digest"), nullptr};
    try {
        return decodeThumbnail(pathFor(xxh128));
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::Damaged, pathToText(pathFor(xxh128)), QStringLiteral("not enough memory"),
                     nullptr};
    }
}

Status ThumbnailStore::store(const QByteArray& xxh128, const QImage& picture) const
{
    if (xxh128.size() != kKeySize)
        return Error{ErrorCode::InvalidArgument, QString(), QStringLiteral("no digest"), nullptr};
    SAFELIGHT_ASSIGN(const QByteArray bytes, encodeJpeg(picture, kQuality));
    return publish(pathFor(xxh128), bytes);
}

} // namespace safelight
