#pragma once

#include "catalog/catalogreader.h"
#include "ui/widgets/emptystate.h"

#include <QWidget>

class QAbstractItemView;
class QComboBox;
class QItemSelectionModel;
class QLabel;
class QLineEdit;
class QSettings;
class QSlider;
class QStackedWidget;
class QTableView;
class QTimer;
class QToolButton;

namespace safelight {

class LibraryController;
class PhotoGridView;
class PhotoModel;
class ThumbnailLoader;

/// The photos of the chosen project: a bar to sort, filter and search, and the same photos as a grid or as a
/// table.
class PhotoPane : public QWidget
{
    Q_OBJECT

public:
    enum class View { Grid, Table };

    PhotoPane(LibraryController& library, ThumbnailLoader& thumbnails, QWidget* parent = nullptr);

    void setProject(ProjectId project);
    void setView(View view);
    View view() const { return m_view; }
    void larger();
    void smaller();
    void focusSearch();
    /// Makes this photo of the project the current one, if it is shown.
    void choose(PhotoId photo);

    void saveTo(QSettings& settings) const;
    void restoreFrom(const QSettings& settings);

    PhotoModel& model() { return *m_model; }
    PhotoGridView& grid() { return *m_grid; }
    QTableView& table() { return *m_table; }

Q_SIGNALS:
    void currentPhotoChanged(safelight::PhotoId photo);
    void selectionCountChanged(int count);
    void viewChanged();
    void takeInRequested();
    void failed(const safelight::Error& error);

protected:
    void changeEvent(QEvent* event) override;

private:
    void makeBar();
    void makeViews();
    void connectModel();
    void applyQuery();
    void showWhatIsThere();
    EmptyState::Words emptyWords() const;
    void noteCurrent();
    void noteSelection();
    void sortByColumn(int column);
    void goTo(int row);
    void sizeThumbnails();
    QAbstractItemView& currentView();

    LibraryController& m_library;
    ThumbnailLoader& m_thumbnails;
    PhotoModel* m_model;
    QItemSelectionModel* m_selection;
    PhotoQuery m_query;
    View m_view = View::Grid;
    bool m_isDescending = false;

    QLineEdit* m_search;
    QTimer* m_searchDelay;
    QComboBox* m_sort;
    QToolButton* m_order;
    QComboBox* m_filter;
    QLabel* m_count;
    QSlider* m_slider;
    QStackedWidget* m_stack;
    PhotoGridView* m_grid;
    QTableView* m_table;
    EmptyState* m_empty;
};

} // namespace safelight
