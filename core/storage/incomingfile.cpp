#include "storage/incomingfile.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "storage/digester.h"

#include <QUuid>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <memory>

namespace safelight {

namespace {

constexpr std::string_view kPrefix = ".safelight-";
constexpr std::string_view kSuffix = ".part";
/// What is smaller reaches the device with its group as fast as if something were done for it alone.
constexpr ByteCount kWorthAhead{qint64{256} * 1024};
constexpr std::size_t kCopyBlock = std::size_t{1024} * 1024;

std::atomic<quint64> nextNumber = 0;

std::string temporaryName(std::string_view tag)
{
    return std::string(kPrefix).append(tag).append("-").append(std::to_string(nextNumber++)).append(kSuffix);
}

/// The UUID that the name of a job's temporary file bears; empty for any other name.
std::string jobTagOf(const std::string& name)
{
    constexpr std::size_t kUuidLength = 36;
    return IncomingFile::isTemporaryName(name) ? name.substr(kPrefix.size(), kUuidLength) : std::string();
}

/// Those that lie in `folder` itself. Returns how many.
template <typename Predicate>
Result<int> removeRegularFiles(FileSystem& fs, const std::filesystem::path& folder, Predicate&& isOne)
{
    int removed = 0;
    std::error_code failure;
    for (std::filesystem::directory_iterator it(folder, failure), end; !failure && it != end;
         it.increment(failure)) {
        if (!isOne(it->path().filename().native()))
            continue;
        std::error_code ignored;
        if (it->symlink_status(ignored).type() != std::filesystem::file_type::regular)
            continue;
        if (fs.unlink(it->path().c_str()) == 0)
            ++removed;
    }
    if (failure)
        return errorFromErrno(failure.value(), pathToText(folder), ErrorCode::ReadFailed);
    return removed;
}

} // namespace

QString verifyLevelName(VerifyLevel level)
{
    switch (level) {
    case VerifyLevel::Size:
        return QStringLiteral("size");
    case VerifyLevel::Digest:
        return QStringLiteral("digest");
    case VerifyLevel::Readback:
        return QStringLiteral("readback");
    }
    return QStringLiteral("digest");
}

std::optional<VerifyLevel> verifyLevelFromName(QStringView name)
{
    for (const VerifyLevel level : {VerifyLevel::Size, VerifyLevel::Digest, VerifyLevel::Readback}) {
        if (verifyLevelName(level) == name)
            return level;
    }
    return std::nullopt;
}

IncomingFile::IncomingFile(FileSystem& fs, std::filesystem::path path, FileHandle file)
    : m_fs(&fs), m_path(std::move(path)), m_file(std::move(file))
{
}

IncomingFile::IncomingFile(IncomingFile&& other) noexcept
    : m_fs(other.m_fs),
      m_path(std::exchange(other.m_path, {})),
      m_file(std::move(other.m_file)),
      m_written(other.m_written),
      m_isPublished(other.m_isPublished),
      m_isLinked(other.m_isLinked)
{
}

IncomingFile::~IncomingFile()
{
    if (!m_path.empty() && !m_isPublished)
        m_fs->unlink(m_path.c_str());
}

Result<IncomingFile> IncomingFile::create(FileSystem& fs, const std::filesystem::path& folder,
                                          std::string_view tag, ByteCount expected)
{
    const auto path = folder / temporaryName(tag);
    FileHandle file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666));
    if (!file.isOpen())
        return errorFromErrno(errno, pathToText(folder), ErrorCode::WriteFailed);
    IncomingFile incoming(fs, path, std::move(file));
    // Only "no space" is an answer; file systems that cannot reserve say EOPNOTSUPP.
    if (expected >= kWorthAhead &&
        ::fallocate(incoming.m_file.fd(), FALLOC_FL_KEEP_SIZE, 0, expected.value) != 0 &&
        (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
        return errorFromErrno(errno, pathToText(folder), ErrorCode::NoSpace);
    return incoming;
}

Result<IncomingFile> IncomingFile::link(FileSystem& fs, const std::filesystem::path& folder,
                                        std::string_view tag, const std::filesystem::path& source,
                                        const FileIdentity& identity)
{
    const auto path = folder / temporaryName(tag);
    if (fs.link(source.c_str(), path.c_str()) != 0)
        return errorFromErrno(errno, pathToText(source), ErrorCode::Unsupported);
    IncomingFile incoming(fs, path, FileHandle(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)));
    incoming.m_isLinked = true;
    incoming.m_written = identity.size;
    if (!incoming.m_file.isOpen())
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    // A link of a link is a link: only the very file that was read will do.
    const auto now = identityOf(incoming.m_file, path);
    if (!now)
        return now.error();
    if (!now->isSameFile(identity) || now->size != identity.size || now->mtimeNs != identity.mtimeNs)
        return Error{ErrorCode::ChangedWhileRead, pathToText(source), {}, nullptr};
    return incoming;
}

