#pragma once

#include "tasks/jobrequest.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QVBoxLayout;

namespace safelight {

class JobBoard;
class LibraryController;
class TaskCard;

/// Every kind of maintenance, each to be run or previewed in one project or in all, with its last run and its
/// next.
class MaintenancePage : public QWidget
{
    Q_OBJECT

public:
    MaintenancePage(LibraryController& library, JobBoard& board, QWidget* parent = nullptr);

    /// What a card asks for.
    JobRequest requestFor(const std::vector<MaintenanceTask>& steps, StepMode mode) const;
    /// The card of these steps; null when there is none.
    TaskCard* card(const std::vector<MaintenanceTask>& steps) const;
    QComboBox& scope() { return *m_scope; }

Q_SIGNALS:
    void jobRequested(safelight::JobId job);

private:
    struct Row
    {
        std::vector<MaintenanceTask> steps;
        TaskCard* card = nullptr;
    };

    QWidget* makeBar();
    void addCard(QVBoxLayout& column, const std::vector<MaintenanceTask>& steps);
    void takeProjects();
    void tellAll();
    void tell(const Row& row);
    QString historyOf(const std::vector<MaintenanceTask>& steps) const;
    QString lastText(const std::vector<MaintenanceTask>& steps) const;
    QString nextText(const std::vector<MaintenanceTask>& steps) const;
    QString scopeText(const Job& job) const;

    LibraryController& m_library;
    JobBoard& m_board;
    QComboBox* m_scope;
    std::vector<Row> m_rows;
};

} // namespace safelight
