#include "monitor/watchlock.h"
#include "testlibrary.h"

#include "base/pathtext.h"
#include "support/pictures.h"
#include "ui/dialogs/ingestoptions.h"
#include "ui/dialogs/questiondialog.h"
#include "ui/dialogs/watchdialog.h"
#include "ui/mainwindow.h"
#include "ui/models/joblistmodel.h"
#include "ui/models/photomodel.h"
#include "ui/models/quarantinemodel.h"
#include "ui/models/receiptlistmodel.h"
#include "ui/models/tone.h"
#include "ui/models/watcheventmodel.h"
#include "ui/models/watchlistmodel.h"
#include "ui/pages/jobspage.h"
#include "ui/pages/pages.h"
#include "ui/pages/receiptspage.h"
#include "ui/pages/watchdetailpane.h"
#include "ui/pages/watchpage.h"
#include "ui/widgets/photopane.h"
#include "ui/widgets/projectpane.h"
#include "ui/words/translations.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include <algorithm>

using namespace safelight;

namespace fs = std::filesystem;

namespace {

void drop(const fs::path& file, int seed)
{
    if (!test::writeFile(file, test::jpegBytes(seed)))
        qFatal("cannot write %s", file.c_str());
}

} // namespace

/// Watched folders in the real window, on a real library, with real ingests.
class TestWatchPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void anEmptyPageInvites();
    void aFolderIsAddedAndItsPicturesAreTakenIn();
    void picturesAppearInTheGrid();
    void aFolderIsStoppedStartedAndRestarted();
    void removingForgetsTheEntryOnly();
    void whatCannotBeWatchedIsRefusedInWords_data();
    void whatCannotBeWatchedIsRefusedInWords();
    void copyingIsPresetAndMovingIsExplained();
    void editingChangesHowAFolderIsTakenIn();
    void whatFailsWaitsInQuarantine();
    void aFolderThatIsAwayIsWaitedFor();
    void runningFoldersStartAgain();
    void oneProgramWatchesAFolder();
    void anotherProgramsChangesAreFollowed();
    void aFolderIsDroppedOnThePage();
    void theFirstFolderMakesTheLibrary();
    void eventsStayInTheirPlace();

private:
    void open();
    WatchPage& page() const { return m_window->pages().watched(); }
    WatchDialog* dialog() const;
    fs::path folder(const char* name) const;
    /// Adds a folder through the dialog, as a person would.
    void add(const fs::path& place, const QString& project);
    static void press(QWidget& place, const QString& textOrName);
    QString cell(int row, WatchListModel::Column column) const
    {
        return page().model().index(row, column).data().toString();
    }
    QStringList rows() const;
    /// Such an event of the chosen folder, in the list; -1: there is none.
    int eventRow(const QString& what) const;

    std::unique_ptr<test::TempFolder> m_folder;
    std::unique_ptr<test::TestLibrary> m_library;
    std::unique_ptr<LibraryController> m_controller;
    std::unique_ptr<MainWindow> m_window;
    std::vector<std::unique_ptr<QAbstractItemModelTester>> m_testers;
};

void TestWatchPage::initTestCase()
{
    installTranslations(*QCoreApplication::instance());
}

void TestWatchPage::init()
{
    m_folder = std::make_unique<test::TempFolder>();
    m_library = std::make_unique<test::TestLibrary>();
}

void TestWatchPage::cleanup()
{
    m_testers.clear();
    m_window.reset();
    m_controller.reset();
    m_library.reset();
}

void TestWatchPage::open()
{
    m_testers.clear();
    m_window.reset();
    m_controller.reset();
    m_controller = m_library->makeController();
    m_window = std::make_unique<MainWindow>(*m_controller,
                                            QString::fromStdString((*m_folder / "window.ini").native()));
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    QVERIFY(test::TestLibrary::openAndWait(*m_controller));
    QTest::keyClick(m_window.get(), Qt::Key_6, Qt::ControlModifier);
    QCOMPARE(m_window->pages().page(), Pages::Page::Watched);
    QVERIFY(m_window->actions().watchPage->isChecked());
    for (QAbstractItemModel* model : std::initializer_list<QAbstractItemModel*>{
             &page().model(), &page().details().events(), &page().details().quarantine()})
        m_testers.push_back(std::make_unique<QAbstractItemModelTester>(
            model, QAbstractItemModelTester::FailureReportingMode::QtTest));
}

