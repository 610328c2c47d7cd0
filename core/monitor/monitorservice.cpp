#include "monitor/monitorservice.h"

#include "catalog/projectrepository.h"
#include "catalog/watchrepository.h"

namespace safelight {

MonitorService::MonitorService(const TaskEnvironment& environment, MonitorObserver& observer,
                               WatchOptions options)
    : m_environment(environment), m_observer(observer), m_options(std::move(options))
{
}

MonitorService::~MonitorService()
{
    stopAll();
    awaitStopped();
}

Status MonitorService::change(const std::function<Status(Connection&)>& work) const
{
    Connection connection(m_environment.library.catalog());
    SAFELIGHT_TRY(connection.open(
        Connection::Mode::ReadWrite,
        std::chrono::milliseconds(m_environment.settings.number(u"catalog.busy_timeout_ms"))));
    return work(connection);
}

MonitorService::Watch MonitorService::watchOf(WatchedFolderId id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_watches.find(id);
    return found == m_watches.end() ? nullptr : found->second;
}

std::vector<MonitorService::Watch> MonitorService::watches() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Watch> all;
    for (const auto& [id, watch] : m_watches)
        all.push_back(watch);
    return all;
}

Status MonitorService::load()
{
    std::vector<WatchedFolder> folders;
    const Status read = change([&](Connection& connection) -> Status {
        SAFELIGHT_ASSIGN(folders, WatchRepository(connection).all());
        return {};
    });
    if (!read)
        return read.error();
    for (const WatchedFolder& folder : folders) {
        if (!watchOf(folder.id))
            begin(folder);
    }
    return {};
}

void MonitorService::begin(const WatchedFolder& folder)
{
    auto created = FolderWatch::create(m_environment, folder, m_options, m_observer);
    if (created) {
        const Watch watch = *std::move(created);
        {
            const std::lock_guard lock(m_mutex);
            m_unwatchable.erase(folder.id);
            m_watches[folder.id] = watch;
        }
        if (folder.isEnabled)
            watch->start();
        return;
    }
    WatchStatus status;
    status.id = folder.id;
    status.folder = folder.folder;
    status.state = WatchState::Error;
    status.error = created.error();
    {
        const std::lock_guard lock(m_mutex);
        m_unwatchable[folder.id] = status;
    }
    m_observer.statusChanged(status);
}

Result<WatchedFolderId> MonitorService::add(WatchedFolder folder)
{
    SAFELIGHT_ASSIGN(const auto probe, FolderWatch::create(m_environment, folder, m_options, m_observer));
    const QString name = folder.options[QStringLiteral("project")].toString();
    const Status kept = change([&](Connection& connection) -> Status {
        WriteTransaction transaction(connection);
        SAFELIGHT_TRY(transaction.begin());
        SAFELIGHT_ASSIGN(const auto project, ProjectRepository(connection).findByName(name));
        folder.project = project ? project->id : ProjectId{};
        SAFELIGHT_ASSIGN(folder.id, WatchRepository(connection).insert(folder));
        return transaction.commit();
    });
    if (!kept)
        return kept.error();
    begin(folder);
    return folder.id;
}

Status MonitorService::setEnabled(WatchedFolderId id, bool isEnabled)
{
    std::optional<WatchedFolder> folder;
    const Status kept = change([&](Connection& connection) -> Status {
        SAFELIGHT_TRY(WatchRepository(connection).setEnabled(id, isEnabled));
        SAFELIGHT_ASSIGN(folder, WatchRepository(connection).find(id));
        return {};
    });
    if (!kept)
        return kept.error();
    if (!isEnabled)
        stop(id);
    else if (watchOf(id))
        start(id);
    else if (folder)
        begin(*folder);
    return {};
}

Status MonitorService::remove(WatchedFolderId id)
{
    if (const Watch watch = watchOf(id)) {
        watch->stop();
        watch->awaitStopped();
    }
    const Status removed = change([&](Connection& connection) -> Status {
        SAFELIGHT_TRY(WatchRepository(connection).remove(id));
        return {};
    });
    if (!removed)
        return removed.error();
    const std::lock_guard lock(m_mutex);
    m_watches.erase(id);
    m_unwatchable.erase(id);
    return {};
}

void MonitorService::start(WatchedFolderId id)
{
    if (const Watch watch = watchOf(id))
        watch->start();
}

void MonitorService::stop(WatchedFolderId id)
{
    if (const Watch watch = watchOf(id))
        watch->stop();
}

void MonitorService::restart(WatchedFolderId id)
{
    if (const Watch watch = watchOf(id))
        watch->restart();
}

void MonitorService::startAll()
{
    for (const Watch& watch : watches())
        watch->start();
}

void MonitorService::stopAll()
{
    for (const Watch& watch : watches())
        watch->stop();
}

void MonitorService::restartAll()
{
    for (const Watch& watch : watches())
        watch->restart();
}

void MonitorService::retryNow(WatchedFolderId id)
{
    if (const Watch watch = watchOf(id))
        watch->retryNow();
}

void MonitorService::awaitStopped() const
{
    for (const Watch& watch : watches())
        watch->awaitStopped();
}

QVector<WatchStatus> MonitorService::status() const
{
    std::map<WatchedFolderId, WatchStatus> all;
    {
        const std::lock_guard lock(m_mutex);
        all = m_unwatchable;
    }
    for (const Watch& watch : watches())
        all[watch->id()] = watch->status();
    QVector<WatchStatus> list;
    for (const auto& [id, status] : all)
        list += status;
    return list;
}

} // namespace safelight
