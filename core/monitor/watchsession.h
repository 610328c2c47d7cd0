#pragma once

#include "monitor/foldernotifier.h"
#include "monitor/watchcontext.h"
#include "monitor/watchintake.h"
#include "monitor/watchlock.h"

#include <optional>

namespace safelight {

/// One stretch of watching: from when the folder was opened until it is away, or watching is to end.
class WatchSession
{
public:
    WatchSession(WatchContext& context, const CancelToken& cancel)
        : m_context(context), m_cancel(cancel), m_intake(context, cancel)
    {
    }

    /// Blocks. Success: it was stopped, here or by what another program wrote into its row, or all is taken
    /// in that was to be. Errors: the folder's, the catalogue's, InvalidArgument, WatchedByOther; watching
    /// can be tried again later.
    Status run();

private:
    Status open();
    Result<WatchedRoot> reopen() const;
    void tell();

    Status lookAtEverything();
    Result<WatchListing> list(const WatchedRoot& root, const std::string& below);
    void look(const WatchedRoot& root, const std::string& name);
    Status lookAtDue();
    Status lookAtChanges(const FolderChanges& changes);

    Status takeIn();
    Result<std::vector<SettledFile>> confirmedBatch();
    bool isAllTakenIn() const;

    Status wait();
    std::chrono::milliseconds patience() const;

    WatchContext& m_context;
    CancelToken m_cancel;
    WatchIntake m_intake;
    std::optional<WatchLock> m_lock;          ///< while the folder is open: no other program watches it
    FileIdentity m_identity;                  ///< of the folder that was opened
    std::optional<FolderNotifier> m_notifier; ///< none: polling
    FileHandle m_mounts;                      ///< tells when something is mounted or unmounted
    MonitorTime m_nextRound;                  ///< when to look at everything again
    bool m_isOver = false;                    ///< nobody wants it to be watched any more
    int m_obstacles = 0;                      ///< met one after the other
    MonitorTime m_nextIntake;                 ///< not before
};

} // namespace safelight
