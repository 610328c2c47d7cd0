#include "ui/watchboard.h"

#include <QHash>
#include <QPointer>
#include <QSet>

#include <algorithm>
#include <mutex>

namespace safelight {

namespace {

constexpr std::chrono::milliseconds kNewsPace{100}; // of telemetry: the latest wins

WatchAnswer answerOf(const Status& status)
{
    return {{}, status ? std::nullopt : std::optional(status.error())};
}

} // namespace

/// Brings what the folders' threads tell to the board's thread: facts one by one, the rest at a pace.
class WatchBoard::Relay final : public MonitorObserver
{
public:
    struct News
    {
        QHash<WatchedFolderId, WatchStatus> states;
        QHash<WatchedFolderId, TaskProgress> progress;
    };

    explicit Relay(WatchBoard& board) : m_board(board) {}

    void statusChanged(const WatchStatus& status) override
    {
        const std::lock_guard lock(m_mutex);
        m_news.states.insert(status.id, status);
        wake();
    }
    void progressed(WatchedFolderId folder, const TaskProgress& progress) override
    {
        const std::lock_guard lock(m_mutex);
        m_news.progress.insert(folder, progress);
        wake();
    }
    void happened(WatchedFolderId /*folder*/, const Fact& fact) override
    {
        QMetaObject::invokeMethod(
            &m_board, [board = &m_board, fact] { Q_EMIT board->happened(fact); }, Qt::QueuedConnection);
    }
    void ended(WatchedFolderId folder, const TaskResult& result) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_news.progress.remove(folder);
        }
        QMetaObject::invokeMethod(
            &m_board, [board = &m_board, folder, result] { board->endIngest(folder, result); },
            Qt::QueuedConnection);
    }

    News takeNews()
    {
        const std::lock_guard lock(m_mutex);
        m_isAwake = false;
        return std::exchange(m_news, {});
    }

private:
    /// With m_mutex locked.
    void wake()
    {
        if (!std::exchange(m_isAwake, true))
            QMetaObject::invokeMethod(
                &m_board, [board = &m_board] { board->m_pace.start(); }, Qt::QueuedConnection);
    }

    WatchBoard& m_board;
    std::mutex m_mutex;
    News m_news;            // guarded by m_mutex
    bool m_isAwake = false; // guarded by m_mutex: the board will take the news
};

WatchBoard::WatchBoard(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1); // in the order in which it was asked for
    m_pace.setSingleShot(true);
    m_pace.setInterval(kNewsPace);
    connect(&m_pace, &QTimer::timeout, this, &WatchBoard::takeNews);
}

WatchBoard::~WatchBoard()
{
    end();
}

void WatchBoard::open(const Make& make, const TaskEnvironment& environment)
{
    if (m_monitor || !make)
        return;
    m_relay = std::make_unique<Relay>(*this);
    m_monitor = make(environment, *m_relay);
}

void WatchBoard::stopSoon()
{
    if (m_monitor)
        m_monitor->stopAll();
}

void WatchBoard::end()
{
    stopSoon();
    m_pool.waitForDone();
    m_monitor.reset();
}

const WatchEntry* WatchBoard::find(WatchedFolderId id) const
{
    const auto found =
        std::ranges::find_if(m_entries, [id](const WatchEntry& entry) { return entry.folder.id == id; });
    return found == m_entries.end() ? nullptr : &*found;
}

WatchEntry* WatchBoard::entryOf(WatchedFolderId id)
{
    return const_cast<WatchEntry*>(std::as_const(*this).find(id)); // NOLINT: the entries are ours
}

void WatchBoard::run(QObject* context, Work work, Receive receive)
{
    m_pool.start([this, guard = QPointer<QObject>(context), work = std::move(work),
                  receive = std::move(receive)]() mutable {
        const WatchAnswer answer = work(*m_monitor);
        QMetaObject::invokeMethod(
            this,
            [this, guard, answer, folders = m_monitor->folders(), states = m_monitor->status(),
             receive = std::move(receive)] {
                take(folders, states);
                if (guard && receive)
                    receive(answer);
            },
            Qt::QueuedConnection);
    });
}

void WatchBoard::runOrTell(std::function<Status(FolderMonitor&)> work)
{
    if (!m_monitor)
        return;
    run(
        this, [work = std::move(work)](FolderMonitor& monitor) { return answerOf(work(monitor)); },
        [this](const WatchAnswer& answer) {
            if (answer.error)
                Q_EMIT failed(*answer.error);
        });
}

