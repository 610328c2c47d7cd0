#include "ui/pages/maintenancepage.h"

#include "base/pathtext.h"
#include "ui/jobboard.h"
#include "ui/librarycontroller.h"
#include "ui/models/joblistmodel.h"
#include "ui/widgets/choices.h"
#include "ui/widgets/taskcard.h"
#include "ui/words/progresstext.h"
#include "ui/words/tasktext.h"

#include <QComboBox>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace safelight {

namespace {

JobType typeFor(const std::vector<MaintenanceTask>& steps)
{
    // The same types as the menu and the clock ask for, so that a wish joins the job that waits already.
    if (steps == std::vector{MaintenanceTask::ManifestCheck})
        return JobType::ManifestCheck;
    if (steps == std::vector{MaintenanceTask::FolderDiscovery})
        return JobType::Discovery;
    return JobType::Maintenance;
}

std::optional<TaskCard::Activity> activityOf(const JobBoard& board, const std::vector<MaintenanceTask>& steps)
{
    for (const Job& job : board.jobs()) {
        if (job.state != JobState::Running && job.state != JobState::Queued)
            continue;
        const auto progress = board.progress(job.id);
        const bool isStep = steps.size() == 1 && progress && progress->task == steps.front();
        if (isStep || requestOf(job).steps == steps)
            return TaskCard::Activity{job.id, job.state, progress};
    }
    return std::nullopt;
}

} // namespace

MaintenancePage::MaintenancePage(LibraryController& library, JobBoard& board, QWidget* parent)
    : QWidget(parent), m_library(library), m_board(board), m_scope(new QComboBox(this))
{
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* contents = new QWidget(area);
    auto* cards = new QVBoxLayout(contents);
    cards->setContentsMargins(0, 0, 0, 0);
    cards->setSpacing(0);
    addCard(*cards, wholeMaintenance());
    for (const MaintenanceTask task : allMaintenanceTasks())
        addCard(*cards, {task});
    cards->addStretch(1);
    area->setWidget(contents);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeBar());
    column->addWidget(area, 1);
    setFocusProxy(m_scope);
    connect(&board, &JobBoard::changed, this, &MaintenancePage::tellAll);
    connect(&board, &JobBoard::progressed, this, &MaintenancePage::tellAll);
    connect(&library, &LibraryController::scheduleChanged, this, &MaintenancePage::tellAll);
    connect(&library, &LibraryController::stateChanged, this, &MaintenancePage::tellAll);
    connect(&library, &LibraryController::projectsChanged, this, &MaintenancePage::takeProjects);
    takeProjects();
}

QWidget* MaintenancePage::makeBar()
{
    auto* bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("photoBar"));
    auto* title = new QLabel(tr("Maintenance"), bar);
    title->setObjectName(QStringLiteral("pageTitle"));
    auto* label = new QLabel(tr("&In:"), bar);
    label->setBuddy(m_scope);
    m_scope->setAccessibleName(tr("In which projects"));
    m_scope->setToolTip(tr("The projects that “Run now” and “Preview” work on"));
    m_scope->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    constexpr int kMargin = 16;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(kMargin, 8, kMargin, 8);
    row->addWidget(title);
    row->addStretch(1);
    row->addWidget(label);
    row->addWidget(m_scope);
    return bar;
}

void MaintenancePage::addCard(QVBoxLayout& column, const std::vector<MaintenanceTask>& steps)
{
    const bool isWhole = steps.size() > 1;
    QStringList names;
    for (const MaintenanceTask step : steps)
        names += taskText(step);
    auto* card = new TaskCard(
        {isWhole ? tr("All maintenance") : taskText(steps.front()),
         isWhole ? tr("One after the other: %1.").arg(names.join(tr(", "))) : taskHelp(steps.front())},
        this);
    connect(card, &TaskCard::runRequested, this,
            [this, steps] { m_library.request(requestFor(steps, StepMode::Apply)); });
    connect(card, &TaskCard::previewRequested, this,
            [this, steps] { m_library.request(requestFor(steps, StepMode::Plan)); });
    connect(card, &TaskCard::jobRequested, this, &MaintenancePage::jobRequested);
    column.addWidget(card);
    m_rows.push_back({steps, card});
}

