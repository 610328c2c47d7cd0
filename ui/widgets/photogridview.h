#pragma once

#include <QAbstractItemView>
#include <QElapsedTimer>
#include <QPersistentModelIndex>

#include <functional>
#include <optional>

namespace safelight {

/// A grid of cells of one size: where a cell lies is arithmetic, so that 1,000,000 photos cost what 100 cost,
/// and only what is visible is painted. Keyboard as in a list; dragging draws a rubber band; Shift extends
/// from the first one chosen.
class PhotoGridView : public QAbstractItemView
{
    Q_OBJECT

public:
    static constexpr int kSmallestCell = 96;
    static constexpr int kLargestCell = 420;

    explicit PhotoGridView(QWidget* parent = nullptr);

    /// The width of a cell in logical pixels; its height follows. The photo in view stays in view.
    void setCellWidth(int width);
    int cellWidth() const { return m_cellWidth; }

    int columns() const;
    /// The rows of the model that are at least partly visible: first and last, or -1 and -1.
    std::pair<int, int> visibleRows() const;

    QRect visualRect(const QModelIndex& index) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint& point) const override;
    void setModel(QAbstractItemModel* model) override;
    void reset() override;

Q_SIGNALS:
    /// Letters were typed: the view has the next photo found whose name begins so.
    void searched(const QString& prefix);
    void cellWidthChanged(int width);

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex& index) const override;
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void keyboardSearch(const QString& text) override;

    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void updateGeometries() override;

protected Q_SLOTS:
    void dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight,
                     const QList<int>& roles) override;

private:
    static constexpr int kColumnOfPhoto = 0;

    /// What the view holds on to while the number of columns or of photos changes.
    struct Anchor
    {
        QPersistentModelIndex index;
        int offset = 0; ///< of its cell's top from the viewport's top
    };

    int count() const;
    QSize cellSize() const;
    int leftMargin() const;
    /// Which photo lies at a point of the contents, also outside of what exists: clamped.
    int nearestRow(const QPoint& contents) const;
    QRect cellRect(int row) const;
    Anchor anchor() const;
    void restore(const Anchor& anchor);
    void holdPlace();
    void changeKeepingPlace(const std::function<void()>& change);
    void paintCell(QPainter& painter, const QModelIndex& index, QStyleOptionViewItem& option) const;
    void updateBand(const QPoint& position);
    QItemSelection cellsIn(const QRect& contents) const;

    int m_cellWidth = 172;
    bool m_isPressed = false; ///< of a button that may begin a rubber band
    bool m_hasBand = false;
    std::optional<QPoint>
        m_hovered;      ///< where the mouse is: asking the display costs a round trip for each cell
    QPoint m_bandStart; ///< in the contents
    QRect m_band;       ///< in the contents
    QItemSelection m_selectionBeforeBand;
    QString m_typed;
    QElapsedTimer m_sinceTyped;
    std::optional<Anchor> m_held;
};

} // namespace safelight
