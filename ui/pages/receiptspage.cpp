#include "ui/pages/receiptspage.h"

#include "ui/librarycontroller.h"
#include "ui/models/receiptitemmodel.h"
#include "ui/models/receiptlistmodel.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/tables.h"
#include "ui/widgets/verdictbanner.h"

#include <QItemSelectionModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace safelight {

ReceiptsPage::ReceiptsPage(LibraryController& library, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_model(new ReceiptListModel(this)),
      m_items(new ReceiptItemModel(library, this)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this)),
      m_table(new QTableView(this)),
      m_files(new QTableView(this)),
      m_verdict(new VerdictBanner(library, this, VerdictBanner::ShowButton::No))
{
    makeTables();
    makeLayout();
    setFocusProxy(m_table);
    connect(&library, &LibraryController::stateChanged, this, &ReceiptsPage::refresh);
    connect(&library, &LibraryController::taskFinished, this, [this](const Task* task) {
        if (task->kind() == Task::Kind::Ingest)
            refresh();
    });
    connect(&library, &LibraryController::receiptsChanged, this, &ReceiptsPage::refresh);
    refresh();
}

void ReceiptsPage::makeTables()
{
    prepareTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Receipts"));
    m_table->setItemDelegateForColumn(ReceiptListModel::Verdict, new ChipDelegate(m_table));
    setColumnWidths(*m_table, {150, 230, 190, 150, 150});
    prepareTable(*m_files);
    m_files->setModel(m_items);
    m_files->setAccessibleName(tr("Files of the receipt"));
    m_files->setTextElideMode(Qt::ElideMiddle);
    setColumnWidths(*m_files, {250, 170, 80, 230, 200});
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (m_isTaking)
            return;
        m_chosen = m_model->entry(m_table->currentIndex().row()).receipt.id;
        showCurrent();
    });
}

void ReceiptsPage::makeLayout()
{
    auto* details = new QWidget(this);
    auto* detailColumn = new QVBoxLayout(details);
    detailColumn->setContentsMargins(0, 0, 0, 0);
    detailColumn->setSpacing(0);
    detailColumn->addWidget(m_verdict);
    detailColumn->addWidget(m_files, 1);
    auto* rows = new QSplitter(Qt::Vertical, this);
    rows->addWidget(m_table);
    rows->addWidget(details);
    rows->setStretchFactor(1, 1);
    rows->setSizes({240, 420});
    rows->setChildrenCollapsible(false);
    rows->setHandleWidth(1);
    m_empty->say(
        {QStringLiteral("receipts"),
         tr("No receipt yet"),
         tr("Whatever is taken in from a card or a folder gets a receipt: each file, where its bytes "
            "were proven, and whether the card can be formatted."),
         {}});
    m_stack->addWidget(m_empty);
    m_stack->addWidget(rows);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
}

void ReceiptsPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh(); // another program may have taken something in
}

void ReceiptsPage::refresh()
{
    m_library.read(
        this, [](CatalogReader& reader) { return reader.latestReceipts(kMost); },
        [this](const Result<QVector<ReceiptEntry>>& receipts) {
            if (receipts)
                take(*receipts);
            else
                Q_EMIT failed(receipts.error());
        });
}

void ReceiptsPage::choose(ReceiptId receipt)
{
    m_chosen = receipt;
    refresh();
}

void ReceiptsPage::take(const QVector<ReceiptEntry>& receipts)
{
    m_isTaking = true;
    m_model->setReceipts(receipts);
    if (!receipts.isEmpty())
        m_table->selectRow(std::max(0, m_model->rowOf(m_chosen)));
    m_isTaking = false;
    m_stack->setCurrentIndex(receipts.isEmpty() ? 0 : 1);
    showCurrent();
}

void ReceiptsPage::showCurrent()
{
    const int row = m_table->currentIndex().row();
    if (row < 0) {
        m_verdict->setReceipts({});
        m_items->setReceipt({});
        return;
    }
    const ReceiptEntry& entry = m_model->entry(row);
    m_verdict->setReceipts({entry});
    m_items->setReceipt(entry.receipt.id);
}

} // namespace safelight
