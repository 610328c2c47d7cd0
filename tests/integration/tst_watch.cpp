#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/recordingmonitor.h"

#include <QTest>

#include <sys/stat.h>

#include <cerrno>
#include <fstream>

using namespace safelight;
using namespace safelight::test;
using namespace std::chrono_literals;

namespace fs = std::filesystem;

namespace {

/// A watched folder beside a library, with short times. The clock's own rounds are far away: what a test sees
/// comes from notifications.
struct Scene
{
    Scene()
    {
        fs::create_directories(hot);
        options.settle = 60ms;
        options.rescan = 1h;
        options.retry = 20ms;
    }
    ~Scene()
    {
        if (watch)
            watch->stop();
        watch.reset();
    }

    void start()
    {
        auto created = FolderWatch::create(safe.environment(), watchedFolder(hot, request), options, told);
        if (!created)
            qFatal("%s", qPrintable(describeForLog(created.error())));
        watch = *std::move(created);
        watch->start();
    }
    /// Ends it, and begins as a later start of the program does.
    void startAnew()
    {
        watch->stop();
        watch->awaitStopped();
        start();
    }

    fs::path drop(const std::string& name, int seed) const { return drop(name, jpegBytes(seed)); }
    fs::path drop(const std::string& name, const QByteArray& bytes) const
    {
        if (!writeFile(hot / name, bytes))
            qFatal("cannot write %s", name.c_str());
        return hot / name;
    }
    qint64 jobs() const { return safe.rows("SELECT COUNT(*) FROM jobs").first().toLongLong(); }
    qint64 photos() const { return safe.rows("SELECT COUNT(*) FROM photos").first().toLongLong(); }

    LibraryFixture safe;
    fs::path hot = safe.elsewhere("hot");
    IngestRequest request = [] {
        IngestRequest how;
        how.projectName = LibraryFixture::projectName();
        return how;
    }();
    WatchOptions options;
    RecordingMonitor told;
    std::unique_ptr<FolderWatch> watch; ///< last: it uses the others
};

/// Lets whoever reads a file whose name begins with `gate` wait until it is opened.
class Gate
{
public:
    explicit Gate(FailingFileSystem& device)
    {
        device.onRead = [this](const fs::path& file) {
            if (!file.filename().native().starts_with("gate"))
                return 0;
            std::unique_lock lock(m_mutex);
            m_isReached = true;
            m_changed.notify_all();
            m_changed.wait(lock, [this] { return m_isOpen; });
            return 0;
        };
    }
    void awaitReached()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_isReached; });
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_isOpen = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isReached = false;
    bool m_isOpen = false;
};

bool isQuarantined(const WatchStatus& status, const fs::path& file, ErrorCode code, int attempts = 1)
{
    return std::ranges::any_of(status.quarantine, [&](const QuarantinedFile& entry) {
        return entry.path == pathToText(file) && entry.reason.code == code && entry.attempts == attempts;
    });
}

} // namespace

/// Files come to lie in a real folder, and are taken in once and whole.
class TestWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatLiesThereIsTakenIn();
    void aFileInPiecesIsTakenOnceAndWhole_data();
    void aFileInPiecesIsTakenOnceAndWhole();
    void aFileIsRenamedInto();
    void subfoldersKeepTheirPlace();
    void aFrameGoesTogether();
    void movedFilesLeaveNothing();
    void whatWasTakenIsNotTakenAgain();
    void aFailingFileWaitsInQuarantine();
    void aFailingDiskDoesNotHoldTheOthersUp();
    void whatIsNoPictureIsIgnored();
    void theFolderIsAwayAndBack();
    void anEmptyMountPointForgetsNothing();
    void theProjectIsAwayAndBack();
    void anIdleFolderStopsAtOnce();
    void aStopInTheMiddleLosesNothing();
    void notificationsAreLost();
    void onceEndsByItself();
    void ownOutputIsRefused();
    void aProjectThatComesLater();
};

