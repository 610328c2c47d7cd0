#include "ui/models/jobstepmodel.h"

#include "ui/models/joblistmodel.h"
#include "ui/symbols.h"
#include "ui/words/progresstext.h"
#include "ui/words/tasktext.h"

#include <algorithm>

namespace safelight {

void JobStepModel::setSteps(const std::vector<JobStep>& steps)
{
    const bool isSame = std::ranges::equal(steps, m_steps, {}, &JobStep::id, &JobStep::id);
    if (!isSame)
        beginResetModel();
    m_steps = steps;
    if (!isSame)
        endResetModel();
    else if (!m_steps.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void JobStepModel::setProgress(const std::optional<TaskProgress>& progress)
{
    m_progress = progress;
    if (!m_steps.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

bool JobStepModel::isCurrent(const JobStep& step) const
{
    return m_progress && m_progress->step == step.ordinal + 1 && m_progress->task == step.task;
}

int JobStepModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_steps.size());
}

int JobStepModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JobStepModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const JobStep& step = m_steps[static_cast<std::size_t>(index.row())];
    if (role == Qt::DecorationRole && index.column() == State)
        return symbol(jobSymbol(isCurrent(step) ? JobState::Running : step.state));
    if (role == Qt::ToolTipRole && index.column() == Task)
        return taskHelp(step.task);
    return role == Qt::DisplayRole || role == Qt::ToolTipRole ? text(step, index.column()) : QVariant();
}

QString JobStepModel::text(const JobStep& step, int column) const
{
    switch (column) {
    case Task:
        return tr("%1. %2").arg(step.ordinal + 1).arg(taskText(step.task));
    case State:
        return jobStateText(isCurrent(step) ? JobState::Running : step.state);
    case Outcome:
        return outcomeText(step);
    case Time: {
        const auto taken = timeTaken(step.startedAt, step.finishedAt, step.state);
        return taken ? durationText(*taken) : QString();
    }
    default:
        return {};
    }
}

QString JobStepModel::outcomeText(const JobStep& step) const
{
    if (isCurrent(step))
        return progressText(*m_progress);
    if (!step.result.isEmpty())
        return maintenanceSummaryText(step.result);
    return step.error.isEmpty() ? QString() : recordedErrorText(step.error);
}

QVariant JobStepModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Task:
        return tr("Step");
    case State:
        return tr("State");
    case Outcome:
        return tr("Result");
    case Time:
        return tr("Time");
    default:
        return {};
    }
}

} // namespace safelight
