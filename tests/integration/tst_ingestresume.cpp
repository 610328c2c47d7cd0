#include "base/pathtext.h"
#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/receipts.h"
#include "support/smalldisk.h"
#include "tasks/projectactions.h"

#include <QTest>

#include <atomic>
#include <cerrno>
#include <set>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

constexpr int kFrames = 24;

bool isTemporary(const fs::path& path)
{
    return path.native().ends_with(".part") && path.filename().native().starts_with(".safelight-");
}

/// What was taken away to `away` is back at its place as soon as an ingest waits for it.
void bringBackWhenAwaited(RecordingObserver& observer, std::atomic<bool>& isBack, const fs::path& away,
                          const fs::path& place)
{
    observer.onProgress = [&isBack, away, place](const TaskProgress& now) {
        if (now.stage == TaskStage::AwaitingVolume && !isBack.exchange(true))
            fs::rename(away, place);
    };
}

} // namespace

/// An ingest ends, or has to wait, before its end, and goes on.
class TestIngestResume : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void pausedItGoesOnUnderTheSameJob();
    void whatIsSettledIsNotReadAgain();
    void aFileThatChangedMeanwhileIsTakenInAnew();
    void whatFailedIsTriedAgain();
    void aProjectThatWasRenamedMeanwhileIsStillTheOne();
    void aFinishedIngestIsNotGoneOnWith();
    void oneThatCouldNotBeginIsKept();
    void aCardThatIsTakenAwayIsWaitedFor();
    void aCardThatIsTakenAwayWhileAFileIsReadForItsCopy();
    void aCardThatStaysAwayInterrupts();
    void aLibraryDiskThatIsTakenAwayIsWaitedFor();
    void aLibraryDiskThatGoesAtTheSyncIsWaitedFor();
    void aSecondDiskThatIsTakenAwayIsWaitedFor();
    void aSecondDiskThatGoesBeforeItsCopiesHaveNames();
    void aDiskThatFillsUp();
    void aDiskThatBecomesReadOnly();

private:
    IngestOutcomes resumed(JobId job, RecordingObserver* observer = nullptr) const;
    void everythingIsTakenIn() const;
    QString job(const char* column) const;

    std::optional<LibraryFixture> m_safe;
    std::optional<FailingFileSystem> m_device;
    QStringList m_card;
};

void TestIngestResume::init()
{
    m_safe.emplace();
    m_device.emplace();
    m_safe->device = &*m_device;
    m_safe->set("ingest.workers", 1);
    m_safe->set("ingest.commit_group", 2);
    for (int i = 0; i < kFrames; ++i)
        (void)m_safe->onCard("IMG_" + std::to_string(1000 + i) + ".jpg", jpegBytes(i));
    m_card = snapshot(m_safe->card());
}

void TestIngestResume::cleanup()
{
    m_safe.reset();
    m_device.reset();
}

IngestOutcomes TestIngestResume::resumed(JobId id, RecordingObserver* observer) const
{
    RecordingObserver own;
    RecordingObserver& used = observer ? *observer : own;
    IngestOutcomes outcomes;
    outcomes.result = resumeIngest(m_safe->environment(), id, used, {});
    outcomes.items = used.items;
    return outcomes;
}

void TestIngestResume::everythingIsTakenIn() const
{
    QCOMPARE(m_safe->files().size(), kFrames);
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(snapshot(m_safe->card()), m_card);
    const WholeReceipt whole = latestReceipt(*m_safe);
    QCOMPARE(whole.sums.found, kFrames);
    QCOMPARE(whole.sums.proven, kFrames);
    QVERIFY(whole.isSafeToFormat());
}

QString TestIngestResume::job(const char* column) const
{
    const QByteArray sql = QByteArray("SELECT ") + column + " FROM jobs WHERE type = 'ingest' ORDER BY id";
    return m_safe->rows(sql.constData()).join(u' ');
}

void TestIngestResume::pausedItGoesOnUnderTheSameJob()
{
    const CancelToken token;
    RecordingObserver observer;
    observer.onProgress = [&](const TaskProgress& now) {
        if (now.stage == TaskStage::TakingIn && now.done >= 4)
            token.pause();
    };
    const auto first = m_safe->ingest(m_safe->request(), token, &observer);
    QCOMPARE(first.result.state, JobState::Interrupted);
    QVERIFY(first.count("imported") >= 4 && first.count("imported") < kFrames);
    QVERIFY(!latestReceipt(*m_safe).receipt.isComplete);
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
    const auto rest = resumed(first.result.job);
    QCOMPARE(rest.result.state, JobState::Done);
    QCOMPARE(rest.result.job, first.result.job);
    QCOMPARE(rest.count("imported") + first.count("imported"), kFrames);
    QCOMPARE(rest.count("settled_before"), first.count("imported"));
    QCOMPARE(job("state"), QStringLiteral("done"));
    QCOMPARE(job("attempts"), QStringLiteral("2"));
    everythingIsTakenIn();
}

