#pragma once

#include "base/error.h"
#include "catalog/catalogreader.h"

#include <QWidget>

class QStackedWidget;
class QTableView;

namespace safelight {

class EmptyState;
class LibraryController;
class ReceiptItemModel;
class ReceiptListModel;
class VerdictBanner;

/// What was taken in from each card and folder, file by file, and whether it can be erased.
class ReceiptsPage : public QWidget
{
    Q_OBJECT

public:
    explicit ReceiptsPage(LibraryController& library, QWidget* parent = nullptr);

    /// Shows this one, as soon as it was read.
    void choose(ReceiptId receipt);
    void refresh();

    ReceiptListModel& model() { return *m_model; }
    ReceiptItemModel& items() { return *m_items; }
    VerdictBanner& verdict() { return *m_verdict; }
    QTableView& table() { return *m_table; }

    static constexpr int kMost = 300;

Q_SIGNALS:
    void failed(const safelight::Error& error);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeTables();
    void makeLayout();
    void take(const QVector<ReceiptEntry>& receipts);
    void showCurrent();

    LibraryController& m_library;
    ReceiptListModel* m_model;
    ReceiptItemModel* m_items;
    ReceiptId m_chosen; ///< by a person; invalid: the newest is shown
    bool m_isTaking = false;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QTableView* m_table;
    QTableView* m_files;
    VerdictBanner* m_verdict;
};

} // namespace safelight
