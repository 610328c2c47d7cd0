#include "ui/models/ingestplanmodel.h"

#include "base/pathtext.h"
#include "domain/stem.h"
#include "ui/models/tone.h"
#include "ui/words/errortext.h"
#include "ui/words/plantext.h"
#include "ui/words/progresstext.h"

#include <algorithm>
#include <set>

namespace safelight {

namespace {

/// Of the files of a frame, the one with the highest says what the frame is.
int weight(Finding finding)
{
    switch (finding) {
    case Finding::Unreadable:
        return 8;
    case Finding::NameTaken:
        return 7;
    case Finding::MovedHere:
        return 6;
    case Finding::New:
        return 5;
    case Finding::Completes:
        return 4;
    case Finding::KnownRejected:
        return 3;
    case Finding::Duplicate:
        return 2;
    case Finding::Unsupported:
        return 1;
    case Finding::None:
        return 0;
    }
    return 0;
}

bool isMovedHere(const IngestItem& item)
{
    return item.finding == Finding::MovedHere;
}

Tone toneOf(Finding finding)
{
    switch (finding) {
    case Finding::New:
    case Finding::Completes:
        return Tone::Good;
    case Finding::NameTaken:
    case Finding::KnownRejected:
    case Finding::MovedHere:
        return Tone::Caution;
    case Finding::Unreadable:
        return Tone::Bad;
    case Finding::Duplicate:
    case Finding::Unsupported:
    case Finding::None:
        return Tone::Quiet;
    }
    return Tone::Quiet;
}

/// Each on a line.
QString pathsText(const QStringList& paths)
{
    QStringList lines;
    for (const QString& path : paths)
        lines += displayText(path);
    return lines.join(u'\n');
}

QString lastPart(const QString& path)
{
    return path.section(u'/', -1);
}

} // namespace

QString IngestPlanModel::keyOf(const IngestItem& item)
{
    // What is no photo has no stem: `DSC0001.txt` is nobody's sidecar.
    if (item.finding == Finding::Unsupported)
        return item.path;
    const std::string path = bytesFromText(item.path);
    return textFromBytes(photoStemOf(path));
}

void IngestPlanModel::join(Frame& frame, const IngestItem& item)
{
    if (frame.paths.isEmpty() || weight(item.finding) > weight(frame.lead.finding))
        frame.lead = item;
    frame.paths += item.path;
    const std::string path = bytesFromText(item.path);
    frame.endings += textFromBytes(extensionOf(path)).mid(1).toUpper();
    frame.size += item.size;
    frame.isTakenIn = frame.isTakenIn || item.outcome == IngestOutcome::Imported || isMovedHere(item);
    if (item.outcome == IngestOutcome::Imported)
        frame.takenBytes += item.size;
}

void IngestPlanModel::count(const Frame& frame, int sign)
{
    const auto add = [sign](PlanCount& count, ByteCount bytes) {
        count.photos += sign;
        count.bytes += ByteCount{sign * bytes.value};
    };
    add(m_total, frame.size);
    add(m_counts[static_cast<std::size_t>(frame.lead.finding)], frame.size);
    if (frame.isTakenIn && !m_unticked.contains(frame.key))
        add(isMovedHere(frame.lead) && frame.takenBytes.value == 0 ? m_movedHere : m_takenIn,
            frame.takenBytes);
}

void IngestPlanModel::clear()
{
    beginResetModel();
    m_frames.clear();
    m_rows.clear();
    m_counts = {};
    m_total = m_takenIn = m_movedHere = {};
    endResetModel();
    Q_EMIT countsChanged();
}

void IngestPlanModel::add(const QVector<IngestItem>& items)
{
    // Frames that are there already change in place; the new ones of a batch come in one go.
    const int first = static_cast<int>(m_frames.size());
    std::set<int> changed;
    std::vector<Frame> fresh;
    for (const IngestItem& item : items) {
        const QString key = keyOf(item);
        const auto [place, isNew] = [&] {
            const auto known = m_rows.constFind(key);
            if (known != m_rows.constEnd())
                return std::pair(*known, false);
            const int row = first + static_cast<int>(fresh.size());
            m_rows.insert(key, row);
            return std::pair(row, true);
        }();
        if (isNew)
            fresh.push_back({key, {}, {}, {}, {}, {}, false});
        const bool isFresh = place >= first;
        Frame& frame = isFresh ? fresh[static_cast<std::size_t>(place - first)]
                               : m_frames[static_cast<std::size_t>(place)];
        if (!isNew)
            count(frame, -1);
        join(frame, item);
        count(frame, 1);
        if (!isFresh)
            changed.insert(place);
        if (const auto left = m_unticked.find(key); left != m_unticked.end())
            *left = frame.paths;
    }
    for (const int row : changed)
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    if (!fresh.empty()) {
        beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
        std::ranges::move(fresh, std::back_inserter(m_frames));
        endInsertRows();
    }
    Q_EMIT countsChanged();
}

void IngestPlanModel::setTicked(const QVector<int>& rows, bool isTicked)
{
    int lowest = static_cast<int>(m_frames.size());
    int highest = -1;
    for (const int row : rows) {
        const Frame& frame = frameAt(row);
        if (!frame.isTakenIn || this->isTicked(row) == isTicked)
            continue;
        count(frame, -1);
        if (isTicked)
            m_unticked.remove(frame.key);
        else
            m_unticked.insert(frame.key, frame.paths);
        count(frame, 1);
        lowest = std::min(lowest, row);
        highest = std::max(highest, row);
    }
    if (highest < 0)
        return;
    Q_EMIT dataChanged(index(lowest, 0), index(highest, ColumnCount - 1));
    Q_EMIT countsChanged();
}

std::vector<std::filesystem::path> IngestPlanModel::excluded() const
{
    std::vector<std::filesystem::path> paths;
    for (const QStringList& files : m_unticked) {
        for (const QString& file : files)
            paths.push_back(pathFromText(file));
    }
    std::ranges::sort(paths);
    return paths;
}

int IngestPlanModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_frames.size());
}

int IngestPlanModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString IngestPlanModel::nameOf(const Frame& frame) const
{
    QString name = displayText(lastPart(frame.key));
    if (frame.lead.finding == Finding::Unsupported)
        return name;
    return tr("%1  %2").arg(name, displayText(frame.endings.join(QStringLiteral(" + "))));
}

QVariant IngestPlanModel::textOf(const Frame& frame, int column) const
{
    switch (column) {
    case Photo:
        return nameOf(frame);
    case What:
        return findingText(frame.lead.finding);
    case Then:
        return frame.isTakenIn && m_unticked.contains(frame.key) ? tr("left where it is")
                                                                 : planText(frame.lead);
    case Size:
        return sizeText(frame.size);
    default:
        return {};
    }
}

QVariant IngestPlanModel::checkState(int row) const
{
    if (!frameAt(row).isTakenIn)
        return {};
    return isTicked(row) ? Qt::Checked : Qt::Unchecked;
}

QVariant IngestPlanModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Frame& frame = frameAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(frame, index.column());
    case Qt::ToolTipRole:
        if (index.column() == Photo)
            return pathsText(frame.paths);
        return frame.lead.reason ? fullText(*frame.lead.reason) : textOf(frame, index.column());
    case Qt::CheckStateRole:
        return index.column() == Photo ? checkState(index.row()) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Size ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case kToneRole:
        return index.column() == What ? QVariant(static_cast<int>(toneOf(frame.lead.finding))) : QVariant();
    default:
        return {};
    }
}

bool IngestPlanModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || !frameAt(index.row()).isTakenIn)
        return false;
    setTicked({index.row()}, value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags IngestPlanModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == Photo && frameAt(index.row()).isTakenIn)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant IngestPlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section == Size)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Photo:
        return tr("Photo");
    case What:
        return tr("What it is");
    case Then:
        return tr("What will happen");
    case Size:
        return tr("Size");
    default:
        return {};
    }
}

IngestPlanFilter::IngestPlanFilter(IngestPlanModel& model, QObject* parent)
    : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
}

void IngestPlanFilter::setFinding(std::optional<Finding> finding)
{
    m_finding = finding;
    invalidateFilter();
}

bool IngestPlanFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    Q_UNUSED(parent)
    return !m_finding || m_model.finding(row) == *m_finding;
}

} // namespace safelight
