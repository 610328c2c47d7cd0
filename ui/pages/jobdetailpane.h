#pragma once

#include "catalog/catalogreader.h"
#include "tasks/jobrequest.h"
#include "tasks/taskprogress.h"
#include "ui/libraryactions.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTabWidget;
class QTableView;

namespace safelight {

class JobBoard;
class JobChart;
class JobItemModel;
class JobLogView;
class JobRecorder;
class JobStepModel;
class LibraryController;

/// One job: its steps, its speed and memory, what failed, what it wrote into the log, and what can be done
/// with it.
class JobDetailPane : public QWidget
{
    Q_OBJECT

public:
    JobDetailPane(LibraryController& library, JobBoard& board, JobRecorder& recorder,
                  QWidget* parent = nullptr);

    /// An invalid id: nothing is chosen.
    void setJob(JobId job);
    JobId job() const { return m_id; }

    JobStepModel& steps() { return *m_steps; }
    JobItemModel& failures() { return *m_failures; }
    JobChart& chart() { return *m_chart; }
    JobLogView& log() { return *m_log; }

Q_SIGNALS:
    void ingestRequested(const safelight::IngestRequest& request);
    void correctionsRequested(safelight::JobId job);
    void decisionRequested(safelight::JobId job);
    void photoRequested(safelight::ProjectId project, safelight::PhotoId photo);
    void failed(const safelight::Error& error);

private:
    QWidget* makeHeader();
    QWidget* makeOverview();
    QTableView* makeItemTable(JobItemModel& model, const QString& name);
    void connectButtons();
    void refresh();
    void take(const JobDetails& details);
    void tellState();
    void tellItems();
    void enableButtons();
    void drawChart();
    void retry();
    QString stateLine() const;

    LibraryController& m_library;
    JobBoard& m_board;
    JobRecorder& m_recorder;
    JobId m_id;
    std::optional<JobDetails> m_details;
    bool m_isReading = false;
    bool m_readsAgain = false;
    JobStepModel* m_steps;
    JobItemModel* m_failures;
    JobItemModel* m_leftAlone;
    QLabel* m_title;
    QLabel* m_state;
    QPushButton* m_pause;
    QPushButton* m_resume;
    QPushButton* m_cancel;
    QPushButton* m_retry;
    QPushButton* m_decide;
    QPushButton* m_corrections;
    QTabWidget* m_tabs;
    QTableView* m_stepTable;
    JobChart* m_chart;
    JobLogView* m_log;
};

} // namespace safelight
