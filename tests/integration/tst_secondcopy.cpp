#include "base/pathtext.h"
#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/receipts.h"

#include <QTest>

#include <cerrno>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// Every frame at two places, and what a receipt says of it.
class TestSecondCopy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_safe.reset(); }

    void everyFileIsProvenTwice();
    void whatWasStoredBeforeGetsItsSecondCopy();
    void aSecondCopyThatIsThereIsNotWrittenAgain();
    void otherBytesUnderItsNameAreNotOverwritten();
    void aSecondDiskThatFailsKeepsTheSources();
    void aFullSecondDiskEndsTheIngest();
    void theSecondPlaceMustLieApart_data();
    void theSecondPlaceMustLieApart();
    void aMoveWaitsForBothCopies();
    void filesOfUnknownKindAreNoReasonToFormat();
    void singleFilesSayNothingOfTheirFolder();
    void aFolderOfStoredFilesIsNeverSafeToFormat();
    void aCopyOnADiskThatIsAwayIsNoProof();

private:
    IngestRequest request() const;
    fs::path second() const { return m_safe->elsewhere("backup"); }
    QStringList bytesBelow(const fs::path& folder) const;

    std::optional<LibraryFixture> m_safe;
    QByteArray m_large; ///< streams, where ingest.buffer_mb is 1
};

void TestSecondCopy::init()
{
    m_safe.emplace();
    m_safe->set("ingest.buffer_mb", 1);
    m_large = jpegBytes(77) + QByteArray(2 * 1024 * 1024, 'x');
    (void)m_safe->onCard("IMG_1.jpg", jpegBytes(1));
    (void)m_safe->onCard("IMG_1.dng", dngBytes(1));
    (void)m_safe->onCard("IMG_1.xmp", "<x/>");
    (void)m_safe->onCard("day/IMG_2.jpg", jpegBytes(2));
    (void)m_safe->onCard("large.jpg", m_large);
}

IngestRequest TestSecondCopy::request() const
{
    IngestRequest request = m_safe->request();
    request.secondFolder = second();
    return request;
}

/// The bytes of each picture, to be compared between two trees.
QStringList TestSecondCopy::bytesBelow(const fs::path& folder) const
{
    QStringList all;
    for (const std::string& name : listTree(folder)) {
        if (!name.ends_with('/') && !name.ends_with(".project.yaml"))
            all += textFromBytes(name) + u' ' + QString::number(qHash(readFile(folder / name)));
    }
    return all;
}

void TestSecondCopy::everyFileIsProvenTwice()
{
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("imported"), 5);
    QCOMPARE(taken.count("second_copies"), 5);
    QCOMPARE(bytesBelow(second() / "Shoot"), bytesBelow(m_safe->project()));
    QCOMPARE(m_safe->complaints(), QStringList());
    const WholeReceipt whole = latestReceipt(*m_safe);
    QCOMPARE(whole.said(), list({"IMG_1.dng imported 2", "IMG_1.jpg imported 2", "IMG_1.xmp imported 2",
                                 "day/IMG_2.jpg imported 2", "large.jpg imported 2"}));
    QVERIFY(whole.isSafeToFormat());
    QCOMPARE(whole.receipt.root, pathToText(m_safe->card()));
    QCOMPARE(whole.sums.proven, 5);
    for (const ReceiptItem& item : whole.items) {
        QCOMPARE(item.stored.level, QStringLiteral("digest"));
        QCOMPARE(readFile(pathFromText(item.second.path)),
                 readFile(m_safe->card() / bytesFromText(item.name)));
        QVERIFY(item.digest.isKnown());
    }
}

void TestSecondCopy::whatWasStoredBeforeGetsItsSecondCopy()
{
    QCOMPARE(m_safe->ingest().count("imported"), 5);
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat()); // at the one place that was wanted
    const auto again = m_safe->ingest(request());
    QCOMPARE(again.count("duplicates"), 5);
    QCOMPARE(bytesBelow(second() / "Shoot"), bytesBelow(m_safe->project()));
    const WholeReceipt whole = latestReceipt(*m_safe);
    QCOMPARE(whole.sums.proven, 5);
    QVERIFY(whole.isSafeToFormat());
}

