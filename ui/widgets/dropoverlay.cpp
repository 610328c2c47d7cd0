#include "ui/widgets/dropoverlay.h"

#include "ui/symbols.h"
#include "ui/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace safelight {

namespace {

constexpr int kVeilAlpha = 205;
constexpr QSize kCard(460, 190);

} // namespace

DropOverlay::DropOverlay(QWidget* parent) : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropOverlay::say(const QString& title, const QString& text, const QRect& hole)
{
    m_title = title;
    m_text = text;
    m_hole = hole;
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropOverlay::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event)
    const ThemeColors colors = Theme::colors(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = palette().color(QPalette::Window);
    veil.setAlpha(kVeilAlpha);
    QPainterPath covered;
    covered.addRect(rect());
    QPainterPath hole;
    hole.addRect(m_hole);
    painter.fillPath(covered.subtracted(hole), veil);

    constexpr int kRadius = 14;
    constexpr int kSymbolSide = 44;
    constexpr qreal kTitleScale = 1.35;
    QRect card(QPoint(), kCard);
    card.moveCenter(rect().center());
    painter.setPen(QPen(colors.accent, 2, Qt::DashLine));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(card, kRadius, kRadius);
    QRectF symbolPlace(0, 0, kSymbolSide, kSymbolSide);
    symbolPlace.moveCenter(QPointF(card.center().x(), card.top() + 48));
    paintSymbol(painter, QStringLiteral("take-in"), symbolPlace, colors.accent);
    QFont font = painter.font();
    font.setPointSizeF(font.pointSizeF() * kTitleScale);
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(card.adjusted(20, 84, -20, -66), Qt::AlignCenter,
                     QFontMetrics(font).elidedText(m_title, Qt::ElideMiddle, card.width() - 40));
    painter.setFont(this->font());
    painter.setPen(colors.quiet);
    painter.drawText(card.adjusted(20, 122, -20, -20), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                     m_text);
}

} // namespace safelight
