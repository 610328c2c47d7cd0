#include "storage/volumesync.h"

#include "base/pathtext.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

namespace safelight {

VolumeSync::VolumeSync(FileSystem& fs, const std::filesystem::path& folder) : m_fs(fs), m_path(folder)
{
    if (isOnLocalFileSystem(folder))
        m_folder = FileHandle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/// A disk that was taken away and came back is another file system to the kernel. The old one has nothing to
/// write any more, and says that it went well.
bool VolumeSync::isStillThere() const
{
    struct stat opened = {};
    struct stat now = {};
    return ::fstat(m_folder.fd(), &opened) == 0 && ::stat(m_path.c_str(), &now) == 0 &&
           opened.st_dev == now.st_dev && opened.st_ino == now.st_ino;
}

std::optional<Status> VolumeSync::syncAll()
{
    if (!m_folder.isOpen())
        return std::nullopt;
    if (!isStillThere()) {
        m_folder = FileHandle(::open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        return std::nullopt;
    }
    if (m_fs.syncAll(m_folder.fd()) == 0)
        return confirmTakesChanges(m_fs, m_folder, m_path);
    if (errno == ENOSYS || errno == EINVAL || errno == EPERM) {
        m_folder.close();
        return std::nullopt;
    }
    return Status(errorFromErrno(errno, pathToText(m_path), ErrorCode::SyncFailed));
}

} // namespace safelight
