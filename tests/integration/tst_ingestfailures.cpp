#include "db/connection.h"
#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"

#include <QTest>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

bool isTemporary(const fs::path& path)
{
    return path.native().ends_with(".part") && path.filename().native().starts_with(".safelight-");
}

/// Another program that holds the catalogue's write lock, from a thread of its own.
class Rival
{
public:
    enum class Holds { WriteLock, ReadTransaction };

    Rival(const Library& library, Holds holds)
        : m_thread([this, &library, holds] {
              Connection connection(library.catalog());
              bool isHeld = connection.open().isOk();
              WriteTransaction transaction(connection);
              if (holds == Holds::WriteLock) {
                  isHeld = isHeld && transaction.begin().isOk();
              } else {
                  isHeld = isHeld && connection.run(QStringLiteral("BEGIN")).isOk() &&
                           connection.run(QStringLiteral("SELECT COUNT(*) FROM photos")).isOk();
              }
              std::unique_lock lock(m_mutex);
              m_isHeld = isHeld;
              m_isReady = true;
              m_changed.notify_all();
              m_changed.wait(lock, [this] { return m_isReleased; });
              if (holds == Holds::ReadTransaction)
                  (void)connection.run(QStringLiteral("ROLLBACK"));
          })
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_isReady; });
    }
    ~Rival()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isReleased = true;
        }
        m_changed.notify_all();
        m_thread.join();
    }
    bool isHeld() const { return m_isHeld; }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isReady = false;
    bool m_isHeld = false;
    bool m_isReleased = false;
    std::thread m_thread; // last: it uses the others
};

} // namespace

/// Devices and catalogues that fail under a running ingest: nothing half-done bears a final name, and every
/// source stays.
class TestIngestFailures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void theDiskFillsUp();
    void aSyncThatFailsOnceIsCopiedAgain();
    void aSyncThatAlwaysFailsPublishesNothing();
    void aDiskThatTakesNoMoreChangesIsNotBelieved();
    void theCataloguesDiskTakesNoMoreChanges();
    void whatADeadDiskKeptIsSweptByTheNext();
    void aNameTakenAtTheLastMomentIsNotOverwritten();
    void aSourceThatFailsHalfWay();
    void aStoredFileThatCannotBeReadIsNoDuplicate();
    void aSidecarIsNotStoredWithoutItsPicture();
    void aFileInTheWayOfAFolder();
    void aCatalogueLockedFromTheStart();
    void aCatalogueLockedMeanwhile();
    void aReaderDoesNotDisturb();
    void cancelledInTheMiddle();
    void anOfflineProjectIsRefused();
    void tooLittleSpaceIsRefused();
    void aMoveWithinAFileSystemNeedsNoSpace();
    void fewFilesMayBeOpen();
    void whatAnotherIngestStoredMeanwhileIsADuplicate();

private:
    /// What must hold after any failure: the card as it was, rows and folder in agreement, no temporary file.
    void everythingIsWhereItWas() const;

    std::optional<LibraryFixture> m_safe;
    std::optional<FailingFileSystem> m_device;
    QStringList m_card;
};

void TestIngestFailures::init()
{
    m_safe.emplace();
    m_device.emplace();
    m_safe->device = &*m_device;
    m_device->onLink = [](const fs::path&) { return EXDEV; }; // the card is a device of its own
    m_safe->set("ingest.workers", 1);
    (void)m_safe->onCard("0.jpg", jpegBytes(1000));
    QCOMPARE(m_safe->ingest().count("imported"), 1);
    for (int i = 0; i < 6; ++i)
        (void)m_safe->onCard("IMG_" + std::to_string(i) + ".jpg", jpegBytes(i));
    (void)m_safe->onCard("IMG_3.dng", dngBytes(3));
    (void)m_safe->onCard("IMG_3.xmp", "<x/>");
    m_card = snapshot(m_safe->card());
}