void TestWatch::whatLiesThereIsTakenIn()
{
    Scene scene;
    scene.drop("a.jpg", 1);
    scene.drop("day1/b.jpg", 2);
    scene.start();
    QVERIFY(scene.told.awaitTakenIn(2));
    QCOMPARE(scene.safe.files(), list({"a.jpg", "day1/b.jpg"}));
    QVERIFY(scene.told.await([](const WatchStatus& status) { return status.queue == 0; }));
    const WatchStatus status = scene.watch->status();
    QCOMPARE(status.state, WatchState::Running);
    QCOMPARE(status.found, qint64(2));
    QCOMPARE(status.failed, qint64(0));
    QVERIFY(status.lastScan.isValid());
    QCOMPARE(status.events.last().kind, WatchEvent::Kind::TakenIn);

    const QStringList before = scene.safe.catalogue();
    const int changes = scene.told.changes();
    for (int i = 0; i < 100; ++i)
        (void)scene.watch->status();
    QCOMPARE(scene.told.changes(), changes); // looking changes nothing
    QCOMPARE(scene.safe.catalogue(), before);
    QVERIFY(scene.safe.complaints().isEmpty());
}

void TestWatch::aFileInPiecesIsTakenOnceAndWhole_data()
{
    QTest::addColumn<bool>("isPolled");
    QTest::newRow("told") << false;
    QTest::newRow("polled") << true;
}

/// The writer makes a break much longer than the settling time, with the file open.
void TestWatch::aFileInPiecesIsTakenOnceAndWhole()
{
    QFETCH(bool, isPolled);
    Scene scene;
    if (isPolled)
        scene.options.notifications = WatchOptions::Notifications::Off;
    scene.options.poll = 20ms;
    scene.start();
    QVERIFY(scene.told.awaitState(isPolled ? WatchState::Polling : WatchState::Running));
    const QByteArray bytes = jpegBytes(1);
    std::ofstream slow(scene.hot / "slow.jpg", std::ios::binary);
    slow.write(bytes.constData(), bytes.size() / 2).flush();
    for (int i = 0; i < 3; ++i) { // each settles after the first half was written
        scene.drop("quick" + std::to_string(i) + ".jpg", 10 + i);
        QVERIFY(scene.told.awaitTakenIn(i + 1));
    }
    QVERIFY(!scene.safe.files().contains(QStringLiteral("slow.jpg")));
    slow.write(bytes.constData() + bytes.size() / 2, bytes.size() - bytes.size() / 2);
    slow.close();
    QVERIFY(scene.told.awaitTakenIn(4));
    QCOMPARE(readFile(scene.safe.project() / "slow.jpg"), bytes);
    QCOMPARE(scene.told.items().size(), 4);
    QCOMPARE(scene.watch->status().failed, qint64(0));
}

void TestWatch::aFileIsRenamedInto()
{
    Scene scene;
    scene.start();
    QVERIFY(scene.told.awaitState(WatchState::Running));
    const auto outside = scene.safe.onCard("a.jpg", jpegBytes(1));
    fs::rename(outside, scene.hot / "a.jpg");
    scene.drop(".b.jpg.tmp", 2); // as an upload does
    fs::rename(scene.hot / ".b.jpg.tmp", scene.hot / "b.jpg");
    QVERIFY(scene.told.awaitTakenIn(2));
    QCOMPARE(scene.safe.files(), list({"a.jpg", "b.jpg"}));
    QCOMPARE(scene.watch->status().found, qint64(2));
}

void TestWatch::subfoldersKeepTheirPlace()
{
    Scene scene;
    scene.start();
    QVERIFY(scene.told.awaitState(WatchState::Running));
    scene.drop("new/deep/er/a.jpg", 1);
    QVERIFY(writeFile(scene.safe.elsewhere("made/sub/b.jpg"), jpegBytes(2)));
    fs::rename(scene.safe.elsewhere("made"), scene.hot / "moved");
    QVERIFY(scene.told.awaitTakenIn(2));
    scene.drop("moved/sub/c.jpg", 3); // it is watched from now on
    QVERIFY(scene.told.awaitTakenIn(3));
    fs::rename(scene.hot / "moved", scene.hot / "renamed");
    scene.drop("renamed/sub/d.jpg", 4);
    QVERIFY(
        scene.told.await([](const WatchStatus& status) { return status.takenIn == 4 && status.queue == 0; }));
    QCOMPARE(scene.safe.files(),
             list({"moved/sub/b.jpg", "moved/sub/c.jpg", "new/deep/er/a.jpg", "renamed/sub/d.jpg"}));
    QCOMPARE(scene.watch->status().duplicates, qint64(2)); // b and c, at their new place
}

