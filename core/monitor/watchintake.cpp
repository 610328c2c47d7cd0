#include "monitor/watchintake.h"

#include "monitor/watchplace.h"

#include "base/pathtext.h"
#include "catalog/projectrepository.h"
#include "catalog/watchrepository.h"

#include <algorithm>
#include <iterator>

namespace safelight {

namespace {

/// Tells the folder's status and its observer what an ingest tells, but for files that a stop came before:
/// they have not failed, and are told when they are taken in.
class FolderObserver final : public TaskObserver
{
public:
    explicit FolderObserver(WatchContext& context) : m_context(context) {}

    void progressed(const TaskProgress& progress) override
    {
        m_context.observer.progressed(m_context.folder.id, progress);
    }
    void happened(const Fact& fact) override
    {
        const auto* ingested = std::get_if<ItemsIngested>(&fact);
        if (!ingested)
            return m_context.observer.happened(m_context.folder.id, fact);
        ItemsIngested told;
        std::ranges::remove_copy_if(ingested->items, std::back_inserter(told.items), isStopped);
        m_context.observer.happened(m_context.folder.id, told);
        m_context.board.noteItems(told.items);
    }

private:
    static bool isStopped(const IngestItem& item)
    {
        return item.outcome == IngestOutcome::Failed && item.reason &&
               item.reason->code == ErrorCode::Cancelled;
    }

    WatchContext& m_context;
};

} // namespace

Status WatchIntake::open(Connection& connection) const
{
    return connection.open(
        Connection::Mode::ReadWrite,
        std::chrono::milliseconds(m_context.environment.settings.number(u"catalog.busy_timeout_ms")));
}

Status WatchIntake::checkPlace()
{
    Connection connection(m_context.environment.library.catalog());
    SAFELIGHT_TRY(open(connection));
    return checkPlace(connection);
}

Result<bool> WatchIntake::isWanted()
{
    if (!m_context.folder.id.isValid())
        return true;
    Connection connection(m_context.environment.library.catalog());
    SAFELIGHT_TRY(open(connection));
    SAFELIGHT_ASSIGN(const auto row, WatchRepository(connection).find(m_context.folder.id));
    return row && row->isEnabled;
}

Status WatchIntake::checkPlace(Connection& connection)
{
    auto further = m_context.options.outputs;
    if (!m_context.request.secondFolder.empty())
        further.push_back(m_context.request.secondFolder);
    SAFELIGHT_ASSIGN(const auto outputs, outputFolders(m_context.environment.library, connection, further));
    return checkWatchable(m_context.request.base, outputs);
}

/// The request with the name that its project has now. A project may also have come to lie in the watched
/// folder since it was checked.
Result<IngestRequest> WatchIntake::currentRequest()
{
    Connection connection(m_context.environment.library.catalog());
    SAFELIGHT_TRY(open(connection));
    SAFELIGHT_TRY(checkPlace(connection));
    IngestRequest request = m_context.request;
    WatchedFolder& folder = m_context.folder;
    const ProjectRepository projects(connection);
    SAFELIGHT_ASSIGN(const auto project, folder.project.isValid() ? projects.find(folder.project)
                                                                  : projects.findByName(request.projectName));
    if (project) {
        request.projectName = project->name;
        if (!folder.project.isValid() && folder.id.isValid())
            SAFELIGHT_TRY(WatchRepository(connection).noteProject(folder.id, project->id));
        folder.project = project->id;
    } else if (folder.project.isValid()) { // it was removed; one of its name would be another
        return Error{ErrorCode::ProjectUnknown, request.projectName, {}, nullptr};
    }
    return request;
}

Status WatchIntake::take(const std::vector<SettledFile>& batch)
{
    SAFELIGHT_ASSIGN(const IngestRequest request, currentRequest());
    FolderObserver observer(m_context);
    const BatchOutcome outcome = takeBatch(m_context.environment, request, batch, observer, m_cancel);
    m_context.observer.ended(m_context.folder.id, outcome.result);
    for (const bool isAboutFailures : {true, false}) { // WatchedFiles::finished()
        for (const SettledFile& file : batch) {
            if (outcome.isFailed(pathToText(request.base / file.name)) == isAboutFailures)
                note(file, outcome);
        }
    }
    if (const auto obstacle = outcome.obstacle(); obstacle && !m_cancel.isCancelled())
        return *obstacle;
    return {};
}

/// A file that was not come to, or could not be taken in through no fault of its own, waits on.
void WatchIntake::note(const SettledFile& file, const BatchOutcome& outcome)
{
    const auto now = MonitorTime::clock::now();
    WatchedFiles& files = m_context.files;
    const QString path = pathToText(m_context.request.base / file.name);
    const auto item = outcome.items.find(path);
    if (item == outcome.items.end()) {
        if (!m_cancel.isCancelled() && !outcome.obstacle())
            files.failed(file, {ErrorCode::Internal, path, QStringLiteral("nothing became of it"), nullptr},
                         now);
        return;
    }
    if (item->outcome != IngestOutcome::Failed) {
        if (item->isSourceRemoved)
            files.gone(file.name);
        else
            files.finished(file);
        return;
    }
    const Error reason = item->reason.value_or(Error{});
    if (reason.code == ErrorCode::NotFound)
        files.gone(file.name);
    else if (reason.code == ErrorCode::ChangedWhileRead)
        files.startAnew(file.name, now);
    else if (reason.code != ErrorCode::Cancelled && !isObstacle(reason.code))
        files.failed(file, reason, now);
}

} // namespace safelight
