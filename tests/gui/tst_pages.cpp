#include "testlibrary.h"

#include "ui/dialogs/questiondialog.h"
#include "ui/dialogs/reviewdialog.h"
#include "ui/mainwindow.h"
#include "ui/models/correctionhistory.h"
#include "ui/models/jobitemmodel.h"
#include "ui/models/joblistmodel.h"
#include "ui/models/jobstepmodel.h"
#include "ui/models/photomodel.h"
#include "ui/pages/correctionspage.h"
#include "ui/pages/jobdetailpane.h"
#include "ui/pages/jobspage.h"
#include "ui/pages/maintenancepage.h"
#include "ui/pages/pages.h"
#include "ui/pages/proposalspanel.h"
#include "ui/widgets/bottompanel.h"
#include "ui/widgets/joblogview.h"
#include "ui/widgets/livecorrections.h"
#include "ui/widgets/photogridview.h"
#include "ui/widgets/photopane.h"
#include "ui/widgets/projectpane.h"
#include "ui/widgets/taskcard.h"
#include "ui/widgets/taskrow.h"
#include "ui/widgets/taskstrip.h"
#include "ui/words/translations.h"

#include <QAction>
#include <QComboBox>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include <algorithm>
#include <atomic>

using namespace safelight;

namespace {

const std::vector kCheck = {MaintenanceTask::ManifestCheck};

/// Works until it is asked to stop, or may end.
StepOutcome work(StepContext& step, test::RunningTask& task)
{
    task.run(step.observer(), step.cancel());
    return {};
}

} // namespace

/// The pages of the real window, used by keys and mouse; only the bodies of the tasks are stand-ins.
class TestPages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void pagesAreReachedByKeys();
    void aTaskIsRunFromItsPageAndSeenAmongTheJobs();
    void aJobIsPausedResumedAndCancelled();
    void theStripPausesAndResumes();
    void anIngestIsPausedInTheStripAndGoesOn();
    void failuresAreListedAndTriedAgain();
    void theLogOfAJobIsShown();
    void aMassChangeWaitsAndIsAppliedAfterTheNextStart();
    void aPreviewChangesNothingAndCanBeDismissed();
    void correctionsAreUndoneOneByOne();
    void aWholeJobIsUndone();
    void whatChangedSinceStaysAsItIs();
    void correctionsAreFiltered();
    void correctionsAreExportedInBothFormats();
    void aCorrectionLeadsToItsPhoto();
    void photosComeAndGoWhileTheyAreLookedAt();

private:
    void open();
    void openPage(Pages::Page page);
    Pages& pages() const { return m_window->pages(); }
    /// The state of the newest job.
    JobState newest() const;
    static QPushButton* button(QWidget& place, const QString& textOrName);
    static bool isShown(QWidget& place, const QString& textOrName)
    {
        const QPushButton* found = button(place, textOrName);
        return found && found->isVisible();
    }
    /// Clicks a button that is there to be clicked.
    static void press(QWidget& place, const QString& textOrName);
    template <class Dialog>
    Dialog* shown() const;
    void answer(const QString& name);
    /// A project with photos and a correction for each of them, on the page of corrections.
    QVector<Correction> openWithCorrections(int count);

    std::unique_ptr<test::TempFolder> m_folder;
    std::unique_ptr<test::TestLibrary> m_library;
    std::unique_ptr<LibraryController> m_controller;
    std::unique_ptr<MainWindow> m_window;
    ProjectId m_project;
    std::unique_ptr<test::RunningTask> m_task;
};

void TestPages::initTestCase()
{
    installTranslations(*QCoreApplication::instance());
}

void TestPages::init()
{
    m_folder = std::make_unique<test::TempFolder>();
    m_library = std::make_unique<test::TestLibrary>();
    m_project = m_library->addProject(QStringLiteral("Wedding"));
    m_task = std::make_unique<test::RunningTask>();
}

void TestPages::cleanup()
{
    m_window.reset();
    m_controller.reset();
    m_library.reset();
}

void TestPages::open()
{
    m_window.reset();
    m_controller = m_library->makeController();
    m_window = std::make_unique<MainWindow>(*m_controller,
                                            QString::fromStdString((*m_folder / "window.ini").native()));
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    QVERIFY(test::TestLibrary::openAndWait(*m_controller));
}

void TestPages::openPage(Pages::Page page)
{
    const Qt::Key keys[] = {Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4};
    QTest::keyClick(m_window.get(), keys[static_cast<int>(page)], Qt::ControlModifier);
    QCOMPARE(pages().page(), page);
}

