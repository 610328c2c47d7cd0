#include "monitor/watchstatus.h"

namespace safelight {

QString watchStateName(WatchState state)
{
    switch (state) {
    case WatchState::Running:
        return QStringLiteral("running");
    case WatchState::Polling:
        return QStringLiteral("polling");
    case WatchState::Stopped:
        return QStringLiteral("stopped");
    case WatchState::Error:
        return QStringLiteral("error");
    }
    return QStringLiteral("stopped");
}

QString watchEventName(WatchEvent::Kind kind)
{
    switch (kind) {
    case WatchEvent::Kind::Started:
        return QStringLiteral("started");
    case WatchEvent::Kind::Stopped:
        return QStringLiteral("stopped");
    case WatchEvent::Kind::Away:
        return QStringLiteral("away");
    case WatchEvent::Kind::Unreadable:
        return QStringLiteral("unreadable");
    case WatchEvent::Kind::TakenIn:
        return QStringLiteral("taken_in");
    case WatchEvent::Kind::Duplicate:
        return QStringLiteral("duplicate");
    case WatchEvent::Kind::LeftAlone:
        return QStringLiteral("left_alone");
    case WatchEvent::Kind::Failed:
        return QStringLiteral("failed");
    }
    return QStringLiteral("failed");
}

StatusBoard::StatusBoard(const WatchedFolder& folder, MonitorObserver& observer) : m_observer(observer)
{
    m_status.id = folder.id;
    m_status.folder = folder.folder;
}

WatchStatus StatusBoard::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

/// Changes the status, and tells of it outside the lock if `change` says that there is something to tell.
template <class Change>
void StatusBoard::update(Change change)
{
    std::optional<WatchStatus> changed;
    {
        const std::lock_guard lock(m_mutex);
        if (change())
            changed = m_status;
    }
    if (changed)
        m_observer.statusChanged(*changed);
}

void StatusBoard::add(WatchEvent::Kind kind, const QString& path, const std::optional<Error>& reason)
{
    if (m_status.events.size() >= WatchStatus::kMostEvents)
        m_status.events.removeFirst();
    m_status.events += WatchEvent{QDateTime::currentDateTimeUtc(), path, kind, reason};
}

void StatusBoard::setState(WatchState state, const std::optional<Error>& error)
{
    update([&] {
        const bool isSameError =
            state == WatchState::Error && m_status.error && error && m_status.error->code == error->code;
        if (m_status.state == state && (state != WatchState::Error || isSameError))
            return false;
        if (state == WatchState::Error)
            add(WatchEvent::Kind::Away, m_status.folder, error);
        else
            add(state == WatchState::Stopped ? WatchEvent::Kind::Stopped : WatchEvent::Kind::Started,
                m_status.folder, {});
        m_status.state = state;
        m_status.error = error;
        return true;
    });
}

void StatusBoard::noteScan(const QVector<Error>& gaps)
{
    update([&] {
        QStringList subjects;
        for (const Error& gap : gaps) {
            subjects += gap.subject;
            if (!m_lastGaps.contains(gap.subject))
                add(WatchEvent::Kind::Unreadable, gap.subject, gap);
        }
        m_lastGaps = subjects;
        m_status.lastScan = QDateTime::currentDateTimeUtc();
        return true;
    });
}

void StatusBoard::noteItems(const QVector<IngestItem>& items)
{
    update([&] {
        for (const IngestItem& item : items) {
            switch (item.outcome) {
            case IngestOutcome::Imported:
                ++m_status.takenIn;
                add(WatchEvent::Kind::TakenIn, item.path, item.reason);
                break;
            case IngestOutcome::Duplicate:
                ++m_status.duplicates;
                add(WatchEvent::Kind::Duplicate, item.path, item.reason);
                break;
            case IngestOutcome::Conflict:
            case IngestOutcome::Skipped:
                ++m_status.leftAlone;
                add(WatchEvent::Kind::LeftAlone, item.path, item.reason);
                break;
            case IngestOutcome::Failed:
                add(WatchEvent::Kind::Failed, item.path, item.reason);
                break;
            }
        }
        return true;
    });
}

void StatusBoard::setFiles(qint64 found, qint64 queue, const QVector<QuarantinedFile>& quarantine)
{
    update([&] {
        const auto sameFile = [](const QuarantinedFile& a, const QuarantinedFile& b) {
            return a.path == b.path && a.attempts == b.attempts;
        };
        const bool isSame = m_status.found == found && m_status.queue == queue &&
                            std::ranges::equal(m_status.quarantine, quarantine, sameFile);
        m_status.found = found;
        m_status.queue = queue;
        m_status.failed = quarantine.size();
        m_status.quarantine = quarantine;
        return !isSame;
    });
}

} // namespace safelight
