#pragma once

#include "catalog/catalogreader.h"
#include "tasks/task.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <optional>

namespace safelight {

class LibraryController;

/// The newest run of a task, with the job that it was a step of.
struct LastRun
{
    JobStep step;
    Job job;
};

/// What of one job waits for a decision that can be made at once: its changes to one project, or all of them.
struct ProposalGroup
{
    JobId job;
    std::optional<ProjectId> project; ///< none: the whole job
    QString projectName;
    QVector<Proposals> parts; ///< one for each kind of change
    QDateTime at;
    bool isBeingApplied = false; ///< approved already; a job does it now, or waits for its turn
    QVector<JobId> earlier; ///< jobs that proposed the same before; who decides on this, decides on theirs

    bool concerns(JobId which) const { return job == which || earlier.contains(which); }

    qint64 count() const;
};

/// The queue as the pages show it: reads jobs, last runs and open decisions when one of them may have
/// changed, and knows how far each job is that runs in this program. Lives on the GUI thread, reads off it.
class JobBoard : public QObject
{
    Q_OBJECT

public:
    explicit JobBoard(LibraryController& library, QObject* parent = nullptr);

    /// Newest first.
    const QVector<Job>& jobs() const { return m_jobs; }
    const QVector<ProposalGroup>& proposals() const { return m_proposals; }
    /// None: it was never done.
    std::optional<LastRun> lastRun(MaintenanceTask task) const;
    /// The newest job that was asked for exactly these steps and has begun.
    std::optional<Job> lastJob(const std::vector<MaintenanceTask>& steps) const;
    /// How far a job is that runs in this program.
    std::optional<TaskProgress> progress(JobId job) const;

    /// The task that does a job in this program; null when none does.
    Task* taskOf(JobId job) const;

    /// Reads anew, soon.
    void refreshSoon();

    static constexpr int kMostJobs = 300;

Q_SIGNALS:
    void changed();
    void progressed(safelight::JobId job, const safelight::TaskProgress& progress);
    void failed(const safelight::Error& error);

private:
    struct Found
    {
        QVector<Job> jobs;
        QVector<LastRun> runs;
        QVector<Proposals> proposals;
    };

    static Result<Found> readFrom(CatalogReader& reader);
    void refresh();
    void take(Found found);
    void follow(Task* task);
    void takeProgress(Task* task, const TaskProgress& progress);
    JobId jobOf(const Task* task) const;
    bool wantsPolling() const;

    LibraryController& m_library;
    QTimer m_soon;
    QTimer m_poll;
    bool m_isReading = false;
    bool m_readsAgain = false;
    QVector<Job> m_jobs;
    QVector<LastRun> m_runs;
    QVector<ProposalGroup> m_proposals;
    QHash<JobId, TaskProgress> m_progress;
};

/// The decisions to be made, each by itself; `jobs` tell which of them were approved already. Checks that
/// propose the same kinds of changes to the same project one after the other make one decision, on the
/// newest.
QVector<ProposalGroup> groupProposals(const QVector<Proposals>& proposals, const QVector<Job>& jobs);

} // namespace safelight
