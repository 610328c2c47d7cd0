#include "ui/pages/jobdetailpane.h"

#include "base/pathtext.h"
#include "ui/jobboard.h"
#include "ui/jobrecorder.h"
#include "ui/librarycontroller.h"
#include "ui/models/jobitemmodel.h"
#include "ui/models/joblistmodel.h"
#include "ui/models/jobstepmodel.h"
#include "ui/symbols.h"
#include "ui/widgets/jobchart.h"
#include "ui/widgets/joblogview.h"
#include "ui/widgets/tables.h"
#include "ui/words/progresstext.h"
#include "ui/words/tasktext.h"

#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace safelight {

namespace {

QPushButton* makeButton(const QString& icon, const QString& text, const QString& help, QWidget* parent)
{
    auto* button = new QPushButton(symbol(icon), text, parent);
    button->setToolTip(help);
    return button;
}

} // namespace

JobDetailPane::JobDetailPane(LibraryController& library, JobBoard& board, JobRecorder& recorder,
                             QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_board(board),
      m_recorder(recorder),
      m_steps(new JobStepModel(this)),
      m_failures(new JobItemModel(library, JobItemState::Failed, this)),
      m_leftAlone(new JobItemModel(library, JobItemState::LeftAlone, this)),
      m_tabs(new QTabWidget(this)),
      m_log(new JobLogView(library, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(makeOverview(), tr("Course"));
    m_tabs->addTab(makeItemTable(*m_failures, tr("What failed")), tr("Failed"));
    m_tabs->addTab(makeItemTable(*m_leftAlone, tr("What was left alone")), tr("Left alone"));
    m_tabs->addTab(m_log, tr("Log"));
    column->addWidget(m_tabs, 1);
    connectButtons();
    connect(&board, &JobBoard::changed, this, &JobDetailPane::refresh);
    connect(&board, &JobBoard::progressed, this, [this](JobId job, const TaskProgress& progress) {
        if (job != m_id)
            return;
        m_steps->setProgress(progress);
        tellState();
    });
    connect(&recorder, &JobRecorder::sampled, this, &JobDetailPane::drawChart);
    enableButtons();
}

QWidget* JobDetailPane::makeHeader()
{
    constexpr int kMargin = 14;
    constexpr qreal kTitleScale = 1.2;
    auto* header = new QWidget(this);
    m_title = new QLabel(header);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * kTitleScale);
    font.setBold(true);
    m_title->setFont(font);
    m_state = new QLabel(header);
    m_state->setObjectName(QStringLiteral("quiet"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_pause =
        makeButton(QStringLiteral("pause"), tr("Pause"), tr("Stop at the next item, to go on later"), header);
    m_resume = makeButton(QStringLiteral("play"), tr("Resume"), tr("Go on where it stopped"), header);
    m_cancel = makeButton(QStringLiteral("stopped"), tr("Cancel"),
                          tr("End it at the next item; what is done stays"), header);
    m_retry =
        makeButton(QStringLiteral("retry"), tr("Retry"), tr("Do the same again, with what failed"), header);
    m_decide = makeButton(QStringLiteral("question"), tr("Decide…"),
                          tr("Look at what this job proposes, and decide"), header);
    m_corrections = makeButton(QStringLiteral("corrections"), tr("Corrections"),
                               tr("Show what this job has corrected"), header);
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {m_pause, m_resume, m_cancel, m_retry, m_decide, m_corrections})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(header);
    column->setContentsMargins(kMargin, 10, kMargin, 10);
    column->addWidget(m_title);
    column->addWidget(m_state);
    column->addLayout(buttons);
    return header;
}

QWidget* JobDetailPane::makeOverview()
{
    auto* halves = new QSplitter(Qt::Vertical, this);
    m_stepTable = new QTableView(halves);
    prepareTable(*m_stepTable);
    m_stepTable->setModel(m_steps);
    m_stepTable->setAccessibleName(tr("Steps of the job"));
    setColumnWidths(*m_stepTable, {210, 120, 310, 110});
    m_chart = new JobChart(halves);
    halves->addWidget(m_stepTable);
    halves->addWidget(m_chart);
    halves->setChildrenCollapsible(false);
    halves->setHandleWidth(1);
    halves->setSizes({240, 200});
    return halves;
}

QTableView* JobDetailPane::makeItemTable(JobItemModel& model, const QString& name)
{
    auto* table = new QTableView(this);
    prepareTable(*table);
    table->setModel(&model);
    table->setAccessibleName(name);
    table->setTextElideMode(Qt::ElideMiddle);
    setColumnWidths(*table, {260, 130, 200});
    connect(&model, &JobItemModel::loaded, this, &JobDetailPane::tellItems);
    connect(&model, &JobItemModel::failed, this, &JobDetailPane::failed);
    connect(table, &QTableView::activated, this, [this, &model](const QModelIndex& index) {
        const JobItem& item = model.item(index.row());
        if (item.project && item.photo.isValid())
            Q_EMIT photoRequested(*item.project, item.photo);
    });
    return table;
}

void JobDetailPane::connectButtons()
{
    connect(m_pause, &QPushButton::clicked, this, [this] { m_library.pauseJob(m_id); });
    connect(m_resume, &QPushButton::clicked, this, [this] { m_library.resumeJob(m_id); });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        // An ingest is no job of the queue: its task is asked itself.
        Task* task = m_board.taskOf(m_id);
        if (task && task->kind() == Task::Kind::Ingest)
            task->cancel();
        else
            m_library.cancelJob(m_id);
    });
    connect(m_retry, &QPushButton::clicked, this, &JobDetailPane::retry);
    connect(m_decide, &QPushButton::clicked, this, [this] { Q_EMIT decisionRequested(m_id); });
    connect(m_corrections, &QPushButton::clicked, this, [this] { Q_EMIT correctionsRequested(m_id); });
}

