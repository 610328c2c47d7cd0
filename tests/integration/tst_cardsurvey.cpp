#include "cards/cardsurvey.h"

#include "base/pathtext.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/receipts.h"

#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// What is told of a card before anything is read.
class TestCardSurvey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutALibraryAllIsNew();
    void whatWasTakenInIsKnownAndProven();
    void whatCameAfterIsNew();
    void aFileThatChangedIsNew();
    void whatLeftTheLibraryIsNewAgain();
    void aCopyThatIsGoneOrOtherProvesNothing();
    void whatWasRejectedKeepsNoReceiptOpen();
    void aVideoCardIsTakenInWhole();
    void filesThatCameAnotherWayAreKnownAndNotProven();
    void theNewestReceiptCounts();
    void unknownKindsAreNotSafe();
    void anEmptiedCardIsSafe();
    void aCardThatIsGone();
    void aSurveyWritesNothing();

private:
    static CardSurvey survey(const LibraryFixture& safe);
};

CardSurvey TestCardSurvey::survey(const LibraryFixture& safe)
{
    const auto result = surveyCard(&safe.library(), safe.card(), {});
    CardSurvey failed;
    failed.frames = -1;
    return result ? *result : failed;
}

void TestCardSurvey::withoutALibraryAllIsNew()
{
    const LibraryFixture safe;
    const auto jpg = safe.onCard("DCIM/100CANON/a.jpg", jpegBytes(1));
    const auto raw = safe.onCard("DCIM/100CANON/a.dng", dngBytes(1));
    (void)safe.onCard("DCIM/100CANON/b.jpg", jpegBytes(2));
    const auto found = surveyCard(nullptr, safe.card(), {});
    QVERIFY(found.isOk());
    QCOMPARE(found->frames, 2);
    QCOMPARE(found->newFrames, 2);
    QCOMPARE(found->newBytes.value, found->bytes.value);
    QCOMPARE(found->bytes.value,
             static_cast<qint64>(jpegBytes(1).size() + dngBytes(1).size() + jpegBytes(2).size()));
    constexpr qint64 kNsOfMs = 1'000'000;
    const auto [oldest, newest] = std::minmax({mtimeOf(jpg), mtimeOf(raw)});
    QVERIFY(found->oldestNew.toMSecsSinceEpoch() <= oldest / kNsOfMs);
    QVERIFY(found->newestNew.toMSecsSinceEpoch() >= newest / kNsOfMs);
    QVERIFY(!found->isSafeToFormat());
}

void TestCardSurvey::whatWasTakenInIsKnownAndProven()
{
    const LibraryFixture safe;
    (void)safe.onCard("DCIM/100CANON/a.jpg", jpegBytes(1));
    (void)safe.onCard("DCIM/100CANON/b.jpg", jpegBytes(2));
    (void)safe.onCard("MISC/AUTPRINT.MRK.LOG", "x");
    QCOMPARE(survey(safe).newFrames, 2);
    QCOMPARE(safe.ingest().count("imported"), 2);
    const CardSurvey after = survey(safe);
    QCOMPARE(after.frames, 2);
    QCOMPARE(after.newFrames, 0);
    QCOMPARE(after.unproven.size(), std::size_t{0});
    QVERIFY(!after.oldestNew.isValid());
    QVERIFY(after.isSafeToFormat());
}

void TestCardSurvey::whatCameAfterIsNew()
{
    const LibraryFixture safe;
    (void)safe.onCard("DCIM/a.jpg", jpegBytes(1));
    QCOMPARE(safe.ingest().count("imported"), 1);
    (void)safe.onCard("DCIM/b.jpg", jpegBytes(2));
    (void)safe.onCard("DCIM/a.dng", dngBytes(1)); // the other half of what is there
    const CardSurvey after = survey(safe);
    QCOMPARE(after.frames, 2);
    QCOMPARE(after.newFrames, 2);
    QCOMPARE(after.unproven.size(), std::size_t{2});
    QVERIFY(!after.isSafeToFormat());
}

void TestCardSurvey::aFileThatChangedIsNew()
{
    const LibraryFixture safe;
    (void)safe.onCard("DCIM/a.jpg", jpegBytes(1));
    (void)safe.onCard("DCIM/b.jpg", jpegBytes(2));
    QCOMPARE(safe.ingest().count("imported"), 2);
    (void)safe.onCard("DCIM/a.jpg", jpegBytes(3)); // the counter began anew
    const CardSurvey after = survey(safe);
    QCOMPARE(after.newFrames, 1);
    QVERIFY(!after.isSafeToFormat());
}

