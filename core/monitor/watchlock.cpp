#include "monitor/watchlock.h"

#include "base/pathtext.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QSysInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace safelight {

namespace {

constexpr mode_t kLockFolderMode = 0777;
constexpr mode_t kLockFileMode = 0666;

/// One level only: a library whose disk is away gets no folder in its place.
std::filesystem::path lockFile(const Library& library, const std::filesystem::path& folder)
{
    const auto locks = library.stateFolder() / "watching";
    (void)::mkdir(locks.c_str(), kLockFolderMode);
    const auto name =
        QCryptographicHash::hash(QByteArray::fromStdString(folder.native()), QCryptographicHash::Sha1)
            .toHex();
    return locks / (name.toStdString() + ".lock");
}

QString holderOf(const FileHandle& file)
{
    constexpr std::size_t kMostWords = 256;
    std::array<char, kMostWords> words = {};
    const ssize_t length = ::pread(file.fd(), words.data(), words.size(), 0);
    return length > 0 ? QString::fromUtf8(words.data(), length) : QString();
}

/// For people and for the log; the lock itself is the system's.
void sayWho(const FileHandle& file)
{
    const QByteArray words = QStringLiteral("%1, process %2 on %3")
                                 .arg(QCoreApplication::applicationName())
                                 .arg(QCoreApplication::applicationPid())
                                 .arg(QSysInfo::machineHostName())
                                 .toUtf8();
    if (::ftruncate(file.fd(), 0) == 0)
        (void)!::pwrite(file.fd(), words.constData(), static_cast<std::size_t>(words.size()), 0);
}

} // namespace

Result<WatchLock> WatchLock::take(const Library& library, const std::filesystem::path& folder)
{
    FileHandle file(::open(lockFile(library, folder).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kLockFileMode));
    if (!file.isOpen())
        return WatchLock({});
    if (::flock(file.fd(), LOCK_EX | LOCK_NB) == 0)
        sayWho(file);
    else if (errno == EWOULDBLOCK)
        return Error{ErrorCode::WatchedByOther, pathToText(folder), holderOf(file), nullptr};
    return WatchLock(std::move(file));
}

} // namespace safelight
