#include "ui/mainwindow.h"

#include "ui/dialogs/questiondialog.h"
#include "ui/intake.h"
#include "ui/librarycontroller.h"
#include "ui/models/photomodel.h"
#include "ui/pages/pages.h"
#include "ui/resources.h"
#include "ui/symbols.h"
#include "ui/widgets/bannerstack.h"
#include "ui/widgets/bottompanel.h"
#include "ui/widgets/detailspanel.h"
#include "ui/widgets/ingestpage.h"
#include "ui/widgets/livecorrections.h"
#include "ui/widgets/photopane.h"
#include "ui/widgets/projectpane.h"
#include "ui/widgets/taskstrip.h"
#include "ui/words/errortext.h"

#include <QAction>
#include <QListView>
#include <QSplitter>
#include <QStatusBar>
#include <QVBoxLayout>

namespace safelight {

namespace {

constexpr int kStatusMs = 6000;

} // namespace

MainWindow::MainWindow(LibraryController& library, const QString& stateFile, QWidget* parent)
    : QMainWindow(parent),
      m_library(library),
      m_settings(stateFile, QSettings::IniFormat),
      m_actions(makeActions(*this)),
      m_banners(new BannerStack(this)),
      m_columns(new QSplitter(Qt::Horizontal)),
      m_rows(new QSplitter(Qt::Vertical)),
      m_projects(new ProjectPane(library)),
      m_photos(new PhotoPane(library, m_thumbnails)),
      m_details(new DetailsPanel(library)),
      m_bottom(new BottomPanel(library)),
      m_pages(new Pages(library, m_rows, IngestPresets(m_settings))),
      m_intake(new Intake(library, *m_projects, m_settings, *this))
{
    initResources();
    setWindowTitle(tr("Safelight"));
    setWindowIcon(applicationIcon());
    setAcceptDrops(true);
    makeLayout();
    connectLibrary();
    connectPanes();
    connectActions();
    connectPages();
    connectPanels();
    restoreState();
    noteState();
}

MainWindow::~MainWindow()
{
    // The panes' last signals must not reach a window that is half gone.
    m_library.disconnect(this);
}

void MainWindow::makeLayout()
{
    m_columns->addWidget(m_projects);
    m_columns->addWidget(m_photos);
    m_columns->addWidget(m_details);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({210, 750, 320});
    m_rows->addWidget(m_columns);
    m_rows->addWidget(m_bottom);
    m_rows->setStretchFactor(0, 1);
    m_rows->setSizes({560, 180});
    for (QSplitter* splitter : {m_columns, m_rows}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(1);
    }
    m_projects->setMinimumWidth(110);
    m_details->setMinimumWidth(220);
    m_bottom->setMinimumHeight(110);
    auto* contents = new QWidget(this);
    auto* column = new QVBoxLayout(contents);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_banners);
    column->addWidget(m_pages, 1);
    setCentralWidget(contents);
    statusBar()->setSizeGripEnabled(false);
    for (QAction* action : {m_actions.checkProject, m_actions.renameProject, m_actions.removeProject})
        m_projects->list().addAction(action);
}

void MainWindow::connectLibrary()
{
    connect(&m_library, &LibraryController::stateChanged, this, &MainWindow::noteState);
    connect(&m_library, &LibraryController::projectsChanged, this, &MainWindow::enableActions);
    connect(&m_library, &LibraryController::failed, this, &MainWindow::showError);
    connect(&m_library, &LibraryController::interruptedFound, this, &MainWindow::offerInterrupted);
    connect(&m_library, &LibraryController::projectAdded, m_projects, &ProjectPane::chooseWhenThere);
    connect(&m_library, &LibraryController::taskStarted, m_bottom, &BottomPanel::showTasks);
    connect(&m_library, &LibraryController::idle, this, [this] {
        if (m_closesWhenIdle)
            close();
    });
}

