#include "ui/pages/watchdetailpane.h"

#include "base/pathtext.h"
#include "ui/librarycontroller.h"
#include "ui/models/quarantinemodel.h"
#include "ui/models/watcheventmodel.h"
#include "ui/models/watchtext.h"
#include "ui/symbols.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/tables.h"
#include "ui/words/progresstext.h"

#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace safelight {

namespace {

constexpr int kWatchMargin = 14;

QPushButton* makeWatchButton(const QString& icon, const QString& text, const QString& help, QWidget* parent)
{
    auto* button = new QPushButton(symbol(icon), text, parent);
    button->setToolTip(help);
    return button;
}

} // namespace

WatchDetailPane::WatchDetailPane(LibraryController& library, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_events(new WatchEventModel(this)),
      m_quarantine(new QuarantineModel(this)),
      m_tabs(new QTabWidget(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    QTableView* events = makeTable(*m_events, tr("Events of the folder"));
    events->setItemDelegateForColumn(WatchEventModel::What, new ChipDelegate(events));
    setColumnWidths(*events, {160, 170, 420});
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(events, tr("Events"));
    m_tabs->addTab(makeQuarantine(), tr("Quarantine"));
    column->addWidget(m_tabs, 1);
    connectButtons();
    setEntry({});
}

QWidget* WatchDetailPane::makeHeader()
{
    constexpr qreal kTitleScale = 1.2;
    auto* header = new QWidget(this);
    m_title = new QLabel(header);
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * kTitleScale);
    font.setBold(true);
    m_title->setFont(font);
    m_state = new QLabel(header);
    m_state->setObjectName(QStringLiteral("quiet"));
    for (QLabel* label : {m_title, m_state}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setMinimumWidth(1);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_start = makeWatchButton(QStringLiteral("play"), tr("Start"),
                              tr("Watch this folder, also after the next start"), header);
    m_stop = makeWatchButton(QStringLiteral("stopped"), tr("Stop"),
                             tr("End after the current file; what waits is found at the next start"), header);
    m_restart = makeWatchButton(QStringLiteral("retry"), tr("Restart"),
                                tr("Look at everything in the folder anew"), header);
    m_edit = makeWatchButton(QStringLiteral("rename"), tr("Edit…"),
                             tr("Change where its pictures go, and how"), header);
    m_remove = makeWatchButton(QStringLiteral("remove"), tr("Remove…"),
                               tr("Forget this entry; no picture is touched"), header);
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {m_start, m_stop, m_restart, m_edit, m_remove})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(header);
    column->setContentsMargins(kWatchMargin, 10, kWatchMargin, 10);
    column->addWidget(m_title);
    column->addWidget(m_state);
    column->addLayout(buttons);
    return header;
}

QWidget* WatchDetailPane::makeQuarantine()
{
    auto* box = new QWidget(this);
    auto* hint = new QLabel(tr("Files that could not be taken in are tried again by themselves, later each "
                               "time, and at once when they change."),
                            box);
    hint->setObjectName(QStringLiteral("quiet"));
    hint->setWordWrap(true);
    m_retry = makeWatchButton(QStringLiteral("retry"), tr("Try again now"),
                              tr("Try to take in all files of this list now"), box);
    QTableView* table = makeTable(*m_quarantine, tr("Files in quarantine"));
    setColumnWidths(*table, {460, 260, 70});
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kWatchMargin, 6, kWatchMargin, 6);
    row->addWidget(hint, 1);
    row->addWidget(m_retry);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(table, 1);
    return box;
}

QTableView* WatchDetailPane::makeTable(QAbstractItemModel& model, const QString& name)
{
    auto* table = new QTableView(this);
    prepareTable(*table);
    table->setModel(&model);
    table->setAccessibleName(name);
    table->setTextElideMode(Qt::ElideMiddle);
    return table;
}

void WatchDetailPane::connectButtons()
{
    WatchBoard& board = m_library.watches();
    const auto tell = [this, &board](QPushButton* button, void (WatchBoard::*act)(WatchedFolderId)) {
        connect(button, &QPushButton::clicked, this, [this, &board, act] {
            if (m_entry)
                (board.*act)(m_entry->folder.id);
        });
    };
    tell(m_start, &WatchBoard::start);
    tell(m_stop, &WatchBoard::stop);
    tell(m_restart, &WatchBoard::restart);
    tell(m_retry, &WatchBoard::retryNow);
    connect(m_edit, &QPushButton::clicked, this, &WatchDetailPane::editRequested);
    connect(m_remove, &QPushButton::clicked, this, &WatchDetailPane::removeRequested);
}

void WatchDetailPane::setEntry(const std::optional<WatchEntry>& entry)
{
    m_entry = entry;
    const WatchStatus status = entry ? entry->status : WatchStatus();
    m_title->setText(entry ? displayText(entry->folder.folder) : QString());
    m_state->setText(entry ? tr("%1  ·  %2").arg(watchStateText(status), watchSentence(*entry)) : QString());
    m_events->setEvents(status.events);
    m_quarantine->setFiles(status.quarantine);
    m_tabs->setTabText(1, status.quarantine.isEmpty()
                              ? tr("Quarantine")
                              : tr("Quarantine (%1)").arg(countText(status.quarantine.size())));
    const bool isWatched = entry && entry->folder.isEnabled;
    m_start->setEnabled(entry && !isWatched);
    m_stop->setEnabled(isWatched);
    m_restart->setEnabled(isWatched);
    m_edit->setEnabled(entry.has_value());
    m_remove->setEnabled(entry.has_value());
    m_retry->setEnabled(isWatched && !status.quarantine.isEmpty());
}

} // namespace safelight
