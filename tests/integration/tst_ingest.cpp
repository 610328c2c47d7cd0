#include "base/pathtext.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"

#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// Where pictures land, and what becomes of those that are here already.
class TestIngest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void copiesLandUnderTheDroppedFolder();
    void droppedFilesLandAtTheTop();
    void aSecondIngestWritesNothing();
    void jpegRawAndSidecarsAreOnePhoto();
    void theSameBytesUnderTwoNamesAreStoredOnce();
    void theSameBytesInOneFrameAreStoredOnce();
    void importOfDuplicatesStoresThem();
    void aTakenNameRenamesTheWholeFrame();
    void twoDroppedFilesOfOneNameBothLand();
    void conflictsAreLeftWhereTheyWereAskedToBe();
    void aRawCompletesItsJpegLater();
    void aRawOfAnotherShotDoesNot();
    void sidecarsFollowTheirPhoto();
    void sidecarsOfARenamedPhotoFollowIt();
    void aDeletedFileComesBackToItsPlace_data();
    void aDeletedFileComesBackToItsPlace();
    void filesInsideTheProjectAreTakenInWhereTheyLie();
    void aFilePublishedBeforeACrashIsAdopted();
    void otherBytesUnderTheNameAreNotAdopted();
    void aPlanWritesNothing();
    void manyWorkersAndSmallGroupsLoseNothing();
    void picturesThatCameFasterThanTheyAreMadeAreMade();
    void progressNeverGoesBackwards();
};

void TestIngest::copiesLandUnderTheDroppedFolder()
{
    const LibraryFixture safe;
    const auto a = safe.onCard("100CANON/IMG_1.JPG", jpegBytes(1));
    const auto b = safe.onCard("100CANON/deep/er/IMG_2.png", pngBytes(2));
    const auto before = snapshot(safe.card());
    const auto taken = safe.ingest();
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(safe.files(), list({"CARD/100CANON/IMG_1.JPG", "CARD/100CANON/deep/er/IMG_2.png"}));
    const auto stored = safe.project() / "CARD/100CANON/IMG_1.JPG";
    QCOMPARE(readFile(stored), readFile(a));
    QCOMPARE(mtimeOf(stored), mtimeOf(a));
    QCOMPARE(taken.of(a).size(), 1);
    QCOMPARE(taken.of(a).first().stem, QStringLiteral("CARD/100CANON/IMG_1"));
    QCOMPARE(taken.said(b), QStringLiteral("imported"));
    QCOMPARE(safe.complaints(), QStringList());
    QCOMPARE(snapshot(safe.card()), before); // a card is never written to
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM files WHERE phash IS NOT NULL AND md5 IS NOT NULL"),
             list({"2"}));
    QCOMPARE(safe.rows("SELECT DISTINCT thumbnail_status FROM photos"), list({"1"}));
}

void TestIngest::droppedFilesLandAtTheTop()
{
    const LibraryFixture safe;
    IngestRequest request = safe.request();
    request.sources = {safe.onCard("deep/a.jpg", jpegBytes(1)), safe.onCard("deep/a.jpg", jpegBytes(1))};
    const auto taken = safe.ingest(request);
    QCOMPARE(taken.count("found"), 1); // dropped twice, found once
    QCOMPARE(safe.files(), list({"a.jpg"}));
}

void TestIngest::aSecondIngestWritesNothing()
{
    const LibraryFixture safe;
    for (int i = 0; i < 12; ++i)
        (void)safe.onCard("d/IMG_" + std::to_string(i) + ".jpg", jpegBytes(i));
    (void)safe.onCard("d/IMG_3.dng", dngBytes(3));
    (void)safe.onCard("d/IMG_3.xmp", "<x:xmpmeta/>");
    QCOMPARE(safe.ingest().count("imported"), 14);
    const auto folder = snapshot(safe.project());
    const auto pictures = snapshot(safe.library().thumbnailFolder());
    const auto photos = safe.rows("SELECT * FROM photos");
    const auto files = safe.rows("SELECT * FROM files");
    const auto again = safe.ingest();
    QCOMPARE(again.result.state, JobState::Done);
    QCOMPARE(again.count("duplicates"), 14);
    QCOMPARE(again.count("imported"), 0);
    QCOMPARE(snapshot(safe.project()), folder);
    QCOMPARE(snapshot(safe.library().thumbnailFolder()), pictures);
    QCOMPARE(safe.rows("SELECT * FROM photos"), photos);
    QCOMPARE(safe.rows("SELECT * FROM files"), files);
    QVERIFY(again.items.first().existing.startsWith(u"CARD/d/IMG_"));
}

