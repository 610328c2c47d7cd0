#include "ui/pages/watchpage.h"

#include "base/pathtext.h"
#include "ui/dialogs/questiondialog.h"
#include "ui/dialogs/watchdialog.h"
#include "ui/droppaths.h"
#include "ui/librarycontroller.h"
#include "ui/models/watchlistmodel.h"
#include "ui/pages/watchdetailpane.h"
#include "ui/symbols.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/dropoverlay.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/tables.h"

#include <QDragEnterEvent>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace safelight {

namespace {

constexpr std::chrono::seconds kLookPace{5};

} // namespace

WatchPage::WatchPage(LibraryController& library, IngestPresets presets, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_presets(presets),
      m_model(new WatchListModel(
          [&library](const WatchedFolder& folder) { return library.projectNameOf(folder); }, this)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this)),
      m_table(new QTableView(this)),
      m_details(new WatchDetailPane(library, this)),
      m_overlay(new DropOverlay(this))
{
    makeTable();
    makeLayout();
    setAcceptDrops(true);
    m_look.setInterval(kLookPace);
    WatchBoard& board = library.watches();
    connect(&m_look, &QTimer::timeout, &board, &WatchBoard::refresh);
    connect(&board, &WatchBoard::entriesChanged, this, &WatchPage::takeEntries);
    connect(&board, &WatchBoard::entryChanged, this, &WatchPage::takeEntry);
    connect(&library, &LibraryController::projectsChanged, this, &WatchPage::takeEntries); // their names
    connect(m_empty, &EmptyState::clicked, this, [this] { askNew(); });
    connect(m_details, &WatchDetailPane::editRequested, this, &WatchPage::askEdit);
    connect(m_details, &WatchDetailPane::removeRequested, this, &WatchPage::askRemove);
    takeEntries();
}

QWidget* WatchPage::makeBar()
{
    constexpr int kMargin = 16;
    auto* bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("photoBar"));
    auto* title = new QLabel(tr("Watched folders"), bar);
    title->setObjectName(QStringLiteral("pageTitle"));
    auto* hint = new QLabel(tr("They are watched as long as this window is open."), bar);
    hint->setObjectName(QStringLiteral("quiet"));
    hint->setMinimumWidth(1);
    m_add = new QPushButton(symbol(QStringLiteral("project-new")), tr("Add…"), bar);
    m_add->setObjectName(QStringLiteral("addWatched"));
    m_add->setAccessibleName(tr("Add a watched folder"));
    m_add->setToolTip(tr("Choose a folder to watch, or drop it here"));
    connect(m_add, &QPushButton::clicked, this, [this] { askNew(); });
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(kMargin, 8, kMargin, 8);
    row->setSpacing(12);
    row->addWidget(title);
    row->addWidget(hint, 1);
    row->addWidget(m_add);
    return bar;
}

void WatchPage::makeTable()
{
    prepareTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Watched folders"));
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setItemDelegateForColumn(WatchListModel::State, new ChipDelegate(m_table));
    m_table->setItemDelegateForColumn(WatchListModel::Failed, new ChipDelegate(m_table));
    setColumnWidths(*m_table, {160, 260, 140, 64, 120, 64, 78, 88, 64});
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        const int row = m_table->currentIndex().row();
        if (m_isTaking || row < 0)
            return;
        m_chosen = m_model->entry(row).folder.id;
        showCurrent();
    });
    connect(m_table, &QTableView::activated, this, &WatchPage::askEdit);
}

void WatchPage::makeLayout()
{
    auto* rows = new QSplitter(Qt::Vertical, this);
    rows->addWidget(m_table);
    rows->addWidget(m_details);
    rows->setStretchFactor(1, 1);
    rows->setSizes({220, 440});
    rows->setChildrenCollapsible(false);
    rows->setHandleWidth(1);
    m_empty->say(
        {QStringLiteral("watch"), tr("No watched folder yet"),
         tr("Photos that come to lie in a watched folder are taken in by themselves: from a camera on "
            "a cable, from another program, over the network. Drop a folder here, or choose one."),
         tr("Watch a folder…"), true});
    m_stack->addWidget(m_empty);
    m_stack->addWidget(rows);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeBar());
    column->addWidget(m_stack, 1);
}

void WatchPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_library.watches().refresh();
    m_look.start();
}

void WatchPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_look.stop();
}

void WatchPage::takeEntries()
{
    const bool wasEmpty = m_model->rowCount() == 0;
    m_isTaking = true; // what moves in the list is not chosen by a person
    m_model->setEntries(m_library.watches().entries());
    m_isTaking = false;
    const bool isEmpty = m_model->rowCount() == 0;
    if (!isEmpty) {
        const int row = std::max(0, m_model->rowOf(m_chosen));
        m_chosen = m_model->entry(row).folder.id;
        m_table->selectRow(row);
    }
    m_stack->setCurrentIndex(isEmpty ? 0 : 1);
    setFocusProxy(isEmpty ? static_cast<QWidget*>(m_add) : m_table);
    if (wasEmpty && !isEmpty && m_add->hasFocus())
        m_table->setFocus();
    showCurrent();
}

void WatchPage::takeEntry(WatchedFolderId id)
{
    const WatchEntry* entry = m_library.watches().find(id);
    if (!entry)
        return;
    m_model->setEntry(*entry);
    if (id == m_chosen)
        showCurrent();
}

void WatchPage::showCurrent()
{
    const WatchEntry* entry = m_library.watches().find(m_chosen);
    m_details->setEntry(entry ? std::optional(*entry) : std::nullopt);
}

void WatchPage::ask(const WatchedFolder& folder)
{
    auto* dialog = new WatchDialog(folder, m_library, m_presets, this);
    connect(dialog, &WatchDialog::saved, this, [this](WatchedFolderId id) {
        if (!id.isValid() && !m_library.watches().entries().isEmpty())
            id = m_library.watches().entries().last().folder.id; // the new one
        m_chosen = id;
        takeEntries();
    });
    dialog->open();
}

void WatchPage::askNew(const std::filesystem::path& folder)
{
    WatchedFolder wanted;
    wanted.folder = pathToText(folder);
    ask(wanted);
}

void WatchPage::askEdit()
{
    if (const WatchEntry* entry = m_library.watches().find(m_chosen))
        ask(entry->folder);
}

void WatchPage::askRemove()
{
    const WatchEntry* entry = m_library.watches().find(m_chosen);
    if (!entry)
        return;
    auto* dialog =
        new QuestionDialog(tr("Forget “%1”?").arg(displayText(entry->folder.folder)),
                           tr("The folder is not watched any more, and its entry is removed from this list. "
                              "No picture is touched: "
                              "those in the folder stay there, and those in the project stay there as well."),
                           this);
    dialog->addAnswer(QStringLiteral("remove"), tr("Forget the entry"),
                      [this, id = entry->folder.id] { m_library.watches().remove(id); });
    dialog->addAnswer(QStringLiteral("keep"), tr("Keep it"), {}, QuestionDialog::Weight::Preset);
    dialog->open();
}

void WatchPage::dragEnterEvent(QDragEnterEvent* event)
{
    // More than one is for the window: something to take in.
    if (pathsFromMimeData(*event->mimeData()).size() != 1) {
        event->ignore();
        return;
    }
    m_overlay->say(tr("Drop the folder to watch it"),
                   tr("You choose the project, and copy or move, before anything happens."), {});
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void WatchPage::dragLeaveEvent(QDragLeaveEvent* event)
{
    m_overlay->hide();
    event->accept();
}

void WatchPage::dropEvent(QDropEvent* event)
{
    m_overlay->hide();
    event->setDropAction(Qt::CopyAction);
    event->accept();
    const auto paths = pathsFromMimeData(*event->mimeData());
    if (!paths.empty())
        askNew(paths.front());
}

} // namespace safelight
