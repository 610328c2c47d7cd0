#include "storage/volumesync.h"

#include "base/pathtext.h"

#include <fcntl.h>

#include <cerrno>

namespace safelight {

VolumeSync::VolumeSync(FileSystem& fs, const std::filesystem::path& folder) : m_fs(fs), m_path(folder)
{
    if (isOnLocalFileSystem(folder))
        m_folder = FileHandle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

std::optional<Status> VolumeSync::syncAll()
{
    if (!m_folder.isOpen())
        return std::nullopt;
    if (m_fs.syncAll(m_folder.fd()) == 0)
        return Status();
    if (errno == ENOSYS || errno == EINVAL || errno == EPERM) {
        m_folder.close();
        return std::nullopt;
    }
    return Status(errorFromErrno(errno, pathToText(m_path), ErrorCode::SyncFailed));
}

} // namespace safelight