JobState TestPages::newest() const
{
    const JobListModel& model = pages().jobs().model();
    const Job* job = nullptr;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (!job || model.job(row)->id > job->id)
            job = model.job(row);
    }
    return job ? job->state : JobState::Interrupted;
}

QPushButton* TestPages::button(QWidget& place, const QString& textOrName)
{
    for (auto* candidate : place.findChildren<QPushButton*>()) {
        if (candidate->text() == textOrName || candidate->objectName() == textOrName)
            return candidate;
    }
    return nullptr;
}

void TestPages::press(QWidget& place, const QString& textOrName)
{
    QPushButton* found = button(place, textOrName);
    QVERIFY2(found && found->isVisible() && found->isEnabled(), qPrintable(textOrName));
    QTest::mouseClick(found, Qt::LeftButton);
}

template <class Dialog>
Dialog* TestPages::shown() const
{
    for (auto* dialog : m_window->findChildren<Dialog*>()) {
        if (dialog->isVisible())
            return dialog;
    }
    return nullptr;
}

void TestPages::answer(const QString& name)
{
    auto* dialog = shown<QuestionDialog>();
    QVERIFY(dialog);
    press(*dialog, name);
}

QVector<Correction> TestPages::openWithCorrections(int count)
{
    const auto rows = m_library->addCorrections(m_project, m_library->addPhotos(m_project, count));
    open();
    openPage(Pages::Page::Corrections);
    return rows;
}

void TestPages::pagesAreReachedByKeys()
{
    open();
    for (const auto page :
         {Pages::Page::Corrections, Pages::Page::Jobs, Pages::Page::Maintenance, Pages::Page::Photos})
        openPage(page);
    QVERIFY(m_window->actions().photosPage->isChecked());
    openPage(Pages::Page::Jobs);
    QVERIFY(m_window->actions().jobsPage->isChecked());
    QVERIFY(!m_window->actions().larger->isEnabled()); // of the photos
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(pages().page(), Pages::Page::Photos); // where there is something to search
}

void TestPages::aTaskIsRunFromItsPageAndSeenAmongTheJobs()
{
    m_library->onCheck = [this](StepContext& step) {
        step.count(u"processed", 12);
        return work(step, *m_task);
    };
    open();
    openPage(Pages::Page::Maintenance);
    MaintenancePage& page = pages().maintenance();
    TaskCard* card = page.card(kCheck);
    QVERIFY(card);
    QTRY_COMPARE(page.scope().count(), 2);
    page.scope().setCurrentIndex(1);
    press(*card, QStringLiteral("Run now"));
    QTRY_VERIFY(isShown(*card, QStringLiteral("Show job")));
    QVERIFY(!isShown(*card, QStringLiteral("Run now"))); // it runs
    QTRY_COMPARE(m_library->checks().size(), 1U);
    QCOMPARE(m_library->checks().front().scope.project(), std::optional(m_project));

    press(*card, QStringLiteral("Show job"));
    QCOMPARE(pages().page(), Pages::Page::Jobs);
    JobStepModel& steps = pages().jobs().details().steps();
    QTRY_COMPARE(steps.rowCount(), 1);
    QTRY_COMPARE(steps.index(0, JobStepModel::State).data().toString(), QStringLiteral("Running"));
    QTRY_COMPARE(pages().jobs().model().index(0).data(JobListModel::ProgressRole).toDouble(), 0.3);
    m_task->finish();
    QTRY_COMPARE(newest(), JobState::Done);
    QTRY_COMPARE(steps.index(0, JobStepModel::Outcome).data().toString(),
                 QStringLiteral("12 checked, nothing to correct"));
    openPage(Pages::Page::Maintenance);
    QTRY_VERIFY(isShown(*card, QStringLiteral("Run now")));
    const auto labels = card->findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(
        labels, [](const QLabel* label) { return label->text().contains(u"“Wedding” – Done: 12 checked"); }));
}

