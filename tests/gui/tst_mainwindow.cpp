#include "testlibrary.h"

#include "ui/dialogs/ingestdialog.h"
#include "ui/dialogs/namedialog.h"
#include "ui/dialogs/questiondialog.h"
#include "ui/dialogs/reviewdialog.h"
#include "ui/mainwindow.h"
#include "ui/models/correctionhistory.h"
#include "ui/models/ingestresultmodel.h"
#include "ui/models/jobitemmodel.h"
#include "ui/models/photomodel.h"
#include "ui/pages/correctionspage.h"
#include "ui/pages/pages.h"
#include "ui/widgets/bannerstack.h"
#include "ui/widgets/bottompanel.h"
#include "ui/widgets/dropoverlay.h"
#include "ui/widgets/ingestpage.h"
#include "ui/widgets/livecorrections.h"
#include "ui/widgets/photogridview.h"
#include "ui/widgets/photopane.h"
#include "ui/widgets/projectpane.h"
#include "ui/widgets/taskrow.h"
#include "ui/widgets/taskstrip.h"
#include "ui/words/translations.h"

#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace safelight;

/// The real window on a real library; only the jobs are stand-ins.
class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aDropAsksAndThenTakesIn();
    void aDropOnAProjectChoosesIt();
    void hoveringSaysWhatWillHappen();
    void aNewLibraryInvites();
    void photosAppearWhileTheyAreTakenIn();
    void failedFilesCanBeTriedAgain();
    void correctionsArrive();
    void aMassChangeIsReviewedAndAccepted();
    void closingAsksAndKeepsWorking();
    void closingAsksAndWaits();
    void closingAsksAndStops();
    void ingestsWaitForEachOther();
    void errorsAreShown();
    void anInterruptedIngestCanGoOn();
    void aProjectIsMadeByName();
    void theLayoutIsRemembered();
    void everyActionIsWithinReach();

private:
    void open();
    void send(QEvent::Type type, const QByteArray& uriList, const QPoint& position);
    /// Every ingest runs until `task` lets it end.
    void ingestsRun(test::RunningTask& task);
    template <class Widget>
    Widget* shown() const;
    void press(QDialog* dialog, const QString& button);
    QString stateFile() const { return QString::fromStdString((*m_folder / "window.ini").native()); }

    std::unique_ptr<test::TempFolder> m_folder;
    std::unique_ptr<test::TestLibrary> m_library;
    std::unique_ptr<LibraryController> m_controller;
    std::unique_ptr<MainWindow> m_window;
};

void TestMainWindow::initTestCase()
{
    installTranslations(*QCoreApplication::instance());
}

void TestMainWindow::init()
{
    m_folder = std::make_unique<test::TempFolder>();
    m_library = std::make_unique<test::TestLibrary>();
}

void TestMainWindow::cleanup()
{
    m_window.reset();
    m_controller.reset();
    m_library.reset();
    // QTemporaryDir cannot remove names that are not UTF-8.
    std::filesystem::remove_all(*m_folder / "card");
}

void TestMainWindow::open()
{
    m_window.reset();
    m_controller = m_library->makeController();
    m_window = std::make_unique<MainWindow>(*m_controller, stateFile());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    QVERIFY(test::TestLibrary::openAndWait(*m_controller));
}

void TestMainWindow::send(QEvent::Type type, const QByteArray& uriList, const QPoint& position)
{
    QMimeData mime;
    mime.setData(QStringLiteral("text/uri-list"), uriList);
    const auto actions = Qt::CopyAction | Qt::MoveAction;
    std::unique_ptr<QDropEvent> event;
    if (type == QEvent::DragEnter)
        event = std::make_unique<QDragEnterEvent>(position, actions, &mime, Qt::LeftButton, Qt::NoModifier);
    else if (type == QEvent::DragMove)
        event = std::make_unique<QDragMoveEvent>(position, actions, &mime, Qt::LeftButton, Qt::NoModifier);
    else
        event = std::make_unique<QDropEvent>(position, actions, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_window.get(), event.get());
    QVERIFY(event->isAccepted());
    QCOMPARE(event->dropAction(), Qt::CopyAction); // the source never deletes what we were given
}

void TestMainWindow::ingestsRun(test::RunningTask& task)
{
    m_library->onIngest = [&](const IngestRequest&, TaskObserver& observer, const CancelToken& cancel) {
        return task.run(observer, cancel);
    };
}

