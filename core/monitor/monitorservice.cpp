#include "monitor/monitorservice.h"

#include "monitor/watchlock.h"
#include "monitor/watchproblem.h"

#include "base/pathtext.h"
#include "catalog/projectrepository.h"
#include "catalog/watchrepository.h"

namespace safelight {

namespace {

/// Of the name that the options give; 0 while there is none.
Result<ProjectId> projectOf(Connection& connection, const WatchedFolder& folder)
{
    const QString name = folder.options[QStringLiteral("project")].toString();
    SAFELIGHT_ASSIGN(const auto project, ProjectRepository(connection).findByName(name));
    return project ? project->id : ProjectId{};
}

} // namespace

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
    const Status kept = change([&](Connection& connection) -> Status {
        SAFELIGHT_ASSIGN(folders, WatchRepository(connection).all());
        return {};
    });
    if (!kept)
        return kept.error();
    std::map<WatchedFolderId, WatchedFolder> before;
    {
        const std::lock_guard lock(m_mutex);
        before = std::exchange(m_rows, {});
        for (const WatchedFolder& folder : folders)
            m_rows[folder.id] = folder;
    }
    for (const WatchedFolder& folder : folders) {
        const auto known = before.find(folder.id);
        if (known == before.end() || !watchOf(folder.id))
            begin(folder);
        else
            follow(known->second, folder);
        before.erase(folder.id);
    }
    for (const auto& [id, folder] : before)
        end(id);
    return {};
}

/// What another program has changed in a row takes effect here.
void MonitorService::follow(const WatchedFolder& before, const WatchedFolder& now)
{
    if (before.options != now.options) {
        end(now.id);
        begin(now);
    } else if (before.isEnabled != now.isEnabled) {
        now.isEnabled ? start(now.id) : stop(now.id);
    }
}

/// Blocks until it has stopped.
void MonitorService::end(WatchedFolderId id)
{
    if (const Watch watch = watchOf(id)) {
        watch->stop();
        watch->awaitStopped();
    }
    const std::lock_guard lock(m_mutex);
    m_watches.erase(id);
    m_unwatchable.erase(id);
}

void MonitorService::note(const WatchedFolder& row)
{
    const std::lock_guard lock(m_mutex);
    m_rows[row.id] = row;
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

Result<WatchProblem> MonitorService::check(const WatchedFolder& folder)
{
    WatchProblem problem;
    const Status kept = change([&](Connection& connection) -> Status {
        SAFELIGHT_ASSIGN(problem, findProblem(m_environment.library, connection, folder));
        return {};
    });
    if (!kept)
        return kept.error();
    return problem;
}

Result<WatchedFolderId> MonitorService::add(WatchedFolder folder)
{
    SAFELIGHT_ASSIGN(const auto probe, FolderWatch::create(m_environment, folder, m_options, m_observer));
    const Status kept = change([&](Connection& connection) -> Status {
        WriteTransaction transaction(connection);
        SAFELIGHT_TRY(transaction.begin());
        SAFELIGHT_ASSIGN(folder.project, projectOf(connection, folder));
        SAFELIGHT_ASSIGN(folder.id, WatchRepository(connection).insert(folder));
        return transaction.commit();
    });
    if (!kept)
        return kept.error();
    note(folder);
    begin(folder);
    return folder.id;
}

Status MonitorService::edit(const WatchedFolder& folder)
{
    SAFELIGHT_ASSIGN(const auto probe, FolderWatch::create(m_environment, folder, m_options, m_observer));
    end(folder.id);
    std::optional<WatchedFolder> row;
    Status changed = change([&](Connection& connection) -> Status {
        SAFELIGHT_ASSIGN(row, WatchRepository(connection).find(folder.id));
        if (!row)
            return Error{ErrorCode::NotFound, folder.folder, {}, nullptr};
        // Who watches it at present would go on by the old options.
        SAFELIGHT_ASSIGN(const WatchLock lock,
                         WatchLock::take(m_environment.library, pathFromText(row->folder)));
        WriteTransaction transaction(connection);
        SAFELIGHT_TRY(transaction.begin());
        SAFELIGHT_ASSIGN(const ProjectId project, projectOf(connection, folder));
        SAFELIGHT_TRY(WatchRepository(connection).setOptions(folder.id, project, folder.options));
        SAFELIGHT_TRY(transaction.commit());
        row->project = project;
        row->options = folder.options;
        return {};
    });
    if (row) {
        note(*row);
        begin(*row);
    }
    return changed;
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
    if (folder)
        note(*folder);
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
    end(id);
    const Status kept = change([&](Connection& connection) -> Status {
        SAFELIGHT_TRY(WatchRepository(connection).remove(id));
        return {};
    });
    if (!kept)
        return kept.error();
    const std::lock_guard lock(m_mutex);
    m_rows.erase(id);
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

std::vector<WatchedFolder> MonitorService::folders() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<WatchedFolder> list;
    for (const auto& [id, folder] : m_rows)
        list.push_back(folder);
    return list;
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