void TestPages::aJobIsPausedResumedAndCancelled()
{
    std::atomic<int> runs = 0;
    m_library->onCheck = [&](StepContext& step) {
        ++runs;
        return work(step, *m_task);
    };
    open();
    QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ShiftModifier);
    openPage(Pages::Page::Jobs);
    JobDetailPane& details = pages().jobs().details();
    QTRY_VERIFY(isShown(details, QStringLiteral("Pause")));
    QTRY_COMPARE(newest(), JobState::Running);
    press(details, QStringLiteral("Pause"));
    QTRY_COMPARE(newest(), JobState::Paused);
    QTRY_VERIFY(isShown(details, QStringLiteral("Resume")));
    QVERIFY(!isShown(details, QStringLiteral("Pause")));
    press(details, QStringLiteral("Resume"));
    QTRY_COMPARE(newest(), JobState::Running);
    QTRY_COMPARE(runs.load(), 2);
    QTRY_VERIFY(isShown(details, QStringLiteral("Cancel")));
    press(details, QStringLiteral("Cancel"));
    QTRY_COMPARE(newest(), JobState::Cancelled);
    QTRY_VERIFY(!isShown(details, QStringLiteral("Cancel")));
}

void TestPages::theStripPausesAndResumes()
{
    m_library->onCheck = [&](StepContext& step) { return work(step, *m_task); };
    open();
    QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ShiftModifier);
    const auto& rows = m_window->bottom().tasks().rows();
    QTRY_COMPARE(rows.size(), 1);
    press(*rows.first(), QStringLiteral("Pause"));
    QTRY_VERIFY(rows.first()->isFinished());
    QCOMPARE(rows.first()->follow(), TaskRow::Follow::Resume);
    press(*rows.first(), QStringLiteral("Resume"));
    QTRY_VERIFY(rows.size() == 1 && !rows.first()->isFinished()); // one line: it is the same job
    m_task->finish();
    QTRY_VERIFY(rows.first()->isFinished());
}

/// It is no job of the queue: paused it lies there as one that was interrupted, also for the next start.
void TestPages::anIngestIsPausedInTheStripAndGoesOn()
{
    JobId job;
    m_library->onIngest = [&](const IngestRequest& request, TaskObserver& observer,
                              const CancelToken& cancel) {
        job = m_library->addInterruptedIngest(request);
        m_task->run(observer, cancel);
        return TaskResult{cancel.isPaused() ? JobState::Interrupted : JobState::Cancelled, {}, {}, job};
    };
    open();
    IngestRequest request;
    request.sources = {"/media/CARD"};
    request.projectName = QStringLiteral("Wedding");
    m_controller->ingest(request);
    const auto& rows = m_window->bottom().tasks().rows();
    QTRY_COMPARE(rows.size(), 1);
    QTRY_VERIFY(isShown(*rows.first(), QStringLiteral("Pause")));
    press(*rows.first(), QStringLiteral("Pause"));
    QTRY_VERIFY(rows.first()->isFinished());
    QCOMPARE(rows.first()->follow(), TaskRow::Follow::Resume);
    const auto labels = rows.first()->findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) { return label->text() == u"Paused"; }));
    press(*rows.first(), QStringLiteral("Resume"));
    QTRY_COMPARE(m_library->resumed().size(), std::size_t{1});
    QCOMPARE(m_library->resumed().front(), job);
    QTRY_VERIFY(rows.size() == 1 && rows.first()->isFinished());

    // One that ends by itself is not paused.
    m_controller->ingest(request);
    const auto running = [&] { return std::ranges::find(rows, false, &TaskRow::isFinished); };
    QTRY_VERIFY(running() != rows.end());
    TaskRow* row = *running();
    QTRY_VERIFY(isShown(*row, QStringLiteral("Cancel")));
    press(*row, QStringLiteral("Cancel"));
    QTRY_VERIFY(row->isFinished());
    QVERIFY(row->follow() != TaskRow::Follow::Resume);
}

void TestPages::failuresAreListedAndTriedAgain()
{
    m_library->onCheck = [](StepContext& step) -> StepOutcome {
        if (step.options().retryFailed)
            return {};
        const Error reason{ErrorCode::ReadFailed, QStringLiteral("card/DSC1.JPG"), {}, nullptr};
        step.failed(reason);
        return {JobState::DoneWithFailures, reason};
    };
    open();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    openPage(Pages::Page::Jobs);
    JobDetailPane& details = pages().jobs().details();
    QTRY_COMPARE(newest(), JobState::DoneWithFailures);
    QTRY_COMPARE(details.failures().rowCount(), 1);
    QCOMPARE(details.failures().index(0, JobItemModel::Subject).data().toString(),
             QStringLiteral("card/DSC1.JPG"));
    QVERIFY(!details.failures().index(0, JobItemModel::What).data().toString().contains(u"read_failed"));
    QTRY_COMPARE(details.findChild<QTabWidget*>()->tabText(1), QStringLiteral("Failed (1)"));
    QTRY_VERIFY(isShown(details, QStringLiteral("Retry")));
    press(details, QStringLiteral("Retry"));
    QTRY_COMPARE(m_library->checks().size(), 2U);
    QVERIFY(m_library->checks().back().options.retryFailed);
    QCOMPARE(m_library->checks().back().scope.project(), std::optional(m_project));
    QTRY_COMPARE(newest(), JobState::Done);
}

