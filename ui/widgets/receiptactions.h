#pragma once

#include "domain/receipt.h"

#include <QWidget>

#include <optional>

class QMenu;
class QPushButton;

namespace safelight {

class LibraryController;

/// Buttons for what can be done with one receipt: write it to a file, and write an ASC MHL beside its copies.
/// LibraryController tells how that went.
class ReceiptActions : public QWidget
{
    Q_OBJECT

public:
    explicit ReceiptActions(LibraryController& library, QWidget* parent = nullptr);

    /// None: nothing can be done.
    void setReceipt(const std::optional<Receipt>& receipt);

private:
    void askWhereTo();

    LibraryController& m_library;
    std::optional<Receipt> m_receipt;
    QPushButton* m_export;
    QPushButton* m_mhl;
    QMenu* m_places; ///< where a manifest can be written
};

} // namespace safelight
