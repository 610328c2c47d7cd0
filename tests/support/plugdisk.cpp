#include "support/plugdisk.h"

#include "base/pathtext.h"

#include <QFile>
#include <QProcess>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <linux/types.h>

namespace safelight::test {

namespace {

constexpr qint64 kSize = qint64{192} * 1024 * 1024;
constexpr unsigned long kShutdown = _IOR('X', 125, __u32); // EXT4_IOC_SHUTDOWN
constexpr __u32 kWithoutFlushingTheLog = 2;                // EXT4_GOING_FLAGS_NOLOGFLUSH

bool run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setStandardErrorFile(QProcess::nullDevice());
    process.start(program, arguments);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit &&
           process.exitCode() == 0;
}

} // namespace

PlugDisk::PlugDisk(const std::filesystem::path& folder) : m_image(folder / "image"), m_folder(folder / "disk")
{
    std::filesystem::create_directories(m_folder);
    QFile image(pathToText(m_image));
    if (!image.open(QIODevice::WriteOnly) || !image.resize(kSize))
        return;
    image.close();
    if (run(QStringLiteral("/sbin/mkfs.ext4"), {QStringLiteral("-q"), pathToText(m_image)}))
        mount();
}

PlugDisk::~PlugDisk()
{
    if (m_isMounted)
        ::umount2(m_folder.c_str(), MNT_DETACH);
}

bool PlugDisk::mount()
{
    m_isMounted =
        run(QStringLiteral("mount"), {QStringLiteral("-o"), QStringLiteral("loop,errors=remount-ro"),
                                      pathToText(m_image), pathToText(m_folder)});
    return m_isMounted;
}

bool PlugDisk::pull() const
{
    const int folder = ::open(m_folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return false;
    __u32 how = kWithoutFlushingTheLog;
    const bool isPulled = ::ioctl(folder, kShutdown, &how) == 0;
    ::close(folder);
    return isPulled;
}

bool PlugDisk::turnReadOnly() const
{
    struct stat status = {};
    if (::stat(m_folder.c_str(), &status) != 0)
        return false;
    std::error_code failure;
    const auto device = std::filesystem::canonical("/sys/dev/block/" + std::to_string(major(status.st_dev)) +
                                                       ':' + std::to_string(minor(status.st_dev)),
                                                   failure);
    QFile trigger(pathToText("/sys/fs/ext4" / device.filename() / "trigger_fs_error"));
    return !failure && trigger.open(QIODevice::WriteOnly) && trigger.write("for a test") > 0;
}

bool PlugDisk::plug()
{
    if (::umount2(m_folder.c_str(), 0) != 0)
        return false;
    m_isMounted = false;
    return mount();
}

} // namespace safelight::test
