#include "ui/widgets/emptystate.h"

#include "ui/symbols.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kTextWidth = 420;
constexpr int kCardMargin = 36;

QLabel* centredLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    label->setFixedWidth(kTextWidth);
    return label;
}

} // namespace

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent),
      m_card(new QWidget(this)),
      m_symbol(new QLabel(m_card)),
      m_title(centredLabel(m_card)),
      m_text(centredLabel(m_card)),
      m_button(new QPushButton(m_card))
{
    m_symbol->setAlignment(Qt::AlignCenter);
    m_title->setObjectName(QStringLiteral("emptyTitle"));
    m_text->setObjectName(QStringLiteral("quiet"));
    constexpr int kSpacing = 12;
    auto* inner = new QVBoxLayout(m_card);
    inner->setContentsMargins(kCardMargin, kCardMargin, kCardMargin, kCardMargin);
    inner->setSpacing(kSpacing);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_symbol, m_title, m_text, m_button})
        inner->addWidget(widget, 0, Qt::AlignHCenter);
    auto* outer = new QVBoxLayout(this);
    outer->addStretch(2);
    outer->addWidget(m_card, 0, Qt::AlignHCenter);
    outer->addStretch(3);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_button->hide(); // until there is something to do
    connect(m_button, &QPushButton::clicked, this, &EmptyState::clicked);
}

void EmptyState::say(const Words& words)
{
    m_words = words;
    m_title->setText(words.title);
    m_text->setText(words.text);
    m_button->setText(words.button);
    m_button->setVisible(!words.button.isEmpty());
    m_card->setObjectName(words.isDropTarget ? QStringLiteral("emptyCard") : QString());
    m_card->setAttribute(Qt::WA_StyledBackground);
    m_card->style()->unpolish(m_card); // the name has changed: look the rules up again
    m_card->style()->polish(m_card);
    fitTexts();
    drawSymbol();
}

/// The layout would give them the height that they need at the width of the whole pane.
void EmptyState::fitTexts()
{
    for (QLabel* label : {m_title, m_text}) {
        label->ensurePolished();
        label->setFixedHeight(std::max(label->heightForWidth(kTextWidth), 0)); // -1 without a text
    }
}

void EmptyState::drawSymbol()
{
    constexpr int kSymbolSide = 56;
    m_symbol->setPixmap(
        symbol(m_words.symbol).pixmap(QSize(kSymbolSide, kSymbolSide), devicePixelRatioF(), QIcon::Disabled));
}

void EmptyState::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawSymbol();
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitTexts();
}

} // namespace safelight