WatchDialog* TestWatchPage::dialog() const
{
    for (auto* candidate : m_window->findChildren<WatchDialog*>()) {
        if (candidate->isVisible())
            return candidate;
    }
    return nullptr;
}

fs::path TestWatchPage::folder(const char* name) const
{
    fs::create_directories(*m_folder / name);
    return *m_folder / name;
}

void TestWatchPage::press(QWidget& place, const QString& textOrName)
{
    for (auto* button : place.findChildren<QPushButton*>()) {
        if (button->text() != textOrName && button->objectName() != textOrName)
            continue;
        QTRY_VERIFY2(button->isVisible() && button->isEnabled(), qPrintable(textOrName));
        QTest::mouseClick(button, Qt::LeftButton);
        return;
    }
    QFAIL(qPrintable(u"no button " + textOrName));
}

void TestWatchPage::add(const fs::path& place, const QString& project)
{
    const int before = page().model().rowCount();
    press(page(), QStringLiteral("addWatched"));
    WatchDialog* asked = dialog();
    QVERIFY(asked);
    asked->folder().setText(pathToText(place));
    asked->options().project().setEditText(project);
    press(*asked, QStringLiteral("accept"));
    QTRY_COMPARE(page().model().rowCount(), before + 1);
    QTRY_VERIFY(!dialog());
}

QStringList TestWatchPage::rows() const
{
    QStringList folders;
    for (int row = 0; row < page().model().rowCount(); ++row)
        folders += cell(row, WatchListModel::Folder);
    return folders;
}

int TestWatchPage::eventRow(const QString& what) const
{
    const WatchEventModel& events = page().details().events();
    for (int row = 0; row < events.rowCount(); ++row) {
        if (events.index(row, WatchEventModel::What).data().toString() == what)
            return row;
    }
    return -1;
}

void TestWatchPage::anEmptyPageInvites()
{
    open();
    QCOMPARE(page().model().rowCount(), 0);
    QVERIFY(!page().table().isVisible());
    press(page(), QStringLiteral("Watch a folder…"));
    QVERIFY(dialog());
    QCOMPARE(dialog()->complaint(), QStringLiteral("Choose a folder."));
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!dialog());
    QCOMPARE(page().model().rowCount(), 0);
}

void TestWatchPage::aFolderIsAddedAndItsPicturesAreTakenIn()
{
    const fs::path hot = folder("hot");
    drop(hot / "before.jpg", 1);
    open();
    add(hot, QStringLiteral("Studio"));
    QCOMPARE(rows(), QStringList(displayText(hot)));
    QCOMPARE(cell(0, WatchListModel::Project), QStringLiteral("Studio"));
    QCOMPARE(cell(0, WatchListModel::Transfer), QStringLiteral("Copy"));
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Running"));
    QCOMPARE(page().model().index(0, WatchListModel::State).data(kToneRole).toInt(),
             static_cast<int>(Tone::Good));
    QTRY_COMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("1"));
    drop(hot / "day1/after.jpg", 2);
    drop(hot / "again.jpg", 1);
    QTRY_COMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("2"));
    QTRY_COMPARE(cell(0, WatchListModel::Duplicates), QStringLiteral("1"));
    QTRY_COMPARE(cell(0, WatchListModel::Queue), QStringLiteral("0"));
    QCOMPARE(cell(0, WatchListModel::Found), QStringLiteral("3"));
    QCOMPARE(cell(0, WatchListModel::Failed), QStringLiteral("0"));
    QVERIFY(cell(0, WatchListModel::LastScan).startsWith(QStringLiteral("today")));
    const WatchEventModel& events = page().details().events();
    QCOMPARE(events.index(events.rowCount() - 1, WatchEventModel::What).data().toString(),
             QStringLiteral("Watching began"));
    const int taken = eventRow(QStringLiteral("Taken in"));
    QVERIFY(taken >= 0);
    QVERIFY(eventRow(QStringLiteral("Stored already")) >= 0);
    QVERIFY(fs::exists(m_library->root() / "Studio/day1/after.jpg"));
    QVERIFY(fs::exists(hot / "before.jpg")); // copied
}

