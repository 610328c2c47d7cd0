#include "ui/models/watcheventmodel.h"

#include "base/pathtext.h"
#include "ui/models/watchtext.h"
#include "ui/words/errortext.h"

#include <algorithm>

namespace safelight {

namespace {

bool isSameEvent(const WatchEvent& one, const WatchEvent& other)
{
    return one.at == other.at && one.kind == other.kind && one.path == other.path;
}

} // namespace

void WatchEventModel::setEvents(const QVector<WatchEvent>& events)
{
    const QVector<WatchEvent> newest(events.rbegin(), events.rend());
    if (m_events.isEmpty() || newest.isEmpty()) {
        if (m_events.size() != newest.size())
            reset(newest);
        return;
    }
    // What came is in front of what was in front.
    const auto known = std::ranges::find_if(
        newest, [this](const WatchEvent& event) { return isSameEvent(event, m_events.first()); });
    const auto added = static_cast<int>(known - newest.begin());
    const qsizetype kept = newest.size() - added;
    if (kept <= 0 || kept > m_events.size() ||
        !std::equal(known, newest.end(), m_events.begin(), isSameEvent)) {
        reset(newest);
        return;
    }
    if (kept < m_events.size()) {
        beginRemoveRows({}, static_cast<int>(kept), rowCount() - 1);
        m_events.resize(kept);
        endRemoveRows();
    }
    if (added > 0) {
        beginInsertRows({}, 0, added - 1);
        m_events = newest;
        endInsertRows();
    }
}

void WatchEventModel::reset(const QVector<WatchEvent>& events)
{
    beginResetModel();
    m_events = events;
    endResetModel();
}

int WatchEventModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

int WatchEventModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant WatchEventModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const WatchEvent& event = m_events[index.row()];
    if (role == kToneRole && index.column() == What)
        return static_cast<int>(watchEventTone(event.kind));
    if (role == Qt::ToolTipRole && index.column() == File)
        return displayText(event.path);
    if (role == Qt::ToolTipRole && index.column() == Why && event.reason)
        return fullText(*event.reason);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case When:
        return event.at.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    case What:
        return watchEventText(event.kind);
    case File:
        return displayText(event.path);
    case Why:
        return event.reason ? shortText(*event.reason) : QString();
    default:
        return {};
    }
}

QVariant WatchEventModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When:
        return tr("When");
    case What:
        return tr("What");
    case File:
        return tr("File or folder");
    case Why:
        return tr("Why");
    default:
        return {};
    }
}

} // namespace safelight
