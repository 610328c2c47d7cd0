#pragma once

#include "domain/watchedfolder.h"
#include "ui/ingestpresets.h"

#include <QTimer>
#include <QWidget>

#include <filesystem>
#include <optional>

class QPushButton;
class QStackedWidget;
class QTableView;

namespace safelight {

class DropOverlay;
class EmptyState;
class LibraryController;
class WatchDetailPane;
class WatchListModel;

/// The folders that are watched, and the one that is chosen.
class WatchPage : public QWidget
{
    Q_OBJECT

public:
    WatchPage(LibraryController& library, IngestPresets presets, QWidget* parent = nullptr);

    /// Asks for a folder to watch; `folder` may be chosen already.
    void askNew(const std::filesystem::path& folder = {});

    QTableView& table() { return *m_table; }
    WatchListModel& model() { return *m_model; }
    WatchDetailPane& details() { return *m_details; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeBar();
    void makeTable();
    void makeLayout();
    void takeEntries();
    void takeEntry(WatchedFolderId id);
    void showCurrent();
    void askEdit();
    void askRemove();
    void ask(const WatchedFolder& folder);

    LibraryController& m_library;
    IngestPresets m_presets;
    WatchListModel* m_model;
    WatchedFolderId m_chosen;
    bool m_isTaking = false;
    QTimer m_look; ///< while the page is seen: other programs may change what is watched
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QTableView* m_table;
    WatchDetailPane* m_details;
    QPushButton* m_add = nullptr;
    DropOverlay* m_overlay;
};

} // namespace safelight
