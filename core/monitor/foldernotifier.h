#pragma once

#include "base/result.h"
#include "storage/fileio.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace safelight {

/// What the system said of the watched folder since it was asked last. Hints where to look, never what is
/// there. Names are relative to the watched folder.
struct FolderChanges
{
    std::set<std::string> files;   ///< came, went, or were written
    std::set<std::string> folders; ///< came: with all that is in them
    bool isIncomplete = false;     ///< some were lost: look at everything
    bool isRootGone = false;       ///< the folder itself was moved, removed or unmounted
};

/// Whether the system tells of everything that happens in this folder. It does not for a network disk, where
/// other machines write as well, or for one that a program provides (FUSE).
bool isToldOfChanges(const FileHandle& folder);

/// The system's own notifications (inotify(7)) of a folder and the subfolders that it is asked to watch.
class FolderNotifier
{
public:
    /// `root`: absolute. Errors: Unsupported (the system gives no more of them).
    static Result<FolderNotifier> open(const std::filesystem::path& root);

    /// Readable when there is something to read().
    int fd() const { return m_handle.fd(); }

    /// Tells of this folder as well, from now on, but not of those below it. A folder that is not there (any
    /// more) is fine. Errors: Unsupported (the system's limit is reached).
    Status watch(const std::string& relative);

    /// Never waits.
    FolderChanges read();

private:
    explicit FolderNotifier(std::filesystem::path root) : m_root(std::move(root)) {}

    struct Event;
    void take(const Event& event, FolderChanges& changes);
    void forgetBelow(const std::string& relative);

    std::filesystem::path m_root;
    FileHandle m_handle;
    std::map<int, std::string> m_folders; ///< watch descriptor -> relative folder
};

} // namespace safelight
