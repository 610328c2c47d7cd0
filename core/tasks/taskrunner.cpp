#include "tasks/taskrunner.h"

#include "base/threadpriority.h"
#include "tasks/taskchannel.h"

#include <QtConcurrent>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kCatalogThreads = 2; // short reads: one may wait for the disk while another answers
constexpr int kFileThreads = 4;    // bodies of long tasks, beside jobs; each brings its own workers
constexpr int kNiceness = 5;       // of those and their workers: the window's thread goes first

/// Exceptions lose their type and text on the way through a QFuture, so they end here.
TaskResult runBody(const TaskRunner::Body& body, TaskObserver& observer, const CancelToken& cancel)
{
    try {
        return body(observer, cancel);
    } catch (const std::exception& failure) {
        return {JobState::Failed,
                Error{ErrorCode::Internal, {}, QString::fromUtf8(failure.what()), nullptr},
                {},
                {}};
    }
}

} // namespace

TaskRunner::TaskRunner(QObject* parent) : QObject(parent)
{
    m_catalogPool.setMaxThreadCount(kCatalogThreads);
    m_filesPool.setMaxThreadCount(kFileThreads);
}

TaskRunner::~TaskRunner()
{
    for (Task* task : m_running)
        task->cancel();
    waitForDone();
}

void TaskRunner::makeRoomFor(int jobs)
{
    m_filesPool.setMaxThreadCount(kFileThreads + jobs);
}

void TaskRunner::waitForDone()
{
    m_filesPool.waitForDone();
    m_catalogPool.waitForDone();
}

Task* TaskRunner::start(Task::Kind kind, const QString& title, Body body, Lane lane)
{
    auto* task = new Task(kind, title, this);
    m_running.push_back(task);
    connect(task, &Task::finished, this, [this, task] {
        std::erase(m_running, task);
        task->deleteLater();
        if (m_running.empty())
            Q_EMIT idle();
    });
    auto channel = std::make_shared<TaskChannel>(*task);
    runOnPool(lane, [channel, body = std::move(body), cancel = task->m_cancel] {
        channel->finish(runBody(body, *channel, cancel));
    });
    Q_EMIT started(task);
    return task;
}

void TaskRunner::runOnPool(Lane lane, std::function<void()> work)
{
    QThreadPool& pool = lane == Lane::Catalog ? m_catalogPool : m_filesPool;
    if (lane == Lane::Files)
        work = [work = std::move(work)] {
            setThreadNiceness(kNiceness);
            work();
        };
    // The future is not kept: the end is told by the channel, and the pool knows whom to wait for.
    (void)QtConcurrent::run(&pool, std::move(work));
}

} // namespace safelight
