#include "ui/widgets/pictureview.h"

#include "ui/symbols.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

namespace safelight {

namespace {

constexpr QSize kHint(320, 240);
constexpr qreal kTallest = 1.1; ///< height of the place, of its width

} // namespace

PictureView::PictureView(QWidget* parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Picture"));
}

QSize PictureView::sizeHint() const
{
    return kHint;
}

int PictureView::heightForWidth(int width) const
{
    const QSize shape = m_shape.isEmpty() ? kHint : m_shape;
    return std::min(qRound(width * kTallest), qRound(qreal(width) * shape.height() / shape.width()));
}

void PictureView::setShape(const QSize& fullSize)
{
    m_shape = fullSize;
    updateGeometry();
}

void PictureView::setPicture(const QImage& image)
{
    m_picture = QPixmap::fromImage(image);
    m_symbol.clear();
    setShape(image.size());
    update();
}

void PictureView::setSymbol(const QString& symbol, const QString& word)
{
    m_picture = QPixmap();
    m_symbol = symbol;
    m_word = word;
    setShape({});
    update();
}

void PictureView::clear()
{
    m_picture = QPixmap();
    m_symbol.clear();
    m_word.clear();
    update();
}

void PictureView::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const ThemeColors colors = Theme::colors(palette());
    painter.fillRect(rect(), palette().color(QPalette::Base));
    if (!m_picture.isNull()) {
        const QSizeF size = QSizeF(m_picture.size()).scaled(QSizeF(rect().size()), Qt::KeepAspectRatio);
        QRectF place(QPointF(), size);
        place.moveCenter(QRectF(rect()).center());
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawPixmap(place, m_picture, QRectF());
        return;
    }
    if (m_symbol.isEmpty())
        return;
    constexpr int kSymbolSide = 48;
    QRectF box(0, 0, kSymbolSide, kSymbolSide);
    box.moveCenter(QRectF(rect()).center() - QPointF(0, 12));
    paintSymbol(painter, m_symbol, box, colors.quiet);
    painter.setPen(colors.quiet);
    painter.drawText(QRectF(8, box.bottom() + 6, width() - 16, 40),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_word);
}

} // namespace safelight
