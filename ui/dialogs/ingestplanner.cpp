#include "ui/dialogs/ingestplanner.h"

#include "ui/librarycontroller.h"

namespace safelight {

IngestPlanner::IngestPlanner(LibraryController& library, QObject* parent)
    : QObject(parent), m_library(library)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kDelay);
    connect(&m_soon, &QTimer::timeout, this, &IngestPlanner::begin);
}

IngestPlanner::~IngestPlanner()
{
    leaveTask();
}

void IngestPlanner::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
}

/// Its answer is no longer wanted; it ends by itself.
void IngestPlanner::leaveTask()
{
    if (!m_task)
        return;
    m_task->disconnect(this);
    m_task->cancel();
    m_task = nullptr;
}

void IngestPlanner::stop()
{
    m_soon.stop();
    leaveTask();
    m_failure.reset();
    m_progress = {};
    m_readRate.reset();
    m_warnings.clear();
    Q_EMIT restarted();
    setState(State::Idle);
}

void IngestPlanner::plan(const IngestRequest& request)
{
    leaveTask();
    m_request = request;
    m_failure.reset();
    m_progress = {};
    m_readRate.reset();
    m_warnings.clear();
    Q_EMIT restarted();
    m_soon.start();
    setState(State::Soon);
}

void IngestPlanner::begin()
{
    m_task = m_library.plan(m_request);
    if (!m_task) {
        setState(State::Idle);
        return;
    }
    connect(m_task, &Task::itemsIngested, this, &IngestPlanner::itemsFound);
    connect(m_task, &Task::progressed, this, [this](const TaskProgress& progress) {
        m_progress = progress;
        Q_EMIT changed();
    });
    connect(m_task, &Task::finished, this, [this](const TaskResult& result) {
        m_task = nullptr;
        m_failure = result.error;
        m_warnings = cardWarningsOf(result.summary);
        if (const QJsonValue rate = result.summary[u"read_bytes_per_second"]; rate.isDouble())
            m_readRate = rate.toDouble();
        const bool isWhole = result.state == JobState::Done || result.state == JobState::DoneWithFailures;
        setState(isWhole ? State::Done : State::Failed);
    });
    setState(State::Planning);
}

} // namespace safelight
