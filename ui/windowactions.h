#pragma once

class QAction;
class QMainWindow;
class QMenu;

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
    QAction* photosPage = nullptr;
    QAction* maintenancePage = nullptr;
    QAction* jobsPage = nullptr;
    QAction* correctionsPage = nullptr;
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

/// Makes the actions, the menus and the tool bar of the window.
WindowActions makeActions(QMainWindow& window);

} // namespace safelight