void TestPages::theLogOfAJobIsShown()
{
    open();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    openPage(Pages::Page::Jobs);
    QTRY_COMPARE(newest(), JobState::Done);
    JobDetailPane& details = pages().jobs().details();
    details.findChild<QTabWidget*>()->setCurrentIndex(3);
    QTRY_VERIFY(details.log().text().toPlainText().contains(u"job_started"));
    QTRY_VERIFY(details.log().text().toPlainText().contains(u"job_ended"));
    QVERIFY(!details.log().text().toPlainText().contains(u"job="));
}

void TestPages::aMassChangeWaitsAndIsAppliedAfterTheNextStart()
{
    const qint64 photo = m_library->addPhotos(m_project, 1).first();
    m_library->onCheck = [this, photo](StepContext& step) -> StepOutcome {
        if (step.options().mode == StepMode::Approved)
            return outcomeOf(step, test::loseJpeg(step, m_project, photo));
        Correction change = test::lostJpeg(photo, QStringLiteral("photo00001"));
        change.project = m_project;
        change.before = {true, false, false};
        change.after = {};
        change.files = {};
        (void)step.propose({change});
        return {JobState::Refused, Error{ErrorCode::MassChange, QStringLiteral("Wedding"), {}, nullptr}};
    };
    open();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    ProposalsPanel* panel = &pages().corrections().proposals();
    QTRY_COMPARE(panel->count(), 1);
    QTRY_COMPARE(m_window->actions().correctionsPage->iconText(), QStringLiteral("Corrections (1)"));
    QVERIFY(m_library->availabilityOf(photo).jpg);

    open(); // days later
    openPage(Pages::Page::Corrections);
    panel = &pages().corrections().proposals();
    QTRY_VERIFY(panel->isVisible() && panel->count() == 1);
    press(*panel, QStringLiteral("apply"));
    QVERIFY(m_library->availabilityOf(photo).jpg); // asked first
    answer(QStringLiteral("accept"));
    QTRY_COMPARE(m_library->checks().size(), 2U);
    QCOMPARE(m_library->checks().back().options.mode, StepMode::Approved);
    QTRY_COMPARE(pages().corrections().model().rowCount(), 1);
    QVERIFY(!m_library->availabilityOf(photo).jpg);
    QTRY_VERIFY(!panel->isVisible());
}

void TestPages::aPreviewChangesNothingAndCanBeDismissed()
{
    const qint64 photo = m_library->addPhotos(m_project, 1).first();
    m_library->onCheck = [this, photo](StepContext& step) {
        return outcomeOf(step, test::loseJpeg(step, m_project, photo));
    };
    open();
    openPage(Pages::Page::Maintenance);
    TaskCard* card = pages().maintenance().card(kCheck);
    QTRY_VERIFY(button(*card, QStringLiteral("Preview"))->isEnabled());
    press(*card, QStringLiteral("Preview"));
    ProposalsPanel& panel = pages().corrections().proposals();
    QTRY_COMPARE(panel.count(), 1);
    QCOMPARE(m_library->checks().front().options.mode, StepMode::Plan);
    QVERIFY(m_library->availabilityOf(photo).jpg);
    QCOMPARE(m_window->bottom().corrections().model().rowCount(), 0); // nothing was corrected

    openPage(Pages::Page::Corrections);
    press(panel, QStringLiteral("review"));
    auto* dialog = shown<ReviewDialog>();
    QVERIFY(dialog);
    QTRY_COMPARE(dialog->model().rowCount(), 1);
    QCOMPARE(dialog->model().index(0, JobItemModel::Subject).data().toString(), QStringLiteral("photo00001"));
    QCOMPARE(dialog->model().index(0, JobItemModel::After).data().toString(), QStringLiteral("nothing"));
    press(*dialog, QStringLiteral("dismiss"));
    QTRY_COMPARE(panel.count(), 0);
    QTRY_VERIFY(!panel.isVisible());
    QVERIFY(m_library->availabilityOf(photo).jpg);
}

