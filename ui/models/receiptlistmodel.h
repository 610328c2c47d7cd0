#pragma once

#include "catalog/catalogreader.h"

#include <QAbstractTableModel>

namespace safelight {

/// Receipts, newest first.
class ReceiptListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { When, Source, Project, Verdict, Files, Proven, ColumnCount };

    explicit ReceiptListModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    void setReceipts(const QVector<ReceiptEntry>& receipts);
    const ReceiptEntry& entry(int row) const { return m_receipts[row]; }
    /// -1: it is not there.
    int rowOf(ReceiptId receipt) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString textOf(const ReceiptEntry& entry, int column);

    QVector<ReceiptEntry> m_receipts;
};

} // namespace safelight
