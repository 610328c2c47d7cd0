#pragma once

class QAction;
class QMainWindow;
class QMenu;
class QToolBar;

namespace safelight {

/// Every action of the window: each has a shortcut, a tool tip, a status tip and an icon where it has a place
/// for one. Owned by the window.
struct WindowActions
{
    QAction* takeInFolder = nullptr;
    QAction* takeInFiles = nullptr;
    QAction* newProject = nullptr;
    QAction* renameProject = nullptr;
    QAction* removeProject = nullptr;
    QAction* quit = nullptr;
    QToolBar* pageBar = nullptr; ///< where the pages are chosen
    QAction* photosPage = nullptr;
    QAction* maintenancePage = nullptr;
    QAction* jobsPage = nullptr;
    QAction* correctionsPage = nullptr;
    QAction* receiptsPage = nullptr;
    QAction* watchPage = nullptr;
    QAction* grid = nullptr;
    QAction* table = nullptr;
    QAction* larger = nullptr;
    QAction* smaller = nullptr;
    QAction* search = nullptr;
    QAction* projectsPanel = nullptr;
    QAction* detailsPanel = nullptr;
    QAction* bottomPanel = nullptr;
    QAction* checkProject = nullptr;
    QAction* checkAll = nullptr;
    QAction* maintainAll = nullptr;
    QAction* about = nullptr;
};

/// With their names below the symbols, or, where there is little room, as symbols only.
enum class PageBarLook { Named, Symbols };
void setLook(QToolBar& pageBar, PageBarLook look);

/// Makes the actions, the menus and the tool bar of the window.
WindowActions makeActions(QMainWindow& window);

} // namespace safelight
