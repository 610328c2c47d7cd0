#pragma once

#include "tasks/jobrequest.h"
#include "tasks/taskenvironment.h"
#include "tasks/taskrunner.h"

#include <QTimer>

#include <functional>
#include <vector>

namespace safelight {

/// Something that is done again and again.
struct ScheduleEntry
{
    JobRequest request;
    std::chrono::minutes interval{0}; ///< 0: never by itself
    QDateTime next;                   ///< invalid: never by itself
};

/// Asks for work at its time, while the machine is idle. The times follow from when the last job of that kind
/// was started, as the catalogue says, so that they outlive the program; runs that were missed are one run.
/// Between two times nothing happens at all. Lives on the GUI thread.
class JobScheduler : public QObject
{
    Q_OBJECT

public:
    /// Whether nobody needs the machine now. Called off the GUI thread.
    using IsIdle = std::function<bool()>;
    using Clock = std::function<QDateTime()>;

    JobScheduler(TaskRunner& runner, TaskEnvironment environment, IsIdle isIdle, Clock clock,
                 QObject* parent = nullptr);

    /// Reads from the catalogue when each was done last, and begins.
    void start();
    void stop();

    const std::vector<ScheduleEntry>& entries() const { return m_entries; }
    /// Whether anything will be done by itself.
    bool isArmed() const { return m_timer.isActive(); }
    /// Looks whether something is due; called by itself at the next time.
    void ring();

    /// When something is due next, at `now`: an interval after `lastStarted`, or, when that has passed or it
    /// was never done, a little later than now.
    static QDateTime nextTime(std::chrono::minutes interval, const QDateTime& lastStarted,
                              const QDateTime& now);

Q_SIGNALS:
    void due(const safelight::JobRequest& request);
    void timesChanged();

private:
    void take(const std::vector<QDateTime>& lastStarted);
    void arm();
    void ask(bool isIdle);

    TaskRunner& m_runner;
    TaskEnvironment m_environment;
    IsIdle m_isIdle;
    Clock m_clock;
    std::vector<ScheduleEntry> m_entries;
    QTimer m_timer;
    QDateTime m_notBefore; ///< while the machine is busy: when it is looked at again
};

/// What the settings say is to be done by the clock: all maintenance, and the search for new folders.
std::vector<ScheduleEntry> scheduleFrom(const Settings& settings);

/// Whether the machine's load (the kernel's one-minute average, proc(5)) leaves half of its cores free.
bool isMachineIdle();

} // namespace safelight
