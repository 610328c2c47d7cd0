#include "ui/dialogs/planpane.h"

#include "ui/dialogs/cardremarks.h"
#include "ui/models/tone.h"
#include "ui/symbols.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/tables.h"
#include "ui/words/errortext.h"
#include "ui/words/plantext.h"
#include "ui/words/progresstext.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kAll = 1000;     // the id of the chip that shows everything
constexpr int kRemarks = 1001; // and of the one that shows what is odd about the card
constexpr int kTickWidth = 20; // with the space behind it
constexpr int kNarrow = 400;

/// In the order of the chips.
constexpr Finding kShown[] = {Finding::New,        Finding::Completes,   Finding::MovedHere,
                              Finding::NameTaken,  Finding::Duplicate,   Finding::KnownRejected,
                              Finding::Unreadable, Finding::Unsupported, Finding::None};

std::optional<Finding> findingOf(int id)
{
    return id == kAll || id == kRemarks ? std::nullopt : std::optional(static_cast<Finding>(id));
}

/// Names stand below each other, with a tick before them or without.
class TickedNameDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem cell = option;
        if (!index.data(Qt::CheckStateRole).isValid())
            cell.rect.setLeft(cell.rect.left() + kTickWidth);
        QStyledItemDelegate::paint(painter, cell, index);
    }
};

} // namespace