void TestWatchPage::picturesAppearInTheGrid()
{
    const fs::path hot = folder("hot");
    open();
    add(hot, QStringLiteral("Studio"));
    drop(hot / "a.jpg", 1);
    QTRY_VERIFY(m_controller->projectNamed(QStringLiteral("Studio")));
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    m_window->projects().choose(m_controller->projectNamed(QStringLiteral("Studio"))->id);
    QTRY_COMPARE(m_window->photos().model().rowCount(), 1);
    drop(hot / "b.jpg", 2); // while it is looked at
    QTRY_COMPARE(m_window->photos().model().rowCount(), 2);
    QTRY_COMPARE(m_controller->projectNamed(QStringLiteral("Studio"))->photoCount, 2);
    // Also what is known of ingests elsewhere.
    const JobListModel& jobs = m_window->pages().jobs().model();
    const auto ingests = [&jobs] {
        int done = 0;
        for (int row = 0; row < jobs.rowCount(); ++row)
            done += jobs.job(row)->type == JobType::Ingest && jobs.job(row)->state == JobState::Done ? 1 : 0;
        return done;
    };
    QTRY_COMPARE(ingests(), 2);
    QTRY_COMPARE(m_window->pages().receipts().model().rowCount(), 2);
    // And what new photos are followed by.
    const auto followed = [&jobs] {
        for (int row = 0; row < jobs.rowCount(); ++row) {
            if (jobs.job(row)->type == JobType::AfterIngest)
                return true;
        }
        return false;
    };
    QTRY_VERIFY(followed());
}

void TestWatchPage::aFolderIsStoppedStartedAndRestarted()
{
    const fs::path hot = folder("hot");
    open();
    add(hot, QStringLiteral("Studio"));
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Running"));
    press(page().details(), QStringLiteral("Stop"));
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Stopped"));
    QTRY_VERIFY(eventRow(QStringLiteral("Watching ended")) >= 0);
    drop(hot / "a.jpg", 1);
    press(page().details(), QStringLiteral("Start"));
    QTRY_COMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("1"));
    QCOMPARE(cell(0, WatchListModel::State), QStringLiteral("Running"));
    page().details().events().setEvents({}); // what comes now is told anew
    press(page().details(), QStringLiteral("Restart"));
    QTRY_COMPARE(page().details().events().index(0, WatchEventModel::What).data().toString(),
                 QStringLiteral("Watching began"));
    QCOMPARE(page().details().events().index(1, WatchEventModel::What).data().toString(),
             QStringLiteral("Watching ended"));
    drop(hot / "b.jpg", 2);
    QTRY_COMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("2"));
}

void TestWatchPage::removingForgetsTheEntryOnly()
{
    const fs::path hot = folder("hot");
    drop(hot / "a.jpg", 1);
    open();
    add(hot, QStringLiteral("Studio"));
    add(folder("other"), QStringLiteral("Studio"));
    QTRY_COMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("1"));
    page().table().selectRow(0);
    press(page().details(), QStringLiteral("Remove…"));
    auto* question = page().findChild<QuestionDialog*>();
    QVERIFY(question);
    press(*question, QStringLiteral("keep"));
    QCOMPARE(page().model().rowCount(), 2);
    press(page().details(), QStringLiteral("Remove…"));
    QTRY_COMPARE(page().findChildren<QuestionDialog*>().size(), 1);
    press(*page().findChild<QuestionDialog*>(), QStringLiteral("remove"));
    QTRY_COMPARE(rows(), QStringList(displayText(folder("other"))));
    QVERIFY(fs::exists(hot / "a.jpg"));
    QVERIFY(fs::exists(m_library->root() / "Studio/a.jpg"));
    open();
    QTRY_COMPARE(page().model().rowCount(), 1);
}