JobRequest MaintenancePage::requestFor(const std::vector<MaintenanceTask>& steps, StepMode mode) const
{
    JobRequest request;
    request.type = typeFor(steps);
    request.steps = steps;
    request.options.mode = mode;
    if (const ProjectId project{m_scope->currentData().toLongLong()}; project.isValid())
        request.scope = JobScope::of(project);
    return request;
}

TaskCard* MaintenancePage::card(const std::vector<MaintenanceTask>& steps) const
{
    const auto found = std::ranges::find(m_rows, steps, &Row::steps);
    return found == m_rows.end() ? nullptr : found->card;
}

void MaintenancePage::takeProjects()
{
    QVector<Choice> choices = {{tr("all projects"), 0}};
    for (const Project& project : m_library.projects())
        choices += Choice{displayText(project.name), project.id.value};
    setChoices(*m_scope, choices);
    tellAll();
}

void MaintenancePage::tellAll()
{
    for (const Row& row : m_rows)
        tell(row);
}

void MaintenancePage::tell(const Row& row)
{
    row.card->setUsable(m_library.state() == LibraryController::State::Open);
    row.card->setHistory(historyOf(row.steps));
    row.card->setActivity(activityOf(m_board, row.steps));
}

QString MaintenancePage::historyOf(const std::vector<MaintenanceTask>& steps) const
{
    return lastText(steps) + QStringLiteral("\n") + nextText(steps);
}

QString MaintenancePage::scopeText(const Job& job) const
{
    const Project* project = job.project ? m_library.project(*job.project) : nullptr;
    return project ? tr("“%1”").arg(displayText(project->name)) : tr("all projects");
}

QString MaintenancePage::lastText(const std::vector<MaintenanceTask>& steps) const
{
    std::optional<LastRun> run;
    if (steps.size() == 1)
        run = m_board.lastRun(steps.front());
    else if (const auto job = m_board.lastJob(steps))
        run = LastRun{{{}, {}, 0, {}, job->state, {}, 0, {}, job->result, {}, job->startedAt, {}}, *job};
    if (!run)
        return tr("Never done yet.");
    const QString when = momentText(run->step.startedAt, QDateTime::currentDateTimeUtc());
    const QString counts = run->step.result.isEmpty() ? QString() : maintenanceSummaryText(run->step.result);
    const bool isPlan = requestOf(run->job).options.mode == StepMode::Plan;
    const QString state = isPlan ? tr("preview") : jobStateText(run->step.state);
    const QString text = tr("Last: %1, %2 – %3").arg(when, scopeText(run->job), state);
    return counts.isEmpty() ? text : tr("%1: %2").arg(text, counts);
}

QString MaintenancePage::nextText(const std::vector<MaintenanceTask>& steps) const
{
    QDateTime next;
    for (const ScheduleEntry& entry : m_library.schedule()) {
        const bool isPart = std::ranges::all_of(steps, [&](MaintenanceTask step) {
            return std::ranges::find(entry.request.steps, step) != entry.request.steps.end();
        });
        if (isPart && entry.next.isValid() && (!next.isValid() || entry.next < next))
            next = entry.next;
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (next.isValid() && next <= now)
        return tr("Next: as soon as the machine is idle");
    if (next.isValid())
        return tr("Next: %1, when the machine is idle").arg(momentText(next, now));
    const auto& follows = afterIngest();
    if (steps.size() == 1 && std::ranges::find(follows, steps.front()) != follows.end())
        return tr("Next: after the next photos were taken in");
    return tr("Next: when you run it");
}

} // namespace safelight