void TestWatch::aFrameGoesTogether()
{
    Scene scene;
    scene.start();
    QVERIFY(scene.told.awaitState(WatchState::Running));
    const QByteArray raw = dngBytes(2);
    std::ofstream slow(scene.hot / "a.dng", std::ios::binary);
    slow.write(raw.constData(), 100).flush();
    scene.drop("a.jpg", 1);
    scene.drop("a.xmp", QByteArrayLiteral("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"));
    scene.drop("b.jpg", 3);
    QVERIFY(scene.told.awaitTakenIn(1));
    scene.drop("c.jpg", 4);
    QVERIFY(scene.told.awaitTakenIn(2));
    QCOMPARE(scene.safe.files(), list({"b.jpg", "c.jpg"})); // the others wait for the RAW file
    slow.write(raw.constData() + 100, raw.size() - 100);
    slow.close();
    QVERIFY(scene.told.awaitTakenIn(5));
    QCOMPARE(scene.safe.rows("SELECT stem, jpg_available, raw_available FROM photos ORDER BY stem"),
             list({"a|1|1", "b|1|0", "c|1|0"}));
    QVERIFY(scene.safe.complaints().isEmpty());
}

void TestWatch::movedFilesLeaveNothing()
{
    Scene scene;
    scene.request.transfer = IngestRequest::Transfer::Move;
    scene.safe.set("ingest.workers", 1); // a.jpg comes first
    scene.start();
    QVERIFY(scene.told.awaitState(WatchState::Running));
    scene.drop("day/a.jpg", 1);
    scene.drop("day/again.jpg", 1); // a duplicate, compared byte by byte
    QVERIFY(scene.told.await([](const WatchStatus& status) {
        return status.takenIn == 1 && status.duplicates == 1 && status.queue == 0;
    }));
    QCOMPARE(LibraryFixture::filesIn(scene.hot), QStringList());
    QVERIFY(fs::is_directory(scene.hot / "day"));
    scene.drop("day/a.jpg", 2); // the name is used again
    QVERIFY(scene.told.awaitTakenIn(2));
    QCOMPARE(scene.safe.files(), list({"day/a (2).jpg", "day/a.jpg"}));
}

void TestWatch::whatWasTakenIsNotTakenAgain()
{
    Scene scene;
    scene.options.rescan = 10ms;
    scene.drop("a.jpg", 1);
    scene.drop("b.jpg", 2);
    scene.start();
    QVERIFY(scene.told.awaitTakenIn(2));
    for (int round = 0; round < 5; ++round) {
        const QDateTime last = scene.watch->status().lastScan;
        QVERIFY(scene.told.await([&](const WatchStatus& status) { return status.lastScan > last; }));
    }
    QCOMPARE(scene.told.items().size(), 2);
    QCOMPARE(scene.watch->status().found, qint64(2));

    scene.watch->restart(); // it remembers
    scene.drop("c.jpg", 3);
    QVERIFY(scene.told.awaitTakenIn(3));
    QCOMPARE(scene.told.items().size(), 3);

    scene.startAnew(); // it does not, and finds duplicates
    QVERIFY(scene.told.await(
        [](const WatchStatus& status) { return status.duplicates == 3 && status.takenIn == 0; }));
    QCOMPARE(scene.photos(), qint64(3));
}

