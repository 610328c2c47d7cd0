#include "ui/dialogs/namedialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace safelight {

NameDialog::NameDialog(const Words& words, QWidget* parent)
    : QDialog(parent),
      m_taken(words.taken),
      m_before(words.name),
      m_name(new QLineEdit(words.name, this)),
      m_hint(new QLabel(this)),
      m_accept(new QPushButton(words.accept, this))
{
    constexpr int kWidth = 400;
    setWindowTitle(words.title);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* text = new QLabel(words.text, this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setBuddy(m_name);
    m_name->setAccessibleName(tr("Name of the project"));
    m_name->selectAll();
    m_hint->setObjectName(QStringLiteral("quiet"));
    auto* cancel = new QPushButton(tr("Cancel"), this);
    m_accept->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_accept);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 20, 22, 18);
    column->setSpacing(8);
    for (QWidget* widget : std::initializer_list<QWidget*>{text, m_name, m_hint})
        column->addWidget(widget);
    column->addLayout(buttons);
    setMinimumWidth(kWidth);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &NameDialog::check);
    connect(m_accept, &QPushButton::clicked, this, [this] {
        Q_EMIT named(m_name->text().trimmed());
        accept();
    });
    check();
}

void NameDialog::check()
{
    const QString name = m_name->text().trimmed();
    const bool isTaken = name != m_before && m_taken.contains(name);
    m_hint->setText(isTaken ? tr("There is a project with this name already.") : QString());
    m_accept->setEnabled(!name.isEmpty() && name != m_before && !isTaken);
}

} // namespace safelight
