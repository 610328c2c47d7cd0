#pragma once

#include <QStyledItemDelegate>

namespace safelight {

/// Paints a job in the list: its state as a symbol, its title, when and how it went, and a bar while it runs.
class JobDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintTexts(QPainter& painter, const QRect& place, const QModelIndex& index,
                    const QStyleOptionViewItem& option) const;
    void paintProgress(QPainter& painter, const QRect& row, double progress, const QPalette& palette) const;
};

} // namespace safelight
