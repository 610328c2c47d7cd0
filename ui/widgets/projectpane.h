#pragma once

#include "domain/project.h"

#include <QStyledItemDelegate>
#include <QWidget>

class QListView;
class QLabel;

namespace safelight {

class LibraryController;
class ProjectListModel;

/// The list of projects on the left, with count and state.
class ProjectPane : public QWidget
{
    Q_OBJECT

public:
    explicit ProjectPane(LibraryController& library, QWidget* parent = nullptr);

    /// The chosen project; none: an invalid id.
    ProjectId current() const;
    void choose(ProjectId project);
    /// Chooses the project of this name as soon as it is in the list.
    void chooseWhenThere(const QString& name);

    /// The project at a point of the screen; null when there is none.
    const Project* projectAt(const QPoint& globalPosition) const;
    /// The project that a drop would go to, shown as such.
    void setDropTarget(ProjectId project);

    QListView& list() { return *m_list; }
    ProjectListModel& model() { return *m_model; }

Q_SIGNALS:
    void currentChanged(safelight::ProjectId project);

private:
    void takeProjects();
    void sayHint();

    LibraryController& m_library;
    ProjectListModel* m_model;
    QListView* m_list;
    QLabel* m_hint;
    QString m_wantedName;
    ProjectId m_chosen; ///< also while the list is not there yet
};

/// Paints a project: name, count, state, and whether a drop would go to it.
class ProjectDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setDropRow(int row) { m_dropRow = row; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintSecondLine(QPainter& painter, const QRect& place, const QModelIndex& index, const QColor& quiet,
                         const QColor& notable) const;

    int m_dropRow = -1;
};

} // namespace safelight
