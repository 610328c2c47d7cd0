#pragma once

#include "catalog/catalogreader.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace safelight {

class LibraryController;
class ReceiptActions;

/// Says whether what was taken in from can be erased: green only when every file of every receipt is proven
/// at as many places as were wanted, else amber with the reasons. Hidden without receipts.
class VerdictBanner : public QFrame
{
    Q_OBJECT

public:
    enum class ShowButton { Yes, No };

    explicit VerdictBanner(LibraryController& library, QWidget* parent = nullptr,
                           ShowButton button = ShowButton::Yes);

    void setReceipts(const QVector<ReceiptEntry>& receipts);
    /// As it is shown.
    QString text() const;
    bool isSafe() const;

Q_SIGNALS:
    void receiptRequested(safelight::ReceiptId receipt);

protected:
    void changeEvent(QEvent* event) override;

private:
    const ReceiptEntry& worst() const;
    void tell();

    QVector<ReceiptEntry> m_receipts;
    QLabel* m_symbol;
    QLabel* m_text;
    QPushButton* m_show;
    ReceiptActions* m_actions;
};

} // namespace safelight