/// The open dialog of a kind; null when there is none.
template <class Widget>
Widget* TestMainWindow::shown() const
{
    for (auto* widget : m_window->findChildren<Widget*>()) {
        if (widget->isVisible())
            return widget;
    }
    return nullptr;
}

void TestMainWindow::press(QDialog* dialog, const QString& button)
{
    QVERIFY(dialog);
    auto* found = dialog->findChild<QPushButton*>(button);
    if (!found) {
        for (auto* candidate : dialog->findChildren<QPushButton*>())
            found = candidate->text() == button ? candidate : found;
    }
    QVERIFY2(found && found->isEnabled(), qPrintable(button));
    QTest::mouseClick(found, Qt::LeftButton);
}

void TestMainWindow::aDropAsksAndThenTakesIn()
{
    m_library->addProject(QStringLiteral("Wedding"));
    open();
    const auto file = *m_folder / "card/caf\xE9.JPG";
    QVERIFY(test::writeFile(file, "not empty"));
    const QByteArray list =
        "file://" + QByteArray::fromStdString((*m_folder / "card").native()) + "/caf%E9.JPG\r\n";
    const QPoint somewhere = m_window->photos().geometry().center();
    send(QEvent::DragEnter, list, somewhere);
    send(QEvent::Drop, list, somewhere);

    auto* dialog = shown<IngestDialog>();
    QVERIFY(dialog);
    QVERIFY(m_library->ingests().empty()); // nothing has happened yet
    auto* project = dialog->findChild<QComboBox*>(QStringLiteral("project"));
    QTRY_VERIFY(!project->currentText().isEmpty()); // after the file's date
    project->setEditText(QStringLiteral("Portraits"));
    dialog->findChildren<QRadioButton*>().last()->setChecked(true); // move
    press(dialog, QStringLiteral("Move &in"));

    QTRY_COMPARE(m_library->ingests().size(), 1U);
    const IngestRequest request = m_library->ingests().front();
    QCOMPARE(request.projectName, QStringLiteral("Portraits"));
    QCOMPARE(request.sources, std::vector{file});
    QCOMPARE(request.transfer, IngestRequest::Transfer::Move);
    QCOMPARE(request.verify, VerifyLevel::Digest);
}

void TestMainWindow::aDropOnAProjectChoosesIt()
{
    m_library->addProject(QStringLiteral("Portraits"));
    m_library->addProject(QStringLiteral("Wedding"));
    open();
    QVERIFY(test::writeFile(*m_folder / "a.jpg", "not empty"));
    QListView& list = m_window->projects().list();
    const QPoint onWedding =
        list.viewport()->mapTo(m_window.get(), list.visualRect(list.model()->index(1, 0)).center());
    const QByteArray uri = "file://" + QByteArray::fromStdString((*m_folder / "a.jpg").native());
    send(QEvent::DragEnter, uri, onWedding);
    send(QEvent::Drop, uri, onWedding);
    auto* dialog = shown<IngestDialog>();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QComboBox*>(QStringLiteral("project"))->currentText(),
             QStringLiteral("Wedding"));
    press(dialog, QStringLiteral("Copy &in"));
    QTRY_COMPARE(m_library->ingests().size(), 1U);
    QCOMPARE(m_library->ingests().front().projectName, QStringLiteral("Wedding"));
    QCOMPARE(m_library->ingests().front().transfer, IngestRequest::Transfer::Copy);
}

void TestMainWindow::hoveringSaysWhatWillHappen()
{
    m_library->addProject(QStringLiteral("Wedding"));
    open();
    QVERIFY(test::writeFile(*m_folder / "a/x.jpg", "x"));
    QVERIFY(test::writeFile(*m_folder / "b.jpg", "x"));
    const QByteArray base = "file://" + QByteArray::fromStdString(m_folder->path().native());
    const QByteArray list = base + "/a\r\n" + base + "/b.jpg\r\n";
    send(QEvent::DragEnter, list, m_window->photos().geometry().center());
    auto* overlay = m_window->findChild<DropOverlay*>();
    QVERIFY(overlay->isVisible());
    QTRY_COMPARE(overlay->title(), QStringLiteral("Drop to take in 1 folder and 1 file"));
    QListView& projects = m_window->projects().list();
    send(QEvent::DragMove, list,
         projects.viewport()->mapTo(m_window.get(),
                                    projects.visualRect(projects.model()->index(0, 0)).center()));
    QCOMPARE(overlay->title(), QStringLiteral("Take in 1 folder and 1 file to “Wedding”"));
    QDragLeaveEvent leave;
    QCoreApplication::sendEvent(m_window.get(), &leave);
    QVERIFY(!overlay->isVisible());
}

