#include "ui/widgets/photodelegate.h"

#include "base/pathtext.h"
#include "ui/models/photomodel.h"
#include "ui/symbols.h"
#include "ui/theme.h"
#include "ui/widgets/badges.h"

#include <QApplication>
#include <QPainter>

namespace safelight {

namespace {

constexpr int kCaptionHeight = 32; ///< the line of the name and its badges
constexpr int kLargestSymbol = 44;
constexpr int kSmallPicture = 36; ///< width of a table's picture
constexpr qreal kMissingOpacity = 0.35;

/// The symbol that stands for a picture; empty when there is a picture, or one is being loaded.
QString symbolFor(const PhotoRow& photo, bool hasLostThumbnail)
{
    if (photo.isVideo)
        return QStringLiteral("video");
    if (!photo.available.any() && photo.thumbnail != DerivativeStatus::Ready)
        return QStringLiteral("missing");
    if (photo.thumbnail == DerivativeStatus::Failed)
        return QStringLiteral("damaged");
    if (photo.thumbnail == DerivativeStatus::Unsupported || hasLostThumbnail)
        return QStringLiteral("unsupported");
    if (photo.thumbnail == DerivativeStatus::Pending)
        return QStringLiteral("picture");
    return {};
}

QRect letterboxed(const QSize& picture, const QRect& place)
{
    const QSize size = picture.scaled(place.size(), Qt::KeepAspectRatio);
    return {place.center() - QPoint(size.width() / 2, size.height() / 2) + QPoint(1, 1), size};
}

void paintScaled(QPainter& painter, const QPixmap& picture, const QRect& place)
{
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawPixmap(letterboxed(picture.size(), place), picture);
}

} // namespace

void PhotoDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const
{
    constexpr int kGap = 4;     // around a cell
    constexpr int kPadding = 7; // inside a cell
    constexpr int kRadius = 6;
    const ThemeColors colors = Theme::colors(option.palette);
    const bool isChosen = option.state.testFlag(QStyle::State_Selected);
    const QRect cell = option.rect.adjusted(kGap, kGap, -kGap, -kGap);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(isChosen ? colors.cellChosen : colors.cell);
    painter->drawRoundedRect(cell, kRadius, kRadius);
    const QRect inner = cell.adjusted(kPadding, kPadding, -kPadding, -kPadding);
    if (const PhotoRow* photo = m_model.photoRow(index.row())) {
        paintPicture(*painter, inner.adjusted(0, 0, 0, -kCaptionHeight + kPadding), *photo, option.palette);
        paintCaption(*painter,
                     QRect(inner.left(), inner.bottom() - kCaptionHeight + kPadding + 1, inner.width(),
                           kCaptionHeight),
                     *photo, option.palette);
    }
    if (isChosen || option.state.testFlag(QStyle::State_HasFocus)) {
        const bool isCurrent = option.state.testFlag(QStyle::State_HasFocus);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(isChosen ? colors.accent : colors.quiet, isCurrent ? 2 : 1.2));
        painter->drawRoundedRect(QRectF(cell).adjusted(1, 1, -1, -1), kRadius, kRadius);
    }
    painter->restore();
}

void PhotoDelegate::paintPicture(QPainter& painter, const QRect& place, const PhotoRow& photo,
                                 const QPalette& palette) const
{
    const QPixmap picture = m_model.thumbnail(photo);
    if (!picture.isNull() && !photo.isVideo) {
        painter.setOpacity(photo.available.any() ? 1.0 : kMissingOpacity);
        paintScaled(painter, picture, place);
        painter.setOpacity(1.0);
    }
    QString name = symbolFor(photo, m_model.hasLostThumbnail(photo));
    if (!photo.available.any())
        name = QStringLiteral("missing");
    if (name.isEmpty())
        return;
    const ThemeColors colors = Theme::colors(palette);
    const bool isBad = name == u"missing" || name == u"damaged";
    const QColor plain = name == u"picture" ? colors.line : colors.quiet; // to come: hardly there
    const int side = std::min({kLargestSymbol, place.width(), place.height()});
    QRectF box(0, 0, side, side);
    box.moveCenter(QRectF(place).center());
    paintSymbol(painter, name, box, isBad ? colors.missing : plain);
}

void PhotoDelegate::paintCaption(QPainter& painter, const QRect& place, const PhotoRow& photo,
                                 const QPalette& palette) const
{
    constexpr int kBadges = 54;
    const QFontMetrics metrics(painter.font());
    painter.setPen(
        palette.color(photo.available.any() ? QPalette::Active : QPalette::Disabled, QPalette::Text));
    if (!photo.available.any())
        painter.setPen(Theme::colors(palette).quiet);
    const int badgeWidth =
        (photo.available.jpg + photo.available.raw + photo.available.other) * (kBadges / 3);
    const QRect nameRect = place.adjusted(0, 0, -badgeWidth, 0);
    painter.drawText(nameRect, Qt::AlignVCenter | Qt::AlignLeft,
                     metrics.elidedText(photoName(photo.stem), Qt::ElideMiddle, nameRect.width()));
    paintBadges(painter, QRectF(place.right() - badgeWidth + 4, place.top(), badgeWidth, place.height()),
                photo.available, palette);
}

void PhotoNameDelegate::paintName(QPainter& painter, const QRect& place, const PhotoRow& photo,
                                  const QPalette& palette)
{
    // The name is what tells photos apart; the folder comes after it, and quietly.
    const QFontMetrics metrics = painter.fontMetrics();
    const QString name = metrics.elidedText(photoName(photo.stem), Qt::ElideMiddle, place.width());
    painter.setPen(palette.color(QPalette::Text));
    painter.drawText(place, Qt::AlignVCenter, name);
    const qsizetype slash = photo.stem.lastIndexOf(u'/');
    const QRect rest = place.adjusted(metrics.horizontalAdvance(name) + 10, 0, 0, 0);
    if (slash <= 0 || rest.width() < kSmallPicture)
        return;
    painter.setPen(Theme::colors(palette).quiet);
    painter.drawText(rest, Qt::AlignVCenter,
                     metrics.elidedText(safelight::displayText(QStringView(photo.stem).first(slash)),
                                        Qt::ElideLeft, rest.width()));
}

void PhotoNameDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    const PhotoRow* photo = m_model.photoRow(index.row());
    if (!photo)
        return;
    const QRect place(option.rect.left() + 6, option.rect.top() + 3, kSmallPicture, option.rect.height() - 6);
    const QPixmap picture = m_model.thumbnail(*photo);
    painter->save();
    const QString name = symbolFor(*photo, m_model.hasLostThumbnail(*photo));
    painter->setOpacity(photo->available.any() ? 1.0 : kMissingOpacity);
    if (!picture.isNull() && !photo->isVideo)
        paintScaled(*painter, picture, place);
    painter->setOpacity(1.0);
    if (!name.isEmpty())
        paintSymbol(*painter, name, QRectF(place).adjusted(3, 3, -3, -3),
                    Theme::colors(option.palette).quiet);
    paintName(*painter, option.rect.adjusted(kSmallPicture + 14, 0, -6, 0), *photo, option.palette);
    painter->restore();
}

} // namespace safelight