void TestWatch::aFailingFileWaitsInQuarantine()
{
    Scene scene;
    scene.options.rescan = 10ms;
    scene.start();
    const auto empty = scene.drop("empty.jpg", QByteArray());
    QVERIFY(scene.told.await(
        [&](const WatchStatus& status) { return isQuarantined(status, empty, ErrorCode::Empty); }));
    scene.drop("a.jpg", 1);
    QVERIFY(scene.told.awaitTakenIn(1));
    QVERIFY(isQuarantined(scene.watch->status(), empty, ErrorCode::Empty)); // not round in circles
    QCOMPARE(scene.watch->status().failed, qint64(1));
    QVERIFY(scene.watch->status().quarantine.first().nextTry > QDateTime::currentDateTimeUtc());

    scene.watch->retryNow();
    QVERIFY(scene.told.await(
        [&](const WatchStatus& status) { return isQuarantined(status, empty, ErrorCode::Empty, 2); }));
    scene.watch->restart(); // it is remembered
    scene.drop("b.jpg", 2);
    QVERIFY(scene.told.awaitTakenIn(2));
    QVERIFY(isQuarantined(scene.watch->status(), empty, ErrorCode::Empty, 2));

    scene.drop("empty.jpg", 3); // now it is something
    QVERIFY(scene.told.await(
        [](const WatchStatus& status) { return status.takenIn == 3 && status.failed == 0; }));
    scene.drop("gone.jpg", QByteArray());
    QVERIFY(scene.told.await([](const WatchStatus& status) { return status.failed == 1; }));
    fs::remove(scene.hot / "gone.jpg");
    QVERIFY(scene.told.await([](const WatchStatus& status) { return status.failed == 0; }));
}

void TestWatch::aFailingDiskDoesNotHoldTheOthersUp()
{
    Scene scene;
    FailingFileSystem device;
    std::atomic<bool> isBroken = true;
    device.onRead = [&](const fs::path& file) { return isBroken && file.filename() == "bad.jpg" ? EIO : 0; };
    scene.safe.device = &device;
    const auto bad = scene.drop("bad.jpg", 1);
    scene.drop("good.jpg", 2);
    scene.start();
    QVERIFY(scene.told.await([&](const WatchStatus& status) {
        return status.takenIn == 1 && isQuarantined(status, bad, ErrorCode::ReadFailed);
    }));
    isBroken = false;
    scene.watch->retryNow();
    QVERIFY(scene.told.await(
        [](const WatchStatus& status) { return status.takenIn == 2 && status.failed == 0; }));
    QVERIFY(scene.safe.complaints().isEmpty());
}

void TestWatch::whatIsNoPictureIsIgnored()
{
    Scene scene;
    scene.drop("note.txt", QByteArrayLiteral("x"));
    scene.drop(".hidden.jpg", 1);
    scene.drop("._a.jpg", QByteArrayLiteral("x"));
    scene.drop("half.jpg.part", 2);
    QCOMPARE(::mkfifo((scene.hot / "pipe.jpg").c_str(), 0600), 0);
    fs::create_directory_symlink(scene.safe.card(), scene.hot / "link");
    (void)scene.safe.onCard("outside.jpg", jpegBytes(3));
    scene.drop("a.jpg", 4);
    scene.start();
    QVERIFY(
        scene.told.await([](const WatchStatus& status) { return status.takenIn == 1 && status.queue == 0; }));
    QCOMPARE(scene.told.items().size(), 1);
    QCOMPARE(scene.watch->status().found, qint64(1));
}

void TestWatch::theFolderIsAwayAndBack()
{
    Scene scene;
    scene.drop("a.jpg", 1);
    scene.start();
    QVERIFY(scene.told.awaitTakenIn(1));
    const auto away = scene.safe.elsewhere("away");
    fs::rename(scene.hot, away);
    QVERIFY(scene.told.awaitState(WatchState::Error));
    QCOMPARE(scene.watch->status().error->code, ErrorCode::NotFound);
    QVERIFY(!fs::exists(scene.hot)); // it makes no folders
    QVERIFY(writeFile(away / "b.jpg", jpegBytes(2)));
    fs::rename(away, scene.hot);
    QVERIFY(scene.told.awaitTakenIn(2));
    QVERIFY(scene.told.awaitState(WatchState::Running));
    scene.drop("c.jpg", 3);
    QVERIFY(scene.told.awaitTakenIn(3));
    QCOMPARE(scene.told.items().size(), 3);
    QCOMPARE(scene.photos(), qint64(3));
}

