#include "ui/models/correctionmodel.h"

#include "base/pathtext.h"
#include "ui/models/kindstext.h"

#include <QSet>

#include <algorithm>

namespace safelight {

void CorrectionModel::add(const QVector<Correction>& rows)
{
    if (rows.isEmpty())
        return;
    const int count = static_cast<int>(std::min<qsizetype>(rows.size(), m_most));
    beginInsertRows({}, 0, count - 1);
    const auto newest = rows.last(count);
    m_rows.insert(m_rows.begin(), newest.crbegin(), newest.crend());
    endInsertRows();
    dropOldest();
}

void CorrectionModel::addEarlier(const QVector<Correction>& rows)
{
    QSet<CorrectionId> known;
    for (const Correction& row : m_rows)
        known.insert(row.id);
    QVector<Correction> earlier;
    for (auto row = rows.crbegin(); row != rows.crend(); ++row) {
        if (!known.contains(row->id))
            earlier += *row;
    }
    if (earlier.isEmpty())
        return;
    const int first = static_cast<int>(m_rows.size());
    beginInsertRows({}, first, first + static_cast<int>(earlier.size()) - 1);
    m_rows.insert(m_rows.end(), earlier.cbegin(), earlier.cend());
    endInsertRows();
    dropOldest();
}

void CorrectionModel::dropOldest()
{
    const int size = static_cast<int>(m_rows.size());
    if (size <= m_most)
        return;
    beginRemoveRows({}, m_most, size - 1);
    m_rows.resize(static_cast<std::size_t>(m_most));
    endRemoveRows();
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
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(row, index.column());
    case BeforeRole:
        return QVariant::fromValue(row.before);
    case AfterRole:
        return QVariant::fromValue(row.after);
    default:
        return {};
    }
}

QString CorrectionModel::text(const Correction& row, int column) const
{
    switch (column) {
    case Photo:
        return displayText(row.stem);
    case Before:
        return kindsText(row.before);
    case After:
        return kindsText(row.after);
    case Files: {
        QStringList changes;
        for (const FileChange& file : row.files)
            changes += file.isPresent ? tr("%1 found").arg(displayText(file.name))
                                      : tr("%1 missing").arg(displayText(file.name));
        return changes.join(tr(", "));
    }
    case Project:
        return displayText(row.projectName);
    case Time:
        return row.at.toLocalTime().toString(QStringLiteral("yyyy-MM-dd  HH:mm:ss"));
    default:
        return {};
    }
}

QVariant CorrectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Photo:
        return tr("Photo");
    case Before:
        return tr("Before");
    case After:
        return tr("After");
    case Files:
        return tr("What changed");
    case Project:
        return tr("Project");
    case Time:
        return tr("Corrected");
    default:
        return {};
    }
}

CorrectionFilter::CorrectionFilter(CorrectionModel& model, QObject* parent)
    : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
}

void CorrectionFilter::setText(const QString& text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

void CorrectionFilter::setChange(Change change)
{
    m_change = change;
    invalidateFilter();
}

QVector<Correction> CorrectionFilter::corrections() const
{
    QVector<Correction> shown;
    shown.reserve(rowCount());
    for (int row = 0; row < rowCount(); ++row)
        shown += m_model.correction(mapToSource(index(row, 0)).row());
    return shown;
}

bool CorrectionFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    Q_UNUSED(parent)
    const Correction& correction = m_model.correction(row);
    const bool hasLost =
        std::ranges::any_of(correction.files, [](const FileChange& file) { return !file.isPresent; }) ||
        correction.after.lostSince(correction.before);
    if (m_change != Change::Any && hasLost != (m_change == Change::Lost))
        return false;
    if (m_text.isEmpty())
        return true;
    // Carried text as it is: made fit for people it would be copied 100,000 times for each letter that is
    // typed.
    const auto contains = [this](const QString& text) { return text.contains(m_text, Qt::CaseInsensitive); };
    return contains(correction.stem) || contains(correction.projectName) ||
           std::ranges::any_of(correction.files, [&](const FileChange& file) { return contains(file.name); });
}

} // namespace safelight