void TestSecondCopy::aSecondCopyThatIsThereIsNotWrittenAgain()
{
    (void)m_safe->ingest(request());
    const auto before = snapshot(second());
    const auto again = m_safe->ingest(request());
    QCOMPARE(again.count("second_copies"), 5);
    QCOMPARE(snapshot(second()), before);
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
}

void TestSecondCopy::otherBytesUnderItsNameAreNotOverwritten()
{
    const auto theirs = second() / "Shoot/CARD/IMG_1.jpg";
    QVERIFY(writeFile(theirs, "somebody's only copy"));
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(readFile(theirs), QByteArray("somebody's only copy"));
    QCOMPARE(readFile(second() / "Shoot/CARD/IMG_1 (2).jpg"), jpegBytes(1));
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
}

void TestSecondCopy::aSecondDiskThatFailsKeepsTheSources()
{
    FailingFileSystem device;
    m_safe->device = &device;
    device.onWrite = [this](const fs::path& path) { return path.parent_path() == second() ? EIO : 0; };
    IngestRequest moving = request();
    moving.transfer = IngestRequest::Transfer::Move;
    const auto card = snapshot(m_safe->card());
    const auto taken = m_safe->ingest(moving);
    QCOMPARE(taken.result.state, JobState::DoneWithFailures);
    QCOMPARE(taken.said(m_safe->card() / "IMG_1.jpg"), QStringLiteral("imported: not_copied_twice"));
    QCOMPARE(taken.count("second_copies_failed"), 5);
    QCOMPARE(snapshot(m_safe->card()), card);
    QCOMPARE(m_safe->complaints(), QStringList());
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
    QCOMPARE(latestReceipt(*m_safe).sums.unproven, 5);

    device.onWrite = {}; // the cable was loose; going on makes the second copies, and empties the card
    RecordingObserver observer;
    const TaskResult resumed = resumeIngest(m_safe->environment(), taken.result.job, observer, {});
    QCOMPARE(resumed.state, JobState::Done);
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
    QCOMPARE(bytesBelow(second() / "Shoot"), bytesBelow(m_safe->project()));
    QCOMPARE(bytesBelow(m_safe->card()), QStringList());
}

void TestSecondCopy::aFullSecondDiskEndsTheIngest()
{
    FailingFileSystem device;
    m_safe->device = &device;
    m_safe->set("ingest.workers", 1);
    device.onWrite = [this](const fs::path& path) { return path.parent_path() == second() ? ENOSPC : 0; };
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.result.state, JobState::DoneWithFailures);
    QVERIFY(taken.count("failed") > 0); // what was not begun any more is listed
    QCOMPARE(taken.count("found"), 5);
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestSecondCopy::theSecondPlaceMustLieApart_data()
{
    QTest::addColumn<QString>("place");
    QTest::newRow("in the library") << QStringLiteral("library/backup");
    QTest::newRow("the project's folder") << QStringLiteral("library/Shoot");
    QTest::newRow("on the card") << QStringLiteral("CARD/backup");
    QTest::newRow("above the card") << QStringLiteral(".");
    QTest::newRow("through a link") << QStringLiteral("link/backup");
    QTest::newRow("below what is not there") << QStringLiteral("missing/disk/backup");
}

void TestSecondCopy::theSecondPlaceMustLieApart()
{
    QFETCH(const QString, place);
    fs::create_directory_symlink(m_safe->card(), m_safe->elsewhere("link"));
    IngestRequest wanted = m_safe->request();
    wanted.secondFolder = m_safe->elsewhere(place.toStdString());
    const auto card = snapshot(m_safe->card());
    const auto taken = m_safe->ingest(wanted);
    QCOMPARE(taken.result.state, JobState::Refused);
    QVERIFY(taken.items.isEmpty());
    QCOMPARE(snapshot(m_safe->card()), card);
    QVERIFY(!fs::exists(m_safe->project()));
    QVERIFY(!fs::exists(m_safe->elsewhere("missing")));
}