void TestIngestFailures::cleanup()
{
    m_safe.reset();
    m_device.reset();
}

void TestIngestFailures::everythingIsWhereItWas() const
{
    QCOMPARE(snapshot(m_safe->card()), m_card);
    QCOMPARE(m_safe->complaints(), QStringList()); // also lists temporary files
}

void TestIngestFailures::theDiskFillsUp()
{
    int writes = 0;
    m_device->onWrite = [&](const fs::path& path) { return isTemporary(path) && ++writes > 3 ? ENOSPC : 0; };
    const auto full = m_safe->ingest();
    QCOMPARE(full.result.state, JobState::DoneWithFailures);
    QCOMPARE(full.count("found"), 9);
    QCOMPARE(full.items.size(), 9); // those that were never begun are listed as well
    QCOMPARE(full.count("imported"), 3);
    for (const IngestItem& item : full.items)
        QVERIFY(item.outcome != IngestOutcome::Failed || item.reason->code == ErrorCode::NoSpace);
    everythingIsWhereItWas();
    m_device->onWrite = {};
    QCOMPARE(m_safe->ingest().count("failed"), 0);
    QCOMPARE(m_safe->files().size(), 9);
    everythingIsWhereItWas();
}

void TestIngestFailures::aSyncThatFailsOnceIsCopiedAgain()
{
    int failures = 0;
    m_device->onSync = [&](const fs::path& path) { return isTemporary(path) && failures++ == 0 ? EIO : 0; };
    const auto taken = m_safe->ingest();
    QVERIFY(failures > 1);
    QCOMPARE(taken.count("imported"), 8);
    QCOMPARE(taken.count("failed"), 0);
    QVERIFY(m_safe->events().contains(u"ingest_sync_failed"));
    everythingIsWhereItWas();
}

void TestIngestFailures::aSyncThatAlwaysFailsPublishesNothing()
{
    m_device->onSync = [](const fs::path& path) { return isTemporary(path) ? EIO : 0; };
    IngestRequest request = m_safe->request();
    request.transfer = IngestRequest::Transfer::Move;
    request.onDuplicate = IngestRequest::OnDuplicate::Import;
    const auto taken = m_safe->ingest(request);
    QCOMPARE(taken.count("failed"), 9);
    QCOMPARE(taken.items.first().reason->code, ErrorCode::SyncFailed);
    QCOMPARE(m_safe->files(), list({"CARD/0.jpg"}));
    everythingIsWhereItWas();
}

/// After an error a file system may say that syncs go well, and has dropped what they were to make durable.
void TestIngestFailures::aDiskThatTakesNoMoreChangesIsNotBelieved()
{
    m_device->onOpenUnnamed = [](const fs::path&) { return EROFS; };
    IngestRequest request = m_safe->request();
    request.transfer = IngestRequest::Transfer::Move;
    request.onDuplicate = IngestRequest::OnDuplicate::Import;
    const auto taken = m_safe->ingest(request);
    QCOMPARE(taken.count("imported"), 0);
    QCOMPARE(taken.count("failed"), 9);
    QCOMPARE(m_safe->files(), list({"CARD/0.jpg"}));
    everythingIsWhereItWas();
}

