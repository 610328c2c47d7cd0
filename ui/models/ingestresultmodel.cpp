#include "ui/models/ingestresultmodel.h"

#include "base/pathtext.h"
#include "ui/words/errortext.h"
#include "ui/words/ingesttext.h"

#include <algorithm>
#include <numeric>

namespace safelight {

namespace {

constexpr std::size_t kMostPlain = 50'000;

} // namespace

void IngestResultModel::clear()
{
    beginResetModel();
    m_items.clear();
    m_counts = {};
    endResetModel();
    Q_EMIT countsChanged();
}

void IngestResultModel::add(const QVector<IngestItem>& items)
{
    QVector<IngestItem> listed;
    for (const IngestItem& item : items) {
        ++m_counts[static_cast<std::size_t>(item.outcome)];
        const bool isPlain = item.outcome == IngestOutcome::Imported && !item.reason;
        if (!isPlain || m_items.size() + static_cast<std::size_t>(listed.size()) < kMostPlain)
            listed += item;
    }
    if (!listed.isEmpty()) {
        const int first = static_cast<int>(m_items.size());
        beginInsertRows({}, first, first + static_cast<int>(listed.size()) - 1);
        m_items.insert(m_items.end(), listed.cbegin(), listed.cend());
        endInsertRows();
    }
    Q_EMIT countsChanged();
}

int IngestResultModel::total() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), 0);
}

QStringList IngestResultModel::failedPaths() const
{
    QStringList paths;
    for (const IngestItem& item : m_items) {
        if (item.outcome == IngestOutcome::Failed)
            paths += item.path;
    }
    return paths;
}

int IngestResultModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

int IngestResultModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant IngestResultModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const IngestItem& row = item(index.row());
    if (role == OutcomeRole)
        return static_cast<int>(row.outcome);
    if (role == Qt::ToolTipRole && index.column() == Reason && row.reason)
        return fullText(*row.reason);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case Outcome:
        return outcomeText(row.outcome);
    case File:
        return displayText(row.path);
    case Reason:
        return reasonText(row);
    case Photo:
        return displayText(row.stem);
    default:
        return {};
    }
}

QVariant IngestResultModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Outcome:
        return tr("Outcome");
    case File:
        return tr("File");
    case Reason:
        return tr("Why");
    case Photo:
        return tr("Photo");
    default:
        return {};
    }
}

IngestResultFilter::IngestResultFilter(IngestResultModel& model, QObject* parent)
    : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
}

void IngestResultFilter::setOutcome(std::optional<IngestOutcome> outcome)
{
    m_outcome = outcome;
    invalidateFilter();
}

bool IngestResultFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    Q_UNUSED(parent)
    return !m_outcome || m_model.item(row).outcome == *m_outcome;
}

} // namespace safelight