void TestPages::correctionsAreUndoneOneByOne()
{
    const auto rows = openWithCorrections(3);
    QTableView& table = pages().corrections().table();
    QTRY_COMPARE(table.model()->rowCount(), 3);
    PhotoModel& photos = m_window->photos().model();
    QTRY_VERIFY(photos.photoRow(1));
    QVERIFY(!photos.photoRow(1)->available.jpg);
    table.setFocus();
    table.selectRow(1);
    press(pages().corrections(), QStringLiteral("Undo…"));
    answer(QStringLiteral("keep"));
    QVERIFY(!m_library->availabilityOf(rows[1].photo.value).jpg);
    press(pages().corrections(), QStringLiteral("Undo…"));
    answer(QStringLiteral("undo"));
    CorrectionHistory& model = pages().corrections().model();
    QTRY_VERIFY(model.correction(1).undoneAt.isValid());
    QVERIFY(m_library->availabilityOf(rows[1].photo.value).jpg);
    QVERIFY(!m_library->availabilityOf(rows[0].photo.value).jpg);
    QTRY_VERIFY(photos.photoRow(1) && photos.photoRow(1)->available.jpg); // the grid follows
    QTRY_VERIFY(!button(pages().corrections(), QStringLiteral("Undo…"))->isEnabled());
    table.selectAll();
    press(pages().corrections(), QStringLiteral("Undo…"));
    answer(QStringLiteral("undo"));
    QTRY_VERIFY(model.correction(0).undoneAt.isValid() && model.correction(2).undoneAt.isValid());
}

void TestPages::aWholeJobIsUndone()
{
    const QVector<qint64> photos = m_library->addPhotos(m_project, 2);
    m_library->onCheck = [this, photos](StepContext& step) {
        for (const qint64 photo : photos) {
            if (const Status lost = test::loseJpeg(step, m_project, photo); !lost)
                return outcomeOf(step, lost);
        }
        step.count(u"corrected", photos.size());
        return StepOutcome();
    };
    open();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    openPage(Pages::Page::Jobs);
    JobDetailPane& details = pages().jobs().details();
    QTRY_VERIFY(isShown(details, QStringLiteral("Corrections")));
    press(details, QStringLiteral("Corrections"));
    QCOMPARE(pages().page(), Pages::Page::Corrections);
    QTRY_COMPARE(pages().corrections().model().rowCount(), 2);
    QTRY_VERIFY(button(pages().corrections(), QStringLiteral("Undo job…"))->isEnabled());
    press(pages().corrections(), QStringLiteral("Undo job…"));
    answer(QStringLiteral("undo"));
    for (const qint64 photo : photos)
        QTRY_VERIFY(m_library->availabilityOf(photo).jpg);
    QTRY_VERIFY(pages().corrections().model().correction(0).undoneAt.isValid());
}

void TestPages::whatChangedSinceStaysAsItIs()
{
    const auto rows = openWithCorrections(2);
    QTableView& table = pages().corrections().table();
    QTRY_COMPARE(table.model()->rowCount(), 2);
    m_library->findJpegAgain(m_project, rows[0].photo.value); // by a later check
    table.selectAll();
    press(pages().corrections(), QStringLiteral("Undo…"));
    answer(QStringLiteral("undo"));
    CorrectionHistory& model = pages().corrections().model();
    QTRY_VERIFY(model.correction(0).undoneAt.isValid()); // the newer one
    QVERIFY(!model.correction(1).undoneAt.isValid());
    const auto labels = pages().corrections().findChildren<QLabel*>();
    QTRY_VERIFY(std::ranges::any_of(labels, [](const QLabel* label) {
        return label->text().startsWith(u"1 undone, 1 left as they are");
    }));
}

void TestPages::correctionsAreFiltered()
{
    const ProjectId zoo = m_library->addProject(QStringLiteral("Zoo"));
    m_library->addCorrections(zoo, m_library->addPhotos(zoo, 2, QStringLiteral("lion")));
    openWithCorrections(3);
    CorrectionsPage& page = pages().corrections();
    QTRY_COMPARE(page.model().rowCount(), 5);
    const auto choices = page.findChildren<QComboBox*>();
    QTRY_COMPARE(choices[0]->count(), 3);
    choices[0]->setCurrentIndex(choices[0]->findText(QStringLiteral("Zoo")));
    QTRY_COMPARE(page.model().rowCount(), 2);
    choices[0]->setCurrentIndex(0);
    QTRY_COMPARE(page.model().rowCount(), 5);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(pages().page(), Pages::Page::Corrections);
    QTest::keyClicks(page.findChild<QLineEdit*>(), QStringLiteral("LION"));
    QTRY_COMPARE(page.model().rowCount(), 2);
    choices[2]->setCurrentIndex(choices[2]->findText(QStringLiteral("Photos moved")));
    QTRY_VERIFY(isShown(page, QStringLiteral("Show everything")));
    press(page, QStringLiteral("Show everything"));
    QTRY_COMPARE(page.model().rowCount(), 5);
}