void TestWatchPage::whatCannotBeWatchedIsRefusedInWords_data()
{
    QTest::addColumn<QString>("place"); // below the test's folder, or as it stands
    QTest::addColumn<QString>("words");
    QTest::newRow("no whole path") << QStringLiteral("hot") << QStringLiteral("whole path");
    QTest::newRow("nothing there") << QStringLiteral("/nothing") << QStringLiteral("no such folder");
    QTest::newRow("a file") << QStringLiteral("/file.jpg") << QStringLiteral("not a folder");
    QTest::newRow("the same again") << QStringLiteral("/hot") << QStringLiteral("watched already");
    QTest::newRow("the same with a slash") << QStringLiteral("/hot/") << QStringLiteral("watched already");
    QTest::newRow("the same by a link") << QStringLiteral("/link") << QStringLiteral("watched already");
    QTest::newRow("within a watched one") << QStringLiteral("/hot/day1") << QStringLiteral("lies in");
    QTest::newRow("around a watched one") << QStringLiteral("") << QStringLiteral("contains");
    QTest::newRow("a project") << QStringLiteral("library/Wedding")
                               << QStringLiteral("Safelight writes to itself");
}

void TestWatchPage::whatCannotBeWatchedIsRefusedInWords()
{
    QFETCH(QString, place);
    QFETCH(QString, words);
    folder("hot/day1");
    drop(*m_folder / "file.jpg", 1);
    fs::create_directory_symlink(*m_folder / "hot", *m_folder / "link");
    fs::create_directories(m_library->root() / "Wedding");
    open();
    add(folder("hot"), QStringLiteral("Studio"));
    press(page(), QStringLiteral("addWatched"));
    WatchDialog& asked = *dialog();
    asked.options().project().setEditText(QStringLiteral("Studio"));
    if (place.startsWith(u"library"))
        asked.folder().setText(pathToText(m_library->root().parent_path()) + u'/' + place);
    else
        asked.folder().setText(place == u"hot" ? place : pathToText(m_folder->path()) + place);
    QTRY_VERIFY2(asked.complaint().contains(words), qPrintable(asked.complaint()));
    QCOMPARE(asked.findChild<QLabel*>(QStringLiteral("reason"))->text(), asked.complaint());
    QVERIFY(!asked.findChild<QPushButton*>(QStringLiteral("accept"))->isEnabled());
    QCOMPARE(page().model().rowCount(), 1);
    // And what is right after all is kept.
    asked.folder().setText(pathToText(folder("fine")));
    press(asked, QStringLiteral("accept"));
    QTRY_COMPARE(page().model().rowCount(), 2);
}

void TestWatchPage::copyingIsPresetAndMovingIsExplained()
{
    open();
    press(page(), QStringLiteral("addWatched"));
    WatchDialog& asked = *dialog();
    asked.folder().setText(pathToText(folder("hot")));
    asked.options().project().setEditText(QStringLiteral("Studio"));
    QCOMPARE(asked.wanted().options[u"transfer"].toString(), QStringLiteral("copy"));
    const auto buttons = asked.findChildren<QRadioButton*>();
    const auto move = std::ranges::find_if(buttons, [](const QRadioButton* button) {
        return button->text().remove(u'&') == QStringLiteral("Move");
    });
    QVERIFY(move != buttons.end());
    (*move)->click();
    QCOMPARE(asked.wanted().options[u"transfer"].toString(), QStringLiteral("move"));
    const auto labels = asked.findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(
        labels, [](const QLabel* label) { return label->text().contains(u"original is removed last"); }));
    drop(folder("hot") / "a.jpg", 1);
    press(asked, QStringLiteral("accept"));
    QTRY_COMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("1"));
    QCOMPARE(cell(0, WatchListModel::Transfer), QStringLiteral("Move"));
    QTRY_VERIFY(!fs::exists(folder("hot") / "a.jpg"));
    QVERIFY(fs::exists(m_library->root() / "Studio/a.jpg"));
}

void TestWatchPage::editingChangesHowAFolderIsTakenIn()
{
    open();
    add(folder("hot"), QStringLiteral("Studio"));
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Running"));
    press(page().details(), QStringLiteral("Edit…"));
    WatchDialog& asked = *dialog();
    QVERIFY(!asked.folder().isEnabled()); // another folder is another entry
    QCOMPARE(asked.options().project().currentText(), QStringLiteral("Studio"));
    asked.options().project().setEditText(QStringLiteral("Outdoors"));
    press(asked, QStringLiteral("accept"));
    QTRY_COMPARE(cell(0, WatchListModel::Project), QStringLiteral("Outdoors"));
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Running"));
    drop(folder("hot") / "a.jpg", 1);
    QTRY_VERIFY(fs::exists(m_library->root() / "Outdoors/a.jpg"));
    QVERIFY(!fs::exists(m_library->root() / "Studio"));
    QTRY_COMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("1"));
}

