#pragma once

#include "catalog/jobitemrepository.h"
#include "storage/fileio.h"
#include "tasks/projectsweep.h"

#include <string>
#include <vector>

namespace safelight {

/// Gives a photo another stem, on disk and in its rows: all of it or nothing.
///
/// An item of the job, committed first, says which files are about to be renamed to what, with their inodes.
/// Then, within one write transaction: rows, renames that replace nothing, sync, the item's end, commit.
/// After a kill the rows say the old stem, and settle() puts back what the item names and what still is that
/// very file. A rename that fails puts back the others of its frame at once.
class FrameRenaming
{
public:
    explicit FrameRenaming(ProjectVisit& visit) : m_visit(visit) {}

    /// Puts back what killed runs of any job left half renamed. What cannot be put back is listed, and tried
    /// again by the next run. Errors: LockedByOther (a job of another worker is at it), of the catalogue.
    Status settle();

    /// `change`: with photo, beforeText and afterText, the old and the new stem. `files`: names of the
    /// frame's files on disk, relative. Returns whether it was renamed; a frame that was left as it was is
    /// listed. Errors: of the catalogue.
    Result<bool> rename(Correction& change, const std::vector<std::string>& files, const QJsonObject& cursor);

private:
    struct File
    {
        std::string ending;
        ino_t inode = 0;
        ByteCount size;
    };
    struct Frame
    {
        std::string from;
        std::string to;
        std::vector<File> files;
    };

    std::filesystem::path pathOf(const std::string& stem, const File& file) const
    {
        return m_visit.folder / (stem + file.ending);
    }
    Result<Frame> frameOf(const Correction& change, const std::vector<std::string>& names) const;
    Result<JobItemId> begin(const Correction& change, const Frame& frame) const;
    Status write(Correction& change, const Frame& frame, JobItemId item, const QJsonObject& cursor);
    Status renameRows(const Correction& change) const;
    Status renameFiles(const Frame& frame);
    Status syncFolders(const Frame& frame) const;
    Status putBack(const Frame& frame) const;
    Status putBack(const Frame& frame, const File& file) const;
    Status settle(const JobItem& item);

    ProjectVisit& m_visit;
};

} // namespace safelight
