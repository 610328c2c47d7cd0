#pragma once

#include "tasks/task.h"

#include <QScrollArea>
#include <QVector>

class QLabel;
class QVBoxLayout;

namespace safelight {

class LibraryController;
class TaskRow;

/// What runs now, and what ended lately.
class TaskStrip : public QScrollArea
{
    Q_OBJECT

public:
    explicit TaskStrip(LibraryController& library, QWidget* parent = nullptr);

    const QVector<TaskRow*>& rows() const { return m_rows; }

Q_SIGNALS:
    void resultsRequested();
    /// What this job has proposed wants a decision.
    void reviewRequested(safelight::JobId job);
    void countChanged(int running);

private:
    void add(Task* task);
    void follow(TaskRow* row);
    void remove(TaskRow* row);
    void dropOldFinished();
    void tell();

    LibraryController& m_library;
    QVector<TaskRow*> m_rows; ///< newest first
    QVBoxLayout* m_column;
    QLabel* m_empty;
    QLabel* m_waiting;
};

} // namespace safelight