bool IncomingFile::cloneFrom(const std::filesystem::path& source, ByteCount size)
{
    const auto from = openForReading(source);
    if (!from || m_fs->clone(m_file.fd(), from->fd()) != 0)
        return false;
    m_written = size;
    return true;
}

Status IncomingFile::appendFrom(const std::filesystem::path& source, const Digest& digest,
                                const CancelToken& cancel)
{
    SAFELIGHT_ASSIGN(const FileHandle from, openForReading(source));
    const auto buffer = std::make_unique_for_overwrite<char[]>(kCopyBlock);
    QuickDigester digester;
    while (true) {
        if (cancel.mustDrop())
            return Error{ErrorCode::Cancelled, pathToText(source), {}, nullptr};
        const ssize_t got = m_fs->read(from.fd(), buffer.get(), kCopyBlock);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errorFromErrno(errno, pathToText(source), ErrorCode::ReadFailed);
        if (got == 0)
            break;
        digester.add({buffer.get(), got});
        SAFELIGHT_TRY(append({buffer.get(), got}));
    }
    return digester.finish() == digest.xxh128
               ? Status()
               : Status(Error{ErrorCode::VerifyFailed, pathToText(source), {}, nullptr});
}

Status IncomingFile::append(QByteArrayView bytes)
{
    while (!bytes.empty()) {
        const auto count = std::min(static_cast<std::size_t>(bytes.size()), kCopyBlock);
        const ssize_t written = m_fs->write(m_file.fd(), bytes.data(), count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errorFromErrno(errno, pathToText(m_path), ErrorCode::WriteFailed);
        m_written += ByteCount{written};
        bytes = bytes.sliced(written);
    }
    return {};
}

void IncomingFile::finish(qint64 mtimeNs)
{
    if (m_isLinked)
        return; // its bytes and times are the source's
    const timespec time = {static_cast<time_t>(mtimeNs / kNsPerSecond),
                           static_cast<long>(mtimeNs % kNsPerSecond)};
    const timespec times[2] = {time, time};
    // Some network file systems keep their own times: the picture matters more than its date.
    (void)::futimens(m_file.fd(), times);
    // Starts the write-back now, so that the sync later finds little to wait for. A hint: its result proves
    // nothing.
    if (m_written >= kWorthAhead)
        (void)::sync_file_range(m_file.fd(), 0, 0, SYNC_FILE_RANGE_WRITE);
}

Status IncomingFile::sync()
{
    if (m_fs->sync(m_file.fd()) != 0)
        return errorFromErrno(errno, pathToText(m_path), ErrorCode::SyncFailed);
    return {};
}

/// Durability comes later, for a whole group at once. An error of the device is final: it is not told a
/// second time. A server may hold what was written until it is told to commit, and its pages are kept as
/// long.
Status IncomingFile::writeBack()
{
    if (!isOnLocalFileSystem(m_path))
        return sync();
    if (m_fs->writeBack(m_file.fd()) == 0)
        return {};
    const bool isUnknownHere = errno == ENOSYS || errno == EINVAL || errno == ESPIPE || errno == EOPNOTSUPP;
    return isUnknownHere ? sync() : errorFromErrno(errno, pathToText(m_path), ErrorCode::SyncFailed);
}

Status IncomingFile::verify(VerifyLevel level, const Digest& digest, const CancelToken& cancel)
{
    const Error mismatch = {ErrorCode::VerifyFailed, pathToText(m_path),
                            QStringLiteral("the copy differs from its source"), nullptr};
    SAFELIGHT_ASSIGN(const FileIdentity identity, identityOf(m_file, m_path));
    if (identity.size != digest.size || m_written != digest.size)
        return mismatch;
    // The bytes of a second name are those that were digested.
    if (level == VerifyLevel::Size || (level == VerifyLevel::Digest && m_isLinked))
        return {};
    if (level == VerifyLevel::Readback) {
        SAFELIGHT_TRY(writeBack()); // dirty pages cannot be dropped
        (void)::posix_fadvise(m_file.fd(), 0, 0, POSIX_FADV_DONTNEED);
    }
    SAFELIGHT_ASSIGN(const QByteArray now, quickDigest(digest.size, cancel));
    return now == digest.xxh128 ? Status() : Status(mismatch);
}

/// XXH3-128 of the first `size` bytes as they are read now; empty when there are fewer.
Result<QByteArray> IncomingFile::quickDigest(ByteCount size, const CancelToken& cancel) const
{
    const auto buffer = std::make_unique_for_overwrite<char[]>(kCopyBlock);
    QuickDigester digester;
    off_t offset = 0;
    while (offset < size.value) {
        if (cancel.mustDrop())
            return Error{ErrorCode::Cancelled, pathToText(m_path), {}, nullptr};
        const ssize_t got = ::pread(m_file.fd(), buffer.get(), kCopyBlock, offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errorFromErrno(errno, pathToText(m_path), ErrorCode::ReadFailed);
        if (got == 0)
            return QByteArray();
        digester.add({buffer.get(), got});
        offset += got;
    }
    return digester.finish();
}

Status IncomingFile::publish(const std::filesystem::path& final)
{
    SAFELIGHT_TRY(safelight::publish(*m_fs, m_path, final));
    m_path = final;
    m_isPublished = true;
    return {};
}

void IncomingFile::withdraw()
{
    struct stat named = {};
    const auto own = identityOf(m_file, m_path);
    const bool isOurs = own && ::lstat(m_path.c_str(), &named) == 0 && named.st_dev == own->device &&
                        named.st_ino == own->inode;
    if (m_isPublished && isOurs)
        m_fs->unlink(m_path.c_str());
}

bool IncomingFile::isUnchangedSince(const FileIdentity& identity) const
{
    const auto now = identityOf(m_file, m_path);
    return now && now->isSameFile(identity) && now->size == identity.size && now->mtimeNs == identity.mtimeNs;
}

bool IncomingFile::isTemporaryName(std::string_view name, std::string_view tag)
{
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix))
        return false;
    return name.substr(kPrefix.size()).starts_with(tag);
}

Result<bool> holdsIncomingFiles(const std::filesystem::path& folder)
{
    std::error_code failure;
    for (std::filesystem::directory_iterator it(folder, failure), end; !failure && it != end;
         it.increment(failure)) {
        const auto tag = QByteArray::fromStdString(jobTagOf(it->path().filename().native()));
        if (!QUuid::fromString(QString::fromLatin1(tag)).isNull())
            return true;
    }
    if (failure)
        return errorFromErrno(failure.value(), pathToText(folder), ErrorCode::ReadFailed);
    return false;
}

Result<int> removeTemporaryFiles(FileSystem& fs, const std::filesystem::path& folder, std::string_view tag)
{
    return removeRegularFiles(
        fs, folder, [&](const std::string& name) { return IncomingFile::isTemporaryName(name, tag); });
}

Result<int> removeTemporaryFilesOf(FileSystem& fs, const std::filesystem::path& folder,
                                   const std::set<std::string>& tags)
{
    return removeRegularFiles(fs, folder,
                              [&](const std::string& name) { return tags.contains(jobTagOf(name)); });
}

} // namespace safelight