void TestPages::correctionsAreExportedInBothFormats()
{
    openWithCorrections(CorrectionHistory::kPage + 7); // more than is read for the list
    CorrectionsPage& page = pages().corrections();
    QTRY_COMPARE(page.model().rowCount(), CorrectionHistory::kPage);
    QSignalSpy exported(&page, &CorrectionsPage::exported);
    const auto csv = *m_folder / "out.csv";
    page.exportTo(QString::fromStdString(csv.native()));
    QVERIFY(exported.wait());
    QCOMPARE(exported.last().at(1).toInt(), CorrectionHistory::kPage + 7);
    QCOMPARE(test::readFile(csv).count("\r\n"), CorrectionHistory::kPage + 8); // a header
    QVERIFY(test::readFile(csv).contains("\"Wedding\",\"photo00001\",\"jpg\",\"\","));
    const auto json = *m_folder / "out.json";
    page.exportTo(QString::fromStdString(json.native()));
    QVERIFY(exported.wait());
    const QByteArrayList lines = test::readFile(json).trimmed().split('\n');
    QCOMPARE(lines.size(), CorrectionHistory::kPage + 7);
    QCOMPARE(QJsonDocument::fromJson(lines.last()).object()[u"stem"].toString(),
             QStringLiteral("photo00001"));

    QSignalSpy failed(&page, &CorrectionsPage::failed);
    page.exportTo(QString::fromStdString((*m_folder / "nowhere/out.csv").native()));
    QVERIFY(failed.wait());
}

void TestPages::aCorrectionLeadsToItsPhoto()
{
    const ProjectId zoo = m_library->addProject(QStringLiteral("Zoo"));
    m_library->addPhotos(m_project, 2);
    const auto rows = m_library->addCorrections(zoo, m_library->addPhotos(zoo, 3));
    open();
    openPage(Pages::Page::Corrections);
    QTableView& table = pages().corrections().table();
    QTRY_COMPARE(table.model()->rowCount(), 3);
    table.setFocus();
    table.selectRow(1);
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(pages().page(), Pages::Page::Photos);
    QTRY_COMPARE(m_window->projects().current(), zoo);
    PhotoPane& photos = m_window->photos();
    QTRY_COMPARE(photos.model().photoAt(photos.grid().currentIndex().row()), rows[1].photo);
}

void TestPages::photosComeAndGoWhileTheyAreLookedAt()
{
    const QVector<qint64> photos = m_library->addPhotos(m_project, 3);
    m_library->onOtherTask = [this, photos](StepContext& step) {
        if (step.task() != MaintenanceTask::FolderCheck)
            return StepOutcome();
        Correction added = test::lostJpeg(1, QStringLiteral("added"));
        added.kind = CorrectionKind::PhotoAdded;
        added.photo = {m_library->addPhotos(m_project, 1, QStringLiteral("added")).first()};
        m_library->removePhoto(photos[0]);
        Correction removed = test::lostJpeg(2, QStringLiteral("photo00001"));
        removed.kind = CorrectionKind::PhotoRemoved;
        removed.photo = {photos[0]};
        step.tell({added, removed});
        return StepOutcome();
    };
    open();
    PhotoPane& pane = m_window->photos();
    QTRY_COMPARE(pane.model().rowCount(), 3);
    pane.choose({photos[2]});
    openPage(Pages::Page::Maintenance);
    TaskCard* card = pages().maintenance().card({MaintenanceTask::FolderCheck});
    QTRY_VERIFY(button(*card, QStringLiteral("Run now"))->isEnabled());
    press(*card, QStringLiteral("Run now"));
    QTRY_COMPARE(pane.model().rowOf({photos[0]}), -1);
    QTRY_COMPARE(pane.model().rowCount(), 3); // one came, one went
    QCOMPARE(pane.model().photoAt(pane.grid().currentIndex().row()), PhotoId{photos[2]}); // the place is kept
}

QTEST_MAIN(TestPages)
#include "tst_pages.moc"
