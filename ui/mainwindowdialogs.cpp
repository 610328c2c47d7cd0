// What MainWindow asks and offers; its wiring is in mainwindow.cpp.
#include "base/pathtext.h"
#include "ui/dialogs/namedialog.h"
#include "ui/dialogs/questiondialog.h"
#include "ui/droppaths.h"
#include "ui/intake.h"
#include "ui/librarycontroller.h"
#include "ui/mainwindow.h"
#include "ui/pages/pages.h"
#include "ui/widgets/bannerstack.h"
#include "ui/widgets/bottompanel.h"
#include "ui/widgets/photopane.h"
#include "ui/widgets/projectpane.h"

#include <QAction>
#include <QCloseEvent>
#include <QCoreApplication>
#include <QDragEnterEvent>
#include <QResizeEvent>
#include <QScreen>
#include <QSplitter>
#include <QStatusBar>

#include <algorithm>

namespace safelight {

namespace {

constexpr auto kDismissedJobs = "jobs/dismissed";
constexpr QSize kFirstSize(1440, 900);
constexpr QSize kRoomy(960, 520);
constexpr QSize kWindowFrame(8, 36); // what a window manager puts around it

} // namespace

void MainWindow::offerInterrupted(const QVector<Job>& jobs)
{
    const QStringList dismissed = m_settings.value(QLatin1StringView(kDismissedJobs)).toStringList();
    for (const Job& job : jobs) {
        const bool isKnown = dismissed.contains(job.uuid.toString(QUuid::WithoutBraces));
        if (job.type == JobType::Ingest && !isKnown)
            offerInterruptedIngest(job);
    }
}

void MainWindow::offerInterruptedIngest(const Job& job)
{
    auto request = IngestRequest::fromJson(job.payload);
    if (!request || !request->base.empty())
        return; // what a watched folder has left is found when it is watched again
    request->resumes = job.id;
    const QString uuid = job.uuid.toString(QUuid::WithoutBraces);
    const auto forget = [this, uuid] {
        QStringList dismissed = m_settings.value(QLatin1StringView(kDismissedJobs)).toStringList();
        m_settings.setValue(QLatin1StringView(kDismissedJobs), dismissed << uuid);
    };
    const QString when = job.startedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
    m_banners->add({u"job/" + uuid, QStringLiteral("take-in"),
                    tr("Taking in to “%1” was interrupted (%2). What was committed is safe; the rest is "
                       "still at its source.")
                        .arg(displayText(request->projectName), when),
                    tr("Go on"),
                    [this, forget, request = *request] {
                        forget();
                        startIngest(request);
                    },
                    forget});
}

void MainWindow::askNewProject()
{
    auto* dialog = new NameDialog({tr("New project"),
                                   tr("A project is one shoot: one folder of photos. What is it called?"),
                                   {},
                                   tr("Make project"),
                                   m_library.projectNames()},
                                  this);
    connect(dialog, &NameDialog::named, &m_library, &LibraryController::addProject);
    dialog->open();
}

void MainWindow::askRename()
{
    const Project* project = m_library.project(m_projects->current());
    if (!project)
        return;
    const QString before = project->name;
    auto* dialog =
        new NameDialog({tr("Rename project"),
                        tr("The new name of “%1”. Its folder keeps its name.").arg(displayText(before)),
                        before, tr("Rename"), m_library.projectNames()},
                       this);
    connect(dialog, &NameDialog::named, this,
            [this, before](const QString& name) { m_library.renameProject(before, name); });
    dialog->open();
}

void MainWindow::askRemove()
{
    const Project* project = m_library.project(m_projects->current());
    if (!project)
        return;
    const QString name = project->name;
    auto* dialog = new QuestionDialog(tr("Remove “%1”?").arg(displayText(name)),
                                      tr("Its %n photo(s) and its folder go to the library’s trash as a "
                                         "whole, from where they can be restored. A folder that "
                                         "lies outside the library, or is offline, stays where it is.",
                                         nullptr, static_cast<int>(project->photoCount)),
                                      this);
    dialog->addAnswer(QStringLiteral("remove"), tr("Remove project"),
                      [this, name] { m_library.removeProject(name); });
    dialog->addAnswer(QStringLiteral("keep"), tr("Keep it"), {}, QuestionDialog::Weight::Preset);
    dialog->open();
}

void MainWindow::showAbout()
{
    auto* dialog = new QuestionDialog(tr("Safelight %1").arg(QCoreApplication::applicationVersion()),
                                      tr("Takes photographs in, keeps exactly one proven copy of each, and "
                                         "keeps proving that they are there.\n\nFree software "
                                         "under the GNU General Public License, version 3 or later. It comes "
                                         "without any warranty.\n\nLibrary: %1")
                                          .arg(displayText(m_library.root())),
                                      this);
    dialog->addAnswer(QStringLiteral("close"), tr("Close"), {}, QuestionDialog::Weight::Preset);
    dialog->open();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_library.isBusy()) {
        saveState();
        event->accept();
        return;
    }
    event->ignore();
    if (!m_closesWhenIdle && !m_closeDialog)
        askAboutClosing();
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    fitPageBar();
}

