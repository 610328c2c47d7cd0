#pragma once

#include "domain/receipt.h"

#include <QAbstractTableModel>
#include <QVector>

#include <vector>

namespace safelight {

class LibraryController;

/// The files of one receipt, read a page at a time as they are scrolled to, off the GUI thread.
class ReceiptItemModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { File, Outcome, Size, Stored, Digest, Second, ColumnCount };

    explicit ReceiptItemModel(LibraryController& library, QObject* parent = nullptr);

    /// Reads anew; an invalid id shows nothing.
    void setReceipt(ReceiptId receipt);
    const ReceiptItem& item(int row) const { return m_items[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    static constexpr int kPage = 500;

private:
    static QString textOf(const ReceiptItem& item, int column);
    static QString toolTipOf(const ReceiptItem& item, int column);
    void readPage();
    void take(const QVector<ReceiptItem>& page);

    LibraryController& m_library;
    ReceiptId m_receipt;
    std::vector<ReceiptItem> m_items;
    int m_generation = 0;
    bool m_isLoading = false;
    bool m_isComplete = true;
};

} // namespace safelight
