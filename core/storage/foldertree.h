#pragma once

#include "base/canceltoken.h"
#include "base/result.h"
#include "storage/fileio.h"

#include <filesystem>

namespace safelight {

/// Removes a folder for good with everything below it, or a single file. Goes from folder to folder by open
/// descriptors: never follows a link (the link itself goes), never enters another file system that is mounted
/// below. What is not there is done. Ends half-way at the first entry that cannot be removed. Errors:
/// Cancelled, PermissionDenied, ReadOnly, ReadFailed, WriteFailed, Unsupported (something is mounted there).
Status removeTree(FileSystem& fs, const std::filesystem::path& place, const CancelToken& cancel);

/// Makes the folders of a relative path below an open folder durably; those that are there are fine. The open
/// folder itself is never made anew. `root`: its path, for errors. Errors: those of writing; NotARegularFile
/// (a file is in the way).
Status makeFoldersBelow(FileSystem& fs, const FileHandle& folder, const std::filesystem::path& root,
                        const std::filesystem::path& relative);

/// Whether a folder holds a picture or a film, at any depth; ends at the first. Hidden names and links are
/// passed over, and so is what belongs to others: a subfolder with a manifest, and a library. Errors: of
/// reading a folder when nothing was found elsewhere; Cancelled.
Result<bool> holdsPictures(const std::filesystem::path& folder, const CancelToken& cancel);

} // namespace safelight