void TestIngestResume::whatIsSettledIsNotReadAgain()
{
    int reads = 0;
    m_device->onRead = [&](const fs::path& path) {
        return path.parent_path() == m_safe->card() && ++reads > 2 * 10 ? EIO : 0; // content and end of file
    };
    const auto first = m_safe->ingest();
    const qint64 imported = first.count("imported");
    QVERIFY(imported > 0 && imported < kFrames);
    std::set<fs::path> read;
    m_device->onRead = [&](const fs::path& path) {
        read.insert(path);
        return 0;
    };
    QCOMPARE(resumed(first.result.job).count("imported"), kFrames - imported);
    for (const IngestItem& item : first.items) {
        const bool isRead = read.contains(pathFromText(item.path));
        QCOMPARE(isRead, item.outcome != IngestOutcome::Imported);
    }
    everythingIsTakenIn();
}

void TestIngestResume::aFileThatChangedMeanwhileIsTakenInAnew()
{
    m_device->onRead = [&](const fs::path& path) { return path.filename() == "IMG_1020.jpg" ? EIO : 0; };
    const auto first = m_safe->ingest();
    QCOMPARE(first.count("failed"), 1);
    m_device->onRead = {};
    (void)m_safe->onCard("IMG_1001.jpg", jpegBytes(501, QSize(80, 60)));
    const auto rest = resumed(first.result.job);
    QCOMPARE(rest.count("imported"), 2);
    QCOMPARE(readFile(m_safe->project() / "CARD/IMG_1001.jpg"), jpegBytes(1));
    QCOMPARE(readFile(m_safe->project() / "CARD/IMG_1001 (2).jpg"), jpegBytes(501, QSize(80, 60)));
    QCOMPARE(latestReceipt(*m_safe).sums.found, kFrames);
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestIngestResume::whatFailedIsTriedAgain()
{
    m_device->onRead = [&](const fs::path& path) { return path.filename() == "IMG_1003.jpg" ? EIO : 0; };
    const auto first = m_safe->ingest();
    QCOMPARE(first.result.state, JobState::DoneWithFailures);
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
    m_device->onRead = {};
    const auto rest = resumed(first.result.job);
    QCOMPARE(rest.result.state, JobState::Done);
    QCOMPARE(rest.items.size(), 1);
    everythingIsTakenIn();
}

void TestIngestResume::aProjectThatWasRenamedMeanwhileIsStillTheOne()
{
    m_device->onRead = [&](const fs::path& path) { return path.filename() == "IMG_1003.jpg" ? EIO : 0; };
    const auto first = m_safe->ingest();
    m_device->onRead = {};
    QVERIFY(renameProject(m_safe->environment(), LibraryFixture::projectName(), QStringLiteral("Wedding")));
    QCOMPARE(resumed(first.result.job).count("imported"), 1);
    QCOMPARE(m_safe->rows("SELECT name FROM projects"), list({"Wedding"}));
    QCOMPARE(m_safe->files().size(), kFrames); // its folder keeps its name
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
}

void TestIngestResume::oneThatCouldNotBeginIsKept()
{
    const auto kept = postponeIngest(m_safe->environment(), m_safe->request());
    QVERIFY(kept.isOk());
    QCOMPARE(m_safe->rows("SELECT type, state FROM jobs"), list({"ingest|interrupted"}));
    QVERIFY(!fs::exists(m_safe->project()));
    IngestRequest again = m_safe->request();
    again.resumes = *kept;
    const auto same = postponeIngest(m_safe->environment(), again);
    QVERIFY(same.isOk() && *same == *kept);
    QCOMPARE(resumed(*kept).count("imported"), kFrames);
    QCOMPARE(m_safe->rows("SELECT state FROM jobs"), list({"done"}));
    everythingIsTakenIn();
}

void TestIngestResume::aFinishedIngestIsNotGoneOnWith()
{
    const auto first = m_safe->ingest();
    QCOMPARE(first.result.state, JobState::Done);
    QCOMPARE(resumed(first.result.job).result.state, JobState::Refused);
    QCOMPARE(resumed({4711}).result.state, JobState::Refused);
    QCOMPARE(job("state"), QStringLiteral("done"));
    everythingIsTakenIn();
}

void TestIngestResume::aCardThatIsTakenAwayIsWaitedFor()
{
    const auto away = m_safe->elsewhere("pocket");
    std::atomic<bool> isAway = false;
    m_device->onRead = [&](const fs::path& path) {
        if (path.filename() == "IMG_1010.jpg" && !isAway.exchange(true)) {
            fs::rename(m_safe->card(), away);
            return EIO;
        }
        return 0;
    };
    RecordingObserver observer;
    std::atomic<bool> isBack = false;
    bringBackWhenAwaited(observer, isBack, away, m_safe->card());
    const auto taken = m_safe->ingest(m_safe->request(), {}, &observer);
    QVERIFY(isBack);
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("failed"), 0);
    everythingIsTakenIn();
}

