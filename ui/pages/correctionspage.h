#pragma once

#include "base/error.h"
#include "domain/correction.h"
#include "maintenance/correctionundo.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTimer;

namespace safelight {

class CorrectionHistory;
class EmptyState;
class JobBoard;
class LibraryController;
class ProposalsPanel;

/// Every correction, to be filtered, undone and exported, and on top what waits for a decision.
class CorrectionsPage : public QWidget
{
    Q_OBJECT

public:
    CorrectionsPage(LibraryController& library, JobBoard& board, QWidget* parent = nullptr);

    void focusSearch();
    /// Shows what one job has corrected.
    void showJob(JobId job);
    /// Writes everything that the filters show to `file`, off the GUI thread: JSON lines when its name ends
    /// in `.json`, else CSV. `exported` or `failed` follows.
    void exportTo(const QString& file);

    CorrectionHistory& model() { return *m_model; }
    ProposalsPanel& proposals() { return *m_proposals; }
    QTableView& table() { return *m_table; }

Q_SIGNALS:
    void photoRequested(safelight::ProjectId project, safelight::PhotoId photo);
    void exported(const QString& file, int rows);
    void failed(const safelight::Error& error);

private:
    QWidget* makeFilters();
    QWidget* makeActions();
    void makeTable();
    void connectLibrary();
    void takeProjects();
    void takeJobs();
    void applyFilters();
    void clearFilters();
    void askToUndo(const UndoRequest& request, int count);
    void undoChosen();
    void undoJob();
    void sayUndone(const QJsonObject& summary);
    void showChosenPhoto();
    void askWhereTo();
    void tell();
    void enableActions();
    bool isFiltered() const;
    QVector<Correction> chosen() const;
    std::optional<JobId> chosenJob() const;

    LibraryController& m_library;
    JobBoard& m_board;
    CorrectionHistory* m_model;
    ProposalsPanel* m_proposals;
    QComboBox* m_project;
    QComboBox* m_job;
    QComboBox* m_kind;
    QLineEdit* m_search;
    QTimer* m_searchDelay;
    QStackedWidget* m_stack;
    QTableView* m_table;
    EmptyState* m_empty;
    QLabel* m_count;
    QPushButton* m_show;
    QPushButton* m_undo;
    QPushButton* m_undoJob;
    QPushButton* m_export;
};

} // namespace safelight
