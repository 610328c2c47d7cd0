#pragma once

#include "base/error.h"
#include "domain/ingestitem.h"
#include "domain/watchedfolder.h"
#include "tasks/task.h"

#include <QDateTime>
#include <QMetaType>
#include <QVector>

#include <mutex>
#include <optional>

namespace safelight {

enum class WatchState {
    Running, ///< the system tells of new files
    Polling, ///< the folder is looked at again and again
    Stopped,
    Error, ///< the folder, or where it goes, is away: tried again until it is back
};
/// `running`, `polling`, `stopped`, `error`.
QString watchStateName(WatchState state);

/// Something that happened in a watched folder.
struct WatchEvent
{
    enum class Kind { Started, Stopped, Away, Unreadable, TakenIn, Duplicate, LeftAlone, Failed };

    QDateTime at; ///< UTC
    QString path; ///< carried text: of the file, or of the folder
    Kind kind = Kind::Started;
    std::optional<Error> reason;
};
QString watchEventName(WatchEvent::Kind kind);

/// A file that could not be taken in.
struct QuarantinedFile
{
    QString path; ///< carried text, absolute
    Error reason;
    int attempts = 0;
    QDateTime nextTry; ///< UTC
};

/// How a watched folder is doing. A value; counts go from when the folder was first started.
struct WatchStatus
{
    static constexpr int kMostEvents = 100;

    WatchedFolderId id;
    QString folder; ///< carried text of the absolute path
    WatchState state = WatchState::Stopped;
    std::optional<Error> error; ///< why, while the state is Error
    QDateTime lastScan;         ///< UTC, the last look at everything; invalid: none yet
    qint64 found = 0;           ///< files
    qint64 takenIn = 0;
    qint64 duplicates = 0;
    qint64 leftAlone = 0; ///< a name that was taken, or no regular file
    qint64 failed = 0;    ///< in quarantine now
    qint64 queue = 0;     ///< waiting to stay the same for long enough, or to be taken in
    QVector<QuarantinedFile> quarantine;
    QVector<WatchEvent> events; ///< the latest, oldest first
};

/// Who watches the watching. Called on the threads of the watched folders, for one folder one call at a time;
/// implementations return quickly.
class MonitorObserver
{
public:
    virtual ~MonitorObserver() = default;

    /// Something of the status has changed: a snapshot of that moment.
    virtual void statusChanged(const WatchStatus& status) = 0;
    /// As of any ingest (TaskObserver): facts after the commit, lossless and in order.
    virtual void happened(WatchedFolderId folder, const Fact& fact) = 0;
    virtual void progressed(WatchedFolderId folder, const TaskProgress& progress) = 0;
    /// One of its ingests has ended; its job and its receipt are in the catalogue.
    virtual void ended(WatchedFolderId /*folder*/, const TaskResult& /*result*/) {}

protected:
    MonitorObserver() = default;
};

/// The status of one folder as it is written by its thread and read by others.
class StatusBoard
{
public:
    StatusBoard(const WatchedFolder& folder, MonitorObserver& observer);

    WatchStatus status() const;

    void setState(WatchState state, const std::optional<Error>& error = {});
    void noteScan(const QVector<Error>& gaps);
    /// Counts and notes what became of files.
    void noteItems(const QVector<IngestItem>& items);
    void setFiles(qint64 found, qint64 queue, const QVector<QuarantinedFile>& quarantine);

private:
    void add(WatchEvent::Kind kind, const QString& path, const std::optional<Error>& reason);
    template <class Change>
    void update(Change change);

    MonitorObserver& m_observer;
    mutable std::mutex m_mutex;
    WatchStatus m_status;   // guarded by m_mutex
    QStringList m_lastGaps; // guarded by m_mutex: each is told once
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::WatchStatus)