void TestMainWindow::aNewLibraryInvites()
{
    m_controller = std::make_unique<LibraryController>(
        LibraryController::Start{*m_folder / "none", {}, {}, {}}, m_library->actions());
    m_window = std::make_unique<MainWindow>(*m_controller, stateFile());
    m_window->show();
    m_controller->open();
    QTRY_COMPARE(m_controller->state(), LibraryController::State::Missing);
    QVERIFY(!std::filesystem::exists(*m_folder / "none")); // looking makes nothing
    auto* empty = m_window->photos().findChild<EmptyState*>();
    QTRY_VERIFY(empty->isVisible());
    QCOMPARE(empty->findChildren<QLabel*>()[1]->text(), QStringLiteral("Drop your photos here"));
    IngestRequest request;
    request.projectName = QStringLiteral("First");
    m_controller->ingest(request);
    QTRY_COMPARE(m_library->ingests().size(), 1U);
    QCOMPARE(m_controller->state(), LibraryController::State::Open);
}

void TestMainWindow::photosAppearWhileTheyAreTakenIn()
{
    const ProjectId project = m_library->addProject(QStringLiteral("Wedding"));
    open();
    QTRY_VERIFY(!m_window->photos().model().isLoading());
    QCOMPARE(m_window->photos().model().rowCount(), 0);
    m_library->onIngest = [&](const IngestRequest&, TaskObserver& observer, const CancelToken&) {
        IngestItem item;
        item.outcome = IngestOutcome::Imported;
        item.project = project;
        QVector<IngestItem> items;
        for (const qint64 id : m_library->addPhotos(project, 5)) {
            item.photo = {id};
            items += item;
        }
        observer.happened(ItemsIngested{items});
        return TaskResult{};
    };
    IngestRequest request;
    request.projectName = QStringLiteral("Wedding");
    m_controller->ingest(request);
    QTRY_COMPARE(m_window->photos().model().rowCount(), 5);
    QTRY_COMPARE(m_controller->project(project)->photoCount, 5);
    QCOMPARE(m_window->bottom().ingest().model().count(IngestOutcome::Imported), 5);
}

void TestMainWindow::failedFilesCanBeTriedAgain()
{
    open();
    m_library->onIngest = [](const IngestRequest&, TaskObserver& observer, const CancelToken&) {
        IngestItem item;
        item.path = QStringLiteral("/card/a.jpg");
        item.outcome = IngestOutcome::Failed;
        item.reason = Error{ErrorCode::ReadFailed, item.path, {}, nullptr};
        observer.happened(ItemsIngested{{item}});
        return TaskResult{JobState::DoneWithFailures, {}, {{QStringLiteral("failed"), 1}}, {}};
    };
    IngestRequest request;
    request.projectName = QStringLiteral("Wedding");
    request.sources = {"/card", "/other"};
    m_controller->ingest(request);
    QTRY_COMPARE(m_window->bottom().tasks().rows().size(), 1);
    QTRY_COMPARE(m_window->bottom().tasks().rows().first()->follow(), TaskRow::Follow::ShowResults);
    for (auto* button : m_window->bottom().ingest().findChildren<QPushButton*>()) {
        if (button->text() == u"Retry failed")
            button->click();
    }
    QTRY_COMPARE(m_library->ingests().size(), 2U);
    QCOMPARE(m_library->ingests().back().sources, std::vector<std::filesystem::path>{"/card"});
}

void TestMainWindow::correctionsArrive()
{
    m_library->addProject(QStringLiteral("Wedding"));
    open();
    m_library->onCheck = [](StepContext& step) {
        step.tell({test::lostJpeg(1, QStringLiteral("church")), test::lostJpeg(2, QStringLiteral("garden"))});
        step.tell({test::lostJpeg(3, QStringLiteral("cake"))});
        return StepOutcome();
    };
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    LiveCorrections& live = m_window->bottom().corrections();
    QTRY_COMPARE(live.model().rowCount(), 3);
    QCOMPARE(m_library->checks().front().scope.projects.size(), 1);
    QCOMPARE(live.model().correction(0).stem, QStringLiteral("cake"));
    QTRY_COMPARE(m_window->pages().corrections().model().rowCount(), 3);
}