void TestWatchPage::whatFailsWaitsInQuarantine()
{
    const fs::path hot = folder("hot");
    QVERIFY(test::writeFile(hot / "empty.jpg", QByteArray()));
    open();
    add(hot, QStringLiteral("Studio"));
    QTRY_COMPARE(cell(0, WatchListModel::Failed), QStringLiteral("1"));
    const QuarantineModel& waiting = page().details().quarantine();
    QTRY_COMPARE(waiting.rowCount(), 1);
    QVERIFY(waiting.index(0, QuarantineModel::File).data().toString().endsWith(QStringLiteral("empty.jpg")));
    QCOMPARE(waiting.index(0, QuarantineModel::Reason).data().toString(),
             QStringLiteral("the file is empty"));
    QCOMPARE(waiting.index(0, QuarantineModel::Attempts).data().toString(), QStringLiteral("1"));
    QVERIFY(!waiting.index(0, QuarantineModel::NextTry).data().toString().isEmpty());
    QVERIFY(eventRow(QStringLiteral("Failed")) >= 0);
    auto* tabs = page().details().findChild<QTabWidget*>();
    QCOMPARE(tabs->tabText(1), QStringLiteral("Quarantine (1)"));
    tabs->setCurrentIndex(1);
    press(page().details(), QStringLiteral("Try again now"));
    QTRY_COMPARE(waiting.index(0, QuarantineModel::Attempts).data().toString(), QStringLiteral("2"));
    drop(hot / "empty.jpg", 1); // mended
    QTRY_COMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("1"));
    QTRY_COMPARE(waiting.rowCount(), 0);
    QCOMPARE(cell(0, WatchListModel::Failed), QStringLiteral("0"));
}

void TestWatchPage::aFolderThatIsAwayIsWaitedFor()
{
    const fs::path hot = folder("hot");
    open();
    add(hot, QStringLiteral("Studio"));
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Running"));
    fs::rename(hot, *m_folder / "away");
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Waiting for disk"));
    QCOMPARE(page().model().index(0, WatchListModel::State).data(kToneRole).toInt(),
             static_cast<int>(Tone::Caution));
    QVERIFY(eventRow(QStringLiteral("Cannot be watched")) >= 0);
    fs::rename(*m_folder / "away", hot);
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Running"));
    drop(hot / "a.jpg", 1);
    QTRY_COMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("1"));
}

void TestWatchPage::runningFoldersStartAgain()
{
    open();
    add(folder("runs"), QStringLiteral("Studio"));
    add(folder("rests"), QStringLiteral("Studio"));
    page().table().selectRow(1);
    QTRY_COMPARE(cell(1, WatchListModel::State), QStringLiteral("Running"));
    press(page().details(), QStringLiteral("Stop"));
    QTRY_COMPARE(cell(1, WatchListModel::State), QStringLiteral("Stopped"));
    QVERIFY(m_window->close());
    m_testers.clear();
    m_window.reset();
    m_controller.reset(); // has ended all watching by then
    drop(folder("runs") / "a.jpg", 1);
    drop(folder("rests") / "b.jpg", 2);
    open();
    QTRY_COMPARE(page().model().rowCount(), 2);
    QTRY_COMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("1"));
    QCOMPARE(cell(0, WatchListModel::State), QStringLiteral("Running"));
    QCOMPARE(cell(1, WatchListModel::State), QStringLiteral("Stopped"));
    QCOMPARE(cell(1, WatchListModel::TakenIn), QStringLiteral("0"));
    QVERIFY(!fs::exists(m_library->root() / "Studio/b.jpg"));
}

