// What LibraryController does with ingests and their receipts; the rest is in librarycontroller.cpp.
#include "base/pathtext.h"
#include "ui/librarycontroller.h"

#include <algorithm>
#include <utility>

namespace safelight {

void LibraryController::ingest(const IngestRequest& request)
{
    withLibrary([this, request] {
        if (!m_ingestingInto) {
            startIngest(request);
            return;
        }
        m_waiting.push_back(request);
        Q_EMIT waitingChanged(static_cast<int>(m_waiting.size()));
    });
}

bool LibraryController::isTakingInto(ProjectId id) const
{
    const Project* shown = project(id);
    return shown && m_ingestingInto == shown->name;
}

TaskRunner::Body LibraryController::bodyOf(const IngestRequest& request) const
{
    if (request.resumes.isValid())
        return [environment = *m_environment, resume = m_actions.resumeIngest,
                job = request.resumes](TaskObserver& observer, const CancelToken& cancel) {
            return resume(environment, job, observer, cancel);
        };
    return [environment = *m_environment, run = m_actions.ingest, request](TaskObserver& observer,
                                                                           const CancelToken& cancel) {
        return run(environment, request, observer, cancel);
    };
}

void LibraryController::startIngest(const IngestRequest& request)
{
    m_ingestingInto = request.projectName;
    Task* task = m_runner.start(
        Task::Kind::Ingest, tr("Taking in to “%1”").arg(displayText(request.projectName)), bodyOf(request));
    if (request.resumes.isValid())
        task->setJob(request.resumes);
    watch(task, QVariant::fromValue(request));
    connect(task, &Task::finished, this, [this, request](const TaskResult& result) {
        m_ingestingInto.reset();
        if (result.state == JobState::Interrupted && !result.job.isValid())
            postpone(request); // it was stopped before it had a job to go on with
        startNextWaiting();
        if (result.summary[u"imported"].toInteger() > 0)
            followUp(request.projectName.trimmed());
    });
}

void LibraryController::startNextWaiting()
{
    if (m_waiting.empty())
        return;
    const IngestRequest next = m_waiting.front();
    m_waiting.pop_front();
    startIngest(next);
    Q_EMIT waitingChanged(static_cast<int>(m_waiting.size()));
}

/// They are offered at the next start, as the one that runs is.
void LibraryController::postponeWaiting()
{
    if (m_waiting.empty())
        return;
    for (const IngestRequest& request : std::exchange(m_waiting, {}))
        postpone(request);
    Q_EMIT waitingChanged(0);
}

void LibraryController::postpone(const IngestRequest& request)
{
    m_runner.query(
        this,
        [environment = *m_environment, keep = m_actions.postponeIngest, request] {
            return keep(environment, request);
        },
        [this](const Result<JobId>& kept) {
            if (!kept)
                Q_EMIT failed(kept.error());
        });
}

/// What a project wants after new photos: large previews, and a look at what was written.
void LibraryController::followUp(const QString& projectName)
{
    read(
        this, [](CatalogReader& reader) { return reader.projects(); },
        [this, projectName](const Result<QVector<Project>>& projects) {
            if (!projects)
                return; // the next maintenance finds the same to do
            const auto found = std::ranges::find(*projects, projectName, &Project::name);
            if (found == projects->end())
                return;
            JobRequest next;
            next.type = JobType::AfterIngest;
            next.scope = JobScope::of(found->id);
            next.steps = afterIngest();
            next.priority = kFollowUpPriority;
            request(next);
        });
}

Task* LibraryController::plan(const IngestRequest& request)
{
    IngestRequest asked = request;
    asked.planOnly = true;
    asked.resumes = {};
    const QString title = tr("Planning for “%1”").arg(displayText(request.projectName));
    if (m_environment)
        return m_runner.start(Task::Kind::Plan, title, bodyOf(asked));
    if (m_state != State::Missing || m_start.catalog)
        return nullptr;
    return m_runner.start(Task::Kind::Plan, title,
                          [start = m_start, plan = m_actions.planForNewLibrary,
                           asked](TaskObserver& observer, const CancelToken& cancel) {
                              return plan(start.root, start.settings, start.log, asked, observer, cancel);
                          });
}

void LibraryController::exportReceipt(ReceiptId receipt, const std::filesystem::path& file)
{
    if (!m_environment)
        return;
    m_runner.query(
        this,
        [environment = *m_environment, write = m_actions.exportReceipt, receipt, file] {
            return write(environment, receipt, file);
        },
        [this, file](const Result<qint64>& written) {
            if (written)
                Q_EMIT receiptExported(displayText(file), static_cast<int>(*written));
            else
                Q_EMIT failed(written.error());
        });
}

void LibraryController::writeMhl(ReceiptId receipt, MhlPlace place)
{
    if (!m_environment)
        return;
    m_runner.query(
        this,
        [environment = *m_environment, write = m_actions.writeMhl, receipt, place] {
            return write(environment, receipt, place);
        },
        [this](const Result<std::filesystem::path>& written) {
            if (written)
                Q_EMIT mhlWritten(displayText(*written));
            else
                Q_EMIT failed(written.error());
        });
}

} // namespace safelight
