#pragma once

#include "storage/fileio.h"

#include <functional>
#include <mutex>

namespace safelight::test {

/// A device that misbehaves on demand. A hook is told the file and answers with the errno that the call fails
/// with, or 0 to let it through. Hooks are called one at a time, from whatever thread the work runs on; they
/// may touch files, but not by way of this object.
class FailingFileSystem final : public FileSystem
{
public:
    using Hook = std::function<int(const std::filesystem::path& file)>;

    Hook onRead;
    Hook onWrite;
    Hook onSync;   ///< files and folders
    Hook onRename; ///< is told the new name
    Hook onUnlink;
    Hook onLink;        ///< is told the source
    Hook onOpenUnnamed; ///< is told the folder

    ssize_t read(int fd, void* buffer, size_t count) override;
    ssize_t write(int fd, const void* buffer, size_t count) override;
    int sync(int fd) override;
    int writeBack(int fd) override;
    /// Not there while onSync is set, so that each file is asked for.
    int syncAll(int fd) override;
    int renameNoReplace(const char* from, const char* to) override;
    int link(const char* from, const char* to) override;
    int unlink(const char* path) override;
    int unlinkAt(int folder, const char* name, int flags) override;
    int openUnnamed(int folder) override;

private:
    bool fails(const Hook& hook, const std::filesystem::path& file);

    std::mutex m_mutex;
};

} // namespace safelight::test