void JobDetailPane::setJob(JobId job)
{
    if (job == m_id)
        return;
    m_id = job;
    m_details.reset();
    m_steps->setSteps({});
    m_steps->setProgress(m_board.progress(job));
    m_failures->setJob(job);
    m_leftAlone->setJob(job);
    m_log->setJob(job);
    drawChart();
    tellState();
    tellItems();
    enableButtons();
    refresh();
}

void JobDetailPane::refresh()
{
    if (!m_id.isValid())
        return;
    if (m_isReading) {
        m_readsAgain = true;
        return;
    }
    m_isReading = true;
    m_library.read(
        this, [job = m_id](CatalogReader& reader) { return reader.jobDetails(job); },
        [this, job = m_id](const Result<JobDetails>& details) {
            m_isReading = false;
            if (job == m_id && details)
                take(*details);
            else if (job == m_id)
                Q_EMIT failed(details.error());
            if (std::exchange(m_readsAgain, false) || job != m_id)
                refresh();
        });
}

void JobDetailPane::take(const JobDetails& details)
{
    m_details = details;
    m_steps->setSteps(details.steps);
    if (details.job.state != JobState::Running)
        m_steps->setProgress(std::nullopt);
    m_stepTable->setVisible(!details.steps.empty()); // an ingest has none
    m_failures->readMore();
    m_leftAlone->readMore();
    m_log->refresh();
    drawChart();
    tellState();
    enableButtons();
}

void JobDetailPane::drawChart()
{
    if (!m_details) {
        m_chart->setSamples({});
        return;
    }
    const Job& job = m_details->job;
    if (job.type != JobType::Ingest)
        m_chart->setSamples(m_details->samples);
    else
        m_chart->setSamples(job.state == JobState::Running ? m_recorder.current()
                                                           : m_recorder.samplesOf(job.id));
}

QString JobDetailPane::stateLine() const
{
    const Job& job = m_details->job;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QStringList parts = {tr("No. %1").arg(job.id.value), jobStateText(job.state)};
    if (job.startedAt.isValid())
        parts += tr("began %1").arg(momentText(job.startedAt, now));
    if (const auto taken = timeTaken(job.startedAt, job.finishedAt, job.state))
        parts += durationText(*taken);
    if (job.state == JobState::Queued && job.notBefore > now)
        parts += tr("tried again %1").arg(momentText(job.notBefore, now));
    if (const QString summary = jobSummaryText(job); !summary.isEmpty())
        parts += summary;
    QString line = parts.join(QStringLiteral("  ·  "));
    if (const auto progress = m_board.progress(job.id); progress && job.state == JobState::Running)
        line += u'\n' + progressStageText(*progress) + QStringLiteral("  ·  ") + progressText(*progress);
    if (!job.error.isEmpty())
        line += u'\n' + recordedErrorText(job.error);
    return line;
}

void JobDetailPane::tellState()
{
    m_title->setText(m_details ? m_library.titleOf(m_details->job) : QString());
    m_state->setText(m_details ? stateLine() : QString());
}

void JobDetailPane::tellItems()
{
    const auto title = [](const QString& name, const JobItemModel& model) {
        const QString count =
            countText(model.rowCount()) + (model.isComplete() ? QString() : QStringLiteral("+"));
        return model.rowCount() > 0 ? tr("%1 (%2)").arg(name, count) : name;
    };
    m_tabs->setTabText(1, title(tr("Failed"), *m_failures));
    m_tabs->setTabText(2, title(tr("Left alone"), *m_leftAlone));
}

void JobDetailPane::enableButtons()
{
    const JobState state = m_details ? m_details->job.state : JobState::Done;
    const bool isActive = state == JobState::Running || state == JobState::Queued;
    const bool waits = std::ranges::any_of(m_board.proposals(), [this](const ProposalGroup& group) {
        return group.concerns(m_id) && !group.isBeingApplied;
    });
    m_pause->setVisible(m_details && isActive);
    m_resume->setVisible(state == JobState::Paused);
    m_cancel->setVisible(m_details && (isActive || state == JobState::Paused));
    m_retry->setVisible(m_details && !isActive && state != JobState::Done && state != JobState::Paused);
    m_decide->setVisible(waits);
    m_corrections->setVisible(m_details && m_details->job.result[u"corrected"].toInteger() > 0);
}

void JobDetailPane::retry()
{
    if (!m_details)
        return;
    const Job& job = m_details->job;
    if (job.type == JobType::Ingest) {
        if (auto ingest = IngestRequest::fromJson(job.payload)) {
            ingest->resumes = job.id;
            Q_EMIT ingestRequested(*ingest);
        }
        return;
    }
    JobRequest request = requestOf(job);
    request.steps.clear();
    for (const JobStep& step : m_details->steps)
        request.steps.push_back(step.task);
    request.options.retryFailed = true;
    request.priority = kUserPriority;
    m_library.request(request);
}

} // namespace safelight
