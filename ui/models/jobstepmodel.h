#pragma once

#include "domain/job.h"
#include "tasks/taskprogress.h"

#include <QAbstractTableModel>

#include <optional>

namespace safelight {

/// The steps of one job, in their order, each with its state and what came of it.
class JobStepModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Task, State, Outcome, Time, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setSteps(const std::vector<JobStep>& steps);
    /// Of the step that runs.
    void setProgress(const std::optional<TaskProgress>& progress);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const JobStep& step, int column) const;
    QString outcomeText(const JobStep& step) const;
    bool isCurrent(const JobStep& step) const;

    std::vector<JobStep> m_steps;
    std::optional<TaskProgress> m_progress;
};

} // namespace safelight