void MainWindow::connectPanes()
{
    connect(m_intake, &Intake::requested, this, &MainWindow::startIngest);
    connect(m_projects, &ProjectPane::currentChanged, this, [this](ProjectId project) {
        m_photos->setProject(project);
        enableActions();
    });
    connect(m_photos, &PhotoPane::currentPhotoChanged, m_details, &DetailsPanel::setPhoto);
    connect(m_photos, &PhotoPane::takeInRequested, m_intake, &Intake::chooseFolder);
    connect(m_photos, &PhotoPane::failed, this, &MainWindow::showError);
    connect(m_photos, &PhotoPane::selectionCountChanged, this, [this](int count) {
        statusBar()->showMessage(count > 1 ? tr("%n photo(s) chosen", nullptr, count) : QString());
    });
    connect(&m_photos->model(), &PhotoModel::loaded, this, [this] {
        if (m_wantedPhoto.isValid())
            m_photos->choose(std::exchange(m_wantedPhoto, {}));
    });
    connect(&m_bottom->tasks(), &TaskStrip::reviewRequested, m_pages, &Pages::review);
    connect(&m_bottom->ingest(), &IngestPage::retryRequested, this, &MainWindow::startIngest);
    connect(&m_bottom->ingest(), &IngestPage::projectRequested, m_projects, &ProjectPane::chooseWhenThere);
    connect(&m_bottom->ingest(), &IngestPage::receiptRequested, m_pages, &Pages::showReceipt);
    connect(&m_bottom->corrections(), &LiveCorrections::photoRequested, this, &MainWindow::showPhoto);
    connect(&m_bottom->corrections(), &LiveCorrections::failed, this, &MainWindow::showError);
    connect(&m_bottom->corrections(), &LiveCorrections::pageRequested, m_pages,
            [this] { m_pages->open(Pages::Page::Corrections); });
}

void MainWindow::connectPages()
{
    const std::pair<QAction*, Pages::Page> pages[] = {{m_actions.photosPage, Pages::Page::Photos},
                                                      {m_actions.maintenancePage, Pages::Page::Maintenance},
                                                      {m_actions.jobsPage, Pages::Page::Jobs},
                                                      {m_actions.correctionsPage, Pages::Page::Corrections},
                                                      {m_actions.receiptsPage, Pages::Page::Receipts},
                                                      {m_actions.watchPage, Pages::Page::Watched}};
    for (const auto& [action, page] : pages)
        connect(action, &QAction::triggered, m_pages, [this, page = page] { m_pages->open(page); });
    connect(m_pages, &Pages::pageChanged, this, &MainWindow::notePage);
    connect(m_pages, &Pages::countsChanged, this, &MainWindow::noteCounts);
    connect(m_pages, &Pages::photoRequested, this, &MainWindow::showPhoto);
    connect(m_pages, &Pages::ingestRequested, this, &MainWindow::startIngest);
    connect(m_pages, &Pages::failed, this, &MainWindow::showError);
    const auto sayWritten = [this](const QString& file, int rows) {
        statusBar()->showMessage(tr("%n row(s) written to %1", nullptr, rows).arg(file), kStatusMs);
    };
    connect(m_pages, &Pages::exported, this, sayWritten);
    connect(&m_library, &LibraryController::receiptExported, this, sayWritten);
    connect(&m_library, &LibraryController::mhlWritten, this, [this](const QString& file) {
        statusBar()->showMessage(tr("Manifest written: %1").arg(file), kStatusMs);
    });
}

