#include "ui/models/receiptitemmodel.h"

#include "base/pathtext.h"
#include "ui/librarycontroller.h"
#include "ui/models/tone.h"
#include "ui/words/progresstext.h"
#include "ui/words/receipttext.h"

namespace safelight {

ReceiptItemModel::ReceiptItemModel(LibraryController& library, QObject* parent)
    : QAbstractTableModel(parent), m_library(library)
{
}

void ReceiptItemModel::setReceipt(ReceiptId receipt)
{
    beginResetModel();
    m_receipt = receipt;
    m_items.clear();
    ++m_generation;
    m_isLoading = false;
    m_isComplete = !receipt.isValid();
    endResetModel();
    fetchMore({});
}

bool ReceiptItemModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && !m_isLoading && !m_isComplete;
}

void ReceiptItemModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent))
        readPage();
}

void ReceiptItemModel::readPage()
{
    m_isLoading = true;
    const ReceiptItemId after = m_items.empty() ? ReceiptItemId() : m_items.back().id;
    m_library.read(
        this,
        [receipt = m_receipt, after](CatalogReader& reader) {
            return reader.receiptItems(receipt, after, kPage);
        },
        [this, generation = m_generation](const Result<QVector<ReceiptItem>>& page) {
            if (generation != m_generation)
                return;
            m_isComplete = !page || page->size() < kPage;
            if (page)
                take(*page);
            m_isLoading = false; // whoever sees rows come may ask for more, before they are all there
        });
}

void ReceiptItemModel::take(const QVector<ReceiptItem>& page)
{
    if (page.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(page.size()) - 1);
    m_items.insert(m_items.end(), page.begin(), page.end());
    endInsertRows();
}

int ReceiptItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

int ReceiptItemModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ReceiptItemModel::textOf(const ReceiptItem& item, int column)
{
    switch (column) {
    case File:
        return displayText(item.name);
    case Outcome:
        return receiptOutcomeText(item);
    case Size:
        return sizeText(item.madeFrom.isKnown() ? item.digest.size : item.size);
    case Stored:
        if (item.matter == SourceMatter::Housekeeping)
            return tr("not needed: the camera’s or computer’s own");
        return item.stored.isProven() ? proofText(item.stored) : tr("not proven");
    case Digest:
        return QString::fromLatin1(item.digest.xxh128.toHex());
    case Second:
        return proofText(item.second);
    default:
        return {};
    }
}

QString ReceiptItemModel::toolTipOf(const ReceiptItem& item, int column)
{
    switch (column) {
    case Stored:
        return item.stored.isProven()
                   ? tr("“%1” in “%2”").arg(displayText(item.stored.path), displayText(item.projectName))
                   : QString();
    case Second:
        return displayText(item.second.path);
    case Digest:
        return tr("XXH3-128 %1\nMD5 %2")
            .arg(QString::fromLatin1(item.digest.xxh128.toHex()),
                 QString::fromLatin1(item.digest.md5.toHex()));
    default:
        return textOf(item, column);
    }
}

QVariant ReceiptItemModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ReceiptItem& row = item(index.row());
    if (role == Qt::DisplayRole)
        return textOf(row, index.column());
    if (role == Qt::ToolTipRole)
        return toolTipOf(row, index.column());
    return {};
}

QVariant ReceiptItemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case File:
        return tr("File");
    case Outcome:
        return tr("Outcome");
    case Size:
        return tr("Size");
    case Stored:
        return tr("Proven in the library");
    case Digest:
        return tr("Digest");
    case Second:
        return tr("Second copy");
    default:
        return {};
    }
}

} // namespace safelight
