#include "base/pathtext.h"
#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/receipts.h"
#include "support/smalldisk.h"

#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// "Safe to format" is the word on which people erase the only copies of their pictures: whatever could make
/// it a lie.
class TestReceiptTruth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void goingOnWithoutTheCard_data();
    void goingOnWithoutTheCard();
    void aCardThatIsBackIsGoneOnWith();
    void aCancelLeavesNoHalfFrame();
    void whatLeadsToTheSourceIsNoCopy_data();
    void whatLeadsToTheSourceIsNoCopy();
    void aSecondPlaceThatLeadsToTheSource();
    void copiesBelowTheSource_data();
    void copiesBelowTheSource();
    void copiesOnTheCard();
    void whatCameMeanwhile_data();
    void whatCameMeanwhile();
    void sizeAloneProvesNothing();
    void aMoveBySizeIsProvenByBytes();
    void aDamagedCopyIsNoDuplicate();
    void aChangedSidecarProvesNothing();
    void duplicatesAreProvenAsAsked();

private:
    bool isSafe() const { return latestReceipt(*m_safe).isSafeToFormat(); }

    std::optional<LibraryFixture> m_safe;
    FailingFileSystem m_device;
};

namespace {

constexpr int kFrames = 12;

/// As a failing disk does it: neither size nor time tells.
void rot(const fs::path& file)
{
    struct stat before = {};
    ::stat(file.c_str(), &before);
    QByteArray bytes = readFile(file);
    bytes[bytes.size() / 2] = static_cast<char>(~bytes[bytes.size() / 2]);
    if (!writeFile(file, bytes))
        qFatal("cannot write %s", file.c_str());
    const timespec times[2] = {before.st_atim, before.st_mtim};
    ::utimensat(AT_FDCWD, file.c_str(), times, 0);
}

} // namespace

void TestReceiptTruth::init()
{
    m_safe.emplace();
    m_device.onWrite = m_device.onLink = m_device.onRead = {};
    m_safe->device = &m_device;
    m_safe->set("ingest.workers", 1);
    m_safe->set("ingest.commit_group", 2);
    for (int i = 0; i < kFrames; ++i)
        (void)m_safe->onCard("IMG_" + std::to_string(1000 + i) + ".JPG", jpegBytes(i));
}

void TestReceiptTruth::cleanup()
{
    m_safe.reset();
}

void TestReceiptTruth::goingOnWithoutTheCard_data()
{
    QTest::addColumn<bool>("isOther");
    QTest::newRow("an empty mount point") << false;
    QTest::newRow("another card") << true;
}

void TestReceiptTruth::goingOnWithoutTheCard()
{
    QFETCH(const bool, isOther);
    CancelToken cancel;
    RecordingObserver observer;
    int writes = 0;
    m_device.onWrite = [&](const fs::path&) {
        if (++writes == kFrames / 2)
            cancel.cancel();
        return 0;
    };
    const auto begun = m_safe->ingest(m_safe->request(), cancel, &observer);
    QCOMPARE(begun.result.state, JobState::Cancelled);
    const auto taken = m_safe->files().size();
    QVERIFY(taken > 0 && taken < kFrames);
    fs::rename(m_safe->card(), m_safe->elsewhere("pocket"));
    fs::create_directory(m_safe->card());
    if (isOther)
        (void)m_safe->onCard("IMG_1000.JPG", jpegBytes(500));
    RecordingObserver again;
    const auto refused = resumeIngest(m_safe->environment(), begun.result.job, again, {});
    QCOMPARE(refused.state, JobState::Refused);
    QCOMPARE(refused.error->code, ErrorCode::VolumeGone);
    QVERIFY(!isSafe());
    QCOMPARE(m_safe->files().size(), taken);

    fs::remove_all(m_safe->card());
    fs::rename(m_safe->elsewhere("pocket"), m_safe->card());
    QCOMPARE(resumeIngest(m_safe->environment(), begun.result.job, again, {}).state, JobState::Done);
    QCOMPARE(m_safe->files().size(), kFrames);
    QVERIFY(isSafe());
}

/// Of a move nothing need be left of what was taken in: the rest is what there is to do.
void TestReceiptTruth::aCardThatIsBackIsGoneOnWith()
{
    CancelToken cancel;
    RecordingObserver observer;
    int writes = 0;
    m_device.onLink = [&](const fs::path&) {
        if (++writes == kFrames / 2)
            cancel.cancel();
        return 0;
    };
    IngestRequest request = m_safe->request();
    request.transfer = IngestRequest::Transfer::Move;
    const auto begun = m_safe->ingest(request, cancel, &observer);
    QCOMPARE(begun.result.state, JobState::Cancelled);
    QVERIFY(!isSafe());
    RecordingObserver again;
    QCOMPARE(resumeIngest(m_safe->environment(), begun.result.job, again, {}).state, JobState::Done);
    QCOMPARE(m_safe->filesIn(m_safe->card()), QStringList());
    QVERIFY(isSafe());
}

