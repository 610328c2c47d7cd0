#include "ui/jobboard.h"

#include "tasks/jobrequest.h"
#include "ui/librarycontroller.h"

#include <QSet>

#include <algorithm>
#include <numeric>

namespace safelight {

namespace {

constexpr std::chrono::milliseconds kSoon{60};
/// What other programs do to the queue, and when an ingest gets its row, is told by nobody.
constexpr std::chrono::seconds kPoll{2};

bool isActive(const Job& job)
{
    return job.state == JobState::Running || job.state == JobState::Queued || job.state == JobState::Paused;
}

bool isApplied(const ProposalGroup& group, const QVector<Job>& jobs)
{
    return std::ranges::any_of(jobs, [&](const Job& job) {
        if (!isActive(job))
            return false;
        const JobRequest request = requestOf(job);
        const auto project = request.scope.project();
        return request.options.mode == StepMode::Approved && request.options.approved == group.job &&
               (!project || !group.project || project == group.project);
    });
}

bool proposesAllOf(const ProposalGroup& newer, const ProposalGroup& older)
{
    return newer.project == older.project && std::ranges::all_of(older.parts, [&](const Proposals& part) {
               return std::ranges::find(newer.parts, part.action, &Proposals::action) != newer.parts.end();
           });
}

/// `groups` are sorted, newest job first.
QVector<ProposalGroup> newestOf(const QVector<ProposalGroup>& groups)
{
    QVector<ProposalGroup> newest;
    for (const ProposalGroup& group : groups) {
        const auto newer = std::ranges::find_if(
            newest, [&](const ProposalGroup& candidate) { return proposesAllOf(candidate, group); });
        if (newer == newest.end()) {
            newest += group;
            continue;
        }
        newer->earlier += group.job;
        newer->isBeingApplied = newer->isBeingApplied || group.isBeingApplied;
    }
    return newest;
}

} // namespace

qint64 ProposalGroup::count() const
{
    return std::accumulate(parts.begin(), parts.end(), qint64{0},
                           [](qint64 sum, const Proposals& part) { return sum + part.count; });
}

QVector<ProposalGroup> groupProposals(const QVector<Proposals>& proposals, const QVector<Job>& jobs)
{
    // What belongs to no project can only be decided on together with all of its job.
    QSet<JobId> undivided;
    for (const Proposals& part : proposals) {
        if (!part.project.isValid())
            undivided.insert(part.job);
    }
    QVector<ProposalGroup> groups;
    for (const Proposals& part : proposals) {
        const auto project = undivided.contains(part.job) ? std::nullopt : std::optional(part.project);
        auto group = std::ranges::find_if(groups, [&](const ProposalGroup& candidate) {
            return candidate.job == part.job && candidate.project == project;
        });
        if (group == groups.end()) {
            groups += ProposalGroup{part.job, project, project ? part.projectName : QString(), {}, part.at,
                                    false,    {}};
            group = groups.end() - 1;
        }
        group->parts += part;
    }
    for (ProposalGroup& group : groups)
        group.isBeingApplied = isApplied(group, jobs);
    return newestOf(groups);
}

JobBoard::JobBoard(LibraryController& library, QObject* parent) : QObject(parent), m_library(library)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoon);
    connect(&m_soon, &QTimer::timeout, this, &JobBoard::refresh);
    connect(&m_poll, &QTimer::timeout, this, &JobBoard::refresh);
    connect(&library, &LibraryController::jobsChanged, this, &JobBoard::refreshSoon);
    connect(&library, &LibraryController::stateChanged, this, &JobBoard::refreshSoon);
    connect(&library, &LibraryController::taskStarted, this, &JobBoard::follow);
    connect(&library, &LibraryController::taskFinished, this, &JobBoard::refreshSoon);
}

void JobBoard::refreshSoon()
{
    if (!m_soon.isActive())
        m_soon.start();
}

