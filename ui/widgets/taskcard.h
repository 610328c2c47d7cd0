#pragma once

#include "domain/job.h"
#include "tasks/taskprogress.h"

#include <QFrame>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace safelight {

/// One kind of maintenance on its page: what it does, how its last run ended, when the next one is, and the
/// buttons that start it. While a job does it, its progress instead.
class TaskCard : public QFrame
{
    Q_OBJECT

public:
    struct Words
    {
        QString name;
        QString help;
    };
    /// What is going on; `progress` while it runs in this program.
    struct Activity
    {
        JobId job;
        JobState state = JobState::Queued;
        std::optional<TaskProgress> progress;
    };

    explicit TaskCard(const Words& words, QWidget* parent = nullptr);

    /// How it went and when it is done again, in one line.
    void setHistory(const QString& text);
    void setActivity(const std::optional<Activity>& activity);
    /// Whether it can be started at all: there is a library, with a project.
    void setUsable(bool isUsable);

Q_SIGNALS:
    void runRequested();
    void previewRequested();
    void jobRequested(safelight::JobId job);

private:
    void makeLayout();
    void tell();

    QString m_name;
    std::optional<Activity> m_activity;
    bool m_isUsable = false;
    QLabel* m_help;
    QLabel* m_history;
    QLabel* m_stage;
    QProgressBar* m_bar;
    QPushButton* m_preview;
    QPushButton* m_run;
    QPushButton* m_show;
};

} // namespace safelight