/// Half a frame would be a photo of its own when the other half comes.
void TestReceiptTruth::aCancelLeavesNoHalfFrame()
{
    for (int i = 0; i < kFrames; ++i)
        (void)m_safe->onCard("IMG_" + std::to_string(1000 + i) + ".dng", dngBytes(i));
    int wasCut = 0;
    for (int cancelAt = 1; cancelAt < 12; ++cancelAt) {
        CancelToken cancel;
        int writes = 0;
        m_device.onWrite = [&](const fs::path&) {
            if (++writes == cancelAt)
                cancel.cancel();
            return 0;
        };
        const auto cut = m_safe->ingest(m_safe->request(), cancel);
        wasCut += cut.result.state == JobState::Cancelled ? 1 : 0;
        QCOMPARE(cut.count("failed"), 0);
        QCOMPARE(m_safe->rows("SELECT stem FROM photos WHERE jpg_available <> raw_available"), QStringList());
        QCOMPARE(m_safe->complaints(), QStringList());
    }
    QVERIFY(wasCut > 3); // at the end little is left to be cut short
    m_device.onWrite = {};
    QCOMPARE(m_safe->ingest().count("failed"), 0);
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM photos"), QStringList(QString::number(kFrames)));
    QVERIFY(isSafe());
}

void TestReceiptTruth::whatLeadsToTheSourceIsNoCopy_data()
{
    QTest::addColumn<bool>("isHardLink");
    QTest::newRow("a folder that is a link") << false;
    QTest::newRow("second names of the files") << true;
}

void TestReceiptTruth::whatLeadsToTheSourceIsNoCopy()
{
    QFETCH(const bool, isHardLink);
    IngestRequest request = m_safe->request();
    request.sources = {m_safe->onCard("first/0.JPG", jpegBytes(900))};
    QCOMPARE(m_safe->ingest(request).count("imported"), 1); // the project is there
    fs::remove_all(m_safe->card() / "first");
    if (isHardLink) {
        fs::create_directory(m_safe->project() / "CARD");
        for (const auto& file : fs::directory_iterator(m_safe->card()))
            fs::create_hard_link(file.path(), m_safe->project() / "CARD" / file.path().filename());
    } else {
        fs::create_directory_symlink(m_safe->card(), m_safe->project() / "CARD");
    }
    (void)m_safe->ingest();
    QVERIFY(!isSafe());
    (void)m_safe->ingest();
    QVERIFY(!isSafe());
}

void TestReceiptTruth::aSecondPlaceThatLeadsToTheSource()
{
    const auto backup = m_safe->elsewhere("backup");
    fs::create_directories(backup / "Shoot");
    fs::create_directory_symlink(m_safe->card(), backup / "Shoot/CARD");
    IngestRequest request = m_safe->request();
    request.secondFolder = backup;
    const auto taken = m_safe->ingest(request);
    QCOMPARE(taken.count("imported"), kFrames);
    QVERIFY(!isSafe());
}

void TestReceiptTruth::copiesBelowTheSource_data()
{
    QTest::addColumn<bool>("isWholeLibrary");
    QTest::newRow("the project") << false;
    QTest::newRow("the library") << true;
}

/// Who erases the folder that was dropped erases the copies with it.
void TestReceiptTruth::copiesBelowTheSource()
{
    QFETCH(const bool, isWholeLibrary);
    IngestRequest request = m_safe->request();
    const auto outer = isWholeLibrary ? m_safe->root().parent_path() : m_safe->root();
    if (!isWholeLibrary)
        fs::rename(m_safe->card(), m_safe->root() / "CARD");
    request.sources = {outer};
    QCOMPARE(m_safe->ingest(request).result.error.has_value(), false);
    QVERIFY(!isSafe());
}

/// Cameras make DCIM; that is what is dropped, and the card is what is formatted.
void TestReceiptTruth::copiesOnTheCard()
{
    const SmallDisk card(m_safe->elsewhere("EOS"), "size=64m");
    if (!card.isMounted())
        QSKIP("a disk can be mounted by root only");
    IngestRequest request = m_safe->request();
    request.sources = {card.folder() / "DCIM"};
    QVERIFY(writeFile(card.folder() / "DCIM/100CANON/IMG_0001.JPG", jpegBytes(1)));
    request.secondFolder = card.folder() / "backup";
    const auto taken = m_safe->ingest(request);
    QCOMPARE(taken.count("second_copies"), 1);
    QVERIFY(!isSafe());
    request.secondFolder.clear();
    QCOMPARE(m_safe->ingest(request).count("duplicates"), 1);
    QVERIFY(isSafe());
}

