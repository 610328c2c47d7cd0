#include "ui/widgets/taskrow.h"

#include "base/pathtext.h"
#include "ui/symbols.h"
#include "ui/words/errortext.h"
#include "ui/words/ingesttext.h"
#include "ui/words/progresstext.h"
#include "ui/words/tasktext.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

#include <cmath>

namespace safelight {

namespace {

constexpr double kFewPerSecond = 10;

QString rateText(double perSecond)
{
    return QLocale(QLocale::English).toString(perSecond, 'f', perSecond < kFewPerSecond ? 1 : 0);
}

constexpr int kMostExplained = 3;

QString textOf(const QVector<Error>& errors)
{
    QStringList texts;
    for (const Error& error : errors)
        texts += fullText(error);
    return texts.join(u'\n');
}

} // namespace

TaskRow::TaskRow(Task& task, QWidget* parent)
    : QFrame(parent),
      m_task(task),
      m_kind(task.kind()),
      m_job(task.job()),
      m_title(new QLabel(task.title(), this)),
      m_stageLabel(new QLabel(stageText(TaskStage::Waiting), this)),
      m_bar(new QProgressBar(this)),
      m_numbers(new QLabel(this)),
      m_speed(new QLabel(this)),
      m_pause(new QPushButton(tr("Pause"), this)),
      m_cancel(new QPushButton(tr("Cancel"), this)),
      m_followButton(new QPushButton(this)),
      m_dismiss(new QToolButton(this))
{
    setObjectName(QStringLiteral("taskRow"));
    setAttribute(Qt::WA_StyledBackground); // or the style sheet's line below it is not drawn
    makeLayout();
    m_bar->setRange(0, 0);
    connect(m_pause, &QPushButton::clicked, this, &TaskRow::pause);
    connect(m_cancel, &QPushButton::clicked, &task, &Task::cancel);
    connect(m_followButton, &QPushButton::clicked, this, [this] { Q_EMIT followed(this); });
    connect(m_dismiss, &QToolButton::clicked, this, [this] { Q_EMIT dismissed(this); });
    connect(&task, &Task::progressed, this, &TaskRow::takeProgress);
    connect(&task, &Task::projectSkipped, this, [this](const Error& reason) { m_skipped += reason; });
    connect(&task, &Task::cancelRequested, this, &TaskRow::takeCancel);
    connect(&task, &Task::finished, this, &TaskRow::takeResult);
}

void TaskRow::makeLayout()
{
    m_title->setTextFormat(Qt::PlainText);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    for (QLabel* label : {m_stageLabel, m_speed})
        label->setObjectName(QStringLiteral("quiet"));
    m_stageLabel->setTextFormat(Qt::PlainText);
    m_speed->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of %1").arg(m_title->text()));
    m_cancel->setToolTip(tr("Stop after the current file; what is done stays"));
    m_cancel->setAccessibleName(tr("Cancel %1").arg(m_title->text()));
    m_pause->setToolTip(tr("Stop at the next item, to go on later"));
    m_pause->setAccessibleName(tr("Pause %1").arg(m_title->text()));
    m_pause->setVisible(m_job.isValid() || m_kind == Task::Kind::Ingest); // others do not know how to go on
    m_followButton->hide();
    m_dismiss->setIcon(symbol(QStringLiteral("cancel")));
    m_dismiss->setToolTip(tr("Take this line away"));
    m_dismiss->setAccessibleName(tr("Take away %1").arg(m_title->text()));
    m_dismiss->hide();

    constexpr int kMargin = 12;
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(kMargin, 8, kMargin, 8);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(5);
    grid->addWidget(m_title, 0, 0);
    grid->addWidget(m_stageLabel, 0, 1);
    grid->addWidget(m_bar, 1, 0, 1, 3);
    grid->addWidget(m_numbers, 0, 2, Qt::AlignRight);
    grid->addWidget(m_speed, 2, 0, 1, 3);
    auto* buttons = new QHBoxLayout;
    for (QWidget* button : std::initializer_list<QWidget*>{m_followButton, m_pause, m_cancel, m_dismiss})
        buttons->addWidget(button);
    grid->addLayout(buttons, 0, 3, 3, 1, Qt::AlignVCenter);
    grid->setColumnStretch(1, 1);
}

void TaskRow::takeProgress(const TaskProgress& progress)
{
    if (progress.stage != m_stage) {
        m_stage = progress.stage;
        m_files = {};
    }
    m_files.add(m_task.elapsed(), static_cast<double>(progress.done));
    m_bytes.add(m_task.elapsed(), static_cast<double>(progress.bytes.value));
    if (!m_task.isCancelRequested() && !m_isPausing)
        m_stageLabel->setText(progressStageText(progress));
    m_numbers->setText(progressText(progress));
    if (progress.total && *progress.total > 0) {
        constexpr int kBarSteps = 1000;
        m_bar->setRange(0, kBarSteps);
        m_bar->setValue(static_cast<int>(progress.done * kBarSteps / *progress.total));
    } else {
        m_bar->setRange(0, 0);
    }
    m_speed->setText(speedText(progress));
}

QString TaskRow::speedText(const TaskProgress& progress) const
{
    QStringList parts;
    if (m_files.perSecond())
        parts += m_kind == Task::Kind::Ingest ? tr("%1 files/s").arg(rateText(*m_files.perSecond()))
                                              : tr("%1 photos/s").arg(rateText(*m_files.perSecond()));
    if (m_bytes.perSecond() && progress.bytes.value > 0) {
        constexpr double kMegabyte = 1e6;
        parts += tr("%1 MB/s").arg(rateText(*m_bytes.perSecond() / kMegabyte));
    }
    if (progress.total) {
        if (const auto left = m_files.timeFor(static_cast<double>(*progress.total - progress.done)))
            parts += tr("%1 left").arg(durationText(*left));
    }
    return parts.join(QStringLiteral("  ·  "));
}

void TaskRow::pause()
{
    m_isPausing = true;
    m_pause->setEnabled(false);
    m_stageLabel->setText(tr("Pausing after the current item…"));
    m_task.pause();
}

void TaskRow::takeCancel()
{
    m_pause->setEnabled(false);
    m_cancel->setEnabled(false);
    m_stageLabel->setText(tr("Stopping after the current file…"));
}

void TaskRow::takeResult(const TaskResult& result)
{
    m_isFinished = true;
    if (result.job.isValid())
        m_job = result.job; // an ingest has it once it began
    m_cancel->hide();
    m_pause->hide();
    m_dismiss->show();
    m_bar->hide();
    m_numbers->setText(durationText(m_task.elapsed()));
    setOutcome(result);
    Q_EMIT ended();
}

/// An ingest is no job of the queue: when it was paused it counts as interrupted, and goes on as such.
bool TaskRow::isPaused(const TaskResult& result) const
{
    return result.state == JobState::Paused ||
           (m_isPausing && result.state == JobState::Interrupted && m_job.isValid());
}

/// Of a job that has not ended: when it goes on.
QString TaskRow::explanationOfWaiting(const TaskResult& result) const
{
    if (isPaused(result))
        return tr("It goes on where it stopped when you resume it, also after the next start.");
    if (result.error)
        return tr("%1\nIt is tried again by itself, a little later.").arg(fullText(*result.error));
    return tr("It made room for something more urgent, and goes on by itself.");
}

TaskRow::Follow TaskRow::followOf(const TaskResult& result) const
{
    if (result.error && result.error->code == ErrorCode::MassChange)
        return Follow::ReviewMassChange;
    if (isPaused(result))
        return Follow::Resume;
    const bool hasCounts = result.state != JobState::Failed && !result.summary.isEmpty();
    return m_kind == Task::Kind::Ingest && hasCounts ? Follow::ShowResults : Follow::None;
}

/// What to know beyond the counts, and what to do; empty when all is said.
QString TaskRow::explanationOf(const TaskResult& result) const
{
    if (isPaused(result) || result.state == JobState::Queued)
        return explanationOfWaiting(result);
    if (m_skipped.isEmpty())
        return result.error && result.state != JobState::Cancelled ? fullText(*result.error) : QString();
    QString text = textOf(m_skipped.first(std::min<qsizetype>(kMostExplained, m_skipped.size())));
    if (const auto more = m_skipped.size() - kMostExplained; more > 0)
        text += u'\n' + tr("and %Ln more", nullptr, static_cast<int>(more));
    return text;
}

void TaskRow::setOutcome(const TaskResult& result)
{
    const bool hasCounts = result.state != JobState::Failed && !result.summary.isEmpty();
    const QString counts = !hasCounts                     ? QString()
                           : m_kind == Task::Kind::Ingest ? ingestSummaryText(result.summary)
                           : m_kind == Task::Kind::Undo   ? undoSummaryText(result.summary)
                                                          : maintenanceSummaryText(result.summary);
    const QString state = jobStateText(isPaused(result) ? JobState::Paused : result.state);
    m_stageLabel->setText(counts.isEmpty() ? state : tr("%1: %2").arg(state, counts));
    m_speed->setAlignment(Qt::AlignLeft);
    m_speed->setWordWrap(true);
    m_speed->setText(explanationOf(result));
    m_speed->setToolTip(m_skipped.size() > kMostExplained ? textOf(m_skipped) : QString());
    m_speed->setVisible(!m_speed->text().isEmpty());
    m_follow = followOf(result);
    m_followButton->setText(m_follow == Follow::ReviewMassChange ? tr("Review…")
                            : m_follow == Follow::Resume         ? tr("Resume")
                                                                 : tr("Show results"));
    m_followButton->setVisible(m_follow != Follow::None);
}

} // namespace safelight
