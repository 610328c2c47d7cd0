#include "ui/models/correctionmodel.h"

#include "base/pathtext.h"
#include "ui/theme.h"
#include "ui/words/progresstext.h"
#include "ui/words/tasktext.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace safelight {

QVector<Correction> CorrectionModel::unknownOf(const QVector<Correction>& rows)
{
    QVector<Correction> unknown;
    for (const Correction& row : rows) {
        if (m_known.contains(row.id))
            continue;
        m_known.insert(row.id);
        unknown += row;
    }
    return unknown;
}

void CorrectionModel::add(const QVector<Correction>& rows)
{
    const QVector<Correction> unknown = unknownOf(rows);
    if (unknown.isEmpty())
        return;
    beginInsertRows({}, 0, static_cast<int>(unknown.size()) - 1);
    m_rows.insert(m_rows.begin(), unknown.crbegin(), unknown.crend());
    endInsertRows();
    dropOldest();
}

void CorrectionModel::append(const QVector<Correction>& rows)
{
    const QVector<Correction> unknown = unknownOf(rows);
    if (unknown.isEmpty())
        return;
    const int first = static_cast<int>(m_rows.size());
    beginInsertRows({}, first, first + static_cast<int>(unknown.size()) - 1);
    m_rows.insert(m_rows.end(), unknown.cbegin(), unknown.cend());
    endInsertRows();
    dropOldest();
}

void CorrectionModel::dropOldest()
{
    const int size = static_cast<int>(m_rows.size());
    if (size <= m_most)
        return;
    beginRemoveRows({}, m_most, size - 1);
    for (int row = m_most; row < size; ++row)
        m_known.remove(correction(row).id);
    m_rows.resize(static_cast<std::size_t>(m_most));
    endRemoveRows();
}

void CorrectionModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_known.clear();
    endResetModel();
}

void CorrectionModel::markUndone(const QVector<Correction>& rows)
{
    QSet<CorrectionId> undone;
    for (const Correction& row : rows)
        undone.insert(row.id);
    int first = -1;
    int last = -1;
    for (int row = 0; row < rowCount(); ++row) {
        Correction& mine = m_rows[static_cast<std::size_t>(row)];
        if (!undone.contains(mine.id))
            continue;
        mine.undoneAt = QDateTime::currentDateTimeUtc();
        first = first < 0 ? row : first;
        last = row;
    }
    if (first >= 0)
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
}

const Correction& CorrectionModel::correction(int row) const
{
    return m_rows[static_cast<std::size_t>(row)];
}

int CorrectionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CorrectionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CorrectionModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Correction& row = correction(index.row());
    const bool isAvailability = row.kind == CorrectionKind::Availability;
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row, index.column());
    case Qt::FontRole: {
        if (!row.undoneAt.isValid())
            return {};
        QFont font;
        font.setStrikeOut(true);
        return font;
    }
    case Qt::ForegroundRole:
        return row.undoneAt.isValid() ? QVariant(Theme::colors(QGuiApplication::palette()).quiet)
                                      : QVariant();
    case BeforeRole:
        return isAvailability ? QVariant::fromValue(row.before) : QVariant();
    case AfterRole:
        return isAvailability ? QVariant::fromValue(row.after) : QVariant();
    default:
        return {};
    }
}

QString CorrectionModel::text(const Correction& row, int column) const
{
    switch (column) {
    case Time:
        return row.at.toLocalTime().toString(QStringLiteral("yyyy-MM-dd  HH:mm:ss"));
    case Project:
        return displayText(row.projectName);
    case Photo:
        return displayText(row.stem);
    case What:
        return row.undoneAt.isValid() ? tr("%1 – undone").arg(correctionKindText(row))
                                      : correctionKindText(row);
    case Before:
        return beforeText(row);
    case After:
        return afterText(row);
    case Job:
        return row.job.isValid() ? tr("No. %1").arg(row.job.value) : QString();
    default:
        return {};
    }
}

QString CorrectionModel::toolTip(const Correction& row, int column) const
{
    QStringList lines = {text(row, column)};
    for (const FileChange& file : row.files)
        lines += file.isPresent ? tr("%1 found").arg(displayText(file.name))
                                : tr("%1 missing").arg(displayText(file.name));
    if (row.undoneAt.isValid())
        lines += tr("Undone %1").arg(momentText(row.undoneAt, QDateTime::currentDateTimeUtc()));
    return lines.join(u'\n');
}

QVariant CorrectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Corrected");
    case Project:
        return tr("Project");
    case Photo:
        return tr("Photo");
    case What:
        return tr("What");
    case Before:
        return tr("Before");
    case After:
        return tr("After");
    case Job:
        return tr("Job");
    default:
        return {};
    }
}

} // namespace safelight