/// What it said to have committed may be gone with it: no source goes on the strength of that.
void TestIngestFailures::theCataloguesDiskTakesNoMoreChanges()
{
    const auto* catalogue = m_safe->library().catalog().file();
    if (!catalogue)
        QSKIP("a server answers for its own disk");
    m_safe->set("ingest.commit_group", 1);
    m_device->onOpenUnnamed = [&](const fs::path& folder) {
        return folder == catalogue->parent_path() ? EROFS : 0;
    };
    IngestRequest request = m_safe->request();
    request.transfer = IngestRequest::Transfer::Move;
    const auto taken = m_safe->ingest(request);
    QCOMPARE(taken.result.state, JobState::DoneWithFailures);
    QCOMPARE(taken.items.size(), 9);
    QCOMPARE(taken.said(m_safe->card() / "0.jpg"), QStringLiteral("duplicate: catalog_read_only"));
    QVERIFY(taken.count("failed") > 0); // those that were not begun
    everythingIsWhereItWas();
    QVERIFY(m_safe->events().contains(QStringLiteral("ingest_receipt_not_written")));

    m_device->onOpenUnnamed = {};
    const auto again = m_safe->ingest(request);
    QCOMPARE(again.count("failed"), 0);
    QVERIFY(std::ranges::all_of(again.items, &IngestItem::isSourceRemoved));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestIngestFailures::whatADeadDiskKeptIsSweptByTheNext()
{
    const std::string foreign =
        ".safelight-00000000-1111-2222-3333-444444444444-1.part"; // another catalogue's
    QVERIFY(writeFile(m_safe->project() / foreign, "x"));
    m_device->onSync = m_device->onUnlink = [](const fs::path&) { return EROFS; };
    QCOMPARE(m_safe->ingest().result.state, JobState::DoneWithFailures);
    QVERIFY(m_safe->complaints().size() > 1);
    m_device->onSync = m_device->onUnlink = {};
    QCOMPARE(m_safe->ingest().count("imported"), 8);
    QVERIFY(fs::remove(m_safe->project() / foreign));
    everythingIsWhereItWas();
}

void TestIngestFailures::aNameTakenAtTheLastMomentIsNotOverwritten()
{
    // Another program creates the RAW's name after it was found free. The frame gets another one as a whole.
    m_device->onRename = [&](const fs::path& path) {
        if (path.filename() == "IMG_3.dng" && !fs::exists(path))
            return writeFile(path, "somebody else's") ? 0 : EIO;
        return 0;
    };
    const auto taken = m_safe->ingest();
    const auto others = m_safe->project() / "CARD/IMG_3.dng";
    QCOMPARE(readFile(others), QByteArray("somebody else's"));
    QCOMPARE(taken.said(m_safe->card() / "IMG_3.dng"), QStringLiteral("imported: already_exists"));
    QCOMPARE(taken.said(m_safe->card() / "IMG_3.jpg"), QStringLiteral("imported: already_exists"));
    QVERIFY(!fs::exists(m_safe->project() / "CARD/IMG_3.jpg"));
    QVERIFY(fs::exists(m_safe->project() / "CARD/IMG_3 (2).jpg"));
    QVERIFY(fs::exists(m_safe->project() / "CARD/IMG_3 (2).dng"));
    QCOMPARE(taken.count("imported"), 8);
    QCOMPARE(readFile(others), QByteArray("somebody else's"));
    QCOMPARE(snapshot(m_safe->card()), m_card);
}

void TestIngestFailures::aSourceThatFailsHalfWay()
{
    m_safe->set("ingest.buffer_mb", 1);
    const auto large = m_safe->onCard("large.jpg", jpegBytes(7) + QByteArray(3 * 1024 * 1024, 'x'));
    m_card = snapshot(m_safe->card());
    int reads = 0;
    m_device->onRead = [&](const fs::path& path) { return path == large && ++reads == 3 ? EIO : 0; };
    const auto taken = m_safe->ingest();
    QCOMPARE(taken.said(large), QStringLiteral("failed: read_failed"));
    QCOMPARE(taken.count("imported"), 8);
    everythingIsWhereItWas();
}

/// Dropped from the project's own folder: that it lies there proves nothing about its bytes.
void TestIngestFailures::aStoredFileThatCannotBeReadIsNoDuplicate()
{
    QCOMPARE(m_safe->ingest().result.state, JobState::Done);
    const fs::path stored = m_safe->project() / m_safe->files().first().toStdString();
    IngestRequest request = m_safe->request();
    request.sources = {stored};
    QCOMPARE(m_safe->ingest(request).said(stored), QStringLiteral("duplicate: already_exists"));
    m_device->onRead = [&](const fs::path& path) { return path == stored ? EIO : 0; };
    QCOMPARE(m_safe->ingest(request).said(stored), QStringLiteral("failed: read_failed"));
}

void TestIngestFailures::aSidecarIsNotStoredWithoutItsPicture()
{
    const auto sidecar = m_safe->onCard("IMG_5.xmp", "<five/>");
    m_card = snapshot(m_safe->card());
    std::error_code failure;
    const auto size = fs::file_size(m_safe->card() / "IMG_5.jpg", failure);
    m_device->onSync = [&](const fs::path& path) {
        return isTemporary(path) && fs::file_size(path, failure) == size ? EIO : 0;
    };
    const auto taken = m_safe->move();
    QVERIFY(taken.said(m_safe->card() / "IMG_5.jpg").startsWith(u"failed"));
    QVERIFY(fs::exists(sidecar));
    QVERIFY(!fs::exists(m_safe->project() / "CARD/IMG_5.xmp"));
    QCOMPARE(
        m_safe->rows("SELECT stem FROM photos WHERE jpg_available + raw_available + other_available = 0"),
        QStringList());
}

void TestIngestFailures::aFileInTheWayOfAFolder()
{
    const auto deep = m_safe->onCard("sub/A.jpg", jpegBytes(50));
    m_card = snapshot(m_safe->card());
    QVERIFY(writeFile(m_safe->project() / "CARD/sub", "a file"));
    const auto taken = m_safe->ingest();
    QCOMPARE(taken.said(deep), QStringLiteral("failed: not_a_regular_file"));
    QCOMPARE(taken.count("imported"), 8);
    QCOMPARE(readFile(m_safe->project() / "CARD/sub"), QByteArray("a file"));
    QCOMPARE(snapshot(m_safe->card()), m_card);
}

void TestIngestFailures::aCatalogueLockedFromTheStart()
{
    m_safe->set("catalog.busy_timeout_ms", 100);
    const auto folder = snapshot(m_safe->project());
    {
        const Rival rival(m_safe->library(), Rival::Holds::WriteLock);
        QVERIFY(rival.isHeld());
        const auto taken = m_safe->move();
        QCOMPARE(taken.result.state, JobState::Refused); // its receipts could not be begun
        QCOMPARE(taken.result.error->code, ErrorCode::CatalogBusy);
        QCOMPARE(snapshot(m_safe->project()), folder);
    }
    everythingIsWhereItWas();
}

void TestIngestFailures::aCatalogueLockedMeanwhile()
{
    m_safe->set("catalog.busy_timeout_ms", 100);
    const auto folder = snapshot(m_safe->project());
    std::optional<Rival> rival;
    m_device->onWrite = [&](const fs::path& path) {
        if (isTemporary(path) && !rival)
            rival.emplace(m_safe->library(), Rival::Holds::WriteLock);
        return 0;
    };
    const auto taken = m_safe->move();
    QVERIFY(rival && rival->isHeld());
    QCOMPARE(taken.count("failed"), 8);
    QCOMPARE(taken.said(m_safe->card() / "IMG_1.jpg"), QStringLiteral("failed: catalog_busy"));
    QCOMPARE(m_safe->files(), list({"CARD/0.jpg"}));
    rival.reset();
    m_device->onWrite = {};
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->move().count("imported"), 8);
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestIngestFailures::aReaderDoesNotDisturb()
{
    m_safe->set("catalog.busy_timeout_ms", 100);
    const Rival reader(m_safe->library(), Rival::Holds::ReadTransaction);
    QVERIFY(reader.isHeld());
    const auto taken = m_safe->ingest();
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("imported"), 8);
    everythingIsWhereItWas();
}