void TestCardSurvey::whatLeftTheLibraryIsNewAgain()
{
    const LibraryFixture safe;
    (void)safe.onCard("DCIM/a.jpg", jpegBytes(1));
    (void)safe.onCard("DCIM/b.jpg", jpegBytes(2));
    QCOMPARE(safe.ingest().count("imported"), 2);
    for (const QString& file : safe.files()) {
        if (file.endsWith(u"a.jpg"))
            QVERIFY(fs::remove(safe.project() / bytesFromText(file)));
    }
    QCOMPARE(safe.check().count("corrected"), 1);
    const CardSurvey after = survey(safe);
    QCOMPARE(after.newFrames, 1);
    QVERIFY(!after.isSafeToFormat());
}

/// Before any check has told the catalogue.
void TestCardSurvey::aCopyThatIsGoneOrOtherProvesNothing()
{
    const LibraryFixture safe;
    const auto first = safe.onCard("DCIM/a.jpg", jpegBytes(1));
    const auto second = safe.onCard("DCIM/b.jpg", jpegBytes(2));
    (void)safe.onCard("DCIM/c.jpg", jpegBytes(3));
    QCOMPARE(safe.ingest().count("imported"), 3);
    QVERIFY(survey(safe).isSafeToFormat());
    const auto stored = safe.project() / "CARD" / "DCIM";
    QVERIFY(fs::remove(stored / "a.jpg"));
    QVERIFY(writeFile(stored / "b.jpg", "half of it"));
    const CardSurvey after = survey(safe);
    QVERIFY(!after.isSafeToFormat());
    QCOMPARE(after.newFrames, 0);
    QCOMPARE(after.unproven.size(), std::size_t{2});
    QCOMPARE(after.unproven[0].path, first);
    QCOMPARE(after.unproven[1].path, second);
    for (const UnprovenFile& file : after.unproven)
        QCOMPARE(unprovenWhyName(file.why), QStringLiteral("copy_missing"));

    // A folder that is away looks like a disk that is: today it proves nothing.
    fs::rename(safe.project(), safe.elsewhere("away"));
    QCOMPARE(survey(safe).unproven.size(), std::size_t{3});
}

/// The receipt alone, once the catalogue knows what left.
void TestCardSurvey::whatWasRejectedKeepsNoReceiptOpen()
{
    const LibraryFixture safe;
    (void)safe.onCard("DCIM/a.jpg", jpegBytes(1));
    (void)safe.onCard("DCIM/b.jpg", jpegBytes(2));
    QCOMPARE(safe.ingest().count("imported"), 2);
    QVERIFY(latestReceipt(safe).isSafeToFormat());
    QVERIFY(fs::remove(safe.project() / "CARD" / "DCIM" / "a.jpg"));
    QCOMPARE(safe.check().count("corrected"), 1);
    QCOMPARE(latestReceipt(safe).sums.left, 1);
    QVERIFY(!latestReceipt(safe).isSafeToFormat());
    safe.change(
        "INSERT INTO tombstones (project_id, stem, name, kind, size, md5, xxh128, reason, removed_at) "
        "SELECT project_id, 'a', name, kind, size, md5, xxh128, 'rejected', '2026-11-30T00:00:00.000Z' "
        "FROM files WHERE present = 0");
    QCOMPARE(latestReceipt(safe).sums.left, 0);
    QVERIFY(latestReceipt(safe).isSafeToFormat());

    safe.change("DELETE FROM tombstones");
    QCOMPARE(safe.ingest().count("imported"), 1); // taken in again: both receipts have it
    QVERIFY(latestReceipt(safe).isSafeToFormat());
    QVERIFY(survey(safe).isSafeToFormat());
}

