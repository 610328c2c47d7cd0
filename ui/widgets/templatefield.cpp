#include "ui/widgets/templatefield.h"

#include "base/pathtext.h"
#include "ui/theme.h"
#include "ui/words/plantext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace safelight {

TemplateField::TemplateField(NameTemplate::Kind kind, const QString& name, QWidget* parent)
    : QWidget(parent),
      m_kind(kind),
      m_field(new QLineEdit(this)),
      m_words(new QToolButton(this)),
      m_hint(new QLabel(this))
{
    m_field->setAccessibleName(name);
    m_field->setPlaceholderText(tr("As at the source"));
    m_field->setClearButtonEnabled(true);
    m_words->setText(QStringLiteral("{ }"));
    m_words->setToolTip(tr("Insert a word that stands for something of the photo"));
    m_words->setAccessibleName(tr("Words for %1").arg(name));
    m_words->setPopupMode(QToolButton::InstantPopup);
    m_words->setObjectName(QStringLiteral("words"));
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setWordWrap(true);
    m_hint->setMinimumWidth(1);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_field, 1);
    row->addWidget(m_words);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(row);
    column->addWidget(m_hint);
    setFocusProxy(m_field);
    makeMenu();
    connect(m_field, &QLineEdit::textChanged, this, [this] {
        tell();
        Q_EMIT changed();
    });
    tell();
}

void TemplateField::makeMenu()
{
    auto* menu = new QMenu(m_words);
    for (const NameToken& token : NameTemplate::tokens()) {
        QAction* action =
            menu->addAction(tr("%1\t%2").arg(tokenText(token.name), displayText(token.example)));
        action->setToolTip(token.written);
        connect(action, &QAction::triggered, this, [this, word = token.written] { insert(word); });
    }
    m_words->setMenu(menu);
}

void TemplateField::insert(const QString& word)
{
    m_field->insert(word);
    m_field->setFocus(Qt::OtherFocusReason);
}

QString TemplateField::text() const
{
    return m_field->text().trimmed();
}

void TemplateField::setText(const QString& text)
{
    m_field->setText(text);
}

void TemplateField::setProject(const QString& name)
{
    m_project = name;
    tell();
}

QString TemplateField::hint() const
{
    return m_hint->text();
}

void TemplateField::say(const QString& text, bool isError)
{
    m_isValid = !isError;
    m_hint->setText(text);
    QPalette colors = palette();
    const ThemeColors theme = Theme::colors(colors);
    colors.setColor(QPalette::WindowText, isError ? theme.missing : theme.quiet);
    m_hint->setPalette(colors);
    m_field->setAccessibleDescription(text);
    m_hint->setVisible(!text.isEmpty());
}

void TemplateField::tell()
{
    m_usesCounter = false;
    if (text().isEmpty()) {
        say({}, false);
        return;
    }
    const auto parsed = NameTemplate::parse(text(), m_kind);
    if (!parsed) {
        say(templateErrorText(parsed.error()), true);
        return;
    }
    m_usesCounter = parsed->usesCounter();
    NameFacts facts = exampleNameFacts();
    if (!m_project.isEmpty())
        facts.project = m_project;
    const QString example = displayText(parsed->expand(facts));
    say(m_kind == NameTemplate::Kind::Name ? tr("Example: %1.JPG").arg(example)
                                           : tr("Example: %1/").arg(example),
        false);
}

} // namespace safelight