void MainWindow::connectActions()
{
    connect(m_actions.takeInFolder, &QAction::triggered, m_intake, &Intake::chooseFolder);
    connect(m_actions.takeInFiles, &QAction::triggered, m_intake, &Intake::chooseFiles);
    connect(m_actions.newProject, &QAction::triggered, this, &MainWindow::askNewProject);
    connect(m_actions.renameProject, &QAction::triggered, this, &MainWindow::askRename);
    connect(m_actions.removeProject, &QAction::triggered, this, &MainWindow::askRemove);
    connect(m_actions.quit, &QAction::triggered, this, &MainWindow::close);
    connect(m_actions.grid, &QAction::triggered, this, [this] { m_photos->setView(PhotoPane::View::Grid); });
    connect(m_actions.table, &QAction::triggered, this,
            [this] { m_photos->setView(PhotoPane::View::Table); });
    for (QAction* view : {m_actions.grid, m_actions.table})
        connect(view, &QAction::triggered, m_pages, [this] { m_pages->open(Pages::Page::Photos); });
    connect(m_actions.larger, &QAction::triggered, m_photos, &PhotoPane::larger);
    connect(m_actions.smaller, &QAction::triggered, m_photos, &PhotoPane::smaller);
    connect(m_actions.search, &QAction::triggered, this, &MainWindow::search);
    connect(m_actions.checkProject, &QAction::triggered, this, [this] {
        m_library.check({{m_projects->current()}, {}, false, false});
    });
    connect(m_actions.checkAll, &QAction::triggered, this, [this] { m_library.check({}); });
    connect(m_actions.maintainAll, &QAction::triggered, this, [this] {
        JobRequest request;
        request.steps = wholeMaintenance();
        m_library.request(request);
    });
    connect(m_actions.about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(m_photos, &PhotoPane::viewChanged, this, [this] {
        (m_photos->view() == PhotoPane::View::Grid ? m_actions.grid : m_actions.table)->setChecked(true);
    });
}

void MainWindow::connectPanels()
{
    connect(m_actions.projectsPanel, &QAction::toggled, m_projects, &QWidget::setVisible);
    connect(m_actions.detailsPanel, &QAction::toggled, m_details, &QWidget::setVisible);
    connect(m_actions.bottomPanel, &QAction::toggled, m_bottom, &QWidget::setVisible);
}

void MainWindow::notePage()
{
    QAction* const pages[] = {m_actions.photosPage,      m_actions.maintenancePage, m_actions.jobsPage,
                              m_actions.correctionsPage, m_actions.receiptsPage,    m_actions.watchPage};
    pages[static_cast<int>(m_pages->page())]->setChecked(true);
    enableActions();
}

void MainWindow::noteCounts(int jobs, int decisions)
{
    m_actions.jobsPage->setIconText(jobs > 0 ? tr("Jobs (%1)").arg(jobs) : tr("Jobs"));
    m_actions.correctionsPage->setIconText(decisions > 0 ? tr("Corrections (%1)").arg(decisions)
                                                         : tr("Corrections"));
}

void MainWindow::search()
{
    if (m_pages->focusSearch())
        return;
    m_pages->open(Pages::Page::Photos);
    m_photos->focusSearch();
}

void MainWindow::noteState()
{
    using State = LibraryController::State;
    m_banners->remove(QStringLiteral("library"));
    if (m_library.state() == State::Failed)
        m_banners->add({QStringLiteral("library"),
                        QStringLiteral("warning"),
                        fullText(*m_library.failure()),
                        tr("Try again"),
                        [this] { m_library.open(); },
                        {}});
    if (m_library.state() == State::Open)
        m_thumbnails.setFolder(m_library.environment()->library.thumbnailFolder());
    const bool isSettled = m_library.state() == State::Open || m_library.state() == State::Missing;
    if (isSettled && !m_waitingPaths.empty())
        m_intake->ask(std::exchange(m_waitingPaths, {}));
    enableActions();
}

void MainWindow::enableActions()
{
    using State = LibraryController::State;
    const bool isUsable = m_library.state() == State::Open || m_library.state() == State::Missing;
    const bool hasProject = m_projects->current().isValid();
    for (QAction* action : {m_actions.takeInFolder, m_actions.takeInFiles, m_actions.newProject})
        action->setEnabled(isUsable);
    for (QAction* action : {m_actions.renameProject, m_actions.removeProject, m_actions.checkProject})
        action->setEnabled(hasProject);
    for (QAction* action : {m_actions.checkAll, m_actions.maintainAll})
        action->setEnabled(!m_library.projects().isEmpty());
    const bool isOnPhotos = m_pages->page() == Pages::Page::Photos;
    for (QAction* action : {m_actions.larger, m_actions.smaller, m_actions.projectsPanel,
                            m_actions.detailsPanel, m_actions.bottomPanel})
        action->setEnabled(isOnPhotos);
}

void MainWindow::takeIn(const std::vector<std::filesystem::path>& paths)
{
    m_waitingPaths = paths;
    if (m_library.state() != LibraryController::State::Opening)
        noteState();
}

void MainWindow::bringToFront()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::startIngest(const IngestRequest& request)
{
    m_pages->open(Pages::Page::Photos);
    m_projects->chooseWhenThere(request.projectName);
    m_library.ingest(request);
}

void MainWindow::showError(const Error& error)
{
    m_banners->add({QStringLiteral("error/") + errorCodeName(error.code),
                    QStringLiteral("warning"),
                    fullText(error),
                    {},
                    {},
                    {}});
}

void MainWindow::showPhoto(ProjectId project, PhotoId photo)
{
    m_pages->open(Pages::Page::Photos);
    if (m_projects->current() == project) {
        m_photos->choose(photo);
        return;
    }
    m_wantedPhoto = photo;
    m_projects->choose(project);
}

} // namespace safelight
