#include "ui/widgets/photogridview.h"

#include <QApplication>
#include <QResizeEvent>
#include <QScrollBar>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kGridMargin = 10; ///< around all cells
constexpr int kCaption = 40;    ///< below each picture: name and badges
constexpr int kAspectWidth = 4; ///< the picture's place is 4:3
constexpr int kAspectHeight = 3;

} // namespace

PhotoGridView::PhotoGridView(QWidget* parent) : QAbstractItemView(parent)
{
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The width of the cells must not depend on whether there is a scroll bar.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setVerticalScrollMode(ScrollPerPixel);
    setFrameShape(NoFrame);
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
    setAccessibleName(tr("Photos"));
}

int PhotoGridView::count() const
{
    return model() ? model()->rowCount(rootIndex()) : 0;
}

QSize PhotoGridView::cellSize() const
{
    return {m_cellWidth, m_cellWidth * kAspectHeight / kAspectWidth + kCaption};
}

int PhotoGridView::columns() const
{
    return std::max(1, (viewport()->width() - 2 * kGridMargin) / cellSize().width());
}

int PhotoGridView::leftMargin() const
{
    return std::max(0, (viewport()->width() - columns() * cellSize().width()) / 2);
}

int PhotoGridView::verticalOffset() const
{
    return verticalScrollBar()->value();
}

QRect PhotoGridView::cellRect(int row) const
{
    const QSize cell = cellSize();
    return {
        QPoint(leftMargin() + row % columns() * cell.width(), kGridMargin + row / columns() * cell.height()),
        cell};
}

QRect PhotoGridView::visualRect(const QModelIndex& index) const
{
    return index.isValid() ? cellRect(index.row()).translated(0, -verticalOffset()) : QRect();
}

QModelIndex PhotoGridView::indexAt(const QPoint& point) const
{
    const QPoint contents = point + QPoint(0, verticalOffset());
    const int row = nearestRow(contents);
    return row >= 0 && cellRect(row).contains(contents) ? model()->index(row, kColumnOfPhoto, rootIndex())
                                                        : QModelIndex();
}

int PhotoGridView::nearestRow(const QPoint& contents) const
{
    if (count() == 0)
        return -1;
    const QSize cell = cellSize();
    const int line = std::max(0, (contents.y() - kGridMargin) / cell.height());
    const int column = std::clamp((contents.x() - leftMargin()) / cell.width(), 0, columns() - 1);
    return static_cast<int>(std::min<qint64>(qint64{line} * columns() + column, count() - 1));
}

std::pair<int, int> PhotoGridView::visibleRows() const
{
    if (count() == 0)
        return {-1, -1};
    const int first = nearestRow({leftMargin(), verticalOffset()});
    return {first, nearestRow({viewport()->width(), verticalOffset() + viewport()->height() - 1})};
}

void PhotoGridView::setModel(QAbstractItemModel* newModel)
{
    if (model())
        model()->disconnect(this);
    QAbstractItemView::setModel(newModel);
    connect(newModel, &QAbstractItemModel::rowsAboutToBeInserted, this, &PhotoGridView::holdPlace);
    connect(newModel, &QAbstractItemModel::rowsAboutToBeRemoved, this, &PhotoGridView::holdPlace);
    updateGeometries();
}

void PhotoGridView::reset()
{
    m_isPressed = m_hasBand = false;
    m_held.reset();
    QAbstractItemView::reset();
    verticalScrollBar()->setValue(0);
    updateGeometries();
}

PhotoGridView::Anchor PhotoGridView::anchor() const
{
    // At the top, the top is what stays; further down, the chosen photo if it is visible, or the first one
    // that is.
    if (verticalOffset() == 0 || count() == 0)
        return {};
    const QModelIndex current = currentIndex();
    const bool isCurrentVisible = current.isValid() && viewport()->rect().intersects(visualRect(current));
    const QModelIndex held =
        isCurrentVisible ? current : model()->index(visibleRows().first, kColumnOfPhoto, rootIndex());
    return {held, visualRect(held).top()};
}

void PhotoGridView::restore(const Anchor& anchor)
{
    updateGeometries();
    if (anchor.index.isValid())
        verticalScrollBar()->setValue(cellRect(anchor.index.row()).top() - anchor.offset);
    viewport()->update();
}

void PhotoGridView::changeKeepingPlace(const std::function<void()>& change)
{
    const Anchor held = anchor();
    change();
    restore(held);
}

void PhotoGridView::setCellWidth(int width)
{
    const int bounded = std::clamp(width, kSmallestCell, kLargestCell);
    if (bounded == m_cellWidth)
        return;
    changeKeepingPlace([&] { m_cellWidth = bounded; });
    Q_EMIT cellWidthChanged(bounded);
}

void PhotoGridView::updateGeometries()
{
    const int lines = (count() + columns() - 1) / columns();
    const int height = lines * cellSize().height() + 2 * kGridMargin;
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(cellSize().height() / 3);
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
    QAbstractItemView::updateGeometries();
}

