#include "ui/widgets/chip.h"

#include "ui/theme.h"

#include <QApplication>
#include <QPainter>

namespace safelight {

namespace {

constexpr int kAir = 4; // above and below the text
constexpr int kGroundAlpha = 38;

} // namespace

QColor toneColor(Tone tone, const QPalette& palette)
{
    const ThemeColors colors = Theme::colors(palette);
    switch (tone) {
    case Tone::Good:
        return colors.safe;
    case Tone::Caution:
        return colors.caution;
    case Tone::Bad:
        return colors.missing;
    case Tone::Accent:
        return colors.accent;
    case Tone::Quiet:
        return colors.quiet;
    }
    return colors.quiet;
}

void ChipDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    const QVariant tone = index.data(kToneRole);
    if (!tone.isValid()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = std::exchange(cell.text, QString());
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(option.font);
    constexpr int kCellMargin = 6;
    constexpr int kPadding = 8;
    constexpr int kDot = 7;
    constexpr int kGap = 6;
    const QColor color = toneColor(static_cast<Tone>(tone.toInt()), option.palette);
    const int height = option.fontMetrics.height() + kAir;
    const int used = kPadding + kDot + kGap + option.fontMetrics.horizontalAdvance(text) + kPadding;
    const int width = std::min(used, option.rect.width() - 2 * kCellMargin);
    const QRectF chip(option.rect.left() + kCellMargin, option.rect.center().y() - height / 2.0 + 0.5, width,
                      height);
    QColor ground = color;
    ground.setAlpha(kGroundAlpha);
    painter->setPen(Qt::NoPen);
    painter->setBrush(ground);
    painter->drawRoundedRect(chip, height / 2.0, height / 2.0);
    painter->setBrush(color);
    painter->drawEllipse(QRectF(chip.left() + kPadding, chip.center().y() - kDot / 2.0, kDot, kDot));
    painter->setPen(option.palette.color(QPalette::Text));
    const QRectF words = chip.adjusted(kPadding + kDot + kGap, 0, -kPadding / 2.0, 0);
    painter->drawText(
        words, Qt::AlignVCenter | Qt::AlignLeft,
        option.fontMetrics.elidedText(text, Qt::ElideRight, static_cast<int>(words.width()) + 1));
    painter->restore();
}

} // namespace safelight
