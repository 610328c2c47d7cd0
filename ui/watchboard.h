#pragma once

#include "monitor/foldermonitor.h"

#include "tasks/taskenvironment.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace safelight {

/// A watched folder as the window shows it.
struct WatchEntry
{
    WatchedFolder folder;
    WatchStatus status;
    std::optional<TaskProgress> progress; ///< of an ingest that runs for it
};

/// What became of a wish to watch a folder.
struct WatchAnswer
{
    WatchProblem problem;
    std::optional<Error> error;

    bool isFine() const { return problem.kind == WatchProblem::Kind::None && !error; }
};

/// The watched folders of the open library. Lives on the GUI thread; what waits for the catalogue or for a
/// folder is done on a thread of its own, one thing after the other, as it was asked for. Only looking
/// changes nothing.
class WatchBoard : public QObject
{
    Q_OBJECT

public:
    using Make = std::function<std::unique_ptr<FolderMonitor>(const TaskEnvironment&, MonitorObserver&)>;
    using Receive = std::function<void(const WatchAnswer&)>;

    explicit WatchBoard(QObject* parent = nullptr);
    /// As end().
    ~WatchBoard() override;

    /// Makes the monitor of a library; nothing is watched before the first refresh().
    void open(const Make& make, const TaskEnvironment& environment);
    /// Asks all to stop after their current file, and returns at once.
    void stopSoon();
    /// Stops all and waits; only for the end of the program.
    void end();

    /// In the order in which they were added.
    const QVector<WatchEntry>& entries() const { return m_entries; }
    /// Null: there is none.
    const WatchEntry* find(WatchedFolderId id) const;

    /// Follows what other programs have changed.
    void refresh();
    /// Whether a folder could be watched as it stands; all is well while there is no library to ask.
    void check(QObject* context, const WatchedFolder& folder, Receive receive);
    /// Keeps a new folder, or the changes to one that has an id, if nothing is wrong with it.
    void save(QObject* context, const WatchedFolder& folder, Receive receive);
    void start(WatchedFolderId id);
    void stop(WatchedFolderId id);
    void restart(WatchedFolderId id);
    /// Forgets the entry; no picture is touched.
    void remove(WatchedFolderId id);
    void retryNow(WatchedFolderId id);

Q_SIGNALS:
    /// Folders came, went or were changed.
    void entriesChanged();
    /// How one is doing.
    void entryChanged(safelight::WatchedFolderId id);
    /// Facts of their ingests, after the commit, lossless and in order.
    void happened(const safelight::Fact& fact);
    /// An ingest has come to another stage.
    void stageChanged();
    void ingestEnded(safelight::WatchedFolderId id, const safelight::TaskResult& result);
    void failed(const safelight::Error& error);

private:
    class Relay;
    using Work = std::function<WatchAnswer(FolderMonitor&)>;

    void run(QObject* context, Work work, Receive receive);
    void runOrTell(std::function<Status(FolderMonitor&)> work);
    void take(const std::vector<WatchedFolder>& folders, const QVector<WatchStatus>& states);
    void takeNews();
    void endIngest(WatchedFolderId id, const TaskResult& result);
    WatchEntry* entryOf(WatchedFolderId id);

    std::unique_ptr<Relay> m_relay;
    std::unique_ptr<FolderMonitor> m_monitor; ///< ends before the relay that it tells
    QThreadPool m_pool;                       ///< uses the monitor
    QTimer m_pace;
    QVector<WatchEntry> m_entries;
    bool m_isRefreshing = false;
};

} // namespace safelight
