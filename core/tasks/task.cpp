#include "tasks/task.h"

namespace safelight {

Task::Task(Kind kind, QString title, QObject* parent)
    : QObject(parent), m_kind(kind), m_title(std::move(title))
{
    m_clock.start();
}

std::chrono::milliseconds Task::elapsed() const
{
    return std::chrono::milliseconds(m_clock.elapsed());
}

void Task::cancel()
{
    if (isFinished() || m_cancel.isCancelled())
        return;
    m_cancel.cancel();
    Q_EMIT cancelRequested();
}

void Task::pause()
{
    if (!isFinished())
        m_cancel.pause();
}

void Task::takeProgress(const TaskProgress& progress)
{
    m_progress = progress;
    Q_EMIT progressed(progress);
}

void Task::takeFact(const Fact& fact)
{
    struct Emit
    {
        Task& task;
        void operator()(const RowsCorrected& fact) const { Q_EMIT task.rowsCorrected(fact.rows); }
        void operator()(const CorrectionsUndone& fact) const { Q_EMIT task.correctionsUndone(fact.rows); }
        void operator()(const ItemsIngested& fact) const { Q_EMIT task.itemsIngested(fact.items); }
        void operator()(const PhotosPictured& fact) const { Q_EMIT task.photosPictured(fact.photos); }
        void operator()(const ProjectsChanged& fact) const { Q_EMIT task.projectsChanged(fact.projects); }
        void operator()(const ProjectSkipped& fact) const { Q_EMIT task.projectSkipped(fact.reason); }
        void operator()(const ItemFailed& fact) const { Q_EMIT task.itemFailed(fact.project, fact.reason); }
        void operator()(const ItemLeftAlone& fact) const
        {
            Q_EMIT task.itemLeftAlone(fact.project, fact.reason);
        }
    };
    std::visit(Emit{*this}, fact);
}

void Task::finish(TaskResult result)
{
    // A task that was cancelled is cancelled, also when it reached its end at the same moment.
    if (m_cancel.isCancelled() && !m_cancel.isPaused() &&
        (result.state == JobState::Done || result.state == JobState::DoneWithFailures))
        result.state = JobState::Cancelled;
    m_result = std::move(result);
    Q_EMIT finished(*m_result);
}

} // namespace safelight
