#pragma once

#include "base/result.h"
#include "storage/fileio.h"

#include <filesystem>
#include <optional>

namespace safelight {

/// Makes many files durable with one sync of the file system that they were written to, which costs one
/// journal commit and one flush of the device instead of one for each file.
class VolumeSync
{
public:
    /// To be made before the first of the files is written: what fails is reported from then on.
    VolumeSync(FileSystem& fs, const std::filesystem::path& folder);

    /// Everything that was written there so far, contents and names, is on the device; or it is not known
    /// which of it is not (SyncFailed). None: this file system has to be asked file by file, or, this once,
    /// the folder is another one than before.
    std::optional<Status> syncAll();

private:
    bool isStillThere() const;

    FileSystem& m_fs;
    std::filesystem::path m_path;
    FileHandle m_folder; ///< not open: cannot be synced as a whole
};

} // namespace safelight
