#include "ui/models/quarantinemodel.h"

#include "base/pathtext.h"
#include "ui/words/errortext.h"
#include "ui/words/progresstext.h"

#include <algorithm>

namespace safelight {

namespace {

QString nextTryText(const QuarantinedFile& file)
{
    const QDateTime local = file.nextTry.toLocalTime();
    if (local.date() == QDate::currentDate())
        return local.toString(QStringLiteral("HH:mm:ss"));
    return momentText(file.nextTry, QDateTime::currentDateTimeUtc());
}

} // namespace

void QuarantineModel::setFiles(const QVector<QuarantinedFile>& files)
{
    const bool areSame =
        std::ranges::equal(m_files, files, {}, &QuarantinedFile::path, &QuarantinedFile::path);
    if (!areSame) {
        beginResetModel();
        m_files = files;
        endResetModel();
        return;
    }
    m_files = files;
    if (!m_files.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int QuarantineModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_files.size());
}

int QuarantineModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QuarantineModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QuarantinedFile& file = m_files[index.row()];
    if (role == Qt::ToolTipRole)
        return index.column() == Reason ? fullText(file.reason) : displayText(file.path);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case File:
        return displayText(file.path);
    case Reason:
        return shortText(file.reason);
    case Attempts:
        return countText(file.attempts);
    case NextTry:
        return nextTryText(file);
    default:
        return {};
    }
}

QVariant QuarantineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case File:
        return tr("File");
    case Reason:
        return tr("Reason");
    case Attempts:
        return tr("Tried");
    case NextTry:
        return tr("Next try");
    default:
        return {};
    }
}

} // namespace safelight
