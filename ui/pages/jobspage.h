#pragma once

#include "domain/job.h"

#include <QWidget>

class QListView;
class QSettings;
class QSplitter;
class QStackedWidget;

namespace safelight {

class EmptyState;
class JobBoard;
class JobDetailPane;
class JobListModel;
class JobRecorder;
class LibraryController;

/// The jobs of the library, running, waiting and ended, and the one that is chosen.
class JobsPage : public QWidget
{
    Q_OBJECT

public:
    JobsPage(LibraryController& library, JobBoard& board, JobRecorder& recorder, QWidget* parent = nullptr);

    /// Chooses a job, as soon as it is in the list.
    void choose(JobId job);

    QListView& list() { return *m_list; }
    JobListModel& model() { return *m_model; }
    JobDetailPane& details() { return *m_details; }

    void saveTo(QSettings& settings) const;
    void restoreFrom(const QSettings& settings);

private:
    void takeJobs();
    void keepChoice();

    JobBoard& m_board;
    JobListModel* m_model;
    QListView* m_list;
    JobDetailPane* m_details;
    EmptyState* m_empty;
    QSplitter* m_columns;
    QStackedWidget* m_stack;
    JobId m_chosen;
    bool m_isTaking = false;
};

} // namespace safelight
