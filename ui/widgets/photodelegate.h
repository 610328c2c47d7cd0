#pragma once

#include <QStyledItemDelegate>

namespace safelight {

class PhotoModel;
struct PhotoRow;

/// Paints a photo as a cell of the grid: picture, name, badges, and a symbol where there is no picture to
/// show.
class PhotoDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit PhotoDelegate(PhotoModel& model, QObject* parent = nullptr)
        : QStyledItemDelegate(parent), m_model(model)
    {
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    void paintPicture(QPainter& painter, const QRect& place, const PhotoRow& photo,
                      const QPalette& palette) const;
    void paintCaption(QPainter& painter, const QRect& place, const PhotoRow& photo,
                      const QPalette& palette) const;

    PhotoModel& m_model;
};

/// Paints a photo's name in a table's row, a small picture before it.
class PhotoNameDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit PhotoNameDelegate(PhotoModel& model, QObject* parent = nullptr)
        : QStyledItemDelegate(parent), m_model(model)
    {
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    static void paintName(QPainter& painter, const QRect& place, const PhotoRow& photo,
                          const QPalette& palette);

    PhotoModel& m_model;
};

} // namespace safelight