void TestIngestFailures::cancelledInTheMiddle()
{
    m_safe->set("ingest.commit_group", 1);
    CancelToken cancel;
    RecordingObserver observer;
    observer.onProgress = [&](const TaskProgress& now) {
        if (now.stage == TaskStage::TakingIn && now.done >= 3)
            cancel.cancel();
    };
    const auto taken = m_safe->ingest(m_safe->request(), cancel, &observer);
    QCOMPARE(taken.result.state, JobState::Cancelled);
    QCOMPARE(m_safe->rows("SELECT state FROM jobs ORDER BY id").last(), QStringLiteral("cancelled"));
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM files WHERE present = 1").first().toLongLong(),
             taken.count("imported") + 1); // what was told is what is there
    everythingIsWhereItWas();
    const auto rest = m_safe->ingest();
    QCOMPARE(rest.result.state, JobState::Done);
    QCOMPARE(rest.count("imported") + taken.count("imported"), 8);
    everythingIsWhereItWas();
}

void TestIngestFailures::anOfflineProjectIsRefused()
{
    fs::rename(m_safe->project(), m_safe->elsewhere("away"));
    const auto catalogue = m_safe->catalogue();
    const auto taken = m_safe->move();
    QCOMPARE(taken.result.state, JobState::Refused);
    QCOMPARE(taken.result.error->code, ErrorCode::ProjectOffline);
    QVERIFY(!fs::exists(m_safe->project()));
    QCOMPARE(m_safe->catalogue(), catalogue);
    QCOMPARE(snapshot(m_safe->card()), m_card);
}

