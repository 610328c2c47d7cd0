#pragma once

#include "monitor/filestamp.h"

#include "base/canceltoken.h"
#include "base/result.h"
#include "storage/fileio.h"

#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace safelight {

/// Whether one part of a path is that of something hidden, or half-written by another program: `.x`, `~x`,
/// `x~`, and `.tmp .part .partial .crdownload .filepart .!ut` in any letter case.
bool isIgnoredName(std::string_view name);
/// Whether any part of a relative path is.
bool isIgnoredPath(std::string_view relative);
/// Whether a file of this relative name is taken in: no part of it is ignored, and its format is known.
bool isWatchedName(std::string_view relative);

struct WatchedEntry
{
    std::string name; ///< relative to the watched folder
    FileStamp stamp;
};

struct WatchListing
{
    std::vector<WatchedEntry> files;
    std::vector<Error> gaps; ///< subfolders that could not be listed, whole or in part
};

/// The watched folder, opened for one look. It is not held open in between, so that its disk can be
/// unmounted.
class WatchedRoot
{
public:
    /// Errors: NotFound, PermissionDenied, NotARegularFile (it is no folder), ReadFailed.
    static Result<WatchedRoot> open(const std::filesystem::path& folder);

    const FileIdentity& identity() const { return m_identity; }
    /// Whether it still is the folder that was opened before.
    bool isStill(const FileIdentity& before) const;
    const FileHandle& handle() const { return m_handle; }

    /// Everything that is to be taken in below a subfolder (empty: below the whole). Goes by open
    /// descriptors and follows no link to a folder. `onFolder` is told of each folder before it is listed.
    /// Errors: Cancelled; those of the root itself. A subfolder that vanishes meanwhile is none.
    Result<WatchListing> list(const std::string& below, const CancelToken& cancel,
                              const std::function<void(const std::string& relative)>& onFolder) const;

    /// How one file looks; nothing when no such file is there, or it is none that is taken in.
    std::optional<FileStamp> stampOf(const std::string& name) const;

    /// Whether somebody has the file open for writing, as far as the system tells: it does for files of this
    /// user on a disk of this machine.
    bool isBeingWritten(const std::string& name) const;

private:
    Status listOne(const std::string& relative, WatchListing& listing, std::vector<std::string>& folders,
                   const CancelToken& cancel) const;
    FileHandle openFolder(const std::string& relative) const;
    FileStamp stampFrom(const struct stat& status) const;

    std::filesystem::path m_folder;
    FileHandle m_handle;
    FileIdentity m_identity;
    bool m_keepsInodes = true; ///< a network's file system may give a file another number at each look
};

} // namespace safelight
