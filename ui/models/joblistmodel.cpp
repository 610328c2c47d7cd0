#include "ui/models/joblistmodel.h"

#include "ui/models/iddiff.h"
#include "ui/symbols.h"
#include "ui/words/ingesttext.h"
#include "ui/words/progresstext.h"
#include "ui/words/tasktext.h"

#include <algorithm>
#include <limits>

namespace safelight {

namespace {

int stateRank(const Job& job)
{
    switch (job.state) {
    case JobState::Running:
        return 0;
    case JobState::Queued:
        return 1;
    case JobState::Paused:
        return 2;
    default:
        return 3;
    }
}

QVector<qint64> idsOf(const QVector<Job>& jobs)
{
    QVector<qint64> ids;
    for (const Job& job : jobs)
        ids += job.id.value;
    return ids;
}

} // namespace

QString jobSymbol(JobState state)
{
    switch (state) {
    case JobState::Queued:
        return QStringLiteral("clock");
    case JobState::Running:
        return QStringLiteral("running");
    case JobState::Paused:
        return QStringLiteral("paused");
    case JobState::Done:
        return QStringLiteral("done");
    case JobState::DoneWithFailures:
    case JobState::Interrupted:
        return QStringLiteral("warning");
    case JobState::Failed:
        return QStringLiteral("failed");
    case JobState::Cancelled:
        return QStringLiteral("stopped");
    case JobState::Refused:
        return QStringLiteral("question");
    }
    return {};
}

std::optional<std::chrono::milliseconds> timeTaken(const QDateTime& started, const QDateTime& finished,
                                                   JobState state)
{
    if (!started.isValid())
        return std::nullopt;
    if (finished.isValid())
        return std::chrono::milliseconds(started.msecsTo(finished));
    if (state != JobState::Running)
        return std::nullopt;
    return std::chrono::milliseconds(started.msecsTo(QDateTime::currentDateTimeUtc()));
}

QString jobSummaryText(const Job& job)
{
    if (job.result.isEmpty())
        return {};
    return job.type == JobType::Ingest ? ingestSummaryText(job.result) : maintenanceSummaryText(job.result);
}

JobListModel::JobListModel(TitleOf titleOf, QObject* parent)
    : QAbstractListModel(parent), m_titleOf(std::move(titleOf))
{
}

void JobListModel::setJobs(const QVector<Job>& jobs)
{
    QVector<Job> sorted = jobs;
    std::ranges::stable_sort(sorted, {}, stateRank);
    const QVector<qint64> ids = idsOf(sorted);
    const IdDiff diff = diffIds(idsOf(m_jobs), ids, rowsById(ids), std::numeric_limits<int>::max());
    for (const RowRange& range : diff.removals) {
        beginRemoveRows({}, range.first, range.first + range.count - 1);
        m_jobs.remove(range.first, range.count);
        endRemoveRows();
    }
    for (const RowRange& range : diff.insertions) {
        beginInsertRows({}, range.first, range.first + range.count - 1);
        for (int row = range.first; row < range.first + range.count; ++row)
            m_jobs.insert(row, sorted[row]);
        endInsertRows();
    }
    m_jobs = sorted;
    for (const Job& job : std::as_const(m_jobs)) {
        if (job.state != JobState::Running)
            m_progress.remove(job.id);
    }
    if (!m_jobs.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void JobListModel::setProgress(JobId id, const TaskProgress& progress)
{
    m_progress[id] = progress;
    if (const int row = rowOf(id); row >= 0)
        Q_EMIT dataChanged(index(row), index(row));
}

const Job* JobListModel::job(int row) const
{
    return row >= 0 && row < m_jobs.size() ? &m_jobs[row] : nullptr;
}

int JobListModel::rowOf(JobId id) const
{
    const auto found = std::ranges::find(m_jobs, id, &Job::id);
    return found == m_jobs.end() ? -1 : static_cast<int>(found - m_jobs.begin());
}

int JobListModel::activeCount() const
{
    return static_cast<int>(std::ranges::count_if(m_jobs, [](const Job& job) {
        return job.state == JobState::Running || job.state == JobState::Queued;
    }));
}

int JobListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_jobs.size());
}

QVariant JobListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Job& job = m_jobs[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return m_titleOf(job);
    case Qt::DecorationRole:
        return symbol(jobSymbol(job.state));
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return tr("%1\n%2\n%3").arg(m_titleOf(job), jobStateText(job.state), whenText(job));
    case StateRole:
        return static_cast<int>(job.state);
    case StateTextRole:
        return jobStateText(job.state);
    case WhenRole:
        return whenText(job);
    case ProgressRole:
        return progressOf(job);
    default:
        return {};
    }
}

QString JobListModel::whenText(const Job& job) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (const auto progress = m_progress.constFind(job.id); progress != m_progress.constEnd())
        return progressStageText(*progress);
    if (job.state == JobState::Queued && job.notBefore > now)
        return tr("again %1").arg(momentText(job.notBefore, now));
    QStringList parts = {momentText(job.startedAt.isValid() ? job.startedAt : job.createdAt, now)};
    if (const auto taken = timeTaken(job.startedAt, job.finishedAt, job.state))
        parts += durationText(*taken);
    if (const QString summary = jobSummaryText(job); !summary.isEmpty())
        parts += summary;
    return parts.join(QStringLiteral("  ·  "));
}

QVariant JobListModel::progressOf(const Job& job) const
{
    if (job.state != JobState::Running)
        return {};
    const TaskProgress progress = m_progress.value(job.id, {TaskStage::Waiting, job.done, job.total, {}, {}});
    if (!progress.total || *progress.total <= 0)
        return -1.0;
    return static_cast<double>(progress.done) / static_cast<double>(*progress.total);
}

} // namespace safelight
