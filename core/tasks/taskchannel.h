#pragma once

#include "tasks/task.h"

#include <QElapsedTimer>

#include <mutex>

namespace safelight {

/// Carries telemetry and facts from a body's threads to its Task's thread.
class TaskChannel final : public TaskObserver
{
public:
    /// `task` must outlive the channel: the runner deletes tasks only after their bodies have ended.
    explicit TaskChannel(Task& task) : m_task(task) {}

    void progressed(const TaskProgress& progress) override;
    void happened(const Fact& fact) override;
    /// The last words: the latest progress, then the end.
    void finish(TaskResult result);

private:
    void postLatest();

    Task& m_task;
    std::mutex m_mutex;
    TaskProgress m_latest;     // guarded by m_mutex
    bool m_hasUnsent = false;  // guarded by m_mutex
    QElapsedTimer m_sinceSent; // guarded by m_mutex
};

} // namespace safelight
