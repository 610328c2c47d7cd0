#include "ui/dialogs/reviewdialog.h"

#include "base/pathtext.h"
#include "ui/librarycontroller.h"
#include "ui/models/jobitemmodel.h"
#include "ui/symbols.h"
#include "ui/widgets/badges.h"
#include "ui/widgets/tables.h"
#include "ui/words/tasktext.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace safelight {

namespace {

constexpr QSize kSize(820, 520);

QLabel* wrappedLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

bool concernsPresence(const ProposalGroup& group)
{
    return std::ranges::any_of(group.parts, [](const Proposals& part) {
        return part.action == correctionKindName(CorrectionKind::Availability);
    });
}

} // namespace

QString proposalText(const ProposalGroup& group)
{
    QVector<std::pair<CorrectionKind, qint64>> sums;
    for (const Proposals& part : group.parts) {
        const auto kind = correctionKindFromName(part.action).value_or(CorrectionKind::Availability);
        const auto known = std::ranges::find(sums, kind, &std::pair<CorrectionKind, qint64>::first);
        if (known == sums.end())
            sums += {kind, part.count};
        else
            known->second += part.count;
    }
    QStringList texts;
    for (const auto& [kind, count] : sums)
        texts += proposedText(kind, count);
    const QString text = texts.join(ReviewDialog::tr(", "));
    return group.projectName.isEmpty() ? text
                                       : ReviewDialog::tr("%1: %2").arg(displayText(group.projectName), text);
}

ReviewDialog::ReviewDialog(LibraryController& library, const ProposalGroup& group, QWidget* parent)
    : QDialog(parent),
      m_group(group),
      m_model(new JobItemModel(library, JobItemState::Proposed, this)),
      m_table(new QTableView(this))
{
    setWindowTitle(tr("Review changes"));
    setAttribute(Qt::WA_DeleteOnClose);
    constexpr qreal kTitleScale = 1.2;
    auto* title = wrappedLabel(proposalText(group), this);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * kTitleScale);
    font.setBold(true);
    title->setFont(font);
    QString advice =
        tr("Nothing was changed yet. When you apply it, each change is confirmed against the disk "
           "once more, and only what still holds is done. Every correction is listed.");
    if (concernsPresence(group))
        advice.prepend(
            tr("So many missing files often mean that a disk is not fully connected, or that a folder "
               "was moved: look there first. "));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(10);
    column->addWidget(title);
    column->addWidget(wrappedLabel(advice, this));
    column->addWidget(m_table, 1);
    makeTable();
    makeButtons();
    resize(kSize.boundedTo(parent ? parent->window()->size() : kSize));
    m_model->setJob(group.job, group.project);
}

void ReviewDialog::makeTable()
{
    prepareTable(*m_table);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("What would change"));
    using Model = JobItemModel;
    m_table->setItemDelegateForColumn(Model::Before, new BadgeDelegate(Model::BeforeRole, -1, m_table));
    m_table->setItemDelegateForColumn(Model::After,
                                      new BadgeDelegate(Model::AfterRole, Model::BeforeRole, m_table));
    setColumnWidths(*m_table, {280, 130, 160, 100, 100});
    m_table->setColumnHidden(Model::Project, m_group.project.has_value());
}

void ReviewDialog::makeButtons()
{
    auto* dismiss = new QPushButton(symbol(QStringLiteral("cancel")), tr("Dismiss"), this);
    dismiss->setObjectName(QStringLiteral("dismiss"));
    dismiss->setToolTip(tr("Leave everything as it is, and do not ask again about this run"));
    auto* later = new QPushButton(tr("Decide later"), this);
    later->setObjectName(QStringLiteral("later"));
    auto* apply = new QPushButton(symbol(QStringLiteral("check")), tr("Apply"), this);
    apply->setObjectName(QStringLiteral("accept"));
    apply->setToolTip(tr("Do all of this, as far as the disk still says the same"));
    later->setDefault(true);
    later->setFocus();
    auto* row = new QHBoxLayout;
    row->addWidget(dismiss);
    row->addStretch(1);
    row->addWidget(apply);
    row->addWidget(later);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(later, &QPushButton::clicked, this, &QDialog::reject);
    connect(apply, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT approved(m_group);
    });
    connect(dismiss, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT dismissed(m_group);
    });
}

} // namespace safelight
