#include "ui/windowactions.h"

#include "ui/symbols.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>

namespace safelight {

namespace {

constexpr int kToolIcon = 20;
constexpr int kPageIcon = 24;
constexpr int kPageWidth = 112;

struct Actions
{
    Q_DECLARE_TR_FUNCTIONS(WindowActions)
};

struct Spec
{
    QString name; ///< object name
    QString text;
    QString help; ///< a sentence
    QList<QKeySequence> shortcuts;
    QString icon;
};

QAction* add(QMainWindow& window, QMenu& menu, const Spec& spec)
{
    auto* action = new QAction(spec.text, &window);
    action->setObjectName(spec.name);
    action->setShortcuts(spec.shortcuts);
    action->setStatusTip(spec.help);
    QString plain = spec.text;
    plain.remove(u'&');
    action->setToolTip(
        QStringLiteral("%1 (%2)").arg(spec.help, spec.shortcuts.value(0).toString(QKeySequence::NativeText)));
    action->setIconText(plain.remove(QStringLiteral("…")));
    if (!spec.icon.isEmpty())
        action->setIcon(symbol(spec.icon));
    menu.addAction(action);
    return action;
}

void addFileMenu(QMainWindow& window, WindowActions& actions)
{
    QMenu& menu = *window.menuBar()->addMenu(Actions::tr("&File"));
    actions.takeInFolder = add(window, menu,
                               {QStringLiteral("takeInFolder"),
                                Actions::tr("Take in &photos…"),
                                Actions::tr("Choose a card or a folder to take photos in from"),
                                {QKeySequence(QStringLiteral("Ctrl+I"))},
                                QStringLiteral("take-in")});
    actions.takeInFiles = add(window, menu,
                              {QStringLiteral("takeInFiles"),
                               Actions::tr("Take in single &files…"),
                               Actions::tr("Choose single files to take in"),
                               {QKeySequence(QStringLiteral("Ctrl+Shift+I"))},
                               QStringLiteral("take-in-files")});
    menu.addSeparator();
    actions.newProject = add(window, menu,
                             {QStringLiteral("newProject"),
                              Actions::tr("&New project…"),
                              Actions::tr("Make an empty project"),
                              {QKeySequence(QStringLiteral("Ctrl+N"))},
                              QStringLiteral("project-new")});
    actions.renameProject = add(window, menu,
                                {QStringLiteral("renameProject"),
                                 Actions::tr("&Rename project…"),
                                 Actions::tr("Give the chosen project another name"),
                                 {QKeySequence(QStringLiteral("F2"))},
                                 QStringLiteral("rename")});
    actions.removeProject = add(window, menu,
                                {QStringLiteral("removeProject"),
                                 Actions::tr("Re&move project…"),
                                 Actions::tr("Move the chosen project to the library’s trash"),
                                 {QKeySequence(QStringLiteral("Ctrl+Shift+Backspace"))},
                                 QStringLiteral("remove")});
    menu.addSeparator();
    actions.quit = add(window, menu,
                       {QStringLiteral("quit"),
                        Actions::tr("&Quit"),
                        Actions::tr("Close Safelight"),
                        {QKeySequence(QStringLiteral("Ctrl+Q"))},
                        QStringLiteral("quit")});
    actions.quit->setMenuRole(QAction::QuitRole);
}

void makeCheckable(QAction* action, bool isChecked)
{
    action->setCheckable(true);
    action->setChecked(isChecked);
}

void addPageActions(QMainWindow& window, QMenu& menu, WindowActions& actions)
{
    const auto page = [&](const QString& name, const QString& text, const QString& help, const char* key,
                          const QString& icon) {
        QAction* action =
            add(window, menu, {name, text, help, {QKeySequence(QString::fromLatin1(key))}, icon});
        makeCheckable(action, false);
        return action;
    };
    actions.photosPage =
        page(QStringLiteral("photosPage"), Actions::tr("P&hotos"),
             Actions::tr("Show the photos of the projects"), "Ctrl+1", QStringLiteral("picture"));
    actions.maintenancePage = page(QStringLiteral("maintenancePage"), Actions::tr("&Maintenance"),
                                   Actions::tr("Show every check, to run it or to see how it went"), "Ctrl+2",
                                   QStringLiteral("maintenance"));
    actions.jobsPage = page(QStringLiteral("jobsPage"), Actions::tr("&Jobs"),
                            Actions::tr("Show what runs, what waits, and how the rest ended"), "Ctrl+3",
                            QStringLiteral("jobs"));
    actions.correctionsPage = page(QStringLiteral("correctionsPage"), Actions::tr("&Corrections"),
                                   Actions::tr("Show what was corrected, and what waits for a decision"),
                                   "Ctrl+4", QStringLiteral("corrections"));
    actions.receiptsPage =
        page(QStringLiteral("receiptsPage"), Actions::tr("&Receipts"),
             Actions::tr("Show what was taken in from each card, and whether it is safe to format it"),
             "Ctrl+5", QStringLiteral("receipts"));
    actions.watchPage = page(QStringLiteral("watchPage"), Actions::tr("&Watched folders"),
                             Actions::tr("Show the folders from which photos are taken in by themselves"),
                             "Ctrl+6", QStringLiteral("watch"));
    auto* pages = new QActionGroup(&window);
    for (QAction* action : {actions.photosPage, actions.maintenancePage, actions.jobsPage,
                            actions.correctionsPage, actions.receiptsPage, actions.watchPage})
        pages->addAction(action);
    actions.photosPage->setChecked(true);
}

void addViewMenu(QMainWindow& window, WindowActions& actions)
{
    QMenu& menu = *window.menuBar()->addMenu(Actions::tr("&View"));
    const auto keys = [](const char* text) {
        return QList<QKeySequence>{QKeySequence(QString::fromLatin1(text))};
    };
    addPageActions(window, menu, actions);
    menu.addSeparator();
    actions.grid = add(window, menu,
                       {QStringLiteral("grid"), Actions::tr("&Grid"),
                        Actions::tr("Show the photos as pictures"), keys("Ctrl+G"), QStringLiteral("grid")});
    actions.table = add(window, menu,
                        {QStringLiteral("table"), Actions::tr("&Table"),
                         Actions::tr("Show the photos as a table"), keys("Ctrl+T"), QStringLiteral("table")});
    auto* views = new QActionGroup(&window);
    for (QAction* view : {actions.grid, actions.table}) {
        makeCheckable(view, view == actions.grid);
        views->addAction(view);
    }
    menu.addSeparator();
    actions.larger = add(window, menu,
                         {QStringLiteral("larger"),
                          Actions::tr("&Larger pictures"),
                          Actions::tr("Show the pictures larger"),
                          {QKeySequence(QStringLiteral("Ctrl++")), QKeySequence(QStringLiteral("Ctrl+="))},
                          QStringLiteral("larger")});
    actions.smaller =
        add(window, menu,
            {QStringLiteral("smaller"), Actions::tr("&Smaller pictures"),
             Actions::tr("Show the pictures smaller"), keys("Ctrl+-"), QStringLiteral("smaller")});
    actions.search = add(window, menu,
                         {QStringLiteral("search"), Actions::tr("S&earch photos"),
                          Actions::tr("Go to the search field"), keys("Ctrl+F"), QStringLiteral("search")});
    menu.addSeparator();
    actions.projectsPanel =
        add(window, menu,
            {QStringLiteral("projectsPanel"), Actions::tr("&Projects"),
             Actions::tr("Show or hide the projects"), keys("F9"), QStringLiteral("panel-left")});
    actions.detailsPanel = add(window, menu,
                               {QStringLiteral("detailsPanel"), Actions::tr("&Details"),
                                Actions::tr("Show or hide the details of the photo"), keys("F10"),
                                QStringLiteral("panel-right")});
    actions.bottomPanel = add(window, menu,
                              {QStringLiteral("bottomPanel"), Actions::tr("T&asks and corrections"),
                               Actions::tr("Show or hide tasks, corrections and results"), keys("F8"),
                               QStringLiteral("panel-bottom")});
    for (QAction* panel : {actions.projectsPanel, actions.detailsPanel, actions.bottomPanel})
        makeCheckable(panel, true);
}

void addOtherMenus(QMainWindow& window, WindowActions& actions)
{
    const auto keys = [](const char* text) {
        return QList<QKeySequence>{QKeySequence(QString::fromLatin1(text))};
    };
    QMenu& maintenance = *window.menuBar()->addMenu(Actions::tr("&Maintenance"));
    actions.checkProject = add(window, maintenance,
                               {QStringLiteral("checkProject"), Actions::tr("&Check this project"),
                                Actions::tr("Compare the catalogue with the files of the chosen project"),
                                keys("F5"), QStringLiteral("check")});
    actions.checkAll = add(window, maintenance,
                           {QStringLiteral("checkAll"), Actions::tr("Check &all projects"),
                            Actions::tr("Compare the catalogue with the files of all projects"),
                            keys("Shift+F5"), QStringLiteral("check-all")});
    actions.maintainAll = add(window, maintenance,
                              {QStringLiteral("maintainAll"), Actions::tr("All &maintenance, all projects"),
                               Actions::tr("Do every kind of regular maintenance, one after the other"),
                               keys("Ctrl+F5"), QStringLiteral("maintenance")});
    QMenu& help = *window.menuBar()->addMenu(Actions::tr("&Help"));
    actions.about = add(window, help,
                        {QStringLiteral("about"), Actions::tr("&About Safelight"),
                         Actions::tr("Version and licence"), keys("F1"), QStringLiteral("about")});
    actions.about->setMenuRole(QAction::AboutRole);
}

void addToolBar(QMainWindow& window, const WindowActions& actions)
{
    QToolBar& bar = *window.addToolBar(Actions::tr("Tools"));
    bar.setObjectName(QStringLiteral("tools"));
    bar.setMovable(false);
    bar.setIconSize(QSize(kToolIcon, kToolIcon));
    bar.setContextMenuPolicy(Qt::PreventContextMenu);
    bar.setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    for (QAction* action : {actions.takeInFolder, actions.newProject, actions.checkProject})
        bar.addAction(action);
    auto* spacer = new QWidget(&bar);
    spacer->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar.addWidget(spacer);
    for (QAction* action :
         {actions.grid, actions.table, actions.projectsPanel, actions.bottomPanel, actions.detailsPanel})
        bar.addAction(action);
    // The views and panels are known by their symbols.
    for (QAction* action :
         {actions.grid, actions.table, actions.projectsPanel, actions.bottomPanel, actions.detailsPanel})
        action->setPriority(QAction::LowPriority);
}

/// The pages, on the left where they take no height from the pictures.
void addPageBar(QMainWindow& window, WindowActions& actions)
{
    auto* bar = new QToolBar(Actions::tr("Pages"), &window);
    bar->setObjectName(QStringLiteral("pages"));
    bar->setMovable(false);
    bar->setIconSize(QSize(kPageIcon, kPageIcon));
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    for (QAction* action : {actions.photosPage, actions.maintenancePage, actions.jobsPage,
                            actions.correctionsPage, actions.receiptsPage, actions.watchPage})
        bar->addAction(action);
    window.addToolBar(Qt::LeftToolBarArea, bar);
    actions.pageBar = bar;
    setLook(*bar, PageBarLook::Named);
}

} // namespace

void setLook(QToolBar& pageBar, PageBarLook look)
{
    const bool isNamed = look == PageBarLook::Named;
    pageBar.setToolButtonStyle(isNamed ? Qt::ToolButtonTextUnderIcon : Qt::ToolButtonIconOnly);
    // All of one width, with room for a count, so that nothing moves when there is one.
    for (QAction* action : pageBar.actions())
        pageBar.widgetForAction(action)->setMinimumWidth(isNamed ? kPageWidth : 0);
}

WindowActions makeActions(QMainWindow& window)
{
    WindowActions actions;
    addFileMenu(window, actions);
    addViewMenu(window, actions);
    addOtherMenus(window, actions);
    addToolBar(window, actions);
    addPageBar(window, actions);
    return actions;
}

} // namespace safelight
