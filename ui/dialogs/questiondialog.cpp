#include "ui/dialogs/questiondialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace safelight {

QuestionDialog::QuestionDialog(const QString& title, const QString& text, QWidget* parent)
    : QDialog(parent), m_buttons(new QHBoxLayout)
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    constexpr int kWidth = 460;
    constexpr qreal kTitleScale = 1.2;
    auto* titleLabel = new QLabel(title, this);
    QFont font = titleLabel->font();
    font.setPointSizeF(font.pointSizeF() * kTitleScale);
    font.setBold(true);
    titleLabel->setFont(font);
    auto* textLabel = new QLabel(text, this);
    for (QLabel* label : {titleLabel, textLabel}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 20, 22, 18);
    column->setSpacing(10);
    column->addWidget(titleLabel);
    column->addWidget(textLabel);
    column->addSpacing(8);
    column->addLayout(m_buttons);
    setMinimumWidth(kWidth);
}

void QuestionDialog::addAnswer(const QString& name, const QString& text, std::function<void()> then,
                               Weight weight)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAutoDefault(true);
    m_buttons->addWidget(button);
    if (weight == Weight::Preset) {
        button->setDefault(true);
        button->setFocus();
    }
    connect(button, &QPushButton::clicked, this, [this, then = std::move(then)] {
        accept();
        if (then)
            then();
    });
}

QuestionDialog* makeCloseDialog(int running, const CloseAnswers& answers, QWidget* parent)
{
    auto* dialog =
        new QuestionDialog(QuestionDialog::tr("Close while %n task(s) run?", nullptr, running),
                           QuestionDialog::tr("Nothing is lost either way: what was committed stays, and a "
                                              "stopped ingest can go on at the next start."),
                           parent);
    dialog->addAnswer(QStringLiteral("keepWorking"), QuestionDialog::tr("Keep working"), {});
    dialog->addAnswer(QStringLiteral("stop"), QuestionDialog::tr("Stop after the current file"),
                      answers.stop);
    dialog->addAnswer(QStringLiteral("wait"), QuestionDialog::tr("Close when done"), answers.wait,
                      QuestionDialog::Weight::Preset);
    return dialog;
}

} // namespace safelight
