// The mouse and the paint of PhotoGridView; its geometry is in photogridview.cpp.
#include "ui/theme.h"
#include "ui/widgets/photogridview.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kWheelStep = 24;
constexpr int kBandAlpha = 50;

} // namespace

bool PhotoGridView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverMove)
        m_hovered = static_cast<QHoverEvent*>(event)->position().toPoint();
    else if (event->type() == QEvent::HoverLeave)
        m_hovered.reset();
    return QAbstractItemView::viewportEvent(event);
}

void PhotoGridView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), palette().color(QPalette::Base));
    const auto [first, last] = visibleRows();
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    for (int row = first; row >= 0 && row <= last; ++row) {
        option.rect = cellRect(row).translated(0, -verticalOffset());
        if (option.rect.intersects(event->rect()))
            paintCell(painter, model()->index(row, kColumnOfPhoto, rootIndex()), option);
    }
    if (m_hasBand) {
        QColor color = Theme::colors(palette()).accent;
        painter.setPen(color);
        color.setAlpha(kBandAlpha);
        painter.setBrush(color);
        painter.drawRect(m_band.translated(0, -verticalOffset()).adjusted(0, 0, -1, -1));
    }
}

void PhotoGridView::paintCell(QPainter& painter, const QModelIndex& index, QStyleOptionViewItem& option) const
{
    const bool isCurrent = index == currentIndex().siblingAtColumn(kColumnOfPhoto);
    option.state.setFlag(QStyle::State_Selected, selectionModel()->isSelected(index));
    option.state.setFlag(QStyle::State_HasFocus, isCurrent && hasFocus());
    option.state.setFlag(QStyle::State_MouseOver, m_hovered && option.rect.contains(*m_hovered));
    itemDelegateForIndex(index)->paint(&painter, option, index);
}

void PhotoGridView::mousePressEvent(QMouseEvent* event)
{
    m_isPressed = event->button() == Qt::LeftButton;
    m_bandStart = event->position().toPoint() + QPoint(0, verticalOffset());
    const bool adds = (event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)) != 0;
    QAbstractItemView::mousePressEvent(event);
    m_selectionBeforeBand = adds ? selectionModel()->selection() : QItemSelection();
}

void PhotoGridView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_isPressed) {
        QAbstractItemView::mouseMoveEvent(event);
        return;
    }
    // The base class would choose in reading order while the mouse moves; here a band is drawn instead.
    const QPoint contents = event->position().toPoint() + QPoint(0, verticalOffset());
    const bool isFarEnough = (contents - m_bandStart).manhattanLength() >= QApplication::startDragDistance();
    if (m_hasBand || isFarEnough)
        updateBand(event->position().toPoint());
}

void PhotoGridView::updateBand(const QPoint& position)
{
    m_hasBand = true;
    // Near the edge the contents come along.
    const int overshoot = std::min(0, position.y()) + std::max(0, position.y() - viewport()->height());
    verticalScrollBar()->setValue(verticalOffset() + overshoot);
    m_band = QRect(m_bandStart, position + QPoint(0, verticalOffset())).normalized();
    QItemSelection chosen = m_selectionBeforeBand;
    chosen.merge(cellsIn(m_band), QItemSelectionModel::Select);
    selectionModel()->select(chosen, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    viewport()->update();
}

QItemSelection PhotoGridView::cellsIn(const QRect& contents) const
{
    QItemSelection cells;
    if (count() == 0)
        return cells;
    const int firstLine = nearestRow(contents.topLeft()) / columns();
    const int lastLine = nearestRow(contents.bottomRight()) / columns();
    for (int line = firstLine; line <= lastLine; ++line) {
        int from = -1;
        int to = -1;
        for (int row = line * columns(); row < std::min((line + 1) * columns(), count()); ++row) {
            if (!cellRect(row).intersects(contents))
                continue;
            from = from < 0 ? row : from;
            to = row;
        }
        if (from >= 0 && !cells.isEmpty() && cells.last().bottom() + 1 == from)
            cells.last() = QItemSelectionRange(cells.last().topLeft(), model()->index(to, kColumnOfPhoto));
        else if (from >= 0)
            cells.append(QItemSelectionRange(model()->index(from, kColumnOfPhoto),
                                             model()->index(to, kColumnOfPhoto)));
    }
    return cells;
}

void PhotoGridView::mouseReleaseEvent(QMouseEvent* event)
{
    m_isPressed = false;
    if (m_hasBand) {
        m_hasBand = false;
        m_selectionBeforeBand.clear();
        setState(NoState);
        viewport()->update();
        return;
    }
    QAbstractItemView::mouseReleaseEvent(event);
}

void PhotoGridView::wheelEvent(QWheelEvent* event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        setCellWidth(cellWidth() + (event->angleDelta().y() > 0 ? kWheelStep : -kWheelStep));
        event->accept();
        return;
    }
    QAbstractItemView::wheelEvent(event);
}

} // namespace safelight