void MainWindow::fitPageBar()
{
    setLook(*m_actions.pageBar, width() >= kRoomy.width() ? PageBarLook::Named : PageBarLook::Symbols);
}

void MainWindow::askAboutClosing()
{
    const auto running = std::ranges::count_if(
        m_library.runner().running(), [](const Task* task) { return task->kind() != Task::Kind::Plan; });
    m_closeDialog = makeCloseDialog(static_cast<int>(running),
                                    {[this] { closeWhenIdle(); },
                                     [this] {
                                         m_library.stopAll();
                                         closeWhenIdle();
                                     }},
                                    this);
    m_closeDialog->open();
}

void MainWindow::closeWhenIdle()
{
    m_closesWhenIdle = true;
    m_banners->add({QStringLiteral("closing"), QStringLiteral("quit"),
                    tr("Safelight closes when its tasks are done."), tr("Keep working"),
                    [this] { m_closesWhenIdle = false; }, [this] { m_closesWhenIdle = false; }});
    if (!m_library.isBusy())
        close();
}

void MainWindow::closePolitely()
{
    m_library.stopAll();
    closeWhenIdle();
}

void MainWindow::saveState()
{
    m_settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    m_settings.setValue(QStringLiteral("window/columns"), m_columns->saveState());
    m_settings.setValue(QStringLiteral("window/rows"), m_rows->saveState());
    for (const QAction* panel : {m_actions.projectsPanel, m_actions.detailsPanel, m_actions.bottomPanel})
        m_settings.setValue(u"window/" + panel->objectName(), panel->isChecked());
    m_settings.setValue(QStringLiteral("window/project"), m_projects->current().value);
    m_photos->saveTo(m_settings);
    m_pages->saveTo(m_settings);
}

void MainWindow::restoreState()
{
    resize(kFirstSize.boundedTo(screen()->availableSize() - kWindowFrame));
    restoreGeometry(m_settings.value(QStringLiteral("window/geometry")).toByteArray());
    fitPageBar();
    m_columns->restoreState(m_settings.value(QStringLiteral("window/columns")).toByteArray());
    m_rows->restoreState(m_settings.value(QStringLiteral("window/rows")).toByteArray());
    // A small screen, or a large scale, shows pictures first.
    const auto restore = [this](QAction* panel, bool isShownFirst) {
        panel->setChecked(m_settings.value(u"window/" + panel->objectName(), isShownFirst).toBool());
    };
    restore(m_actions.projectsPanel, true);
    restore(m_actions.detailsPanel, width() >= kRoomy.width());
    restore(m_actions.bottomPanel, height() >= kRoomy.height());
    m_projects->choose({m_settings.value(QStringLiteral("window/project")).toLongLong()});
    m_photos->restoreFrom(m_settings);
    m_pages->restoreFrom(m_settings);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const auto paths = pathsFromMimeData(*event->mimeData());
    if (paths.empty() || !m_actions.takeInFolder->isEnabled())
        return;
    m_intake->hover(paths, mapToGlobal(event->position().toPoint()));
    // The files are copied or moved by this program after a question; the other side must never delete them.
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void MainWindow::dragMoveEvent(QDragMoveEvent* event)
{
    m_intake->hover(pathsFromMimeData(*event->mimeData()), mapToGlobal(event->position().toPoint()));
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent* event)
{
    m_intake->leave();
    event->accept();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->setDropAction(Qt::CopyAction);
    event->accept();
    m_intake->drop(pathsFromMimeData(*event->mimeData()), mapToGlobal(event->position().toPoint()));
}

} // namespace safelight
