#include "tasks/jobdispatcher.h"

#include <algorithm>

namespace safelight {

namespace {

/// A connection for a short visit to the queue.
template <class Visit>
auto visitQueue(const TaskEnvironment& environment, Visit visit) -> decltype(visit(std::declval<JobQueue&>()))
{
    Connection connection(environment.library.catalog());
    if (const Status opened = connection.open(); !opened)
        return opened.error();
    JobQueue queue(environment, connection);
    return visit(queue);
}

} // namespace

JobDispatcher::JobDispatcher(TaskRunner& runner, TaskEnvironment environment, const StepTable& tasks,
                             TitleOf titleOf, QObject* parent)
    : QObject(parent),
      m_runner(runner),
      m_environment(std::move(environment)),
      m_tasks(tasks),
      m_titleOf(std::move(titleOf)),
      m_lanes(JobLanes::from(m_environment.settings))
{
    m_runner.makeRoomFor(m_lanes.places);
    m_due.setSingleShot(true);
    m_due.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_due, &QTimer::timeout, this, &JobDispatcher::look);
}

void JobDispatcher::request(const JobRequest& request)
{
    change([request](JobQueue& queue) -> Status {
        SAFELIGHT_TRY(queue.enqueue(request));
        return {};
    });
}

void JobDispatcher::approve(JobId job, std::optional<ProjectId> project)
{
    change([environment = m_environment, job, project](JobQueue& queue) -> Status {
        SAFELIGHT_ASSIGN(const JobRequest request, requestForProposals(environment, job, project));
        SAFELIGHT_TRY(queue.enqueue(request));
        return {};
    });
}

void JobDispatcher::dismiss(JobId job, std::optional<ProjectId> project)
{
    change([environment = m_environment, job, project](JobQueue&) -> Status {
        SAFELIGHT_TRY(dismissProposals(environment, job, project));
        return {};
    });
}

void JobDispatcher::pause(JobId job)
{
    if (const Running* here = running(job)) {
        here->task->pause();
        return;
    }
    change([job](JobQueue& queue) -> Status {
        SAFELIGHT_TRY(queue.pause(job));
        return {};
    });
}

void JobDispatcher::resume(JobId job)
{
    change([job](JobQueue& queue) -> Status {
        SAFELIGHT_TRY(queue.resume(job));
        return {};
    });
}

void JobDispatcher::cancel(JobId job)
{
    if (const Running* here = running(job)) {
        here->task->cancel();
        return;
    }
    change([job](JobQueue& queue) -> Status {
        SAFELIGHT_TRY(queue.cancel(job));
        return {};
    });
}

void JobDispatcher::change(std::function<Status(JobQueue&)> what)
{
    m_runner.query(
        this, [environment = m_environment, what = std::move(what)] { return visitQueue(environment, what); },
        [this](const Status& changed) {
            if (!changed)
                Q_EMIT failed(changed.error());
            Q_EMIT queueChanged();
            look();
        });
}

void JobDispatcher::look()
{
    if (m_isStopped)
        return;
    if (m_isLooking) {
        m_looksAgain = true;
        return;
    }
    m_isLooking = true;
    const bool hasRoom = m_lanes.hasRoom(priorities());
    m_runner.query(
        this,
        [environment = m_environment, lanes = m_lanes, hasRoom] {
            return visitQueue(environment, [&](JobQueue& queue) -> Result<Found> {
                Found found;
                SAFELIGHT_TRY(queue.recover()); // of a program that died while this one went on
                if (hasRoom) {
                    SAFELIGHT_ASSIGN(found.claimed, queue.claimNext(0));
                }
                if (!found.claimed) {
                    SAFELIGHT_ASSIGN(found.isPriorityWaiting, queue.isAnyWaiting(lanes.threshold));
                }
                SAFELIGHT_ASSIGN(found.nextDue, queue.nextDue());
                return found;
            });
        },
        [this](const Result<Found>& found) {
            m_isLooking = false;
            act(found);
            if (std::exchange(m_looksAgain, false))
                look();
        });
}

void JobDispatcher::act(const Result<Found>& found)
{
    if (!found) {
        Q_EMIT failed(found.error());
        return;
    }
    if (found->claimed) {
        start(*found->claimed);
        m_looksAgain = true; // for one more
    } else if (found->isPriorityWaiting) {
        makeRoom();
    }
    m_due.stop();
    if (found->nextDue) {
        const qint64 ms = std::max<qint64>(0, QDateTime::currentDateTimeUtc().msecsTo(*found->nextDue));
        m_due.start(std::chrono::milliseconds(ms) + std::chrono::milliseconds(50));
    }
}

void JobDispatcher::start(const Job& job)
{
    Running running{job.id, job.priority, nullptr, {}};
    running.options.onFailure = JobRunOptions::OnFailure::TryLater;
    running.task =
        m_runner.start(Task::Kind::Maintenance, m_titleOf(job),
                       [environment = m_environment, &tasks = m_tasks, job,
                        options = running.options](TaskObserver& observer, const CancelToken& cancel) {
                           return runClaimedJob(environment, tasks, job, observer, cancel, options);
                       });
    running.task->setJob(job.id);
    Task* const task = running.task;
    m_running.push_back(std::move(running));
    connect(task, &Task::finished, this, [this, task] {
        std::erase_if(m_running, [task](const Running& one) { return one.task == task; });
        Q_EMIT queueChanged();
        look();
    });
    if (m_isStopped) { // claimed while the program was about to end
        m_running.back().options.yields->store(true);
        task->pause();
    }
    Q_EMIT started(task, job);
    Q_EMIT queueChanged();
}

void JobDispatcher::makeRoom()
{
    const auto who = m_lanes.whoYields(priorities());
    if (!who)
        return;
    m_running[*who].options.yields->store(true);
    m_running[*who].task->pause();
}

void JobDispatcher::stop()
{
    m_isStopped = true;
    m_due.stop();
    for (const Running& running : m_running) {
        running.options.yields->store(true);
        running.task->pause();
    }
}

std::vector<int> JobDispatcher::priorities() const
{
    std::vector<int> all;
    for (const Running& running : m_running)
        all.push_back(running.priority);
    return all;
}

const JobDispatcher::Running* JobDispatcher::running(JobId job) const
{
    const auto found = std::ranges::find(m_running, job, &Running::id);
    return found == m_running.end() ? nullptr : &*found;
}

} // namespace safelight
