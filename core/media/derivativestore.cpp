#include "media/derivativestore.h"

#include "base/halffile.h"
#include "base/pathtext.h"
#include "media/decoderequest.h"
#include "media/filebytes.h"
#include "media/jpegdecoder.h"
#include "media/jpegencoder.h"

#include <fcntl.h>
#include <system_error>
#include <unistd.h>

#include <cerrno>
#include <new>

namespace safelight {

namespace {

constexpr int kThumbnailQuality = 82;
constexpr int kPreviewQuality = 88;
constexpr qsizetype kKeySize = 16;
constexpr std::size_t kHexSize = 32;
constexpr std::size_t kShardSize = 2;
constexpr qint64 kDecodeBytesPerPixel = 16; // a decoder works on more than the picture alone
constexpr qsizetype kLargestFile = qsizetype{64} * 1024 * 1024;
constexpr std::string_view kExtension = ".jpg";
constexpr std::string_view kTemporaryPrefix = ".safelight-";
constexpr std::string_view kOldTemporaryPrefix = ".tmp-"; // of versions before 0.1
constexpr std::string_view kTemporarySuffix = ".part";

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
    const std::filesystem::path temporary = path.parent_path() / halfFileName();
    int failure = writeFile(temporary, bytes);
    if (failure == 0 && ::rename(temporary.c_str(), path.c_str()) != 0)
        failure = errno;
    if (failure == 0)
        return {};
    ::unlink(temporary.c_str());
    return writeError(failure, path);
}

/// `largest` is the longest side that a picture of the store may be expected to have.
Result<QImage> decodeStored(const std::filesystem::path& path, int longSide, int largest)
{
    SAFELIGHT_ASSIGN(const FileBytes file, FileBytes::open(path));
    if (file.view().size() > kLargestFile)
        return Error{ErrorCode::Damaged, pathToText(path), QStringLiteral("too large"), nullptr};
    const ByteCount memory = {kDecodeBytesPerPixel * largest * largest};
    const DecodeLimits limits{memory, std::chrono::seconds(5), {}};
    const DecodeWatch watch(limits);
    Result<DecodedPicture> picture = decodeJpeg({file.view(), longSide, 1, limits.memory, watch});
    if (!picture || picture.value().isDamaged) {
        const QString detail = picture ? picture.value().damageDetail : picture.error().detail;
        return Error{ErrorCode::Damaged, pathToText(path), detail, nullptr};
    }
    return picture.value().image;
}

bool isHex(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace

DerivativeStore DerivativeStore::thumbnails(std::filesystem::path folder)
{
    return {std::move(folder), kThumbnailLongSide, kThumbnailQuality, {}};
}

DerivativeStore DerivativeStore::previews(std::filesystem::path folder, int longSide)
{
    return {std::move(folder), longSide, kPreviewQuality, '-' + std::to_string(longSide)};
}

std::filesystem::path DerivativeStore::pathFor(const QByteArray& xxh128) const
{
    const std::string name = xxh128.toHex().toStdString();
    return m_folder / name.substr(0, kShardSize) / (name + m_suffix).append(kExtension);
}

bool DerivativeStore::contains(const QByteArray& xxh128) const
{
    std::error_code ignored;
    const auto size = std::filesystem::file_size(pathFor(xxh128), ignored);
    return xxh128.size() == kKeySize && !ignored && size > 0;
}

Result<QImage> DerivativeStore::load(const QByteArray& xxh128, int longSide) const
{
    if (xxh128.size() != kKeySize)
        return Error{ErrorCode::NotFound, QString(), QStringLiteral("no digest"), nullptr};
    try {
        // A file that claims to be larger than any of this store is decoded no larger than twice their size.
        return decodeStored(pathFor(xxh128), longSide > 0 ? longSide : 2 * m_longSide, 2 * m_longSide);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::Damaged, pathToText(pathFor(xxh128)), QStringLiteral("not enough memory"),
                     nullptr};
    }
}

Status DerivativeStore::store(const QByteArray& xxh128, const QImage& picture) const
{
    if (xxh128.size() != kKeySize)
        return Error{ErrorCode::InvalidArgument, QString(), QStringLiteral("no digest"), nullptr};
    SAFELIGHT_ASSIGN(const QByteArray bytes, encodeJpeg(picture, m_quality));
    return publish(pathFor(xxh128), bytes);
}

std::optional<DerivativeStore::Entry> DerivativeStore::entryOf(std::string_view fileName) const
{
    if (fileName.size() < kHexSize || !isHex(fileName.substr(0, kHexSize)) || !fileName.ends_with(kExtension))
        return std::nullopt;
    const std::string_view digest = fileName.substr(0, kHexSize);
    const std::string_view suffix = fileName.substr(kHexSize, fileName.size() - kHexSize - kExtension.size());
    const bool isSized = suffix.size() > 1 && suffix.front() == '-' &&
                         suffix.substr(1).find_first_not_of("0123456789") == std::string_view::npos;
    if (suffix != m_suffix && !isSized)
        return std::nullopt;
    return Entry{QByteArray::fromHex(QByteArray(digest.data(), static_cast<qsizetype>(digest.size()))),
                 suffix == m_suffix};
}

bool DerivativeStore::isTemporaryName(std::string_view fileName)
{
    const bool isOfToday = fileName.starts_with(kTemporaryPrefix) && fileName.ends_with(kTemporarySuffix);
    return isOfToday || fileName.starts_with(kOldTemporaryPrefix);
}

} // namespace safelight
