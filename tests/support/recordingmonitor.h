#pragma once

#include "monitor/monitorservice.h"

#include "base/pathtext.h"

#include <QStringList>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace safelight::test {

/// Keeps everything that watched folders tell, and lets a test wait for it.
class RecordingMonitor final : public MonitorObserver
{
public:
    void statusChanged(const WatchStatus& status) override
    {
        const std::lock_guard lock(m_mutex);
        m_status = status;
        if (m_states.isEmpty() || m_states.last() != watchStateName(status.state))
            m_states += watchStateName(status.state);
        ++m_changes;
        m_changed.notify_all();
    }
    void happened(WatchedFolderId /*folder*/, const Fact& fact) override
    {
        const std::lock_guard lock(m_mutex);
        if (const auto* ingested = std::get_if<ItemsIngested>(&fact))
            note(ingested->items);
        m_changed.notify_all();
    }
    void progressed(WatchedFolderId /*folder*/, const TaskProgress& /*progress*/) override {}

    /// Waits until the latest status is like this. False after a long time.
    bool await(const std::function<bool(const WatchStatus&)>& isRight) const
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, kPatience, [&] { return isRight(m_status); });
    }
    /// Waits until so many files were taken in, all told.
    bool awaitTakenIn(qint64 files) const
    {
        return await([files](const WatchStatus& status) { return status.takenIn >= files; });
    }
    /// The same over everything that was watched.
    bool awaitImported(qint64 files) const
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, kPatience, [&] { return m_imported >= files; });
    }
    bool awaitState(WatchState state) const
    {
        return await([state](const WatchStatus& status) { return status.state == state; });
    }

    QVector<IngestItem> items() const
    {
        const std::lock_guard lock(m_mutex);
        return m_items;
    }
    /// How often the status changed.
    int changes() const
    {
        const std::lock_guard lock(m_mutex);
        return m_changes;
    }
    /// The states in their order, each once in a row.
    QStringList states() const
    {
        const std::lock_guard lock(m_mutex);
        return m_states;
    }

private:
    void note(const QVector<IngestItem>& items)
    {
        m_items += items;
        m_imported += std::ranges::count(items, IngestOutcome::Imported, &IngestItem::outcome);
    }

    static constexpr std::chrono::seconds kPatience{60};

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    WatchStatus m_status;        // guarded by m_mutex
    QStringList m_states;        // guarded by m_mutex
    QVector<IngestItem> m_items; // guarded by m_mutex
    qint64 m_imported = 0;       // guarded by m_mutex
    int m_changes = 0;           // guarded by m_mutex
};

} // namespace safelight::test
