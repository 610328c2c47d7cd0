#include "ui/pages/correctionspage.h"

#include "base/pathtext.h"
#include "ui/jobboard.h"
#include "ui/librarycontroller.h"
#include "ui/models/correctionhistory.h"
#include "ui/pages/proposalspanel.h"
#include "ui/symbols.h"
#include "ui/widgets/badges.h"
#include "ui/widgets/choices.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/tables.h"
#include "ui/words/progresstext.h"
#include "ui/words/tasktext.h"

#include <QComboBox>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kBarMargin = 10;
constexpr int kNoKind = -1;
constexpr int kShortestChoice = 6; // letters

QComboBox* makeChoice(const QString& name, const QString& help, QWidget* parent)
{
    auto* choice = new QComboBox(parent);
    choice->setAccessibleName(name);
    choice->setToolTip(help);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choice->setMinimumContentsLength(kShortestChoice);
    return choice;
}

} // namespace

CorrectionsPage::CorrectionsPage(LibraryController& library, JobBoard& board, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_board(board),
      m_model(new CorrectionHistory(library, this)),
      m_proposals(new ProposalsPanel(library, board, this)),
      m_searchDelay(new QTimer(this)),
      m_stack(new QStackedWidget(this)),
      m_table(new QTableView(m_stack)),
      m_empty(new EmptyState(m_stack))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_proposals);
    column->addWidget(makeFilters());
    column->addWidget(m_stack, 1);
    column->addWidget(makeActions());
    makeTable();
    setFocusProxy(m_table);
    connectLibrary();
    takeProjects();
    takeJobs();
    tell();
}

QWidget* CorrectionsPage::makeFilters()
{
    auto* bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("photoBar"));
    m_project = makeChoice(tr("Project"), tr("Show the corrections of this project"), bar);
    m_job = makeChoice(tr("Job"), tr("Show the corrections of this job"), bar);
    m_kind = makeChoice(tr("Kind"), tr("Show corrections of this kind"), bar);
    m_kind->addItem(tr("All kinds"), kNoKind);
    for (int kind = 0; kind <= static_cast<int>(CorrectionKind::FileRejected); ++kind)
        m_kind->addItem(correctionKindTitle(static_cast<CorrectionKind>(kind)), kind);
    m_search = makeSearchField(tr("Filter by photo, file or project"), tr("Filter the corrections"),
                               tr("Show only corrections that contain this (Ctrl+F)"), bar);
    m_searchDelay->setSingleShot(true);
    m_searchDelay->setInterval(kSearchDelay);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(kBarMargin, 6, kBarMargin, 6);
    row->setSpacing(8);
    for (QComboBox* choice : {m_project, m_job, m_kind}) {
        row->addWidget(choice, 1);
        connect(choice, &QComboBox::currentIndexChanged, this, &CorrectionsPage::applyFilters);
    }
    row->addWidget(m_search, 2);
    connect(m_search, &QLineEdit::textChanged, m_searchDelay, qOverload<>(&QTimer::start));
    connect(m_searchDelay, &QTimer::timeout, this, &CorrectionsPage::applyFilters);
    return bar;
}

QWidget* CorrectionsPage::makeActions()
{
    auto* bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("actionBar"));
    m_count = new QLabel(bar);
    m_count->setObjectName(QStringLiteral("quiet"));
    m_count->setTextFormat(Qt::PlainText);
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    const auto add = [bar](const QString& icon, const QString& text, const QString& help) {
        auto* button = new QPushButton(symbol(icon), text, bar);
        button->setToolTip(help);
        return button;
    };
    m_show = add(QStringLiteral("picture"), tr("Show photo"), tr("Go to the photo in its project (Enter)"));
    m_undo = add(QStringLiteral("undo"), tr("Undo…"), tr("Undo the chosen corrections"));
    m_undoJob =
        add(QStringLiteral("undo"), tr("Undo job…"), tr("Undo everything that this job has corrected"));
    m_export = add(QStringLiteral("export"), tr("Export…"),
                   tr("Write everything that is shown to a file: CSV for a spreadsheet, or JSON"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(kBarMargin, 6, kBarMargin, 6);
    row->setSpacing(8);
    row->addWidget(m_count, 1);
    for (QPushButton* button : {m_show, m_undo, m_undoJob, m_export})
        row->addWidget(button);
    connect(m_show, &QPushButton::clicked, this, &CorrectionsPage::showChosenPhoto);
    connect(m_undo, &QPushButton::clicked, this, &CorrectionsPage::undoChosen);
    connect(m_undoJob, &QPushButton::clicked, this, &CorrectionsPage::undoJob);
    connect(m_export, &QPushButton::clicked, this, &CorrectionsPage::askWhereTo);
    return bar;
}

void CorrectionsPage::makeTable()
{
    prepareTable(*m_table);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Corrections"));
    prepareCorrectionTable(*m_table);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    connect(m_table, &QTableView::activated, this, &CorrectionsPage::showChosenPhoto);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &CorrectionsPage::enableActions);
    connect(m_empty, &EmptyState::clicked, this, &CorrectionsPage::clearFilters);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_model, signal, this, &CorrectionsPage::tell);
    connect(m_model, &QAbstractItemModel::modelReset, this, &CorrectionsPage::tell);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &CorrectionsPage::enableActions);
    connect(m_model, &CorrectionHistory::loaded, this, &CorrectionsPage::tell);
    connect(m_model, &CorrectionHistory::failed, this, &CorrectionsPage::tell);
    connect(m_model, &CorrectionHistory::failed, this, &CorrectionsPage::failed);
}

