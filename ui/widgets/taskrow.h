#pragma once

#include "tasks/task.h"
#include "ui/ratemeter.h"

#include <QFrame>
#include <QTimer>
#include <QVector>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace safelight {

/// One task in the strip: what it is, at which step, how far, how fast, how long still; Pause and Cancel
/// while it runs, its outcome afterwards. Outlives its task.
class TaskRow : public QFrame
{
    Q_OBJECT

public:
    explicit TaskRow(Task& task, QWidget* parent = nullptr);

    bool isFinished() const { return m_isFinished; }
    /// Not meanwhile: what it says at its end can be acted on.
    enum class Follow { None, ReviewMassChange, ShowResults, Resume };
    Follow follow() const { return m_follow; }
    /// The durable job that it shows; invalid: none.
    JobId job() const { return m_job; }

Q_SIGNALS:
    void followed(safelight::TaskRow* row);
    void dismissed(safelight::TaskRow* row);
    void ended();

private:
    void makeLayout();
    void takeProgress(const TaskProgress& progress);
    void takeCancel();
    void pause();
    bool isPaused(const TaskResult& result) const;
    QString explanationOfWaiting(const TaskResult& result) const;
    Follow followOf(const TaskResult& result) const;
    void takeResult(const TaskResult& result);
    QString explanationOf(const TaskResult& result) const;
    void setOutcome(const TaskResult& result);
    QString speedText(const TaskProgress& progress) const;

    Task& m_task; ///< only until it has finished
    Task::Kind m_kind;
    JobId m_job;
    bool m_isFinished = false;
    bool m_isPausing = false;
    Follow m_follow = Follow::None;
    TaskStage m_stage = TaskStage::Waiting;
    RateMeter m_files;
    RateMeter m_bytes;
    QVector<Error> m_skipped; ///< projects, each with its reason
    QLabel* m_title;
    QLabel* m_stageLabel;
    QProgressBar* m_bar;
    QLabel* m_numbers;
    QLabel* m_speed;
    QPushButton* m_pause;
    QPushButton* m_cancel;
    QPushButton* m_followButton;
    QToolButton* m_dismiss;
};

} // namespace safelight