void PhotoGridView::resizeEvent(QResizeEvent* event)
{
    // The anchor as it was at the old width: its cell's top is only known as long as nothing has moved, so by
    // proportion.
    const int lineBefore = std::max(1, cellSize().height());
    const int firstLine = (verticalOffset() - kGridMargin) / lineBefore;
    const int columnsBefore = std::max(1, (event->oldSize().width() - 2 * kGridMargin) / cellSize().width());
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
    if (columnsBefore != columns() && verticalOffset() > 0)
        verticalScrollBar()->setValue(cellRect(firstLine * columnsBefore).top());
}

void PhotoGridView::scrollTo(const QModelIndex& index, ScrollHint hint)
{
    if (!index.isValid())
        return;
    const QRect cell = cellRect(index.row());
    const int top = cell.top() - kGridMargin;
    const int bottom = cell.bottom() + kGridMargin - viewport()->height();
    QScrollBar* bar = verticalScrollBar();
    if (hint == PositionAtTop || (hint == EnsureVisible && bar->value() > top))
        bar->setValue(top);
    else if (hint == PositionAtBottom || (hint == EnsureVisible && bar->value() < bottom))
        bar->setValue(bottom);
    else if (hint == PositionAtCenter)
        bar->setValue(cell.center().y() - viewport()->height() / 2);
}

bool PhotoGridView::isIndexHidden(const QModelIndex& index) const
{
    return index.column() != kColumnOfPhoto;
}

QModelIndex PhotoGridView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    Q_UNUSED(modifiers)
    if (count() == 0)
        return {};
    const int last = count() - 1;
    const int current = std::max(0, currentIndex().row());
    const int linesPerPage = std::max(1, viewport()->height() / cellSize().height());
    const auto step = [&](int by) {
        const int row = current + by;
        // Up and down stay in their column; into the last, shorter line they go to its end.
        if (row < 0)
            return current;
        return row > last && last / columns() == current / columns() ? current : std::min(row, last);
    };
    int row = current;
    if (currentIndex().isValid()) {
        switch (action) {
        case MoveLeft:
        case MovePrevious:
            row = std::max(0, current - 1);
            break;
        case MoveRight:
        case MoveNext:
            row = std::min(last, current + 1);
            break;
        case MoveUp:
            row = step(-columns());
            break;
        case MoveDown:
            row = step(columns());
            break;
        case MovePageUp:
            row = current < linesPerPage * columns() ? current % columns() : step(-linesPerPage * columns());
            break;
        case MovePageDown:
            row = step(linesPerPage * columns());
            break;
        case MoveHome:
            row = 0;
            break;
        case MoveEnd:
            row = last;
            break;
        }
    }
    return model()->index(row, kColumnOfPhoto, rootIndex());
}

void PhotoGridView::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command)
{
    // The rectangle goes from where the choosing began to where it is now: everything between in reading
    // order.
    const int from = nearestRow(rect.topLeft() + QPoint(0, verticalOffset()));
    const int to = nearestRow(rect.bottomRight() + QPoint(0, verticalOffset()));
    if (from < 0)
        return;
    const bool isOnCell = indexAt(rect.topLeft()).isValid() || indexAt(rect.bottomRight()).isValid();
    if (!isOnCell && rect.size() == QSize(1, 1)) {
        if (command.testFlag(QItemSelectionModel::Clear))
            selectionModel()->clearSelection();
        return;
    }
    const QItemSelection range(model()->index(std::min(from, to), kColumnOfPhoto),
                               model()->index(std::max(from, to), kColumnOfPhoto));
    selectionModel()->select(range, command | QItemSelectionModel::Rows);
}

QRegion PhotoGridView::visualRegionForSelection(const QItemSelection& selection) const
{
    const auto [first, last] = visibleRows();
    QRegion region;
    for (const QItemSelectionRange& range : selection) {
        for (int row = std::max(first, range.top()); row <= std::min(last, range.bottom()); ++row)
            region += cellRect(row).translated(0, -verticalOffset());
    }
    return region;
}

void PhotoGridView::keyboardSearch(const QString& text)
{
    // The rows are not all in memory: who has the catalogue looks for it.
    const bool goesOn =
        m_sinceTyped.isValid() && m_sinceTyped.elapsed() < QApplication::keyboardInputInterval();
    m_typed = goesOn ? m_typed + text : text;
    m_sinceTyped.start();
    if (!m_typed.trimmed().isEmpty())
        Q_EMIT searched(m_typed);
}

void PhotoGridView::dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight,
                                const QList<int>& roles)
{
    Q_UNUSED(roles)
    const auto [first, last] = visibleRows();
    for (int row = std::max(first, topLeft.row()); row >= 0 && row <= std::min(last, bottomRight.row());
         ++row)
        viewport()->update(cellRect(row).translated(0, -verticalOffset()));
}

void PhotoGridView::holdPlace()
{
    // A refresh of the model is many insertions and removals in one turn of the event loop: the place is
    // taken before the first and restored after the last.
    if (m_held)
        return;
    m_held = anchor();
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (const auto held = std::exchange(m_held, std::nullopt))
                restore(*held);
        },
        Qt::QueuedConnection);
}

} // namespace safelight
