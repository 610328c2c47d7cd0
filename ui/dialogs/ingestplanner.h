#pragma once

#include "ingest/cardreview.h"
#include "ingest/ingestrequest.h"
#include "tasks/task.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <optional>

namespace safelight {

class LibraryController;

/// Has plans made, one at a time: soon after what is asked for has changed, the old one is cancelled and a
/// new one begun. Items of an old plan never come after `restarted`.
class IngestPlanner : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Idle, ///< nothing was asked for, or there is no library to ask
        Soon, ///< begins in a moment
        Planning,
        Done,
        Failed, ///< see `failure()`
    };

    explicit IngestPlanner(LibraryController& library, QObject* parent = nullptr);
    ~IngestPlanner() override;

    /// Forgets the plan at hand, and makes this one.
    void plan(const IngestRequest& request);
    void stop();

    State state() const { return m_state; }
    const std::optional<Error>& failure() const { return m_failure; }
    const TaskProgress& progress() const { return m_progress; }
    /// What is odd about the card; known when the plan is done.
    const QVector<CardWarning>& warnings() const { return m_warnings; }
    /// How fast the sources can be read; none while that is not known.
    std::optional<double> bytesPerSecond() const { return m_readRate; }

    static constexpr std::chrono::milliseconds kDelay{250};

Q_SIGNALS:
    void restarted();
    void itemsFound(const QVector<safelight::IngestItem>& items);
    void changed();

private:
    void begin();
    void leaveTask();
    void setState(State state);

    LibraryController& m_library;
    QTimer m_soon;
    IngestRequest m_request;
    QPointer<Task> m_task;
    State m_state = State::Idle;
    std::optional<Error> m_failure;
    TaskProgress m_progress;
    QVector<CardWarning> m_warnings;
    std::optional<double> m_readRate;
};

} // namespace safelight