void TestIngestFailures::tooLittleSpaceIsRefused()
{
    m_safe->set("ingest.space_reserve_mb", 1'000'000);
    const auto folder = snapshot(m_safe->project());
    const auto taken = m_safe->ingest();
    QCOMPARE(taken.result.state, JobState::Refused);
    QCOMPARE(taken.result.error->code, ErrorCode::NoSpace);
    QCOMPARE(snapshot(m_safe->project()), folder);
    everythingIsWhereItWas();
    IngestRequest plan = m_safe->request();
    plan.planOnly = true;
    QCOMPARE(m_safe->ingest(plan).result.summary[u"has_room"], QJsonValue(false));
    m_safe->set("ingest.space_reserve_mb", 0);
    QCOMPARE(m_safe->ingest(plan).result.summary[u"has_room"], QJsonValue(true));
}

void TestIngestFailures::aMoveWithinAFileSystemNeedsNoSpace()
{
    m_device->onLink = {};
    m_safe->set("ingest.space_reserve_mb", 1'000'000);
    QCOMPARE(m_safe->move().count("imported"), 8);
    QCOMPARE(m_safe->complaints(), QStringList());
}

/// Another ingest takes the same card in while this one has its copies written, but not committed.
void TestIngestFailures::fewFilesMayBeOpen()
{
    constexpr int kMore = 400;
    for (int i = 0; i < kMore; ++i)
        (void)m_safe->onCard("MORE_" + std::to_string(i) + ".jpg", jpegBytes(2000 + i));
    m_safe->set("ingest.workers", 2);
    rlimit limit = {};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const rlimit before = limit;
    limit.rlim_cur = 240;
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    const auto taken = m_safe->ingest();
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QCOMPARE(taken.count("failed"), 0);
    QCOMPARE(taken.count("imported"), kMore + 8);
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestIngestFailures::whatAnotherIngestStoredMeanwhileIsADuplicate()
{
    std::optional<IngestOutcomes> other;
    m_device->onSync = [&](const fs::path& path) {
        if (isTemporary(path) && !other) {
            m_safe->device = &FileSystem::posix();
            other = m_safe->ingest();
        }
        return 0;
    };
    const auto taken = m_safe->ingest();
    QVERIFY(other);
    QCOMPARE(other->count("imported"), 8);
    QCOMPARE(taken.count("imported"), 0);
    QCOMPARE(taken.count("duplicates"), 9);
    QCOMPARE(m_safe->files().size(), 9);
    everythingIsWhereItWas();
}

QTEST_GUILESS_MAIN(TestIngestFailures)
#include "tst_ingestfailures.moc"
