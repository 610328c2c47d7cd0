#pragma once

#include "monitor/folderwatch.h"

#include "db/connection.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace safelight {

/// The watched folders of a library. All functions can be called from any thread. start, stop and restart ask
/// and return at once; load, add, setEnabled and remove use the catalogue, so they are not for a window's
/// thread. Folders of the catalogue are started when they are enabled.
class MonitorService
{
public:
    /// `observer` outlives the service.
    MonitorService(const TaskEnvironment& environment, MonitorObserver& observer)
        : MonitorService(environment, observer, WatchOptions::from(environment.settings))
    {
    }
    MonitorService(const TaskEnvironment& environment, MonitorObserver& observer, WatchOptions options);
    MonitorService(const MonitorService&) = delete;
    MonitorService& operator=(const MonitorService&) = delete;
    /// Stops all, and waits until they have.
    ~MonitorService();

    /// Begins with the folders of the catalogue that are not here yet. One that cannot be watched is listed
    /// with its error and does not keep the others from it. Errors: the catalogue's.
    Status load();
    /// Keeps a new folder in the catalogue and begins with it. Errors: AlreadyExists, those of
    /// FolderWatch::create(), the catalogue's.
    Result<WatchedFolderId> add(WatchedFolder folder);
    /// Whether it is started with the next load(); starts or stops it now.
    Status setEnabled(WatchedFolderId id, bool isEnabled);
    /// Stops the folder, waits until it has, and forgets it. What it took in stays.
    Status remove(WatchedFolderId id);

    void start(WatchedFolderId id);
    void stop(WatchedFolderId id);
    void restart(WatchedFolderId id);
    void startAll();
    void stopAll();
    void restartAll();
    /// Tries now what is in quarantine.
    void retryNow(WatchedFolderId id);

    /// Waits until nothing is watched any more: after stopAll().
    void awaitStopped() const;

    /// A snapshot of each folder, in the order of their ids; changes nothing.
    QVector<WatchStatus> status() const;

private:
    using Watch = std::shared_ptr<FolderWatch>;

    void begin(const WatchedFolder& folder);
    Status change(const std::function<Status(Connection&)>& work) const;
    Watch watchOf(WatchedFolderId id) const;
    std::vector<Watch> watches() const;

    const TaskEnvironment m_environment;
    MonitorObserver& m_observer;
    const WatchOptions m_options;

    mutable std::mutex m_mutex;
    std::map<WatchedFolderId, Watch> m_watches;           // guarded by m_mutex
    std::map<WatchedFolderId, WatchStatus> m_unwatchable; // guarded by m_mutex: with the error why
};

} // namespace safelight