void TestMainWindow::aMassChangeIsReviewedAndAccepted()
{
    m_library->addProject(QStringLiteral("Wedding"));
    open();
    m_library->onCheck = [](StepContext& step) -> StepOutcome {
        if (step.options().mode == StepMode::Approved)
            return {};
        (void)step.propose({test::lostJpeg(1, QStringLiteral("church"))});
        return {JobState::Refused, Error{ErrorCode::MassChange, QStringLiteral("Wedding"), {}, nullptr}};
    };
    QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ShiftModifier);
    QTRY_VERIFY(!m_window->bottom().tasks().rows().isEmpty() &&
                m_window->bottom().tasks().rows().first()->isFinished());
    TaskRow* row = m_window->bottom().tasks().rows().first();
    QCOMPARE(row->follow(), TaskRow::Follow::ReviewMassChange);
    Q_EMIT row->followed(row);
    QTRY_VERIFY(shown<ReviewDialog>());
    QCOMPARE(m_window->pages().page(), Pages::Page::Corrections);
    QTRY_COMPARE(shown<ReviewDialog>()->model().rowCount(), 1);
    QCOMPARE(m_library->checks().size(), 1U);
    press(shown<ReviewDialog>(), QStringLiteral("accept"));
    QTRY_COMPARE(m_library->checks().size(), 2U);
    QCOMPARE(m_library->checks().back().options.mode, StepMode::Approved);
    QCOMPARE(m_library->checks().back().scope.projects.size(), 1); // what was looked at, and no more
}

void TestMainWindow::closingAsksAndKeepsWorking()
{
    open();
    test::RunningTask task;
    ingestsRun(task);
    m_controller->ingest({});
    m_window->close();
    QVERIFY(m_window->isVisible());
    press(shown<QuestionDialog>(), QStringLiteral("keepWorking"));
    task.finish();
    QTRY_VERIFY(!m_controller->isBusy());
    QVERIFY(m_window->isVisible());
    QCOMPARE(m_window->bottom().tasks().rows().first()->isFinished(), true);
    m_window->close();
    QVERIFY(!m_window->isVisible());
}

void TestMainWindow::closingAsksAndWaits()
{
    open();
    test::RunningTask task;
    ingestsRun(task);
    JobState state = JobState::Queued;
    connect(m_controller.get(), &LibraryController::taskFinished, this,
            [&](Task* done) { state = done->result().state; });
    m_controller->ingest({});
    m_window->close();
    press(shown<QuestionDialog>(), QStringLiteral("wait"));
    QVERIFY(m_window->isVisible());
    QVERIFY(m_window->banners().has(QStringLiteral("closing")));
    m_window->close(); // impatience asks nothing again
    QVERIFY(!shown<QuestionDialog>());
    task.finish();
    QTRY_VERIFY(!m_window->isVisible());
    QTRY_COMPARE(state, JobState::Done);
}

void TestMainWindow::closingAsksAndStops()
{
    open();
    test::RunningTask task;
    ingestsRun(task);
    JobState state = JobState::Queued;
    connect(m_controller.get(), &LibraryController::taskFinished, this,
            [&](Task* done) { state = done->result().state; });
    m_controller->ingest({});
    IngestRequest waiting;
    waiting.projectName = QStringLiteral("Wedding");
    m_controller->ingest(waiting);
    m_window->close();
    press(shown<QuestionDialog>(), QStringLiteral("stop"));
    QTRY_VERIFY(!m_window->isVisible());
    QTRY_COMPARE(state, JobState::Interrupted);      // the next start offers both
    QTRY_COMPARE(m_library->postponed().size(), 2U); // also the one that ran, and had no job yet
    const auto postponed = m_library->postponed();
    QVERIFY(std::ranges::any_of(
        postponed, [&](const IngestRequest& request) { return request.projectName == waiting.projectName; }));
    QCOMPARE(m_library->ingests().size(), 1U);
}

void TestMainWindow::ingestsWaitForEachOther()
{
    open();
    test::RunningTask task;
    ingestsRun(task);
    QSignalSpy finished(m_controller.get(), &LibraryController::taskFinished);
    m_controller->ingest({});
    m_controller->ingest({});
    QTRY_COMPARE(m_library->ingests().size(), 1U);
    task.finish();
    QVERIFY(finished.wait());
    QTRY_COMPARE(m_library->ingests().size(), 2U);
    task.finish();
    QTRY_COMPARE(finished.size(), 2);
    QTRY_VERIFY(!m_controller->isBusy());
}