/// A large file that may be known is read for its digest first.
void TestIngestResume::aCardThatIsTakenAwayWhileAFileIsReadForItsCopy()
{
    m_safe->set("ingest.buffer_mb", 1);
    const QByteArray rest(3 * 1024 * 1024, 'x');
    (void)m_safe->onCard("known.jpg", jpegBytes(90) + rest);
    IngestRequest request = m_safe->request();
    request.sources = {m_safe->card() / "known.jpg"};
    QCOMPARE(m_safe->ingest(request).count("imported"), 1);
    const auto large = m_safe->onCard("large.jpg", jpegBytes(90) + rest.chopped(1) + 'y');
    const auto away = m_safe->elsewhere("pocket");
    int reads = 0;
    m_device->onRead = [&](const fs::path& path) { return path == large ? (++reads, 0) : 0; };
    request.planOnly = true;
    request.sources = {large};
    QCOMPARE(m_safe->ingest(request).result.state, JobState::Done);
    const int onlyDigest = reads;
    reads = 0;
    bool isAway = false;
    m_device->onRead = [&](const fs::path& path) {
        if (path == large && ++reads == onlyDigest + 2 && !std::exchange(isAway, true)) {
            fs::rename(m_safe->card(), away);
            return EIO;
        }
        return 0;
    };
    RecordingObserver observer;
    std::atomic<bool> isBack = false;
    bringBackWhenAwaited(observer, isBack, away, m_safe->card());
    request.planOnly = false;
    const auto taken = m_safe->ingest(request, {}, &observer);
    QVERIFY(isAway && isBack);
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("imported"), 1);
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestIngestResume::aCardThatStaysAwayInterrupts()
{
    m_safe->set("ingest.volume_wait_seconds", 0);
    const auto away = m_safe->elsewhere("pocket");
    bool isAway = false;
    m_device->onRead = [&](const fs::path& path) {
        if (path.filename() == "IMG_1010.jpg" && !std::exchange(isAway, true)) {
            fs::rename(m_safe->card(), away);
            return EIO;
        }
        return 0;
    };
    const auto taken = m_safe->ingest();
    QCOMPARE(taken.result.state, JobState::Interrupted);
    QCOMPARE(taken.result.error->code, ErrorCode::VolumeGone);
    QCOMPARE(taken.count("failed"), 0); // not one of them failed: they are away
    QVERIFY(taken.count("imported") > 0);
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
    fs::rename(away, m_safe->card());
    QCOMPARE(resumed(taken.result.job).result.state, JobState::Done);
    everythingIsTakenIn();
}

void TestIngestResume::aLibraryDiskThatIsTakenAwayIsWaitedFor()
{
    (void)m_safe->onCard("0.jpg", jpegBytes(1000));
    m_card = snapshot(m_safe->card());
    const auto away = m_safe->elsewhere("away");
    std::atomic<int> writes = 0;
    m_device->onWrite = [&](const fs::path& path) {
        if (isTemporary(path) && ++writes == 10) {
            fs::rename(m_safe->project(), away);
            return EIO;
        }
        return 0;
    };
    RecordingObserver observer;
    std::atomic<bool> isBack = false;
    observer.onProgress = [&](const TaskProgress& now) {
        if (now.stage != TaskStage::AwaitingVolume || isBack.exchange(true))
            return;
        fs::rename(away, m_safe->project());
    };
    const auto taken = m_safe->ingest(m_safe->request(), {}, &observer);
    QVERIFY(isBack);
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("failed"), 0);
    QCOMPARE(m_safe->files().size(), kFrames + 1);
    QCOMPARE(m_safe->complaints(), QStringList());
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
}

