#pragma once

#include "monitor/foldermonitor.h"
#include "monitor/folderwatch.h"

#include "db/connection.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace safelight {

/// The watched folders of a library. All functions can be called from any thread. Folders of the catalogue
/// are started when they are enabled.
class MonitorService final : public FolderMonitor
{
public:
    /// `observer` outlives the service.
    MonitorService(const TaskEnvironment& environment, MonitorObserver& observer)
        : MonitorService(environment, observer, WatchOptions::from(environment.settings))
    {
    }
    MonitorService(const TaskEnvironment& environment, MonitorObserver& observer, WatchOptions options);
    ~MonitorService() override;

    Status load() override;
    Result<WatchProblem> check(const WatchedFolder& folder) override;
    Result<WatchedFolderId> add(WatchedFolder folder) override;
    Status edit(const WatchedFolder& folder) override;
    Status setEnabled(WatchedFolderId id, bool isEnabled) override;
    Status remove(WatchedFolderId id) override;

    /// Until it is stopped, or disabled.
    void start(WatchedFolderId id);
    void stop(WatchedFolderId id) override;
    void restart(WatchedFolderId id) override;
    void startAll();
    void stopAll() override;
    void restartAll();
    void retryNow(WatchedFolderId id) override;

    /// Waits until nothing is watched any more: after stopAll().
    void awaitStopped() const;

    std::vector<WatchedFolder> folders() const override;
    QVector<WatchStatus> status() const override;

private:
    using Watch = std::shared_ptr<FolderWatch>;

    void begin(const WatchedFolder& folder);
    void end(WatchedFolderId id);
    void follow(const WatchedFolder& before, const WatchedFolder& now);
    void note(const WatchedFolder& row);
    Status change(const std::function<Status(Connection&)>& work) const;
    Watch watchOf(WatchedFolderId id) const;
    std::vector<Watch> watches() const;

    const TaskEnvironment m_environment;
    MonitorObserver& m_observer;
    const WatchOptions m_options;

    mutable std::mutex m_mutex;
    std::map<WatchedFolderId, WatchedFolder> m_rows;      // guarded by m_mutex: as they were read last
    std::map<WatchedFolderId, Watch> m_watches;           // guarded by m_mutex
    std::map<WatchedFolderId, WatchStatus> m_unwatchable; // guarded by m_mutex: with the error why
};

} // namespace safelight