void TestSecondCopy::aMoveWaitsForBothCopies()
{
    IngestRequest moving = request();
    moving.transfer = IngestRequest::Transfer::Move;
    QCOMPARE(m_safe->ingest(moving).result.state, JobState::Done);
    QCOMPARE(bytesBelow(m_safe->card()), QStringList());
    QCOMPARE(bytesBelow(second() / "Shoot"), bytesBelow(m_safe->project()));
    QCOMPARE(m_safe->complaints(), QStringList());
    for (const ReceiptItem& item : latestReceipt(*m_safe).items)
        QVERIFY(item.isSourceRemoved);
    // The second copy is bytes of its own, not another name of the first.
    const auto first = identityOf(m_safe->project() / "CARD/IMG_1.jpg");
    const auto other = identityOf(second() / "Shoot/CARD/IMG_1.jpg");
    QVERIFY(first && other && !first->isSameFile(*other));
}

void TestSecondCopy::filesOfUnknownKindAreNoReasonToFormat()
{
    (void)m_safe->onCard("notes.txt", "where we met");
    (void)m_safe->onCard("CANONMSC/M0100.CTG", "an index of the camera");
    (void)m_safe->ingest(request());
    const WholeReceipt whole = latestReceipt(*m_safe);
    QCOMPARE(whole.sums.unknown, 1);
    QCOMPARE(whole.sums.housekeeping, 1);
    QVERIFY(!whole.isSafeToFormat());
    fs::remove(m_safe->card() / "notes.txt");
    (void)m_safe->ingest(request());
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
}

void TestSecondCopy::singleFilesSayNothingOfTheirFolder()
{
    IngestRequest some = m_safe->request();
    some.sources = {m_safe->card() / "IMG_1.jpg", m_safe->card() / "day"};
    QCOMPARE(m_safe->ingest(some).result.state, JobState::Done);
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat()); // the folder that was dropped
    QCOMPARE(latestReceipt(*m_safe).receipt.root, pathToText(m_safe->card() / "day"));
    some.sources = {m_safe->card() / "IMG_1.jpg"};
    QCOMPARE(m_safe->ingest(some).result.state, JobState::Done);
    QCOMPARE(latestReceipt(*m_safe).sums.unproven, 0);
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat()); // the card has more than that
    some.base = m_safe->card();
    QCOMPARE(m_safe->ingest(some).result.state, JobState::Done);
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
}

/// What lies there is the one copy that there is.
void TestSecondCopy::aFolderOfStoredFilesIsNeverSafeToFormat()
{
    QCOMPARE(m_safe->ingest().count("imported"), 5);
    QVERIFY(writeFile(m_safe->project() / "CARD/IMG_9.jpg", jpegBytes(9)));
    IngestRequest own = m_safe->request();
    own.sources = {m_safe->project() / "CARD"};
    const auto adopted = m_safe->ingest(own);
    QCOMPARE(adopted.count("imported"), 1); // where it lies
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
    own.projectName = QStringLiteral("Other"); // and all of it dropped on another project
    QCOMPARE(m_safe->ingest(own).count("duplicates"), 5);
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
    QCOMPARE(latestReceipt(*m_safe).sums.proven, 0);
}

void TestSecondCopy::aCopyOnADiskThatIsAwayIsNoProof()
{
    QCOMPARE(m_safe->ingest().count("imported"), 5);
    fs::rename(m_safe->project(), m_safe->elsewhere("away"));
    IngestRequest other = m_safe->request();
    other.projectName = QStringLiteral("Other");
    QVERIFY(m_safe->ingest(other).count("duplicates") >= 4);
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
}

QTEST_GUILESS_MAIN(TestSecondCopy)
#include "tst_secondcopy.moc"
