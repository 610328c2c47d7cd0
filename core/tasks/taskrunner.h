#pragma once

#include "tasks/task.h"

#include <QPointer>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <vector>

namespace safelight {

/// Starts background work for the window and brings back what it tells. Lives on the GUI thread; the bodies
/// run by QtConcurrent::run on its own pools.
///
/// Two channels come back from a body: telemetry, of which the latest wins, at most ten a second; and facts,
/// one queued call each. Facts are no QFuture results: a cancelled future drops results that were committed
/// already.
class TaskRunner : public QObject
{
    Q_OBJECT

public:
    /// Which threads a body needs: the catalogue's (short reads for the window), or the files' (long work).
    enum class Lane { Catalog, Files };

    /// Work: runs on a pool thread, tells `observer`, looks at `cancel`, and returns how it ended. What it
    /// throws is caught.
    using Body = std::function<TaskResult(TaskObserver& observer, const CancelToken& cancel)>;

    explicit TaskRunner(QObject* parent = nullptr);
    /// Asks everything to stop, and waits until it has: nothing is abandoned.
    ~TaskRunner() override;

    /// The task is owned by the runner and is deleted some time after `finished`.
    Task* start(Task::Kind kind, const QString& title, Body body, Lane lane = Lane::Files);

    /// Computes off the GUI thread and hands the result to `receive` on the thread of `context`, unless that
    /// is gone by then.
    template <class Compute, class Receive>
    void query(QObject* context, Compute compute, Receive receive);

    /// Makes sure that so many jobs can run beside what else is started.
    void makeRoomFor(int jobs);

    /// Tasks that have not finished.
    const std::vector<Task*>& running() const { return m_running; }

    /// Waits until everything that was started has ended, without an event loop; only for the end of the
    /// program.
    void waitForDone();

Q_SIGNALS:
    void started(safelight::Task* task);
    /// The last one of `running()` has finished.
    void idle();

private:
    void runOnPool(Lane lane, std::function<void()> work);

    QThreadPool m_catalogPool;
    QThreadPool m_filesPool;
    std::vector<Task*> m_running;
};

template <class Compute, class Receive>
void TaskRunner::query(QObject* context, Compute compute, Receive receive)
{
    // The result travels through the runner, which outlives its pools; `context` is looked at on the GUI
    // thread only.
    const QPointer<QObject> guard(context);
    runOnPool(Lane::Catalog,
              [this, guard, compute = std::move(compute), receive = std::move(receive)]() mutable {
                  auto result = std::make_shared<decltype(compute())>(compute());
                  QMetaObject::invokeMethod(
                      this,
                      [guard, result, receive = std::move(receive)]() mutable {
                          if (guard)
                              receive(std::move(*result));
                      },
                      Qt::QueuedConnection);
              });
}

} // namespace safelight
