#pragma once

#include "monitor/watchstatus.h"

#include "base/result.h"
#include "domain/watchedfolder.h"

#include <vector>

namespace safelight {

/// What keeps a person's wish to have a folder watched from being granted.
struct WatchProblem
{
    enum class Kind {
        None,
        NotAbsolute,
        NotThere,
        NoFolder,      ///< a file, or something else
        WithinOwn,     ///< lies in `other`, which Safelight writes to, or is it
        AroundOwn,     ///< contains `other`, which Safelight writes to
        Watched,       ///< already, as `other`
        WithinWatched, ///< lies in `other`, which is watched
        AroundWatched, ///< contains `other`, which is watched
        AgainAndAgain, ///< copying with duplicates imported would import everything at each start
    };

    Kind kind = Kind::None;
    QString other; ///< carried text of a folder
};

/// The watched folders of a library, as a window drives them. stop, restart, retryNow, folders and status
/// return at once, on any thread; the others use the catalogue or wait for a folder's thread, so they are not
/// for a window's.
class FolderMonitor
{
public:
    FolderMonitor() = default;
    FolderMonitor(const FolderMonitor&) = delete;
    FolderMonitor& operator=(const FolderMonitor&) = delete;
    /// Stops all, and waits until they have.
    virtual ~FolderMonitor() = default;

    /// Brings what is watched here in line with the catalogue, which other programs change as well: begins
    /// with folders that are new, forgets those that are gone, and follows what was changed. One that cannot
    /// be watched is listed with its error and does not keep the others from it. Errors: the catalogue's.
    virtual Status load() = 0;
    /// What is wrong with a folder to be added (without an id) or changed. Errors: InvalidArgument, those of
    /// looking at it, the catalogue's.
    virtual Result<WatchProblem> check(const WatchedFolder& folder) = 0;
    /// Keeps a new folder in the catalogue and begins with it. Errors: AlreadyExists, those of
    /// FolderWatch::create(), the catalogue's.
    virtual Result<WatchedFolderId> add(WatchedFolder folder) = 0;
    /// Gives a folder other options, and watches it by those from then on; its counts begin anew. Errors:
    /// NotFound, WatchedByOther, those of FolderWatch::create(), the catalogue's.
    virtual Status edit(const WatchedFolder& folder) = 0;
    /// Whether it is watched, now and after the next load(), in this program or in another one.
    virtual Status setEnabled(WatchedFolderId id, bool isEnabled) = 0;
    /// Stops the folder, waits until it has, and forgets it. What it took in stays.
    virtual Status remove(WatchedFolderId id) = 0;

    virtual void stop(WatchedFolderId id) = 0;
    virtual void restart(WatchedFolderId id) = 0;
    /// Tries now what is in quarantine.
    virtual void retryNow(WatchedFolderId id) = 0;
    virtual void stopAll() = 0;

    /// As the catalogue had them last, in the order of their ids.
    virtual std::vector<WatchedFolder> folders() const = 0;
    /// A snapshot of each folder, in the order of their ids; changes nothing.
    virtual QVector<WatchStatus> status() const = 0;
};

} // namespace safelight
