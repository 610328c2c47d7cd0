#pragma once

#include "monitor/watchcontext.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace safelight {

/// A watched folder as the catalogue keeps it. `request`: how to take in; its base becomes the folder.
WatchedFolder watchedFolder(const std::filesystem::path& folder, IngestRequest request);

/// Takes in what comes to lie in one folder, on a thread of its own. The folder that is away is waited for;
/// what lies there when watching begins is taken in as well.
///
/// start(), stop() and restart() ask and return at once, from any thread. A stop finishes the files that are
/// being taken in and begins no other; it loses none: the next start finds them.
class FolderWatch
{
public:
    /// Errors: InvalidArgument (options that cannot be read, a relative folder, one that Safelight writes to,
    /// or copying with duplicates imported, which would be imported again at each start); the catalogue's.
    static Result<std::unique_ptr<FolderWatch>> create(const TaskEnvironment& environment,
                                                       const WatchedFolder& folder,
                                                       const WatchOptions& options,
                                                       MonitorObserver& observer);
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;
    /// Stops, and waits until it has.
    ~FolderWatch();

    WatchedFolderId id() const { return m_id; }

    void start();
    void stop();
    void restart();
    /// Tries now what is in quarantine.
    void retryNow();

    /// Waits until watching has ended, or for `patience` at most. Returns whether it has.
    bool awaitStopped(std::chrono::milliseconds patience) const;
    void awaitStopped() const;

    /// A snapshot; changes nothing.
    WatchStatus status() const { return m_context.board.status(); }

private:
    FolderWatch(const TaskEnvironment& environment, const WatchedFolder& folder, IngestRequest request,
                const WatchOptions& options, MonitorObserver& observer);

    void live();
    Status watch(const CancelToken& cancel);
    void log(QStringView event) const;
    void sleep(std::chrono::milliseconds time) const;
    void wakeAll();

    const WatchedFolderId m_id;
    WatchContext m_context;

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    bool m_isWanted = false; // guarded by m_mutex
    bool m_isActive = false; // guarded by m_mutex
    bool m_isEnding = false; // guarded by m_mutex
    CancelToken m_cancel;    // guarded by m_mutex: of the current stretch
    std::thread m_thread;    // last: it uses the others
};

} // namespace safelight