void TestIngest::jpegRawAndSidecarsAreOnePhoto()
{
    const LibraryFixture safe;
    for (const char* name : {"A.JPG", "A.dng", "A.xmp", "A.JPG.xmp", "A.wav"}) {
        const std::string text(name);
        const auto bytes = text.ends_with("JPG")   ? jpegBytes(1)
                           : text.ends_with("dng") ? dngBytes(1)
                                                   : QByteArray(name);
        (void)safe.onCard(text, bytes);
    }
    QCOMPARE(safe.ingest().count("imported"), 5);
    QCOMPARE(safe.rows("SELECT stem, jpg_available, raw_available, other_available FROM photos"),
             list({"CARD/A|1|1|0"}));
    QCOMPARE(safe.rows("SELECT name, kind FROM files ORDER BY name"),
             list({"CARD/A.JPG|0", "CARD/A.JPG.xmp|3", "CARD/A.dng|1", "CARD/A.wav|3", "CARD/A.xmp|3"}));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngest::theSameBytesUnderTwoNamesAreStoredOnce()
{
    // Many pairs, many workers: both of a pair are decided at the same time.
    LibraryFixture safe;
    safe.set("ingest.workers", 4);
    constexpr int kPairs = 40;
    for (int i = 0; i < kPairs; ++i) {
        (void)safe.onCard("a" + std::to_string(i) + "x.jpg", jpegBytes(i));
        (void)safe.onCard("a" + std::to_string(i) + "y.jpg", jpegBytes(i));
    }
    const auto taken = safe.ingest();
    QCOMPARE(taken.count("imported"), kPairs);
    QCOMPARE(taken.count("duplicates"), kPairs);
    QCOMPARE(safe.files().size(), kPairs);
    QCOMPARE(taken.items.size(), 2 * kPairs);
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngest::theSameBytesInOneFrameAreStoredOnce()
{
    const LibraryFixture safe;
    const auto first = safe.onCard("a.jpeg", jpegBytes(1));
    const auto second = safe.onCard("a.jpg", jpegBytes(1));
    const auto taken = safe.ingest();
    QCOMPARE(taken.said(first), QStringLiteral("imported"));
    QCOMPARE(taken.said(second), QStringLiteral("duplicate"));
    QCOMPARE(safe.files().size(), 1);
}

void TestIngest::importOfDuplicatesStoresThem()
{
    const LibraryFixture safe;
    (void)safe.onCard("a.jpg", jpegBytes(1));
    (void)safe.onCard("b.jpg", jpegBytes(1));
    IngestRequest request = safe.request();
    request.onDuplicate = IngestRequest::OnDuplicate::Import;
    QCOMPARE(safe.ingest(request).count("imported"), 2);
    QCOMPARE(safe.ingest(request).count("imported"), 2);
    QCOMPARE(safe.files(), list({"CARD/a (2).jpg", "CARD/a.jpg", "CARD/b (2).jpg", "CARD/b.jpg"}));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngest::aTakenNameRenamesTheWholeFrame()
{
    const LibraryFixture safe;
    (void)safe.onCard("A.JPG", jpegBytes(1));
    QCOMPARE(safe.ingest().count("imported"), 1);
    const auto first = snapshot(safe.project());
    (void)safe.onCard("A.JPG", jpegBytes(2));
    (void)safe.onCard("A.dng", dngBytes(2));
    const auto sidecar = safe.onCard("A.JPG.xmp", "<x/>");
    const auto taken = safe.ingest();
    QCOMPARE(taken.count("imported"), 3);
    QCOMPARE(safe.files(), list({"CARD/A (2).JPG", "CARD/A (2).JPG.xmp", "CARD/A (2).dng", "CARD/A.JPG"}));
    QCOMPARE(readFile(safe.project() / "CARD/A.JPG"), jpegBytes(1));
    QCOMPARE(taken.said(sidecar), QStringLiteral("imported: already_exists")); // says that it was renamed
    QCOMPARE(taken.of(sidecar).first().stem, QStringLiteral("CARD/A (2)"));
    QCOMPARE(safe.ingest().count("duplicates"), 3); // and is known under its new name
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngest::twoDroppedFilesOfOneNameBothLand()
{
    const LibraryFixture safe;
    IngestRequest request = safe.request();
    request.sources = {safe.onCard("1/A.JPG", jpegBytes(1)), safe.onCard("2/A.JPG", jpegBytes(2)),
                       safe.onCard("3/A.JPG", jpegBytes(3))};
    QCOMPARE(safe.ingest(request).count("imported"), 3);
    QCOMPARE(safe.files(), list({"A (2).JPG", "A (3).JPG", "A.JPG"}));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngest::conflictsAreLeftWhereTheyWereAskedToBe()
{
    const LibraryFixture safe;
    (void)safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.ingest();
    const auto folder = snapshot(safe.project());
    const auto other = safe.onCard("A.JPG", jpegBytes(2));
    IngestRequest request = safe.request();
    request.onConflict = IngestRequest::OnConflict::Skip;
    request.transfer = IngestRequest::Transfer::Move;
    const auto taken = safe.ingest(request);
    QCOMPARE(taken.said(other), QStringLiteral("conflict: already_exists"));
    QCOMPARE(taken.of(other).first().existing, QStringLiteral("CARD/A"));
    QCOMPARE(snapshot(safe.project()), folder);
    QCOMPARE(readFile(other), jpegBytes(2));
}

void TestIngest::aRawCompletesItsJpegLater()
{
    const LibraryFixture safe;
    (void)safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.ingest();
    (void)safe.onCard("A.dng", dngBytes(1));
    const auto taken = safe.ingest();
    QCOMPARE(taken.count("imported"), 1);
    QCOMPARE(safe.rows("SELECT stem, jpg_available, raw_available FROM photos"), list({"CARD/A|1|1"}));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngest::aRawOfAnotherShotDoesNot()
{
    // The camera's counter began anew: the same stem a year later is another frame.
    const LibraryFixture safe;
    const QDateTime then(QDate(2024, 5, 4), QTime(10, 0), Qt::UTC);
    (void)safe.onCard("A.JPG",
                      jpegBytes(1, kTinyPicture,
                                {.date = then, .make = QStringLiteral("M"), .model = QStringLiteral("1")}));
    (void)safe.ingest();
    fs::remove(safe.card() / "A.JPG");
    (void)safe.onCard(
        "A.jpeg",
        jpegBytes(2, kTinyPicture,
                  {.date = then.addYears(1), .make = QStringLiteral("M"), .model = QStringLiteral("1")}));
    (void)safe.ingest();
    QCOMPARE(safe.files(), list({"CARD/A (2).jpeg", "CARD/A.JPG"}));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos"), list({"2"}));
}

void TestIngest::sidecarsFollowTheirPhoto()
{
    const LibraryFixture safe;
    const auto lone = safe.onCard("B.xmp", "<lone/>");
    (void)safe.onCard("A.JPG", jpegBytes(1));
    const auto first = safe.ingest();
    QCOMPARE(first.said(lone), QStringLiteral("skipped: not_found"));
    const auto late = safe.onCard("A.xmp", "<one/>");
    QCOMPARE(safe.ingest().said(late), QStringLiteral("imported"));
    QCOMPARE(safe.files(), list({"CARD/A.JPG", "CARD/A.xmp"}));
    QCOMPARE(safe.ingest().said(late), QStringLiteral("duplicate"));
    // Edited on the card: the stored one is not overwritten, and the edit is not lost sight of.
    (void)safe.onCard("A.xmp", "<two/>");
    QCOMPARE(safe.ingest().said(late), QStringLiteral("conflict: already_exists"));
    QCOMPARE(readFile(safe.project() / "CARD/A.xmp"), QByteArray("<one/>"));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngest::sidecarsOfARenamedPhotoFollowIt()
{
    const LibraryFixture safe;
    (void)safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.ingest();
    (void)safe.onCard("A.JPG", jpegBytes(2));
    (void)safe.ingest(); // is A (2) now
    const auto sidecar = safe.onCard("A.xmp", "<of the second/>");
    const auto taken = safe.ingest();
    QCOMPARE(taken.of(sidecar).first().stem, QStringLiteral("CARD/A (2)"));
    QVERIFY(fs::exists(safe.project() / "CARD/A (2).xmp"));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngest::aDeletedFileComesBackToItsPlace_data()
{
    QTest::addColumn<bool>("isChecked");
    QTest::newRow("after a check has noticed") << true;
    QTest::newRow("before a check has noticed") << false;
}

void TestIngest::aDeletedFileComesBackToItsPlace()
{
    QFETCH(const bool, isChecked);
    const LibraryFixture safe;
    (void)safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.onCard("A.xmp", "<x/>");
    (void)safe.onCard("B.JPG", jpegBytes(2));
    (void)safe.ingest();
    fs::remove(safe.project() / "CARD/A.JPG");
    fs::remove(safe.project() / "CARD/A.xmp");
    if (isChecked)
        QCOMPARE(safe.check().changes(), list({"CARD/A 100>000"}));
    const auto taken = safe.ingest();
    QCOMPARE(taken.count("imported"), 2);
    QCOMPARE(taken.count("duplicates"), 1);
    QCOMPARE(safe.files(), list({"CARD/A.JPG", "CARD/A.xmp", "CARD/B.JPG"}));
    QCOMPARE(safe.rows("SELECT stem, jpg_available FROM photos ORDER BY stem"),
             list({"CARD/A|1", "CARD/B|1"}));
    QCOMPARE(safe.complaints(), QStringList());
    QCOMPARE(safe.check().corrections.size(), 0);
}

void TestIngest::filesInsideTheProjectAreTakenInWhereTheyLie()
{
    const LibraryFixture safe;
    (void)safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.ingest();
    QVERIFY(writeFile(safe.project() / "own/B.JPG", jpegBytes(2)));
    QVERIFY(writeFile(safe.project() / "own/B.xmp", "<x/>"));
    const auto folder = snapshot(safe.project());
    IngestRequest request = safe.request();
    request.sources = {safe.project()};
    request.transfer = IngestRequest::Transfer::Move;
    const auto taken = safe.ingest(request);
    QCOMPARE(taken.said(safe.project() / "own/B.JPG"), QStringLiteral("imported"));
    QCOMPARE(taken.said(safe.project() / "CARD/A.JPG"), QStringLiteral("duplicate: already_exists"));
    QCOMPARE(snapshot(safe.project()), folder);
    QCOMPARE(safe.rows("SELECT stem FROM photos ORDER BY id"), list({"CARD/A", "own/B"}));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngest::aFilePublishedBeforeACrashIsAdopted()
{
    const LibraryFixture safe;
    (void)safe.onCard("0.JPG", jpegBytes(9));
    (void)safe.ingest();
    (void)safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.onCard("A.dng", dngBytes(1));
    QVERIFY(
        writeFile(safe.project() / "CARD/A.JPG", jpegBytes(1))); // published, but its row was never committed
    const auto taken = safe.ingest();
    QCOMPARE(taken.count("imported"), 2);
    QCOMPARE(safe.files(), list({"CARD/0.JPG", "CARD/A.JPG", "CARD/A.dng"}));
    QCOMPARE(safe.rows("SELECT stem, jpg_available, raw_available FROM photos WHERE stem <> 'CARD/0'"),
             list({"CARD/A|1|1"}));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngest::otherBytesUnderTheNameAreNotAdopted()
{
    const LibraryFixture safe;
    (void)safe.onCard("0.JPG", jpegBytes(9));
    (void)safe.ingest();
    const QByteArray ours = jpegBytes(1);
    QByteArray foreign = ours;
    foreign[foreign.size() / 2] = static_cast<char>(foreign[foreign.size() / 2] ^ 1); // the same size
    QVERIFY(writeFile(safe.project() / "CARD/A.JPG", foreign));
    (void)safe.onCard("A.JPG", ours);
    (void)safe.ingest();
    QCOMPARE(readFile(safe.project() / "CARD/A.JPG"), foreign);
    QCOMPARE(readFile(safe.project() / "CARD/A (2).JPG"), ours);
}

void TestIngest::aPlanWritesNothing()
{
    LibraryFixture safe;
    safe.set("ingest.workers", 1); // so that A comes before its twin, and its sidecar has a photo in the plan
    (void)safe.onCard("0.JPG", jpegBytes(9));
    (void)safe.ingest();
    const auto twin = safe.onCard("B.JPG", jpegBytes(1));
    (void)safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.onCard("A.xmp", "<x/>");
    const auto taken = safe.onCard("0.JPG", jpegBytes(8));
    const auto before = snapshot(safe.elsewhere("library/Shoot"));
    const auto thumbnails = snapshot(safe.library().thumbnailFolder());
    const auto catalogue = safe.catalogue();
    IngestRequest request = safe.request();
    request.planOnly = true;
    const auto plan = safe.ingest(request);
    QCOMPARE(plan.result.state, JobState::Done);
    QCOMPARE(plan.count("imported"), 3);
    QCOMPARE(plan.count("duplicates"), 1); // within the drop
    QCOMPARE(plan.of(taken).first().stem, QStringLiteral("CARD/0 (2)"));
    QCOMPARE(snapshot(safe.project()), before);
    QCOMPARE(snapshot(safe.library().thumbnailFolder()), thumbnails);
    QCOMPARE(safe.catalogue(), catalogue);
    request.projectName = QStringLiteral("Not there yet");
    QCOMPARE(safe.ingest(request).count("imported"), 3);
    QVERIFY(!fs::exists(safe.root() / "Not there yet"));
    QCOMPARE(safe.catalogue(), catalogue);
    QVERIFY(fs::exists(twin));
}

void TestIngest::manyWorkersAndSmallGroupsLoseNothing()
{
    LibraryFixture safe;
    safe.set("ingest.workers", 8);
    safe.set("ingest.commit_group", 3);
    constexpr int kFrames = 60;
    for (int i = 0; i < 5; ++i)
        (void)safe.onCard("d" + std::to_string(i) + "/IMG.JPG", jpegBytes(i));
    for (int i = 0; i < kFrames; ++i)
        (void)safe.onCard("n/IMG_" + std::to_string(i) + ".jpg", jpegBytes(100 + i));
    const auto taken = safe.ingest();
    QCOMPARE(taken.count("imported"), kFrames + 5);
    QCOMPARE(taken.items.size(), kFrames + 5);
    QCOMPARE(safe.complaints(), QStringList());
}

/// More than the decoders' queues hold.
void TestIngest::picturesThatCameFasterThanTheyAreMadeAreMade()
{
    LibraryFixture safe;
    safe.set("ingest.decoders", 1);
    constexpr int kFrames = 3000;
    const QByteArray damaged = jpegBytes(kFrames);
    for (int i = 0; i < kFrames; ++i) {
        const QByteArray bytes =
            i % 1000 == 999 ? damaged.first(damaged.size() - 60 - i / 1000) : jpegBytes(i);
        (void)safe.onCard("IMG_" + std::to_string(10'000 + i) + ".jpg", bytes);
    }
    const auto taken = safe.ingest();
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("imported"), kFrames);
    QCOMPARE(taken.count("damaged"), kFrames / 1000);
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM files WHERE phash IS NULL AND damage = ''"), list({"0"}));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos WHERE thumbnail_status = 0"), list({"0"}));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM files WHERE damage <> ''"), list({"3"}));
}

void TestIngest::progressNeverGoesBackwards()
{
    LibraryFixture safe;
    safe.set("ingest.commit_group", 2);
    for (int i = 0; i < 30; ++i)
        (void)safe.onCard("IMG_" + std::to_string(i) + ".jpg", jpegBytes(i));
    (void)safe.onCard("note.txt", "no picture");
    RecordingObserver observer;
    (void)safe.ingest(safe.request(), {}, &observer);
    std::map<TaskStage, qint64> last;
    for (const TaskProgress& now : observer.progress) {
        QVERIFY2(now.done >= last[now.stage], qPrintable(taskStageName(now.stage)));
        QVERIFY(!now.total || now.done <= *now.total);
        last[now.stage] = now.done;
    }
    QCOMPARE(last[TaskStage::TakingIn], 31);
}

QTEST_GUILESS_MAIN(TestIngest)
#include "tst_ingest.moc"