void CorrectionsPage::connectLibrary()
{
    connect(&m_library, &LibraryController::projectsChanged, this, &CorrectionsPage::takeProjects);
    connect(&m_library, &LibraryController::stateChanged, this, &CorrectionsPage::applyFilters);
    connect(&m_board, &JobBoard::changed, this, &CorrectionsPage::takeJobs);
    connect(&m_library, &LibraryController::taskFinished, this, [this](const Task* task) {
        if (task->kind() == Task::Kind::Undo && !task->result().summary.isEmpty())
            sayUndone(task->result().summary);
        if (task->kind() == Task::Kind::Undo && task->result().error)
            Q_EMIT failed(*task->result().error);
    });
}

void CorrectionsPage::takeProjects()
{
    QVector<Choice> choices = {{tr("All projects"), 0}};
    for (const Project& project : m_library.projects())
        choices += Choice{displayText(project.name), project.id.value};
    setChoices(*m_project, choices);
}

void CorrectionsPage::takeJobs()
{
    const qint64 chosen = m_job->currentData().toLongLong();
    bool isThere = chosen == 0;
    QVector<Choice> choices = {{tr("All jobs"), 0}};
    for (const Job& job : m_board.jobs()) {
        if (job.type == JobType::Ingest)
            continue; // takes in, corrects nothing
        choices += Choice{tr("No. %1: %2").arg(job.id.value).arg(m_library.titleOf(job)), job.id.value};
        isThere = isThere || job.id.value == chosen;
    }
    if (!isThere) // an old one, which somebody looks at
        choices += Choice{m_job->currentText(), chosen};
    setChoices(*m_job, choices);
}

void CorrectionsPage::showJob(JobId job)
{
    clearFilters();
    if (m_job->findData(job.value) < 0)
        m_job->addItem(tr("No. %1").arg(job.value), job.value);
    m_job->setCurrentIndex(m_job->findData(job.value));
}

void CorrectionsPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void CorrectionsPage::applyFilters()
{
    CorrectionQuery query;
    if (const qint64 project = m_project->currentData().toLongLong(); project > 0)
        query.project = ProjectId{project};
    if (const qint64 job = m_job->currentData().toLongLong(); job > 0)
        query.job = JobId{job};
    if (const int kind = m_kind->currentData().toInt(); kind != kNoKind)
        query.kind = static_cast<CorrectionKind>(kind);
    query.text = m_search->text().trimmed();
    m_model->setQuery(query);
}

void CorrectionsPage::clearFilters()
{
    {
        const QSignalBlocker projects(m_project);
        const QSignalBlocker jobs(m_job);
        const QSignalBlocker kinds(m_kind);
        const QSignalBlocker text(m_search);
        for (QComboBox* choice : {m_project, m_job, m_kind})
            choice->setCurrentIndex(0);
        m_search->clear();
    }
    applyFilters();
}

bool CorrectionsPage::isFiltered() const
{
    return m_model->query() != CorrectionQuery{};
}

void CorrectionsPage::tell()
{
    const int count = m_model->rowCount();
    if (m_model->isLoading())
        m_empty->say({QStringLiteral("search"), tr("Reading the catalogue…"), QString(), QString()});
    else if (isFiltered())
        m_empty->say({QStringLiteral("search"), tr("No correction fits"),
                      tr("Change the filters above, or show everything."), tr("Show everything")});
    else
        m_empty->say(
            {QStringLiteral("corrections"),
             tr("Nothing was ever corrected"),
             tr("When a check finds that the disk and the catalogue differ, what it set right is listed "
                "here: before, after, when, and by which job."),
             {}});
    m_stack->setCurrentWidget(count == 0 ? static_cast<QWidget*>(m_empty) : m_table);
    const QString loaded = tr("%Ln correction(s)", nullptr, count);
    m_count->setText(count == 0              ? QString()
                     : m_model->isComplete() ? loaded
                     : count < m_model->most()
                         ? tr("%1 read, older ones follow as you scroll").arg(loaded)
                         : tr("The newest %1; filter to see older ones").arg(countText(count)));
    enableActions();
}

} // namespace safelight
