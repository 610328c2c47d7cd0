#pragma once

#include "domain/job.h"
#include "tasks/taskprogress.h"

#include <QAbstractListModel>
#include <QHash>

#include <chrono>
#include <functional>
#include <optional>

namespace safelight {

/// The jobs of the library: what runs, then what waits or is paused, then what has ended, newest first.
class JobListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        StateRole = Qt::UserRole + 1, ///< JobState as int
        StateTextRole,                ///< "Running"
        WhenRole,                     ///< when, how long, and how it ended, in one line
        ProgressRole,                 ///< of a running job: 0 to 1, or -1 while the total is not known
    };
    using TitleOf = std::function<QString(const safelight::Job&)>;

    explicit JobListModel(TitleOf titleOf, QObject* parent = nullptr);

    void setJobs(const QVector<Job>& jobs);
    /// How far a job is that runs in this program; until it is told to be over.
    void setProgress(JobId job, const TaskProgress& progress);

    const Job* job(int row) const;
    int rowOf(JobId id) const;
    /// How many run, or wait for their turn.
    int activeCount() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    QString whenText(const Job& job) const;
    QVariant progressOf(const Job& job) const;

    TitleOf m_titleOf;
    QVector<Job> m_jobs;
    QHash<JobId, TaskProgress> m_progress;
};

/// The icon (resources/icons) that stands for a state.
QString jobSymbol(JobState state);

/// How long a job or a step worked: until now while it runs; none before it began.
std::optional<std::chrono::milliseconds> timeTaken(const QDateTime& started, const QDateTime& finished,
                                                   JobState state);

/// The counts that a job ended with, in one line; empty when there are none.
QString jobSummaryText(const Job& job);

} // namespace safelight
