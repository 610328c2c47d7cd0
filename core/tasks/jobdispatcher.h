#pragma once

#include "tasks/joblanes.h"
#include "tasks/jobqueue.h"
#include "tasks/jobrun.h"
#include "tasks/taskrunner.h"

#include <QTimer>

#include <functional>
#include <vector>

namespace safelight {

/// Runs the jobs of the queue in a program with a window. Lives on the GUI thread; looks at the queue on the
/// runner's catalogue pool and has jobs run on its files pool. Looks only when there is a reason: something
/// was asked for, a job ended, or the time of one that waits for its time has come.
class JobDispatcher : public QObject
{
    Q_OBJECT

public:
    /// A job's title for people.
    using TitleOf = std::function<QString(const Job&)>;

    JobDispatcher(TaskRunner& runner, TaskEnvironment environment, const StepTable& tasks, TitleOf titleOf,
                  QObject* parent = nullptr);

    /// Asks for work; it starts when a place is free.
    void request(const JobRequest& request);
    /// Does what a job has proposed, as far as it still holds.
    void approve(JobId job, std::optional<ProjectId> project = {});
    void dismiss(JobId job, std::optional<ProjectId> project = {});

    /// These take effect at the job's next item, wherever it runs.
    void pause(JobId job);
    void resume(JobId job);
    void cancel(JobId job);

    /// Looks for jobs that may start. Called by itself whenever there is a reason within this program.
    void look();
    /// Starts nothing more and lets what runs go back to the queue: for the end of the program.
    void stop();

    /// Jobs that run in this program.
    int runningCount() const { return static_cast<int>(m_running.size()); }

Q_SIGNALS:
    void started(safelight::Task* task, const safelight::Job& job);
    /// A job came, went, or changed its state.
    void queueChanged();
    void failed(const safelight::Error& error);

private:
    struct Running
    {
        JobId id;
        int priority = 0;
        Task* task = nullptr;
        JobRunOptions options;
    };
    /// What a look at the queue found.
    struct Found
    {
        std::optional<Job> claimed;
        bool isPriorityWaiting = false;
        std::optional<QDateTime> nextDue;
    };

    /// Runs something on the queue off the GUI thread; what it could not do is told.
    void change(std::function<Status(JobQueue&)> what);
    void act(const Result<Found>& found);
    void start(const Job& job);
    void makeRoom();
    std::vector<int> priorities() const;
    const Running* running(JobId job) const;

    TaskRunner& m_runner;
    TaskEnvironment m_environment;
    const StepTable& m_tasks;
    TitleOf m_titleOf;
    JobLanes m_lanes;
    std::vector<Running> m_running;
    QTimer m_due;
    bool m_isLooking = false;
    bool m_looksAgain = false;
    bool m_isStopped = false;
};

} // namespace safelight