/// The committing thread meets it first: no copy of the group can be synced, and none of its frames failed.
void TestIngestResume::aLibraryDiskThatGoesAtTheSyncIsWaitedFor()
{
    (void)m_safe->onCard("0.jpg", jpegBytes(1000));
    const auto away = m_safe->elsewhere("away");
    std::atomic<bool> isAway = false;
    m_device->onSync = [&](const fs::path& path) {
        if (isTemporary(path) && !isAway && m_safe->files().size() > 4 && !isAway.exchange(true))
            fs::rename(m_safe->project(), away);
        return isTemporary(path) && isAway && !fs::exists(m_safe->project()) ? EIO : 0;
    };
    RecordingObserver observer;
    std::atomic<bool> isBack = false;
    bringBackWhenAwaited(observer, isBack, away, m_safe->project());
    const auto taken = m_safe->ingest(m_safe->request(), {}, &observer);
    QVERIFY(isBack);
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("failed"), 0);
    QCOMPARE(m_safe->files().size(), kFrames + 1);
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestIngestResume::aSecondDiskThatIsTakenAwayIsWaitedFor()
{
    const auto second = m_safe->elsewhere("backup");
    const auto away = m_safe->elsewhere("away");
    std::atomic<int> writes = 0;
    m_device->onWrite = [&](const fs::path& path) {
        if (path.parent_path() == second && ++writes == 10) {
            fs::rename(second, away);
            return EIO;
        }
        return 0;
    };
    RecordingObserver observer;
    std::atomic<bool> isBack = false;
    bringBackWhenAwaited(observer, isBack, away, second);
    IngestRequest request = m_safe->request();
    request.secondFolder = second;
    const auto taken = m_safe->ingest(request, {}, &observer);
    QVERIFY(isBack);
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("second_copies"), kFrames);
    everythingIsTakenIn();
}

void TestIngestResume::aSecondDiskThatGoesBeforeItsCopiesHaveNames()
{
    const auto second = m_safe->elsewhere("backup");
    const auto away = m_safe->elsewhere("away");
    std::atomic<int> syncs = 0;
    m_device->onSync = [&](const fs::path& path) {
        if (isTemporary(path) && path.parent_path() == second && ++syncs == 5)
            fs::rename(second, away); // on the committing thread: what it does next is to give the name
        return 0;
    };
    RecordingObserver observer;
    std::atomic<bool> isBack = false;
    bringBackWhenAwaited(observer, isBack, away, second);
    IngestRequest request = m_safe->request();
    request.secondFolder = second;
    const auto taken = m_safe->ingest(request, {}, &observer);
    QVERIFY(isBack);
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("second_copies"), kFrames);
    everythingIsTakenIn();
}

void TestIngestResume::aDiskThatFillsUp()
{
    QCOMPARE(m_safe->ingest().count("imported"), kFrames);
    const SmallDisk disk(m_safe->elsewhere("disk"), "size=256k");
    if (!disk.isMounted())
        QSKIP("a small disk can be mounted by root only");
    const auto backup = m_safe->elsewhere("disk") / "backup";
    IngestRequest request = m_safe->request();
    request.secondFolder = backup;
    // Some room is taken by somebody else, after the space was looked at.
    bool isTaken = false;
    m_device->onWrite = [&](const fs::path& path) {
        if (path.parent_path() == backup && !std::exchange(isTaken, true))
            return writeFile(m_safe->elsewhere("disk") / "film", QByteArray(230 * 1024, 'f')) ? 0 : EIO;
        return 0;
    };
    const auto full = m_safe->ingest(request);
    QCOMPARE(full.result.state, JobState::DoneWithFailures);
    QVERIFY(full.count("second_copies") < kFrames);
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
    QCOMPARE(m_safe->complaints(), QStringList());
    for (const std::string& name : listTree(backup)) {
        const auto file = backup / name;
        if (!name.ends_with('/')) // whole, or not there
            QCOMPARE(readFile(file), readFile(m_safe->card() / file.filename()));
    }
    fs::remove(m_safe->elsewhere("disk") / "film");
    QCOMPARE(resumed(full.result.job).result.state, JobState::Done);
    everythingIsTakenIn();
}

void TestIngestResume::aDiskThatBecomesReadOnly()
{
    int writes = 0;
    m_device->onWrite = [&](const fs::path& path) { return isTemporary(path) && ++writes > 6 ? EROFS : 0; };
    const auto taken = m_safe->ingest();
    QCOMPARE(taken.result.state, JobState::DoneWithFailures);
    QVERIFY(taken.count("imported") > 0 && taken.count("imported") < 7);
    QCOMPARE(taken.count("failed"), kFrames - taken.count("imported")); // listed, and tried no further
    QVERIFY(writes < kFrames);
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
    QCOMPARE(m_safe->complaints(), QStringList());
    m_device->onWrite = {};
    QCOMPARE(resumed(taken.result.job).result.state, JobState::Done);
    everythingIsTakenIn();
}

QTEST_GUILESS_MAIN(TestIngestResume)
#include "tst_ingestresume.moc"
