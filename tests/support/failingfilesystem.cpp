#include "support/failingfilesystem.h"

#include <cerrno>

namespace safelight::test {

namespace {

std::filesystem::path pathOf(int fd)
{
    std::error_code failure;
    return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd), failure);
}

} // namespace

bool FailingFileSystem::fails(const Hook& hook, const std::filesystem::path& file)
{
    if (!hook)
        return false;
    const std::lock_guard lock(m_mutex);
    const int failure = hook(file);
    errno = failure;
    return failure != 0;
}

ssize_t FailingFileSystem::read(int fd, void* buffer, size_t count)
{
    return fails(onRead, pathOf(fd)) ? -1 : FileSystem::read(fd, buffer, count);
}

ssize_t FailingFileSystem::write(int fd, const void* buffer, size_t count)
{
    return fails(onWrite, pathOf(fd)) ? -1 : FileSystem::write(fd, buffer, count);
}

int FailingFileSystem::sync(int fd)
{
    return fails(onSync, pathOf(fd)) ? -1 : FileSystem::sync(fd);
}

/// A device that fails does so whichever way it is told to write.
int FailingFileSystem::writeBack(int fd)
{
    return fails(onSync, pathOf(fd)) ? -1 : FileSystem::writeBack(fd);
}

int FailingFileSystem::syncAll(int fd)
{
    if (!onSync)
        return FileSystem::syncAll(fd);
    errno = ENOSYS;
    return -1;
}

int FailingFileSystem::openUnnamed(int folder)
{
    return fails(onOpenUnnamed, pathOf(folder)) ? -1 : FileSystem::openUnnamed(folder);
}

int FailingFileSystem::renameNoReplace(const char* from, const char* to)
{
    return fails(onRename, to) ? -1 : FileSystem::renameNoReplace(from, to);
}

int FailingFileSystem::link(const char* from, const char* to)
{
    return fails(onLink, from) ? -1 : FileSystem::link(from, to);
}

int FailingFileSystem::unlink(const char* path)
{
    return fails(onUnlink, path) ? -1 : FileSystem::unlink(path);
}

int FailingFileSystem::unlinkAt(int folder, const char* name, int flags)
{
    return fails(onUnlink, pathOf(folder) / name) ? -1 : FileSystem::unlinkAt(folder, name, flags);
}

} // namespace safelight::test