void TestReceiptTruth::whatCameMeanwhile_data()
{
    QTest::addColumn<bool>("isNew");
    QTest::newRow("another picture") << true;
    QTest::newRow("other bytes") << false;
}

void TestReceiptTruth::whatCameMeanwhile()
{
    QFETCH(const bool, isNew);
    int writes = 0;
    m_device.onWrite = [&](const fs::path&) {
        if (++writes == kFrames - 1 &&
            !writeFile(m_safe->card() / (isNew ? "NEW.JPG" : "IMG_1000.JPG"), jpegBytes(700)))
            return EIO;
        return 0;
    };
    const auto taken = m_safe->ingest();
    m_device.onWrite = {};
    QCOMPARE(taken.count("imported"), kFrames);
    QCOMPARE(taken.count("changed_since"), 1);
    QVERIFY(!isSafe());
    QCOMPARE(m_safe->ingest().count("imported"), 1);
    QVERIFY(isSafe());
}

void TestReceiptTruth::sizeAloneProvesNothing()
{
    IngestRequest request = m_safe->request();
    request.verify = VerifyLevel::Size;
    QCOMPARE(m_safe->ingest(request).count("imported"), kFrames);
    QVERIFY(!isSafe());
    request.verify = VerifyLevel::Digest;
    QCOMPARE(m_safe->ingest(request).count("duplicates"), kFrames);
    QVERIFY(isSafe());
}

void TestReceiptTruth::aMoveBySizeIsProvenByBytes()
{
    IngestRequest request = m_safe->request();
    request.verify = VerifyLevel::Size;
    request.transfer = IngestRequest::Transfer::Move;
    m_device.onLink = [](const fs::path&) { return EXDEV; };
    QCOMPARE(m_safe->ingest(request).count("imported"), kFrames);
    QCOMPARE(m_safe->filesIn(m_safe->card()), QStringList());
    QCOMPARE(m_safe->rows("SELECT DISTINCT verified_level FROM files"), list({"digest"}));
    QVERIFY(isSafe());
}

void TestReceiptTruth::aDamagedCopyIsNoDuplicate()
{
    QCOMPARE(m_safe->ingest().count("imported"), kFrames);
    QVERIFY(isSafe());
    rot(m_safe->project() / "CARD/IMG_1000.JPG");
    const auto moved = m_safe->move();
    QCOMPARE(m_safe->filesIn(m_safe->card()), list({"IMG_1000.JPG"}));
    QVERIFY(!isSafe());
    const auto again = m_safe->ingest(); // what was found out is not forgotten
    QCOMPARE(again.items.size(), 1);
    QCOMPARE(latestReceipt(*m_safe).said(), list({"IMG_1000.JPG imported 1"}));
    QVERIFY(m_safe->events().contains(u"stored_file_damaged"));
    QVERIFY(isSafe());
    QCOMPARE(readFile(m_safe->project() / "CARD/IMG_1000 (2).JPG"),
             readFile(m_safe->card() / "IMG_1000.JPG"));
    IngestRequest deep = m_safe->request();
    deep.verify = VerifyLevel::Readback;
    (void)m_safe->ingest(deep);
    QCOMPARE(latestReceipt(*m_safe).said(), list({"IMG_1000.JPG duplicate 1"}));
    QVERIFY(isSafe());
}

void TestReceiptTruth::aChangedSidecarProvesNothing()
{
    (void)m_safe->onCard("IMG_1000.xmp", "<edits/>");
    QCOMPARE(m_safe->ingest().count("imported"), kFrames + 1);
    QVERIFY(isSafe());
    QVERIFY(writeFile(m_safe->project() / "CARD/IMG_1000.xmp", "<wrecked/>"));
    (void)m_safe->ingest();
    QVERIFY(!isSafe());
}

void TestReceiptTruth::duplicatesAreProvenAsAsked()
{
    QCOMPARE(m_safe->ingest().count("imported"), kFrames);
    IngestRequest request = m_safe->request();
    request.verify = VerifyLevel::Readback;
    QCOMPARE(m_safe->ingest(request).count("duplicates"), kFrames);
    QVERIFY(isSafe());
    for (const ReceiptItem& item : latestReceipt(*m_safe).items)
        QCOMPARE(item.stored.level, QStringLiteral("readback"));
    rot(m_safe->project() / "CARD/IMG_1003.JPG");
    const auto again = m_safe->ingest(request);
    QCOMPARE(again.count("duplicates"), kFrames - 1);
    QCOMPARE(again.count("imported"), 1);
    QVERIFY(isSafe());
}

QTEST_GUILESS_MAIN(TestReceiptTruth)
#include "tst_receipttruth.moc"