PlanPane::PlanPane(IngestPlanner& planner, QWidget* parent)
    : QWidget(parent),
      m_planner(planner),
      m_model(new IngestPlanModel(this)),
      m_filter(new IngestPlanFilter(*m_model, this)),
      m_chips(new QButtonGroup(this)),
      m_stack(new QStackedWidget(this)),
      m_table(new QTableView(m_stack)),
      m_remarks(new CardRemarks(m_stack)),
      m_empty(new QLabel(m_stack)),
      m_state(new QLabel(this)),
      m_bar(new QProgressBar(this))
{
    constexpr int kBarWidth = 120;
    m_empty->setObjectName(QStringLiteral("quiet"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(20);
    m_state->setObjectName(QStringLiteral("quiet"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(kBarWidth);
    m_bar->setAccessibleName(tr("Progress of the plan"));
    makeTable();
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_remarks);
    m_stack->addWidget(m_empty);
    auto* line = new QHBoxLayout;
    line->addWidget(m_state, 1);
    line->addWidget(m_bar);
    line->addWidget(makeTicks());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(makeChips());
    column->addWidget(m_stack, 1);
    column->addLayout(line);
    connect(&planner, &IngestPlanner::restarted, m_model, &IngestPlanModel::clear);
    connect(&planner, &IngestPlanner::itemsFound, m_model, &IngestPlanModel::add);
    connect(&planner, &IngestPlanner::changed, this, &PlanPane::tellState);
    connect(m_model, &IngestPlanModel::countsChanged, this, &PlanPane::tellCounts);
    tellCounts();
    tellState();
}

QWidget* PlanPane::makeChips()
{
    auto* box = new QWidget(this);
    auto* row = new FlowLayout(box, 4);
    row->addWidget(makeChip(kAll));
    for (const Finding finding : kShown)
        row->addWidget(makeChip(static_cast<int>(finding)));
    QToolButton* remarks = makeChip(kRemarks);
    remarks->setIcon(symbol(QStringLiteral("warning")));
    remarks->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    row->addWidget(remarks);
    m_chips->setExclusive(true);
    m_chips->button(kAll)->setChecked(true);
    connect(m_chips, &QButtonGroup::idClicked, this, [this](int id) {
        m_filter->setFinding(findingOf(id));
        showChosen();
    });
    return box;
}

QToolButton* PlanPane::makeTicks()
{
    auto* ticks = new QToolButton(this);
    ticks->setText(tr("&Ticks"));
    ticks->setObjectName(QStringLiteral("words"));
    ticks->setToolTip(
        tr("Tick or untick all photos that are shown; the space bar does it for the chosen ones"));
    ticks->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(ticks);
    menu->addAction(tr("&Take in all that are shown"), this, [this] { tickShown(true); });
    menu->addAction(tr("&Leave out all that are shown"), this, [this] { tickShown(false); });
    ticks->setMenu(menu);
    return ticks;
}

QToolButton* PlanPane::makeChip(int id)
{
    auto* chip = new QToolButton(this);
    chip->setObjectName(QStringLiteral("chip"));
    chip->setCheckable(true);
    m_chips->addButton(chip, id);
    return chip;
}

void PlanPane::makeTable()
{
    prepareTable(*m_table);
    m_table->setModel(m_filter);
    m_table->setAccessibleName(tr("What will happen to each photo"));
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setItemDelegateForColumn(IngestPlanModel::Photo, new TickedNameDelegate(m_table));
    m_table->setItemDelegateForColumn(IngestPlanModel::What, new ChipDelegate(m_table));
    m_table->installEventFilter(this);
    QHeaderView* header = m_table->horizontalHeader();
    m_table->setColumnWidth(IngestPlanModel::Size, 84);
    header->setSectionResizeMode(IngestPlanModel::Then, QHeaderView::Stretch);
    header->setMinimumSectionSize(60);
}

bool PlanPane::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space) {
        toggleChosen();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

/// With little room the names and the chips are cut before anything has to be scrolled to.
void PlanPane::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_table->setColumnWidth(IngestPlanModel::Photo, std::clamp(width() * 3 / 10, 110, 215));
    m_table->setColumnWidth(IngestPlanModel::What, std::clamp(width() / 5, 100, 130));
    m_table->setColumnHidden(IngestPlanModel::Size, width() < kNarrow);
}

void PlanPane::toggleChosen()
{
    QVector<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        rows += m_filter->mapToSource(index).row();
    const auto ticked = [this](int row) { return m_model->isTicked(row); };
    m_model->setTicked(rows, !std::ranges::any_of(rows, ticked));
}

void PlanPane::tickShown(bool isTicked)
{
    QVector<int> rows;
    for (int row = 0; row < m_filter->rowCount(); ++row)
        rows += m_filter->mapToSource(m_filter->index(row, 0)).row();
    m_model->setTicked(rows, isTicked);
}

QString PlanPane::chipText(std::optional<Finding> finding) const
{
    const QAbstractButton* chip = m_chips->button(finding ? static_cast<int>(*finding) : kAll);
    return chip->isVisibleTo(this) ? chip->text() : QString();
}

void PlanPane::tellCounts()
{
    for (QAbstractButton* chip : m_chips->buttons()) {
        if (m_chips->id(chip) == kRemarks)
            continue;
        const auto finding = findingOf(m_chips->id(chip));
        const PlanCount count = finding ? m_model->count(*finding) : m_model->total();
        const QString title = finding ? findingTitle(*finding) : tr("All");
        chip->setText(tr("%1 %2").arg(title, countText(count.photos)));
        chip->setToolTip(
            tr("%1: %2, %3").arg(title, tr("%Ln photo(s)", nullptr, count.photos), sizeText(count.bytes)));
        chip->setVisible(!finding || count.photos > 0 || chip->isChecked());
    }
    showChosen();
    tellState();
}

void PlanPane::showChosen()
{
    if (m_chips->checkedId() == kRemarks)
        m_stack->setCurrentWidget(m_remarks);
    else
        m_stack->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget*>(m_table) : m_empty);
}

QAbstractButton& PlanPane::remarksChip() const
{
    return *m_chips->button(kRemarks);
}

/// They come with the end of a plan, and go with the next.
void PlanPane::tellRemarks()
{
    const auto& warnings = m_planner.warnings();
    if (warnings.size() == m_remarks->count() && !warnings.isEmpty())
        return;
    m_remarks->setWarnings(warnings);
    QAbstractButton& chip = remarksChip();
    chip.setText(tr("Remarks %1").arg(countText(warnings.size())));
    chip.setToolTip(tr("What is odd about this card: to be looked at before it is formatted"));
    chip.setVisible(!warnings.isEmpty());
    if (warnings.isEmpty() && chip.isChecked()) {
        m_chips->button(kAll)->setChecked(true);
        showChosen();
    }
}

void PlanPane::setPlaceholder(const QString& text)
{
    m_placeholder = text;
    tellState();
}

QString PlanPane::stateText() const
{
    using State = IngestPlanner::State;
    switch (m_planner.state()) {
    case State::Idle:
        return {};
    case State::Soon:
        return tr("Looking at the photos…");
    case State::Planning:
        return tr("Looking at the photos: %1. You need not wait for it.")
            .arg(progressText(m_planner.progress()));
    case State::Done:
        return m_planner.warnings().isEmpty()
                   ? tr("Nothing was written yet. The space bar leaves the chosen photos out.")
                   : tr("Nothing was written yet. There are remarks about this card.");
    case State::Failed:
        return m_planner.failure() ? fullText(*m_planner.failure()) : tr("The plan was not made to its end.");
    }
    return {};
}

void PlanPane::tellState()
{
    using State = IngestPlanner::State;
    const State state = m_planner.state();
    const QString text = stateText();
    m_state->setText(text);
    m_state->setToolTip(text);
    const bool isAtIt = state == State::Soon || state == State::Planning;
    m_bar->setVisible(isAtIt);
    const TaskProgress& progress = m_planner.progress();
    m_bar->setRange(0, progress.total ? static_cast<int>(*progress.total) : 0);
    m_bar->setValue(static_cast<int>(progress.done));
    tellRemarks();
    if (state == State::Idle)
        m_empty->setText(m_placeholder);
    else if (state == State::Done)
        m_empty->setText(tr("Nothing was found that could be taken in."));
    else
        m_empty->setText(text);
}

} // namespace safelight