void TestMainWindow::errorsAreShown()
{
    m_library->onAddProject = [](const QString& name) -> Status {
        return Error{ErrorCode::NoSpace, name, {}, nullptr};
    };
    open();
    m_controller->addProject(QStringLiteral("Wedding"));
    QTRY_VERIFY(m_window->banners().has(QStringLiteral("error/no_space")));
    const auto labels = m_window->banners().findChildren<QLabel*>();
    const bool isSaid = std::ranges::any_of(
        labels, [](const QLabel* label) { return label->text().contains(u"not enough space"); });
    QVERIFY(isSaid);
}

void TestMainWindow::anInterruptedIngestCanGoOn()
{
    IngestRequest request;
    request.projectName = QStringLiteral("Wedding");
    request.sources = {"/card/caf\xE9"};
    const JobId job = m_library->addInterruptedIngest(request);
    open();
    QTRY_VERIFY(!m_window->banners().findChildren<QPushButton*>().isEmpty());
    m_window->banners().findChildren<QPushButton*>().first()->click();
    QTRY_COMPARE(m_library->resumed(), std::vector{job}); // the same job, not one like it
    QVERIFY(m_library->ingests().empty());

    QTRY_VERIFY(!m_controller->isBusy());
    m_window.reset();
    open(); // it is not offered a second time
    QSignalSpy refreshed(m_controller.get(), &LibraryController::projectsChanged);
    m_controller->refreshProjects(); // goes the same way as the jobs, after them
    QVERIFY(refreshed.wait());
    QVERIFY(m_window->banners().findChildren<QPushButton*>().isEmpty());
}

void TestMainWindow::aProjectIsMadeByName()
{
    m_library->addProject(QStringLiteral("Wedding"));
    open();
    m_window->actions().newProject->trigger();
    auto* dialog = shown<NameDialog>();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit*>()->setText(QStringLiteral("Wedding"));
    QVERIFY(!dialog->findChildren<QPushButton*>().last()->isEnabled() ||
            !dialog->findChildren<QPushButton*>().first()->isEnabled());
    dialog->findChild<QLineEdit*>()->setText(QStringLiteral("Zoo"));
    press(dialog, QStringLiteral("Make project"));
    QTRY_COMPARE(m_controller->projects().size(), 2);
    QTRY_COMPARE(m_window->projects().current(), m_controller->projectNamed(QStringLiteral("Zoo"))->id);
}

void TestMainWindow::theLayoutIsRemembered()
{
    open();
    const bool hadDetails = m_window->actions().detailsPanel->isChecked(); // by the size of the screen
    m_window->actions().table->trigger();
    m_window->actions().detailsPanel->trigger();
    m_window->photos().grid().setCellWidth(300);
    m_window->close();
    m_window = std::make_unique<MainWindow>(*m_controller, stateFile());
    QCOMPARE(m_window->photos().view(), PhotoPane::View::Table);
    QVERIFY(m_window->actions().table->isChecked());
    QCOMPARE(m_window->actions().detailsPanel->isChecked(), !hadDetails);
    QCOMPARE(m_window->photos().grid().cellWidth(), 300);
}

void TestMainWindow::everyActionIsWithinReach()
{
    open();
    const WindowActions& all = m_window->actions();
    QSet<QString> shortcuts;
    const QList<QAction*> actions = {
        all.takeInFolder, all.takeInFiles,    all.newProject,   all.renameProject, all.removeProject,
        all.quit,         all.grid,           all.table,        all.larger,        all.smaller,
        all.search,       all.projectsPanel,  all.detailsPanel, all.bottomPanel,   all.checkProject,
        all.checkAll,     all.about,          all.maintainAll,  all.photosPage,    all.maintenancePage,
        all.jobsPage,     all.correctionsPage};
    for (const QAction* action : actions) {
        QVERIFY2(!action->shortcut().isEmpty(), qPrintable(action->text()));
        QVERIFY2(!action->statusTip().isEmpty() && action->toolTip() != action->text(),
                 qPrintable(action->text()));
        shortcuts.insert(action->shortcut().toString());
    }
    QCOMPARE(shortcuts.size(), actions.size());
    for (const auto* button : m_window->findChildren<QAbstractButton*>()) {
        const bool isQts = button->objectName().startsWith(u"qt_") ||
                           button->inherits("QTableCornerButton") || button->inherits("QLineEditIconButton");
        const bool isUnused = button->isHidden() && button->text().isEmpty(); // of an empty state
        const bool hasName = isUnused || !button->accessibleName().isEmpty() || !button->text().isEmpty() ||
                             !button->toolTip().isEmpty();
        QVERIFY2(isQts || hasName, button->parent()->metaObject()->className());
    }
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