void WatchBoard::refresh()
{
    if (!m_monitor || std::exchange(m_isRefreshing, true))
        return;
    run(
        this, [](FolderMonitor& monitor) { return answerOf(monitor.load()); },
        [this](const WatchAnswer& answer) {
            m_isRefreshing = false;
            if (answer.error)
                Q_EMIT failed(*answer.error);
        });
}

void WatchBoard::check(QObject* context, const WatchedFolder& folder, Receive receive)
{
    if (!m_monitor) {
        receive({});
        return;
    }
    run(
        context,
        [folder](FolderMonitor& monitor) {
            const auto problem = monitor.check(folder);
            return problem ? WatchAnswer{*problem, {}} : WatchAnswer{{}, problem.error()};
        },
        std::move(receive));
}

void WatchBoard::save(QObject* context, const WatchedFolder& folder, Receive receive)
{
    if (!m_monitor)
        return;
    run(
        context,
        [folder](FolderMonitor& monitor) {
            const auto problem = monitor.check(folder);
            if (!problem)
                return WatchAnswer{{}, problem.error()};
            if (problem->kind != WatchProblem::Kind::None)
                return WatchAnswer{*problem, {}};
            if (folder.id.isValid())
                return answerOf(monitor.edit(folder));
            const auto added = monitor.add(folder);
            return added ? WatchAnswer{} : WatchAnswer{{}, added.error()};
        },
        std::move(receive));
}

void WatchBoard::start(WatchedFolderId id)
{
    runOrTell([id](FolderMonitor& monitor) { return monitor.setEnabled(id, true); });
}

void WatchBoard::stop(WatchedFolderId id)
{
    if (m_monitor)
        m_monitor->stop(id); // now; that it stays stopped is written when its turn comes
    runOrTell([id](FolderMonitor& monitor) { return monitor.setEnabled(id, false); });
}

void WatchBoard::restart(WatchedFolderId id)
{
    runOrTell([id](FolderMonitor& monitor) {
        Status enabled = monitor.setEnabled(id, true);
        if (enabled)
            monitor.restart(id);
        return enabled;
    });
}

void WatchBoard::remove(WatchedFolderId id)
{
    if (m_monitor)
        m_monitor->stop(id);
    runOrTell([id](FolderMonitor& monitor) { return monitor.remove(id); });
}

void WatchBoard::retryNow(WatchedFolderId id)
{
    if (m_monitor)
        m_monitor->retryNow(id);
}

void WatchBoard::take(const std::vector<WatchedFolder>& folders, const QVector<WatchStatus>& states)
{
    QVector<WatchEntry> entries;
    for (const WatchedFolder& folder : folders) {
        WatchEntry entry;
        entry.folder = folder;
        const auto state = std::ranges::find(states, folder.id, &WatchStatus::id);
        if (state != states.end())
            entry.status = *state;
        if (const WatchEntry* before = find(folder.id))
            entry.progress = before->progress;
        entries += entry;
    }
    m_entries = entries;
    Q_EMIT entriesChanged();
}

void WatchBoard::takeNews()
{
    const Relay::News news = m_relay->takeNews();
    QSet<WatchedFolderId> changed;
    bool isOtherStage = false;
    for (auto it = news.states.begin(); it != news.states.end(); ++it) {
        if (WatchEntry* entry = entryOf(it.key())) {
            entry->status = it.value();
            changed.insert(it.key());
        }
    }
    for (auto it = news.progress.begin(); it != news.progress.end(); ++it) {
        if (WatchEntry* entry = entryOf(it.key())) {
            isOtherStage = isOtherStage || !entry->progress || entry->progress->stage != it.value().stage;
            entry->progress = it.value();
            changed.insert(it.key());
        }
    }
    for (const WatchedFolderId id : std::as_const(changed))
        Q_EMIT entryChanged(id);
    if (isOtherStage)
        Q_EMIT stageChanged();
}

void WatchBoard::endIngest(WatchedFolderId id, const TaskResult& result)
{
    if (WatchEntry* entry = entryOf(id)) {
        entry->progress.reset();
        Q_EMIT entryChanged(id);
    }
    Q_EMIT ingestEnded(id, result);
}

} // namespace safelight
