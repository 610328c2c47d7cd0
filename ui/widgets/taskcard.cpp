#include "ui/widgets/taskcard.h"

#include "ui/symbols.h"
#include "ui/words/progresstext.h"
#include "ui/words/tasktext.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace safelight {

TaskCard::TaskCard(const Words& words, QWidget* parent)
    : QFrame(parent),
      m_name(words.name),
      m_help(new QLabel(words.help, this)),
      m_history(new QLabel(this)),
      m_stage(new QLabel(this)),
      m_bar(new QProgressBar(this)),
      m_preview(new QPushButton(symbol(QStringLiteral("preview")), tr("Preview"), this)),
      m_run(new QPushButton(symbol(QStringLiteral("play")), tr("Run now"), this)),
      m_show(new QPushButton(symbol(QStringLiteral("jobs")), tr("Show job"), this))
{
    setObjectName(QStringLiteral("taskCard"));
    setAttribute(Qt::WA_StyledBackground); // or the style sheet's line below it is not drawn
    makeLayout();
    m_preview->setToolTip(
        tr("Say what this would change, and change nothing. What it finds waits for your decision"));
    m_preview->setAccessibleName(tr("Preview: %1").arg(m_name));
    m_run->setToolTip(tr("Do this now"));
    m_run->setAccessibleName(tr("Run now: %1").arg(m_name));
    m_show->setToolTip(tr("Show the job that does this"));
    m_show->setAccessibleName(tr("Show the job of: %1").arg(m_name));
    connect(m_preview, &QPushButton::clicked, this, &TaskCard::previewRequested);
    connect(m_run, &QPushButton::clicked, this, &TaskCard::runRequested);
    connect(m_show, &QPushButton::clicked, this, [this] {
        if (m_activity)
            Q_EMIT jobRequested(m_activity->job);
    });
    tell();
}

void TaskCard::makeLayout()
{
    auto* title = new QLabel(m_name, this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    for (QLabel* quiet : {m_help, m_history, m_stage})
        quiet->setObjectName(QStringLiteral("quiet"));
    for (QLabel* label : {m_help, m_history}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    m_stage->setTextFormat(Qt::PlainText);
    m_stage->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of %1").arg(m_name));
    constexpr int kMargin = 14;
    constexpr int kSpacing = 4;
    auto* texts = new QVBoxLayout;
    texts->setSpacing(kSpacing);
    for (QWidget* widget : std::initializer_list<QWidget*>{title, m_help, m_history, m_stage, m_bar})
        texts->addWidget(widget);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kMargin, kMargin - kSpacing, kMargin, kMargin - kSpacing);
    row->setSpacing(kMargin);
    row->addLayout(texts, 1);
    for (QPushButton* button : {m_preview, m_run, m_show})
        row->addWidget(button, 0, Qt::AlignVCenter);
}

void TaskCard::setHistory(const QString& text)
{
    m_history->setText(text);
}

void TaskCard::setActivity(const std::optional<Activity>& activity)
{
    m_activity = activity;
    tell();
}

void TaskCard::setUsable(bool isUsable)
{
    m_isUsable = isUsable;
    tell();
}

void TaskCard::tell()
{
    const bool isActive = m_activity.has_value();
    // Where the keyboard is, it stays within the card.
    const bool hadFocus = m_run->hasFocus() || m_preview->hasFocus() || m_show->hasFocus();
    m_show->setVisible(isActive);
    m_preview->setVisible(!isActive);
    m_run->setVisible(!isActive);
    if (hadFocus)
        (isActive ? m_show : m_run)->setFocus();
    for (QPushButton* button : {m_preview, m_run})
        button->setEnabled(m_isUsable);
    m_history->setVisible(!isActive);
    m_stage->setVisible(isActive);
    m_bar->setVisible(isActive && m_activity->state == JobState::Running);
    if (!isActive)
        return;
    const auto& progress = m_activity->progress;
    m_stage->setText(progress
                         ? progressStageText(*progress) + QStringLiteral("  ·  ") + progressText(*progress)
                         : jobStateText(m_activity->state));
    constexpr int kBarSteps = 1000;
    const bool hasTotal = progress && progress->total && *progress->total > 0;
    m_bar->setRange(0, hasTotal ? kBarSteps : 0);
    if (hasTotal)
        m_bar->setValue(static_cast<int>(progress->done * kBarSteps / *progress->total));
}

} // namespace safelight
