#pragma once

#include "base/canceltoken.h"
#include "catalog/trashrepository.h"
#include "domain/photo.h"
#include "tasks/projectprobe.h"
#include "tasks/taskenvironment.h"

#include <functional>
#include <vector>

namespace safelight {

/// The library's trash: `.safelight/trash/<uuid>/` and a row that says where it came from. On a connection of
/// the calling thread.
///
/// A move has two transactions. The first says in the row what is about to happen. The second locks that row,
/// changes all other rows, renames (never over anything), syncs both folders and commits. What a kill leaves
/// in between, settle() brings to one of its two ends by looking at the disk: a file is either in its place
/// or in the trash, and the rows follow.
class Trash
{
public:
    Trash(const TaskEnvironment& environment, Connection& connection)
        : m_environment(environment), m_connection(connection)
    {
    }

    /// Puts a project's folder away, with everything in it, and takes the project out of every listing.
    /// Errors: ProjectOffline (the folder is not the probed one any more), Unsupported or WriteFailed (it
    /// lies on another disk: only a rename puts away), those of writing; nothing was moved then.
    Result<TrashEntry> putAway(const Project& project, const ProjectProbe& probe, const QString& reason);
    /// Puts one file of a photo away; its row says that it is not present. Errors: the same; NotFound.
    Result<TrashEntry> putAway(const Project& project, const ProjectProbe& probe, const PhotoFile& file,
                               const QString& reason);

    /// Moves an entry back to where it lay. A file's folders are made again within its project; a project
    /// comes back with its rows; of a file's photo nothing is decided any more. Errors: NotFound (no such
    /// entry, or it was restored before), PurgedFromTrash (at least a part of it was removed), AlreadyExists
    /// (its place is taken), ProjectExists (so is its name or folder), ProjectOffline, ProjectRemoved (a
    /// file's project), those of writing.
    Status restore(TrashId id);

    /// Removes what lies in an entry's folder for good. Before: the row says Purging, committed. After: it
    /// still does; the caller has it say Purged. Errors: Cancelled; those of removeTree().
    Status removeForGood(const TrashEntry& entry, const CancelToken& cancel);

    /// Brings moves to an end that were cut short. Cheap when there are none. Does nothing while the
    /// library's own disk is away. Returns how many there were.
    Result<int> settle();

    /// What lies in the trash folder without a row: for a person to look at, never removed.
    Result<std::vector<std::filesystem::path>> leftOver();

private:
    /// Where an entry lies and where it belongs.
    struct Places
    {
        std::filesystem::path stored;
        std::filesystem::path origin;
    };
    using RowChanges = std::function<Status()>;

    Places placesOf(const TrashEntry& entry, const Project& project) const;
    Result<TrashEntry> putAway(TrashEntry entry, const std::filesystem::path& from, const ProjectProbe& probe,
                               const std::filesystem::path& folder);
    Status restoreTo(const TrashEntry& entry, const Project& project);
    Status prepareProject(const TrashEntry& entry, const Project& project) const;
    Status prepareFile(const TrashEntry& entry, const Project& project);
    Status move(const TrashEntry& entry, TrashState to, const std::filesystem::path& from,
                const std::filesystem::path& target, const RowChanges& changes);
    Status noteKept(const TrashEntry& entry) const;
    Status noteRestored(const TrashEntry& entry) const;
    Status settleOne(const TrashEntry& entry);
    bool isSettledAs(const TrashEntry& entry, TrashState wanted);
    void forgetFolder(const TrashEntry& entry) const;
    std::filesystem::path folderOf(const TrashEntry& entry) const;

    const TaskEnvironment& m_environment;
    Connection& m_connection;
};

/// What lies in the trash, oldest first. Opens its own connection.
Result<std::vector<TrashEntry>> listTrash(const TaskEnvironment& environment);
/// Trash::restore() on a connection of its own, after Trash::settle().
Status restoreFromTrash(const TaskEnvironment& environment, TrashId id);

} // namespace safelight
