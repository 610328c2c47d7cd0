#include "ui/pages/proposalspanel.h"

#include "ui/dialogs/questiondialog.h"
#include "ui/dialogs/reviewdialog.h"
#include "ui/librarycontroller.h"
#include "ui/symbols.h"
#include "ui/words/progresstext.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kMostLines = 4; // more of them are scrolled

bool isSame(const ProposalGroup& a, const ProposalGroup& b)
{
    return a.job == b.job && a.project == b.project && a.count() == b.count() &&
           a.isBeingApplied == b.isBeingApplied;
}

} // namespace

ProposalsPanel::ProposalsPanel(LibraryController& library, JobBoard& board, QWidget* parent)
    : QWidget(parent), m_library(library), m_board(board), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    connect(&board, &JobBoard::changed, this, &ProposalsPanel::rebuild);
    hide();
}

int ProposalsPanel::count() const
{
    return static_cast<int>(
        std::ranges::count_if(m_shown, [](const ProposalGroup& group) { return !group.isBeingApplied; }));
}

void ProposalsPanel::rebuild()
{
    if (m_wanted.isValid())
        reviewWanted();
    if (std::ranges::equal(m_shown, m_board.proposals(), isSame))
        return; // lines that stay keep the keyboard
    m_shown = m_board.proposals();
    if (m_lines)
        m_lines->deleteLater();
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* contents = new QWidget(area);
    auto* column = new QVBoxLayout(contents);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    int height = 0;
    for (qsizetype i = 0; i < m_shown.size(); ++i) {
        QWidget* line = makeLine(m_shown[i]);
        column->addWidget(line);
        height += i < kMostLines ? line->sizeHint().height() : 0;
    }
    area->setWidget(contents);
    area->setMaximumHeight(height);
    area->setMinimumHeight(std::min(height, m_shown.isEmpty() ? 0 : contents->sizeHint().height()));
    m_lines = area;
    m_column->addWidget(area);
    setVisible(!m_shown.isEmpty());
    Q_EMIT countChanged(count());
}

QWidget* ProposalsPanel::makeLine(const ProposalGroup& group)
{
    constexpr int kSymbolSide = 20;
    auto* line = new QFrame(this);
    line->setObjectName(QStringLiteral("banner"));
    auto* icon = new QLabel(line);
    icon->setPixmap(
        symbol(QStringLiteral("question")).pixmap(QSize(kSymbolSide, kSymbolSide), devicePixelRatioF()));
    const QString when = momentText(group.at, QDateTime::currentDateTimeUtc());
    auto* text = new QLabel(group.isBeingApplied ? tr("%1 – approved, a job does it").arg(proposalText(group))
                                                 : tr("%1 (found %2)").arg(proposalText(group), when),
                            line);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(14, 6, 10, 6);
    row->setSpacing(8);
    row->addWidget(icon);
    row->addWidget(text, 1);
    const auto add = [&](const QString& name, const QString& label, const QString& help, auto then) {
        auto* button = new QPushButton(label, line);
        button->setObjectName(name);
        button->setToolTip(help);
        button->setAccessibleName(tr("%1: %2").arg(label, proposalText(group)));
        button->setEnabled(!group.isBeingApplied);
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, group, then] { (this->*then)(group); });
    };
    add(QStringLiteral("review"), tr("Review…"), tr("Look at each change first"),
        &ProposalsPanel::openReview);
    add(QStringLiteral("apply"), tr("Apply…"), tr("Do all of it, as far as the disk still says the same"),
        &ProposalsPanel::askToApply);
    add(QStringLiteral("dismiss"), tr("Dismiss"), tr("Leave everything as it is"), &ProposalsPanel::dismiss);
    return line;
}

void ProposalsPanel::review(JobId job)
{
    m_wanted = job;
    m_board.refreshSoon(); // it may have been decided on meanwhile
}

void ProposalsPanel::reviewWanted()
{
    const auto& groups = m_board.proposals();
    const auto found = std::ranges::find_if(groups, [this](const ProposalGroup& group) {
        return group.concerns(m_wanted) && !group.isBeingApplied;
    });
    if (found == groups.end())
        return;
    m_wanted = {};
    openReview(*found);
}

void ProposalsPanel::openReview(const ProposalGroup& group)
{
    auto* dialog = new ReviewDialog(m_library, group, window());
    connect(dialog, &ReviewDialog::approved, this, &ProposalsPanel::apply);
    connect(dialog, &ReviewDialog::dismissed, this, &ProposalsPanel::dismiss);
    dialog->open();
}

void ProposalsPanel::askToApply(const ProposalGroup& group)
{
    auto* dialog = new QuestionDialog(
        tr("Apply these changes?"),
        tr("%1.\n\nEach change is confirmed against the disk once more, and only what still holds is done.")
            .arg(proposalText(group)),
        window());
    dialog->addAnswer(QStringLiteral("accept"), tr("Apply"), [this, group] { apply(group); });
    dialog->addAnswer(QStringLiteral("leave"), tr("Not now"), {}, QuestionDialog::Weight::Preset);
    dialog->open();
}

void ProposalsPanel::apply(const ProposalGroup& group)
{
    m_library.approve(group.job, group.project);
    for (const JobId job : group.earlier)
        m_library.dismiss(job, group.project);
}

void ProposalsPanel::dismiss(const ProposalGroup& group)
{
    for (const JobId job : group.earlier)
        m_library.dismiss(job, group.project);
    m_library.dismiss(group.job, group.project);
}

} // namespace safelight