/// Sony's: clips with their metadata beside them, a thumbnail of each, and indexes of its own.
void TestCardSurvey::aVideoCardIsTakenInWhole()
{
    const LibraryFixture safe;
    (void)safe.onCard("PRIVATE/M4ROOT/CLIP/C0001.MP4", "a clip");
    (void)safe.onCard("PRIVATE/M4ROOT/CLIP/C0001M01.XML", "<NonRealTimeMeta/>");
    (void)safe.onCard("PRIVATE/M4ROOT/THMBNL/C0001T01.JPG", jpegBytes(1));
    (void)safe.onCard("PRIVATE/M4ROOT/MEDIAPRO.XML", "<MediaProfile/>");
    (void)safe.onCard("PRIVATE/M4ROOT/STATUS.BIN", "x");
    const auto taken = safe.ingest();
    QCOMPARE(taken.count("imported"), 3);
    QVERIFY(safe.files().contains(QStringLiteral("CARD/PRIVATE/M4ROOT/CLIP/C0001M01.XML")));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos"), list({"2"})); // the metadata is its clip's
    QVERIFY(latestReceipt(safe).isSafeToFormat());
    QVERIFY(survey(safe).isSafeToFormat());
    QCOMPARE(safe.check().count("corrected"), 0);
    QCOMPARE(safe.complaints(), QStringList());
}

void TestCardSurvey::filesThatCameAnotherWayAreKnownAndNotProven()
{
    const LibraryFixture safe;
    (void)safe.onCard("DCIM/a.jpg", jpegBytes(1));
    QCOMPARE(safe.ingest().count("imported"), 1);
    safe.change("DELETE FROM receipt_items");
    safe.change("DELETE FROM receipts");
    const CardSurvey after = survey(safe);
    QCOMPARE(after.frames, 1);
    QCOMPARE(after.newFrames, 0);
    QCOMPARE(after.unproven.size(), std::size_t{1});
    QVERIFY(!after.isSafeToFormat());
}

/// A file of the first receipt is gone from the card and another card's owner would not miss it; but what the
/// newest one does not have is not proven by it.
void TestCardSurvey::theNewestReceiptCounts()
{
    const LibraryFixture safe;
    const auto first = safe.onCard("DCIM/a.jpg", jpegBytes(1));
    QCOMPARE(safe.ingest().count("imported"), 1);
    const QByteArray bytes = readFile(first);
    const auto time = fs::last_write_time(first);
    QVERIFY(fs::remove(first));
    (void)safe.onCard("DCIM/b.jpg", jpegBytes(2));
    QCOMPARE(safe.ingest().count("imported"), 1);
    QVERIFY(survey(safe).isSafeToFormat());
    QVERIFY(writeFile(first, bytes)); // undeleted
    fs::last_write_time(first, time);
    const CardSurvey after = survey(safe);
    QCOMPARE(after.newFrames, 0); // the first receipt has it
    QCOMPARE(after.unproven.size(), std::size_t{1});
    QVERIFY(!after.isSafeToFormat());
}

void TestCardSurvey::unknownKindsAreNotSafe()
{
    const LibraryFixture safe;
    (void)safe.onCard("DCIM/a.jpg", jpegBytes(1));
    QCOMPARE(safe.ingest().count("imported"), 1);
    QVERIFY(survey(safe).isSafeToFormat());
    (void)safe.onCard("letter.odt", "x");
    const CardSurvey after = survey(safe);
    QCOMPARE(after.newFrames, 0);
    QVERIFY(!after.isSafeToFormat());
}

void TestCardSurvey::anEmptiedCardIsSafe()
{
    const LibraryFixture safe;
    (void)safe.onCard("DCIM/a.jpg", jpegBytes(1));
    QCOMPARE(safe.move().count("imported"), 1);
    const CardSurvey after = survey(safe);
    QCOMPARE(after.frames, 0);
    QVERIFY(after.isSafeToFormat());
}

void TestCardSurvey::aCardThatIsGone()
{
    const LibraryFixture safe;
    const auto result = surveyCard(&safe.library(), safe.elsewhere("nothing"), {});
    QVERIFY(!result.isOk());
    QVERIFY(result.error().code == ErrorCode::NotFound);
    const CancelToken cancelled;
    cancelled.cancel();
    const auto stopped = surveyCard(&safe.library(), safe.card(), cancelled);
    QVERIFY(!stopped.isOk());
    QVERIFY(stopped.error().code == ErrorCode::Cancelled);
}

void TestCardSurvey::aSurveyWritesNothing()
{
    const LibraryFixture safe;
    (void)safe.onCard("DCIM/a.jpg", jpegBytes(1));
    QCOMPARE(safe.ingest().count("imported"), 1);
    const QStringList rows = safe.catalogue();
    const QStringList card = snapshot(safe.card());
    (void)survey(safe);
    QCOMPARE(safe.catalogue(), rows);
    QCOMPARE(snapshot(safe.card()), card);
}

QTEST_GUILESS_MAIN(TestCardSurvey)
#include "tst_cardsurvey.moc"