Result<JobBoard::Found> JobBoard::readFrom(CatalogReader& reader)
{
    Found found;
    SAFELIGHT_ASSIGN(found.jobs, reader.latestJobs(kMostJobs));
    SAFELIGHT_ASSIGN(found.proposals, reader.proposals());
    SAFELIGHT_ASSIGN(const QVector<JobStep> steps, reader.latestSteps());
    for (const JobStep& step : steps) {
        const auto known = std::ranges::find(found.jobs, step.job, &Job::id);
        if (known != found.jobs.end()) {
            found.runs += LastRun{step, *known};
            continue;
        }
        SAFELIGHT_ASSIGN(const JobDetails details, reader.jobDetails(step.job));
        found.runs += LastRun{step, details.job};
    }
    return found;
}

void JobBoard::refresh()
{
    if (m_library.state() != LibraryController::State::Open)
        return;
    if (m_isReading) {
        m_readsAgain = true;
        return;
    }
    m_isReading = true;
    m_library.read(
        this, [](CatalogReader& reader) { return readFrom(reader); },
        [this](Result<Found> found) {
            m_isReading = false;
            if (found)
                take(*std::move(found));
            else
                Q_EMIT failed(found.error());
            if (std::exchange(m_readsAgain, false))
                refresh();
        });
}

void JobBoard::take(Found found)
{
    m_jobs = std::move(found.jobs);
    m_runs = std::move(found.runs);
    m_proposals = groupProposals(found.proposals, m_jobs);
    for (const Job& job : std::as_const(m_jobs)) {
        if (job.state != JobState::Running)
            m_progress.remove(job.id);
    }
    if (wantsPolling())
        m_poll.start(kPoll);
    else
        m_poll.stop();
    Q_EMIT changed();
}

/// Something runs that does not tell this program of its own accord.
bool JobBoard::wantsPolling() const
{
    const auto& running = m_library.runner().running();
    const bool isAnyElsewhere = std::ranges::any_of(m_jobs, [&](const Job& job) {
        return job.state == JobState::Running && !m_progress.contains(job.id);
    });
    const bool isAnyWithoutRow = std::ranges::any_of(running, [this](const Task* task) {
        return task->kind() == Task::Kind::Ingest && !jobOf(task).isValid();
    });
    return isAnyElsewhere || isAnyWithoutRow;
}

void JobBoard::follow(Task* task)
{
    if (task->kind() == Task::Kind::Undo)
        return; // no job of the catalogue
    connect(task, &Task::progressed, this,
            [this, task](const TaskProgress& progress) { takeProgress(task, progress); });
    refreshSoon();
}

JobId JobBoard::jobOf(const Task* task) const
{
    if (task->job().isValid() || task->kind() != Task::Kind::Ingest)
        return task->job();
    // Which row is its own is known when it ends; watched folders and other programs take in beside it.
    const QJsonObject payload = task->request().value<IngestRequest>().toJson();
    const auto found = std::ranges::find_if(m_jobs, [&](const Job& job) {
        return job.type == JobType::Ingest && job.state == JobState::Running && job.payload == payload;
    });
    return found == m_jobs.end() ? JobId{} : found->id;
}

void JobBoard::takeProgress(Task* task, const TaskProgress& progress)
{
    const JobId job = jobOf(task);
    if (!job.isValid() || task->isFinished()) {
        if (!m_poll.isActive())
            m_poll.start(kPoll);
        return;
    }
    m_progress[job] = progress;
    Q_EMIT progressed(job, progress);
}

Task* JobBoard::taskOf(JobId job) const
{
    const auto& running = m_library.runner().running();
    const auto found =
        std::ranges::find_if(running, [&](const Task* task) { return job.isValid() && jobOf(task) == job; });
    return found == running.end() ? nullptr : *found;
}

std::optional<LastRun> JobBoard::lastRun(MaintenanceTask task) const
{
    const auto found =
        std::ranges::find_if(m_runs, [task](const LastRun& run) { return run.step.task == task; });
    return found == m_runs.end() ? std::nullopt : std::optional(*found);
}

std::optional<Job> JobBoard::lastJob(const std::vector<MaintenanceTask>& steps) const
{
    const auto found = std::ranges::find_if(
        m_jobs, [&](const Job& job) { return job.startedAt.isValid() && requestOf(job).steps == steps; });
    return found == m_jobs.end() ? std::nullopt : std::optional(*found);
}

std::optional<TaskProgress> JobBoard::progress(JobId job) const
{
    const auto found = m_progress.constFind(job);
    return found == m_progress.constEnd() ? std::nullopt : std::optional(*found);
}

} // namespace safelight
