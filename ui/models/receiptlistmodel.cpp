#include "ui/models/receiptlistmodel.h"

#include "base/pathtext.h"
#include "ui/models/tone.h"
#include "ui/words/progresstext.h"
#include "ui/words/receipttext.h"

#include <algorithm>

namespace safelight {

void ReceiptListModel::setReceipts(const QVector<ReceiptEntry>& receipts)
{
    beginResetModel();
    m_receipts = receipts;
    endResetModel();
}

int ReceiptListModel::rowOf(ReceiptId receipt) const
{
    const auto found = std::ranges::find_if(
        m_receipts, [receipt](const ReceiptEntry& entry) { return entry.receipt.id == receipt; });
    return found == m_receipts.end() ? -1 : static_cast<int>(found - m_receipts.begin());
}

int ReceiptListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_receipts.size());
}

int ReceiptListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ReceiptListModel::textOf(const ReceiptEntry& entry, int column)
{
    switch (column) {
    case When:
        return momentText(entry.receipt.startedAt, QDateTime::currentDateTimeUtc());
    case Source:
        return receiptSourceText(entry.receipt);
    case Project:
        return displayText(entry.receipt.projectName);
    case Verdict:
        return receiptVerdictWord(entry.receipt, entry.sums);
    case Files:
        return tr("%1, %2").arg(tr("%Ln file(s)", nullptr, static_cast<int>(entry.sums.found)),
                                sizeText(entry.sums.bytes));
    case Proven:
        return entry.receipt.wantedPlaces > 1
                   ? tr("%1 at %2 places").arg(countText(entry.sums.proven)).arg(entry.receipt.wantedPlaces)
                   : countText(entry.sums.proven);
    default:
        return {};
    }
}

QVariant ReceiptListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ReceiptEntry& row = entry(index.row());
    if (role == Qt::DisplayRole)
        return textOf(row, index.column());
    if (role == Qt::ToolTipRole && index.column() == Verdict)
        return receiptVerdictText(row.receipt, row.sums);
    if (role == Qt::ToolTipRole && index.column() == Source)
        return displayText(row.receipt.root);
    if (role == kToneRole && index.column() == Verdict)
        return static_cast<int>(row.sums.isSafeToFormat(row.receipt) ? Tone::Good : Tone::Caution);
    return {};
}

QVariant ReceiptListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When:
        return tr("When");
    case Source:
        return tr("Card or folder");
    case Project:
        return tr("Project");
    case Verdict:
        return tr("Verdict");
    case Files:
        return tr("Found");
    case Proven:
        return tr("Proven");
    default:
        return {};
    }
}

} // namespace safelight