void TestWatchPage::oneProgramWatchesAFolder()
{
    const fs::path hot = folder("hot");
    drop(hot / "a.jpg", 1);
    auto held = std::make_unique<Result<WatchLock>>(WatchLock::take(m_library->library(), hot));
    QVERIFY(held->isOk());
    open();
    add(hot, QStringLiteral("Studio"));
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Watched elsewhere"));
    QVERIFY(page()
                .model()
                .index(0, WatchListModel::State)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("Another program watches")));
    QCOMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("0"));
    held.reset(); // the other one ends
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Running"));
    QTRY_COMPARE(cell(0, WatchListModel::TakenIn), QStringLiteral("1"));
}

void TestWatchPage::anotherProgramsChangesAreFollowed()
{
    open();
    add(folder("hot"), QStringLiteral("Studio"));
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Running"));
    const auto other = m_library->makeController();
    QVERIFY(test::TestLibrary::openAndWait(*other));
    QTRY_COMPARE(other->watches().entries().size(), 1);
    const WatchedFolderId id = other->watches().entries().first().folder.id;
    other->watches().stop(id);
    QTRY_VERIFY(!other->watches().entries().first().folder.isEnabled);
    m_window->pages().open(Pages::Page::Jobs);
    m_window->pages().open(Pages::Page::Watched); // it is looked at anew
    QTRY_COMPARE(cell(0, WatchListModel::State), QStringLiteral("Stopped"));
    other->watches().remove(id);
    QTRY_VERIFY(other->watches().entries().isEmpty());
    m_window->pages().open(Pages::Page::Jobs);
    m_window->pages().open(Pages::Page::Watched);
    QTRY_COMPARE(page().model().rowCount(), 0);
}

void TestWatchPage::aFolderIsDroppedOnThePage()
{
    open();
    QMimeData mime;
    mime.setData(QStringLiteral("text/uri-list"),
                 "file://" + QByteArray::fromStdString(folder("hot").native()));
    const QPoint middle = page().rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction | Qt::MoveAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&page(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(middle, Qt::CopyAction | Qt::MoveAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&page(), &event);
    QCOMPARE(event.dropAction(), Qt::CopyAction);
    QVERIFY(dialog());
    QCOMPARE(dialog()->folder().text(), pathToText(folder("hot")));
}

void TestWatchPage::theFirstFolderMakesTheLibrary()
{
    const fs::path root = *m_folder / "new library";
    LibraryController::Start start{root, {}, {}, {}};
    LibraryController controller(start, m_library->actions());
    MainWindow window(controller, QString::fromStdString((*m_folder / "other.ini").native()));
    window.show();
    controller.open();
    QTRY_COMPARE(controller.state(), LibraryController::State::Missing);
    window.pages().watched().askNew(folder("hot"));
    auto* asked = window.findChild<WatchDialog*>();
    asked->options().project().setEditText(QStringLiteral("Studio"));
    press(*asked, QStringLiteral("accept"));
    QTRY_COMPARE(window.pages().watched().model().rowCount(), 1);
    QCOMPARE(controller.state(), LibraryController::State::Open);
    QVERIFY(fs::exists(root / ".safelight"));
}

void TestWatchPage::eventsStayInTheirPlace()
{
    WatchEventModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVector<WatchEvent> events;
    const auto happen = [&](int number) {
        events += WatchEvent{QDateTime::fromSecsSinceEpoch(number, Qt::UTC),
                             QString::number(number),
                             WatchEvent::Kind::TakenIn,
                             {}};
        if (events.size() > WatchStatus::kMostEvents)
            events.removeFirst();
    };
    for (int number = 0; number < WatchStatus::kMostEvents; ++number)
        happen(number);
    model.setEvents(events);
    const QPersistentModelIndex looked = model.index(10, WatchEventModel::File);
    const QString name = looked.data().toString();
    for (int number = 0; number < 5; ++number)
        happen(1000 + number);
    model.setEvents(events);
    QCOMPARE(model.rowCount(), WatchStatus::kMostEvents);
    QCOMPARE(looked.row(), 15);
    QCOMPARE(looked.data().toString(), name);
    QCOMPARE(model.index(0, WatchEventModel::File).data().toString(), QStringLiteral("1004"));
    model.setEvents({});
    QCOMPARE(model.rowCount(), 0);
}

QTEST_MAIN(TestWatchPage)
#include "tst_watchpage.moc"
