#include "ui/widgets/badges.h"

#include "ui/models/correctionmodel.h"
#include "ui/models/kindstext.h"
#include "ui/theme.h"
#include "ui/widgets/tables.h"

#include <QApplication>
#include <QPainter>
#include <QTableView>

namespace safelight {

namespace {

constexpr qreal kSide = 15;
constexpr int kFontPixels = 10;

void paintBadge(QPainter& painter, const QRectF& badge, const QString& letter, bool isThere,
                const QPalette& palette)
{
    constexpr qreal kRadius = 3.5;
    const ThemeColors colors = Theme::colors(palette);
    painter.setPen(isThere ? Qt::NoPen : QPen(colors.missing, 1));
    painter.setBrush(isThere ? QBrush(colors.good) : Qt::NoBrush);
    painter.drawRoundedRect(badge.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    painter.setPen(isThere ? palette.color(QPalette::Base) : colors.missing);
    painter.drawText(badge, Qt::AlignCenter, letter);
}

} // namespace

int paintBadges(QPainter& painter, const QRectF& place, const Availability& available,
                const Availability& reference, const QPalette& palette)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font = painter.font();
    font.setPixelSize(kFontPixels);
    font.setBold(true);
    painter.setFont(font);
    constexpr qreal kGap = 3;
    qreal x = place.left();
    const std::tuple<FileKind, bool, bool> kinds[] = {{FileKind::Jpg, available.jpg, reference.jpg},
                                                      {FileKind::Raw, available.raw, reference.raw},
                                                      {FileKind::Other, available.other, reference.other}};
    for (const auto& [kind, isThere, wasThere] : kinds) {
        if (!isThere && !wasThere)
            continue;
        paintBadge(painter, {x, place.center().y() - kSide / 2, kSide, kSide}, badgeLetter(kind), isThere,
                   palette);
        x += kSide + kGap;
    }
    painter.restore();
    return static_cast<int>(x - place.left());
}

int paintBadges(QPainter& painter, const QRectF& place, const Availability& available,
                const QPalette& palette)
{
    return paintBadges(painter, place, available, {}, palette);
}

BadgeDelegate::BadgeDelegate(int availabilityRole, int referenceRole, QObject* parent)
    : QStyledItemDelegate(parent), m_availabilityRole(availabilityRole), m_referenceRole(referenceRole)
{
}

void BadgeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const
{
    constexpr int kCellMargin = 8;
    const QVariant value = index.data(m_availabilityRole);
    if (!value.isValid()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    const auto reference =
        m_referenceRole >= 0 ? index.data(m_referenceRole).value<Availability>() : Availability();
    const auto available = value.value<Availability>();
    const QRectF place = QRectF(option.rect).adjusted(kCellMargin, 0, 0, 0);
    const int used = paintBadges(*painter, place, available, reference, option.palette);
    if (used == 0) {
        painter->setPen(Theme::colors(option.palette).quiet);
        painter->drawText(place, Qt::AlignVCenter, QStringLiteral("–"));
    }
}

void prepareCorrectionTable(QTableView& table)
{
    using Model = CorrectionModel;
    table.setItemDelegateForColumn(Model::Before, new BadgeDelegate(Model::BeforeRole, -1, &table));
    table.setItemDelegateForColumn(Model::After,
                                   new BadgeDelegate(Model::AfterRole, Model::BeforeRole, &table));
    setColumnWidths(table, {150, 130, 260, 190, 130, 130, 70});
}

} // namespace safelight