/// Where a disk was mounted, an empty folder is left. (Taken apart by renames here.)
void TestWatch::anEmptyMountPointForgetsNothing()
{
    Scene scene;
    scene.drop("a.jpg", 1);
    scene.start();
    QVERIFY(scene.told.awaitTakenIn(1));
    const auto away = scene.safe.elsewhere("away");
    fs::rename(scene.hot, away);
    fs::create_directories(scene.hot);
    QVERIFY(scene.told.await([](const WatchStatus& status) {
        return status.state == WatchState::Running && status.events.last().kind == WatchEvent::Kind::Started;
    }));
    fs::remove(scene.hot);
    fs::rename(away, scene.hot);
    scene.drop("b.jpg", 2);
    QVERIFY(scene.told.awaitTakenIn(2));
    QCOMPARE(scene.watch->status().duplicates, qint64(0)); // a.jpg was not read again
    QCOMPARE(scene.told.items().size(), 2);
}

void TestWatch::theProjectIsAwayAndBack()
{
    Scene scene;
    scene.drop("a.jpg", 1);
    scene.start();
    QVERIFY(scene.told.awaitTakenIn(1));
    const auto away = scene.safe.elsewhere("awayproject");
    fs::rename(scene.safe.project(), away);
    scene.drop("b.jpg", 2);
    QVERIFY(scene.told.awaitState(WatchState::Error));
    QCOMPARE(scene.watch->status().error->code, ErrorCode::ProjectOffline);
    QCOMPARE(scene.watch->status().failed, qint64(0)); // not the file's fault
    QCOMPARE(scene.watch->status().queue, qint64(1));
    fs::rename(scene.hot / "b.jpg", scene.safe.elsewhere("b.jpg")); // then nothing is wrong
    QVERIFY(scene.told.awaitState(WatchState::Running));
    fs::rename(scene.safe.elsewhere("b.jpg"), scene.hot / "b.jpg");
    QVERIFY(scene.told.awaitState(WatchState::Error));
    fs::rename(away, scene.safe.project());
    QVERIFY(scene.told.awaitTakenIn(2));
    QVERIFY(scene.told.awaitState(WatchState::Running));
    QVERIFY(scene.safe.complaints().isEmpty());
}

/// Nothing here is timed: what does not end at once would wait for an hour.
void TestWatch::anIdleFolderStopsAtOnce()
{
    Scene scene;
    scene.options.settle = 1h;
    scene.options.retry = 1h;
    scene.drop("waits.jpg", 1);
    scene.start();
    QVERIFY(scene.told.await([](const WatchStatus& status) { return status.queue == 1; }));
    scene.watch->stop();
    scene.watch->awaitStopped();
    QCOMPARE(scene.watch->status().state, WatchState::Stopped);
    for (int i = 0; i < 20; ++i) {
        scene.watch->start();
        scene.watch->restart();
        scene.watch->stop();
    }
    scene.watch->awaitStopped();
    QCOMPARE(scene.watch->status().state, WatchState::Stopped);

    fs::rename(scene.hot, scene.safe.elsewhere("away"));
    scene.watch->start();
    QVERIFY(scene.told.awaitState(WatchState::Error));
    scene.watch->stop();
    scene.watch->awaitStopped();
    QCOMPARE(scene.jobs(), qint64(0));
}

void TestWatch::aStopInTheMiddleLosesNothing()
{
    Scene scene;
    FailingFileSystem device;
    Gate gate(device);
    scene.safe.device = &device;
    scene.safe.set("ingest.workers", 1);
    for (int i = 0; i < 20; ++i)
        scene.drop((i == 5 ? "gate" : "pic" + std::to_string(i)) + ".jpg", i);
    scene.start();
    gate.awaitReached();
    scene.watch->stop();
    gate.open();
    scene.watch->awaitStopped();
    const WatchStatus stopped = scene.watch->status();
    QCOMPARE(stopped.state, WatchState::Stopped);
    QCOMPARE(stopped.failed, qint64(0));
    QVERIFY(stopped.takenIn < 20);
    QVERIFY(scene.safe.files().join(u' ').contains(u"gate.jpg")); // what was begun is finished
    QVERIFY(scene.safe.complaints().isEmpty());                   // nothing half-done
    scene.watch->start();
    QVERIFY(scene.told.awaitTakenIn(20));
    QVERIFY(scene.told.await([](const WatchStatus& status) { return status.queue == 0; }));
    QCOMPARE(scene.watch->status().duplicates, qint64(0));
    QCOMPARE(scene.photos(), qint64(20));
    QVERIFY(scene.safe.complaints().isEmpty());
}

