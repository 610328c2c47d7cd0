#pragma once

#include "base/canceltoken.h"
#include "base/error.h"
#include "domain/job.h"
#include "tasks/taskobserver.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>

#include <optional>

namespace safelight {

/// How a task ended.
struct TaskResult
{
    JobState state = JobState::Done;
    std::optional<Error> error; ///< why it failed or was refused
    QJsonObject summary;        ///< counts, as in the command line's summary
    JobId job;
};

/// One piece of background work as the window sees it. Lives on the thread of its runner; all signals arrive
/// there. The order is: any number of facts and progress, each fact exactly once, then `finished` once.
class Task : public QObject
{
    Q_OBJECT

public:
    enum class Kind {
        Ingest,
        Plan, ///< an ingest that only decides; nobody would miss it
        Maintenance,
        Undo
    };

    Kind kind() const { return m_kind; }
    QString title() const { return m_title; }
    /// Carries what it was started with, for a retry; of the starter's own making.
    QVariant request() const { return m_request; }
    /// The durable job that it runs; invalid: none.
    JobId job() const { return m_job; }
    void setJob(JobId job) { m_job = job; }
    void setRequest(QVariant request) { m_request = std::move(request); }

    TaskProgress progress() const { return m_progress; }
    bool isFinished() const { return m_result.has_value(); }
    const TaskResult& result() const { return *m_result; }
    bool isCancelRequested() const { return m_cancel.isCancelled(); }
    /// Since its body began to run.
    std::chrono::milliseconds elapsed() const;

public Q_SLOTS:
    void cancel();
    /// Asks it to stop for a while; ends as `paused` where its body knows how to go on later.
    void pause();

Q_SIGNALS:
    void progressed(const safelight::TaskProgress& progress);
    void rowsCorrected(const QVector<safelight::Correction>& rows);
    void correctionsUndone(const QVector<safelight::Correction>& rows);
    void itemsIngested(const QVector<safelight::IngestItem>& items);
    void photosPictured(const QVector<safelight::PhotoId>& photos);
    void projectsChanged(const QVector<safelight::ProjectId>& projects);
    void projectSkipped(const safelight::Error& reason);
    void itemFailed(const QString& project, const safelight::Error& reason);
    void itemLeftAlone(const QString& project, const safelight::Error& reason);
    void cancelRequested();
    void finished(const safelight::TaskResult& result);

private:
    friend class TaskRunner;
    friend class TaskChannel;

    Task(Kind kind, QString title, QObject* parent);
    void takeProgress(const TaskProgress& progress);
    void takeFact(const Fact& fact);
    void finish(TaskResult result);

    Kind m_kind;
    QString m_title;
    QVariant m_request;
    JobId m_job;
    CancelToken m_cancel;
    TaskProgress m_progress;
    QElapsedTimer m_clock;
    std::optional<TaskResult> m_result;
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::TaskResult)
