#include "ui/models/watchlistmodel.h"

#include "base/pathtext.h"
#include "ui/models/iddiff.h"
#include "ui/models/watchtext.h"
#include "ui/words/progresstext.h"

#include <algorithm>
#include <limits>

namespace safelight {

namespace {

QVector<qint64> watchIdsOf(const QVector<WatchEntry>& entries)
{
    QVector<qint64> ids;
    for (const WatchEntry& entry : entries)
        ids += entry.folder.id.value;
    return ids;
}

} // namespace

WatchListModel::WatchListModel(ProjectOf projectOf, QObject* parent)
    : QAbstractTableModel(parent), m_projectOf(std::move(projectOf))
{
}

void WatchListModel::setEntries(const QVector<WatchEntry>& entries)
{
    const QVector<qint64> ids = watchIdsOf(entries);
    const IdDiff diff = diffIds(watchIdsOf(m_entries), ids, rowsById(ids), std::numeric_limits<int>::max());
    for (const RowRange& range : diff.removals) {
        beginRemoveRows({}, range.first, range.first + range.count - 1);
        m_entries.remove(range.first, range.count);
        endRemoveRows();
    }
    for (const RowRange& range : diff.insertions) {
        beginInsertRows({}, range.first, range.first + range.count - 1);
        for (int row = range.first; row < range.first + range.count; ++row)
            m_entries.insert(row, entries[row]);
        endInsertRows();
    }
    m_entries = entries;
    if (!m_entries.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void WatchListModel::setEntry(const WatchEntry& entry)
{
    const int row = rowOf(entry.folder.id);
    if (row < 0)
        return;
    m_entries[row] = entry;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int WatchListModel::rowOf(WatchedFolderId id) const
{
    const auto found =
        std::ranges::find_if(m_entries, [id](const WatchEntry& entry) { return entry.folder.id == id; });
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
}

int WatchListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int WatchListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString WatchListModel::textOf(const WatchEntry& entry, int column) const
{
    switch (column) {
    case State:
        return watchStateText(entry.status);
    case Folder:
        return displayText(entry.folder.folder);
    case Project:
        return displayText(m_projectOf(entry.folder));
    case Transfer:
        return transferText(entry.folder);
    case LastScan:
        return entry.status.lastScan.isValid()
                   ? momentText(entry.status.lastScan, QDateTime::currentDateTimeUtc())
                   : tr("not yet");
    case Found:
        return countText(entry.status.found);
    case TakenIn:
        return countText(entry.status.takenIn);
    case Duplicates:
        return countText(entry.status.duplicates);
    case Failed:
        return countText(entry.status.failed);
    case Queue:
        return countText(entry.status.queue);
    default:
        return {};
    }
}

QVariant WatchListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const WatchEntry& row = entry(index.row());
    if (role == Qt::DisplayRole)
        return textOf(row, index.column());
    if (role == Qt::ToolTipRole && index.column() == State)
        return watchSentence(row);
    if (role == Qt::ToolTipRole && index.column() == Folder)
        return displayText(row.folder.folder);
    if (role == kToneRole && index.column() == State)
        return static_cast<int>(watchTone(row.status));
    if (role == kToneRole && index.column() == Failed && row.status.failed > 0)
        return static_cast<int>(Tone::Bad);
    return {};
}

QVariant WatchListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return tr("State");
    case Folder:
        return tr("Folder");
    case Project:
        return tr("Project");
    case Transfer:
        return tr("How");
    case LastScan:
        return tr("Last scan");
    case Found:
        return tr("Found");
    case TakenIn:
        return tr("Taken in");
    case Duplicates:
        return tr("Duplicates");
    case Failed:
        return tr("Failed");
    case Queue:
        return tr("Queue");
    default:
        return {};
    }
}

} // namespace safelight