/// More happens during an ingest than the system keeps.
void TestWatch::notificationsAreLost()
{
    int kept = 0;
    std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> kept;
    if (kept == 0 || kept > 100'000)
        QSKIP("the system's queue is too long to fill it");
    Scene scene;
    FailingFileSystem device;
    Gate gate(device);
    scene.safe.device = &device;
    scene.drop("gate.jpg", 1);
    scene.start();
    gate.awaitReached();
    scene.drop("x.txt", QByteArrayLiteral("x"));
    for (int i = 0; i <= kept / 4; ++i) {
        fs::rename(scene.hot / "x.txt", scene.hot / "y.txt");
        fs::rename(scene.hot / "y.txt", scene.hot / "x.txt");
    }
    scene.drop("late.jpg", 2); // nobody is told of it
    gate.open();
    QVERIFY(scene.told.awaitTakenIn(2));
}

void TestWatch::onceEndsByItself()
{
    Scene scene;
    scene.options.until = WatchOptions::Until::AllTakenIn;
    scene.drop("a.jpg", 1);
    scene.drop("sub/b.jpg", 2);
    const auto empty = scene.drop("empty.jpg", QByteArray());
    scene.start();
    scene.watch->awaitStopped();
    const WatchStatus status = scene.watch->status();
    QCOMPARE(status.state, WatchState::Stopped);
    QCOMPARE(status.takenIn, qint64(2));
    QVERIFY(isQuarantined(status, empty, ErrorCode::Empty));

    fs::rename(scene.hot, scene.safe.elsewhere("away"));
    scene.watch->start();
    scene.watch->awaitStopped();
    QCOMPARE(scene.watch->status().state, WatchState::Error);
    QCOMPARE(scene.watch->status().error->code, ErrorCode::NotFound);
}

void TestWatch::ownOutputIsRefused()
{
    Scene scene;
    const auto codeOf = [&](const fs::path& folder, const IngestRequest& request) {
        const auto created = FolderWatch::create(scene.safe.environment(), watchedFolder(folder, request),
                                                 scene.options, scene.told);
        return created ? QStringLiteral("fine") : errorCodeName(created.error().code);
    };
    QCOMPARE(codeOf(scene.hot, scene.request), QStringLiteral("fine"));
    QCOMPARE(codeOf(scene.safe.root() / ".safelight", scene.request), QStringLiteral("invalid_argument"));
    QCOMPARE(codeOf(scene.safe.root().parent_path(), scene.request), QStringLiteral("invalid_argument"));
    scene.options.outputs = {scene.hot / "second"};
    QCOMPARE(codeOf(scene.hot, scene.request), QStringLiteral("invalid_argument"));
    scene.options.outputs.clear();
    IngestRequest again = scene.request; // would be imported again at each start
    again.onDuplicate = IngestRequest::OnDuplicate::Import;
    QCOMPARE(codeOf(scene.hot, again), QStringLiteral("invalid_argument"));
    again.transfer = IngestRequest::Transfer::Move;
    QCOMPARE(codeOf(scene.hot, again), QStringLiteral("fine"));
}

/// The watched folder becomes a project's while it is watched.
void TestWatch::aProjectThatComesLater()
{
    Scene scene;
    scene.drop("a.jpg", 1);
    scene.start();
    QVERIFY(scene.told.awaitTakenIn(1));
    scene.safe.change(
        QStringLiteral("INSERT INTO projects (uuid, name, folder, created_at, updated_at) VALUES "
                       "('u', 'Other', '%1', '', '')")
            .arg(pathToText(scene.hot / "sub")));
    scene.drop("b.jpg", 2);
    QVERIFY(scene.told.awaitState(WatchState::Error));
    QCOMPARE(scene.watch->status().error->code, ErrorCode::InvalidArgument);
    scene.safe.change("DELETE FROM projects WHERE name = 'Other'");
    QVERIFY(scene.told.awaitTakenIn(2));
}

QTEST_GUILESS_MAIN(TestWatch)
#include "tst_watch.moc"
