#include "tasks/taskchannel.h"

namespace safelight {

namespace {

constexpr qint64 kTelemetryIntervalMs = 100; // at most 10 Hz

} // namespace

void TaskChannel::progressed(const TaskProgress& progress)
{
    {
        const std::lock_guard lock(m_mutex);
        const bool isNewStage = progress.stage != m_latest.stage;
        m_latest = progress;
        m_hasUnsent = true;
        const bool isDue =
            !m_sinceSent.isValid() || m_sinceSent.elapsed() >= kTelemetryIntervalMs || isNewStage;
        if (!isDue)
            return;
        m_sinceSent.start();
    }
    postLatest();
}

void TaskChannel::postLatest()
{
    TaskProgress progress;
    {
        const std::lock_guard lock(m_mutex);
        progress = m_latest;
        m_hasUnsent = false;
    }
    Task& task = m_task;
    QMetaObject::invokeMethod(
        &task, [&task, progress] { task.takeProgress(progress); }, Qt::QueuedConnection);
}

void TaskChannel::happened(const Fact& fact)
{
    Task& task = m_task;
    QMetaObject::invokeMethod(
        &task, [&task, fact] { task.takeFact(fact); }, Qt::QueuedConnection);
}

void TaskChannel::finish(TaskResult result)
{
    bool hasUnsent = false;
    {
        const std::lock_guard lock(m_mutex);
        hasUnsent = m_hasUnsent;
    }
    if (hasUnsent)
        postLatest();
    Task& task = m_task;
    QMetaObject::invokeMethod(
        &task, [&task, result = std::move(result)] { task.finish(result); }, Qt::QueuedConnection);
}

} // namespace safelight
