#include "ui/librarycontroller.h"

#include "base/pathtext.h"
#include "ui/words/tasktext.h"

#include <algorithm>

namespace safelight {

namespace {

/// Facts come in bursts; the projects' counts follow them at this pace.
constexpr std::chrono::milliseconds kProjectsDelay{300};

} // namespace

LibraryController::LibraryController(Start start, LibraryActions actions, QObject* parent)
    : QObject(parent), m_start(std::move(start)), m_actions(std::move(actions))
{
    m_refreshSoon.setSingleShot(true);
    m_refreshSoon.setInterval(kProjectsDelay);
    connect(&m_refreshSoon, &QTimer::timeout, this, &LibraryController::refreshProjects);
    connect(&m_runner, &TaskRunner::idle, this, [this] {
        if (!isBusy())
            Q_EMIT idle();
    });
    connect(this, &LibraryController::taskFinished, this, [this] {
        if (!isBusy())
            Q_EMIT idle();
    });
    connectWatches();
}

LibraryController::~LibraryController()
{
    m_watches.stopSoon();
    // Jobs go back to their queue before the runner cancels what it still finds running.
    stopAll();
    m_runner.waitForDone();
    m_watches.end();
}

bool LibraryController::isBusy() const
{
    const auto& running = m_runner.running();
    return !m_waiting.empty() || std::ranges::any_of(running, [](const Task* task) {
        return task->kind() != Task::Kind::Maintenance && task->kind() != Task::Kind::Plan;
    });
}

QStringList LibraryController::projectNames() const
{
    QStringList names;
    for (const Project& project : m_projects)
        names += project.name;
    return names;
}

const Project* LibraryController::project(ProjectId id) const
{
    const auto found = std::ranges::find(m_projects, id, &Project::id);
    return found == m_projects.end() ? nullptr : &*found;
}

const Project* LibraryController::projectNamed(const QString& name) const
{
    const auto found = std::ranges::find(m_projects, name, &Project::name);
    return found == m_projects.end() ? nullptr : &*found;
}

void LibraryController::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void LibraryController::open()
{
    setState(State::Opening);
    m_runner.query(
        this,
        [open = m_actions.open, root = m_start.root, catalog = m_start.catalog] {
            return open(root, catalog);
        },
        [this](Result<Library> opened) { takeLibrary(std::move(opened)); });
}

void LibraryController::takeLibrary(Result<Library> opened)
{
    if (m_environment)
        return; // made or opened by another call in the meantime
    if (opened) {
        m_failure.reset();
        m_environment.emplace(TaskEnvironment{*std::move(opened), m_start.settings, m_start.log});
        afterOpening();
        return;
    }
    const bool isMissing = opened.error().code == ErrorCode::LibraryMissing;
    m_failure = isMissing ? std::nullopt : std::optional(opened.error());
    setState(isMissing ? State::Missing : State::Failed);
}

void LibraryController::afterOpening()
{
    // The log's file, the jobs that died and the projects, in this order, before the library counts as open.
    const auto prepare = [environment = *m_environment,
                          recover = m_actions.recoverInterrupted]() -> Result<QVector<Job>> {
        environment.log.addFile(environment.library.logFile());
        SAFELIGHT_TRY(recover(environment));
        CatalogReader reader(environment.library.catalog());
        SAFELIGHT_TRY(reader.open());
        return reader.interruptedJobs();
    };
    startJobs();
    m_watches.open(m_actions.watch, *m_environment);
    m_runner.query(this, prepare, [this](const Result<QVector<Job>>& jobs) {
        if (!jobs)
            Q_EMIT failed(jobs.error());
        else if (!jobs->isEmpty())
            Q_EMIT interruptedFound(*jobs);
        m_jobs->look();
        m_scheduler->start();
        m_watches.refresh();
    });
    setState(State::Open);
    refreshProjects();
}

void LibraryController::startJobs()
{
    m_jobs = std::make_unique<JobDispatcher>(m_runner, *m_environment, m_actions.tasks,
                                             [this](const Job& job) { return titleOf(job); });
    connect(m_jobs.get(), &JobDispatcher::started, this, [this](Task* task) { watch(task, {}); });
    connect(m_jobs.get(), &JobDispatcher::queueChanged, this, &LibraryController::jobsChanged);
    connect(m_jobs.get(), &JobDispatcher::failed, this, &LibraryController::failed);
    m_scheduler = std::make_unique<JobScheduler>(m_runner, *m_environment, m_actions.isMachineIdle,
                                                 [] { return QDateTime::currentDateTimeUtc(); });
    connect(m_scheduler.get(), &JobScheduler::due, m_jobs.get(), &JobDispatcher::request);
    connect(m_scheduler.get(), &JobScheduler::timesChanged, this, &LibraryController::scheduleChanged);
}

void LibraryController::withLibrary(std::function<void()> then)
{
    if (m_environment) {
        then();
        return;
    }
    m_runner.query(
        this,
        [create = m_actions.openOrCreate, root = m_start.root, catalog = m_start.catalog] {
            return create(root, catalog);
        },
        [this, then = std::move(then)](Result<Library> opened) {
            if (!opened) {
                Q_EMIT failed(opened.error());
                return;
            }
            takeLibrary(std::move(opened));
            then();
        });
}

void LibraryController::refreshProjects()
{
    if (m_isRefreshing) {
        m_refreshAgain = true;
        return;
    }
    m_isRefreshing = m_environment.has_value();
    read(
        this, [](CatalogReader& reader) { return reader.projects(); },
        [this](Result<QVector<Project>> projects) {
            m_isRefreshing = false;
            if (projects) {
                m_projects = *std::move(projects);
                Q_EMIT projectsChanged();
            } else {
                Q_EMIT failed(projects.error());
            }
            if (std::exchange(m_refreshAgain, false))
                refreshProjects();
        });
}

QString LibraryController::titleOf(const Job& job) const
{
    if (job.type == JobType::Ingest) {
        const auto ingest = IngestRequest::fromJson(job.payload);
        return tr("Taking in to “%1”").arg(displayText(ingest ? ingest->projectName : QString()));
    }
    const JobRequest request = requestOf(job);
    const Project* only = job.project ? project(*job.project) : nullptr;
    QString title = titleOf(request, only ? displayText(only->name) : QString());
    switch (request.options.mode) {
    case StepMode::Plan:
        return tr("Preview: %1").arg(title);
    case StepMode::Approved:
        return tr("Approved: %1").arg(title);
    case StepMode::Apply:
        break;
    }
    return title;
}

QString LibraryController::titleOf(const JobRequest& request, const QString& project)
{
    const bool isAll = project.isEmpty();
    switch (request.type) {
    case JobType::ManifestCheck:
        return isAll ? tr("Checking all projects") : tr("Checking “%1”").arg(project);
    case JobType::AfterIngest:
        return tr("Previews of “%1”").arg(project);
    case JobType::Discovery:
        return tr("Looking for new folders");
    case JobType::Maintenance:
    case JobType::Ingest:
        break;
    }
    if (request.steps.size() != 1)
        return isAll ? tr("Maintenance of all projects") : tr("Maintenance of “%1”").arg(project);
    const QString task = taskText(request.steps.front());
    return isAll ? tr("%1, all projects").arg(task) : tr("%1, “%2”").arg(task, project);
}

void LibraryController::request(const JobRequest& request)
{
    if (m_jobs)
        m_jobs->request(request);
}

void LibraryController::approve(JobId job, std::optional<ProjectId> project)
{
    if (m_jobs)
        m_jobs->approve(job, project);
}

void LibraryController::dismiss(JobId job, std::optional<ProjectId> project)
{
    if (m_jobs)
        m_jobs->dismiss(job, project);
}

void LibraryController::pauseJob(JobId job)
{
    for (Task* task : m_runner.running()) {
        if (task->job() == job)
            task->pause();
    }
    if (m_jobs)
        m_jobs->pause(job);
}

void LibraryController::resumeJob(JobId id)
{
    read(
        this, [id](CatalogReader& reader) { return reader.jobDetails(id); },
        [this, id](const Result<JobDetails>& details) {
            if (!details) {
                Q_EMIT failed(details.error());
                return;
            }
            if (details->job.type != JobType::Ingest) {
                m_jobs->resume(id);
                return;
            }
            if (auto request = IngestRequest::fromJson(details->job.payload)) {
                request->resumes = id;
                ingest(*request);
            }
        });
}

void LibraryController::cancelJob(JobId job)
{
    for (Task* task : m_runner.running()) {
        if (task->job() == job)
            task->cancel();
    }
    if (m_jobs)
        m_jobs->cancel(job);
}

void LibraryController::undo(const UndoRequest& request)
{
    if (!m_environment)
        return;
    Task* task = m_runner.start(Task::Kind::Undo, tr("Undoing corrections"),
                                [environment = *m_environment, undo = m_actions.undo,
                                 request](TaskObserver& observer, const CancelToken& cancel) {
                                    return undo(environment, request, observer, cancel);
                                });
    watch(task, {});
}

std::vector<ScheduleEntry> LibraryController::schedule() const
{
    return m_scheduler ? m_scheduler->entries() : std::vector<ScheduleEntry>();
}

/// Called in the turn of the event loop that started the task, before anything can come back from it.
void LibraryController::watch(Task* task, QVariant request)
{
    task->setRequest(std::move(request));
    connect(task, &Task::rowsCorrected, this, [this](const QVector<Correction>& rows) {
        QVector<Correction> committed; // a plan tells changes that have no row
        std::ranges::copy_if(rows, std::back_inserter(committed),
                             [](const Correction& row) { return row.id.isValid(); });
        if (!committed.isEmpty())
            Q_EMIT rowsCorrected(committed);
    });
    connect(task, &Task::correctionsUndone, this, &LibraryController::correctionsUndone);
    connect(task, &Task::itemsIngested, this, &LibraryController::itemsIngested);
    connect(task, &Task::photosPictured, this, &LibraryController::photosPictured);
    connect(task, &Task::projectsChanged, this, &LibraryController::refreshProjects);
    connect(task, &Task::itemsIngested, &m_refreshSoon, qOverload<>(&QTimer::start));
    connect(task, &Task::rowsCorrected, &m_refreshSoon, qOverload<>(&QTimer::start));
    connect(task, &Task::finished, this, [this, task] {
        refreshProjects();
        Q_EMIT taskFinished(task);
    });
    Q_EMIT taskStarted(task);
}

void LibraryController::stopAll()
{
    postponeWaiting();
    if (m_scheduler)
        m_scheduler->stop();
    if (m_jobs)
        m_jobs->stop();
    for (Task* task : m_runner.running()) {
        if (task->kind() == Task::Kind::Ingest)
            task->pause(); // the next start offers to go on
        else if (task->kind() != Task::Kind::Maintenance)
            task->cancel();
    }
}

void LibraryController::doToProjects(std::function<Status(const TaskEnvironment&)> action,
                                     std::function<void()> then)
{
    withLibrary([this, action = std::move(action), then = std::move(then)] {
        m_runner.query(
            this, [environment = *m_environment, action] { return action(environment); },
            [this, then](const Status& done) {
                if (!done)
                    Q_EMIT failed(done.error());
                else if (then)
                    then();
                refreshProjects();
            });
    });
}

void LibraryController::addProject(const QString& name)
{
    doToProjects([add = m_actions.addProject,
                  name](const TaskEnvironment& environment) { return add(environment, name); },
                 [this, name] { Q_EMIT projectAdded(name); });
}

void LibraryController::renameProject(const QString& oldName, const QString& newName)
{
    doToProjects([rename = m_actions.renameProject, oldName, newName](const TaskEnvironment& environment) {
        return rename(environment, oldName, newName);
    });
}

void LibraryController::removeProject(const QString& name)
{
    doToProjects([remove = m_actions.removeProject, name](const TaskEnvironment& environment) {
        return remove(environment, name);
    });
}

} // namespace safelight
