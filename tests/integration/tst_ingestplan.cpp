#include "base/pathtext.h"
#include "ingest/cardreview.h"
#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/receipts.h"

#include <QJsonArray>
#include <QTest>

#include <cerrno>
#include <set>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// What a plan says, that it changes nothing, and that what is done is decided anew; and the names that
/// templates give.
class TestIngestPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTimeThatIsNeeded();
    void everyKindIsFound();
    void aPlanChangesNothing();
    void aPlanForALibraryThatIsNotThere();
    void whatIsSurelyNewIsNotRead();
    void whatAReceiptProvesIsNotRead();
    void aReceiptWhoseCopyIsGoneProvesNothing();
    void aReceiptWhoseCopyHasChangedProvesNothing();
    void everyFileOfManyIsToldOnce();
    void untickedFilesStay();
    void aCardThatChangedAfterThePlan();
    void warningsOfACard();
    void moreWarningsThanAnybodyReads();
    void namesByTemplate();
    void numbersFollowTheOrder();
    void numbersOfAPlanPassOverWhatIsKnown();
    void whatCompletesAPhotoJoinsIt();
    void templatesThatCannotBeUnderstood();

private:
    static IngestOutcomes plan(const LibraryFixture& safe, IngestRequest request);
    static QString finding(const IngestOutcomes& planned, const fs::path& source);
};

IngestOutcomes TestIngestPlan::plan(const LibraryFixture& safe, IngestRequest request)
{
    request.planOnly = true;
    return safe.ingest(request);
}

QString TestIngestPlan::finding(const IngestOutcomes& planned, const fs::path& source)
{
    const auto items = planned.of(source);
    return items.size() == 1 ? findingName(items.first().finding)
                             : QStringLiteral("%1 items").arg(items.size());
}

/// Each byte is read, written, and read again to be proven; the same at the second place.
void TestIngestPlan::theTimeThatIsNeeded()
{
    using std::chrono::seconds;
    constexpr double kRate = 50.0;
    const ByteCount bytes{100};
    IngestRequest request;
    QVERIFY(request.timeFor(bytes, kRate) == seconds(6));
    request.verify = VerifyLevel::Size;
    QVERIFY(request.timeFor(bytes, kRate) == seconds(4));
    request.secondFolder = "/backup";
    request.secondVerify = VerifyLevel::Readback;
    QVERIFY(request.timeFor(bytes, kRate) == seconds(8));
}

void TestIngestPlan::everyKindIsFound()
{
    LibraryFixture safe;
    const auto known = safe.onCard("known.jpg", jpegBytes(1));
    (void)safe.onCard("half.jpg", jpegBytes(2));
    (void)safe.onCard("taken.jpg", jpegBytes(3, kTinyPicture, {QDateTime(QDate(2026, 1, 1), QTime(8, 0))}));
    const auto rejected = safe.onCard("rejected.jpg", jpegBytes(4));
    QCOMPARE(safe.ingest().count("imported"), 4);
    // One was rejected, and has left the catalogue and the disk since.
    safe.change(
        "INSERT INTO tombstones (project_id, stem, name, kind, size, md5, xxh128, reason, removed_at) "
        "SELECT project_id, 'CARD/rejected', name, kind, size, md5, xxh128, 'rejected', updated_at "
        "FROM files WHERE name = 'CARD/rejected.jpg'");
    safe.change("DELETE FROM photos WHERE stem = 'CARD/rejected'");
    fs::remove(safe.project() / "CARD/rejected.jpg");

    const auto raw = safe.onCard("half.dng", dngBytes(2));
    const auto taken =
        safe.onCard("taken.jpg", jpegBytes(33, kTinyPicture, {QDateTime(QDate(2026, 2, 2), QTime(9, 0))}));
    const auto fresh = safe.onCard("fresh.jpg", jpegBytes(5));
    const auto text = safe.onCard("notes.txt", "x");
    const auto empty = safe.onCard("empty.jpg", QByteArray());
    const auto planned = plan(safe, safe.request());
    QCOMPARE(finding(planned, known), QStringLiteral("duplicate"));
    QCOMPARE(finding(planned, raw), QStringLiteral("completes"));
    QCOMPARE(finding(planned, taken), QStringLiteral("name_taken"));
    QCOMPARE(finding(planned, fresh), QStringLiteral("new"));
    QCOMPARE(finding(planned, rejected), QStringLiteral("known_rejected"));
    QCOMPARE(finding(planned, text), QStringLiteral("unsupported"));
    QCOMPARE(finding(planned, empty), QStringLiteral("unreadable"));
    QCOMPARE(planned.of(known).first().existing, QStringLiteral("CARD/known"));
    QVERIFY(planned.of(known).first().stored.isProven());

    const auto done = safe.ingest(); // does what was planned
    for (const IngestItem& item : planned.items) {
        QCOMPARE(done.of(pathFromText(item.path)).first().outcome, item.outcome);
        QCOMPARE(done.of(pathFromText(item.path)).first().stem, item.stem);
    }
    IngestRequest withRejected = safe.request();
    withRejected.onRejected = IngestRequest::OnRejected::Import;
    QCOMPARE(safe.ingest(withRejected).said(rejected), QStringLiteral("imported"));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngestPlan::aPlanChangesNothing()
{
    const LibraryFixture safe;
    (void)safe.onCard("a.jpg", jpegBytes(1));
    QCOMPARE(safe.ingest().count("imported"), 1);
    (void)safe.onCard("b.jpg", jpegBytes(2));
    const auto catalogue = safe.catalogue();
    const auto folder = snapshot(safe.root() / "Shoot");
    const auto card = snapshot(safe.card());
    IngestRequest moving = safe.request();
    moving.transfer = IngestRequest::Transfer::Move;
    moving.secondFolder = safe.elsewhere("backup");
    QCOMPARE(plan(safe, moving).count("imported"), 1);
    QCOMPARE(safe.catalogue(), catalogue);
    QCOMPARE(snapshot(safe.root() / "Shoot"), folder);
    QCOMPARE(snapshot(safe.card()), card);
    QVERIFY(!fs::exists(safe.elsewhere("backup")));
    IngestRequest elsewhere = safe.request();
    elsewhere.projectName = QStringLiteral("Not there yet");
    QCOMPARE(plan(safe, elsewhere).count("found"), 2);
    QCOMPARE(safe.catalogue(), catalogue);
    QVERIFY(!fs::exists(safe.root() / "Not there yet"));
}

void TestIngestPlan::aPlanForALibraryThatIsNotThere()
{
    LibraryFixture safe; // with a card
    (void)safe.onCard("IMG_0001.jpg", jpegBytes(1));
    (void)safe.onCard("IMG_0002.jpg", jpegBytes(1));
    (void)safe.onCard("IMG_0004.jpg", truncated(jpegBytes(2)));
    const auto root = safe.elsewhere("some/library");
    IngestRequest request = safe.request();
    request.secondFolder = safe.elsewhere("some/backup");
    RecordingObserver observer;
    const auto plan = planForNewLibrary(root, safe.settings, safe.log, request, observer, {});
    QCOMPARE(plan.state, JobState::Done);
    QCOMPARE(plan.summary[u"imported"].toInt(), 2);
    QCOMPARE(plan.summary[u"duplicates"].toInt(), 1);
    QVERIFY(plan.summary[u"free_bytes"].toInteger() > 0);
    QVERIFY(plan.summary[u"second_free_bytes"].toInteger() > 0);
    QCOMPARE(cardWarningsOf(plan.summary).size(), 2); // a gap, and one that ends too early
    QVERIFY(!fs::exists(safe.elsewhere("some")));

    QVERIFY(writeFile(root / ".safelight/library.json", "{"));
    const auto refused = planForNewLibrary(root, safe.settings, safe.log, request, observer, {});
    QCOMPARE(refused.state, JobState::Refused);
    QCOMPARE(refused.error->code, ErrorCode::ManifestDamaged);
    const auto there = planForNewLibrary(safe.root(), safe.settings, safe.log, request, observer, {});
    QCOMPARE(there.error->code, ErrorCode::AlreadyExists);
}

void TestIngestPlan::whatIsSurelyNewIsNotRead()
{
    LibraryFixture safe;
    FailingFileSystem device;
    safe.device = &device;
    const auto a = safe.onCard("a.jpg", jpegBytes(1, QSize(64, 48)));
    const auto b = safe.onCard("b.jpg", jpegBytes(2, QSize(80, 60)));
    std::set<fs::path> read;
    device.onRead = [&](const fs::path& path) {
        read.insert(path);
        return 0;
    };
    const auto planned = plan(safe, safe.request());
    QCOMPARE(finding(planned, a), QStringLiteral("new"));
    QCOMPARE(finding(planned, b), QStringLiteral("new"));
    QVERIFY(!read.contains(a) && !read.contains(b));
    // Two of one size may be the same: then bytes decide.
    const auto twin = safe.onCard("c.jpg", jpegBytes(2, QSize(80, 60)));
    const auto again = plan(safe, safe.request());
    QCOMPARE(again.count("imported"), 2);
    QCOMPARE(again.count("duplicates"), 1);
    QVERIFY(read.contains(twin));
    QVERIFY(again.result.summary[u"read_bytes_per_second"].toDouble() > 0); // on a sample
    QVERIFY(again.result.summary.contains(u"estimated_ms"));

    QCOMPARE(safe.ingest().count("imported"), 2);
    QVERIFY(!plan(safe, safe.request()).result.summary.contains(u"estimated_ms")); // nothing will be copied
}

void TestIngestPlan::whatAReceiptProvesIsNotRead()
{
    LibraryFixture safe;
    FailingFileSystem device;
    safe.device = &device;
    const auto a = safe.onCard("a.jpg", jpegBytes(1));
    (void)safe.onCard("a.dng", dngBytes(1));
    QCOMPARE(safe.ingest().count("imported"), 2);
    device.onRead = [&](const fs::path& path) { return path.parent_path() == safe.card() ? EIO : 0; };
    const auto planned = plan(safe, safe.request());
    QCOMPARE(planned.count("duplicates"), 2);
    QCOMPARE(finding(planned, a), QStringLiteral("duplicate"));
    QCOMPARE(planned.of(a).first().existingProject, LibraryFixture::projectName());
    // Another time, and the bytes have to be looked at.
    QVERIFY(writeFile(a, jpegBytes(1)));
    QCOMPARE(finding(plan(safe, safe.request()), a), QStringLiteral("unreadable"));
}

void TestIngestPlan::aReceiptWhoseCopyIsGoneProvesNothing()
{
    const LibraryFixture safe;
    const auto a = safe.onCard("a.jpg", jpegBytes(1));
    QCOMPARE(safe.ingest().count("imported"), 1);
    fs::remove(safe.project() / "CARD/a.jpg");
    QVERIFY(finding(plan(safe, safe.request()), a) != u"duplicate");
    QCOMPARE(safe.ingest().said(a), QStringLiteral("imported"));
}

void TestIngestPlan::aReceiptWhoseCopyHasChangedProvesNothing()
{
    LibraryFixture safe;
    const auto a = safe.onCard("a.jpg", jpegBytes(1));
    (void)safe.onCard("a.dng", dngBytes(1));
    QCOMPARE(safe.ingest().count("imported"), 2);
    fs::last_write_time(safe.project() / "CARD/a.jpg", fs::file_time_type::clock::now());
    FailingFileSystem device;
    safe.device = &device;
    std::set<fs::path> read;
    device.onRead = [&](const fs::path& path) {
        read.insert(path);
        return 0;
    };
    QCOMPARE(plan(safe, safe.request()).count("duplicates"), 2);
    QVERIFY(read.contains(a)); // its bytes were looked at, and those of the other with it
    QVERIFY(read.contains(safe.card() / "a.dng"));
}

void TestIngestPlan::everyFileOfManyIsToldOnce()
{
    const LibraryFixture safe;
    constexpr int kOfEach = 300; // more than is asked about at once
    const auto add = [&](int i, int size) {
        const QByteArray text = QByteArray::number(i) + ' ';
        (void)safe.onCard("IMG_" + std::to_string(1000 + i) + ".jpg", text + QByteArray(size, 'x'));
    };
    for (int i = 0; i < kOfEach; ++i)
        add(i, 100);
    QCOMPARE(safe.ingest().count("imported"), kOfEach);
    for (int i = kOfEach; i < 2 * kOfEach; ++i)
        add(i, 10 * i); // known by their sizes to be new
    for (int i = 2 * kOfEach; i < 3 * kOfEach; ++i)
        add(i, 101); // of one size: these are read
    const auto planned = plan(safe, safe.request());
    QCOMPARE(planned.count("duplicates"), kOfEach);
    QCOMPARE(planned.count("imported"), 2 * kOfEach);
    std::set<QString> told;
    for (const IngestItem& item : planned.items)
        told.insert(item.path);
    QCOMPARE(told.size(), std::size_t{3 * kOfEach});
    QCOMPARE(planned.items.size(), 3 * kOfEach);
}

void TestIngestPlan::untickedFilesStay()
{
    const LibraryFixture safe;
    const auto a = safe.onCard("a.jpg", jpegBytes(1));
    const auto b = safe.onCard("b.jpg", jpegBytes(2));
    const auto raw = safe.onCard("b.dng", dngBytes(2));
    IngestRequest request = safe.request();
    request.transfer = IngestRequest::Transfer::Move;
    request.excluded = {b, raw};
    const auto taken = safe.ingest(request);
    QCOMPARE(taken.said(a), QStringLiteral("imported"));
    QCOMPARE(taken.said(b), QStringLiteral("skipped: not_chosen"));
    QVERIFY(!fs::exists(a) && fs::exists(b) && fs::exists(raw));
    QCOMPARE(safe.files(), list({"CARD/a.jpg"}));
    QVERIFY(!latestReceipt(safe).isSafeToFormat()); // they are nowhere else
}

void TestIngestPlan::aCardThatChangedAfterThePlan()
{
    const LibraryFixture safe;
    const auto stays = safe.onCard("stays.jpg", jpegBytes(1));
    const auto changes = safe.onCard("changes.jpg", jpegBytes(2));
    const auto goes = safe.onCard("goes.jpg", jpegBytes(3));
    QCOMPARE(plan(safe, safe.request()).count("imported"), 3);
    (void)safe.onCard("changes.jpg", jpegBytes(1)); // by now the same as another one
    fs::remove(goes);
    const auto comes = safe.onCard("comes.jpg", jpegBytes(4));
    const auto taken = safe.ingest();
    QCOMPARE(taken.count("imported"), 2);
    QCOMPARE(taken.count("duplicates"), 1);
    QCOMPARE(taken.said(comes), QStringLiteral("imported"));
    QVERIFY(taken.of(goes).isEmpty());
    QVERIFY(!taken.of(changes).isEmpty() && !taken.of(stays).isEmpty());
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngestPlan::warningsOfACard()
{
    const LibraryFixture safe;
    for (int i = 1; i <= 20; ++i) {
        if (i == 7 || i == 8)
            continue;
        const std::string stem = "DCIM/100SAFE/DSC_" + std::to_string(1000 + i);
        (void)safe.onCard(stem + ".JPG", jpegBytes(i));
        if (i != 12)
            (void)safe.onCard(stem + ".dng", dngBytes(i));
    }
    (void)safe.onCard("DCIM/100SAFE/lone.xmp", "<x/>");
    (void)safe.onCard("DCIM/100SAFE/zero.dng", QByteArray(5000, '\0'));
    (void)safe.onCard("DCIM/100SAFE/cut.JPG", jpegBytes(30, QSize(640, 480)).left(9000));
    (void)safe.onCard("DCIM/100SAFE/none.JPG", QByteArray());
    QStringList said;
    for (const auto& value : plan(safe, safe.request()).result.summary[u"warnings"].toArray()) {
        const QJsonObject warning = value.toObject();
        said += warning[u"kind"].toString() + u' ' + warning[u"subject"].toString().section(u'/', -1) + u' ' +
                QString::number(warning[u"count"].toInteger());
    }
    said.sort();
    QCOMPARE(said, list({"counter_gap DSC_1009 2", "empty none.JPG 1", "lone_sidecar lone 1",
                         "truncated cut.JPG 1", "zero_filled zero.dng 1"}));
    for (const char* name : {"zero.dng", "cut.JPG", "none.JPG"})
        fs::remove(safe.card() / "DCIM/100SAFE" / name);
    QStringList kinds;
    for (const auto& value : plan(safe, safe.request()).result.summary[u"warnings"].toArray())
        kinds += value.toObject()[u"kind"].toString();
    kinds.sort();
    QCOMPARE(kinds, list({"counter_gap", "lone_jpeg", "lone_sidecar"})); // pairs are the rule now
    kinds.clear();
    for (const auto& value : safe.ingest().result.summary[u"warnings"].toArray()) // nobody has to plan first
        kinds += value.toObject()[u"kind"].toString();
    kinds.sort();
    QCOMPARE(kinds, list({"counter_gap", "lone_jpeg", "lone_sidecar"}));
}

void TestIngestPlan::moreWarningsThanAnybodyReads()
{
    const LibraryFixture safe;
    for (int i = 0; i < 1003; ++i)
        (void)safe.onCard("none" + std::to_string(i) + "x.jpg", QByteArray());
    (void)safe.onCard("lone.xmp", "<x/>");
    std::set<QString> named;
    QStringList rest;
    for (const auto& value : plan(safe, safe.request()).result.summary[u"warnings"].toArray()) {
        const QJsonObject warning = value.toObject();
        const QString subject = warning[u"subject"].toString();
        if (!subject.isEmpty())
            named.insert(subject);
        else
            rest += warning[u"kind"].toString() + u' ' + QString::number(warning[u"count"].toInteger());
    }
    QCOMPARE(named.size(), std::size_t{1001});
    QCOMPARE(rest, list({"empty 3"}));
}

void TestIngestPlan::namesByTemplate()
{
    const LibraryFixture safe;
    const JpegTraits traits{QDateTime(QDate(2026, 3, 14), QTime(15, 9, 26))};
    (void)safe.onCard("DSC0001.jpg", jpegBytes(1, kTinyPicture, traits));
    (void)safe.onCard("DSC0001.xmp", "<x/>");
    (void)safe.onCard("DSC0001.dng", dngBytes(1));
    IngestRequest request = safe.request();
    request.folderTemplate = QStringLiteral("{year}/{date:yyyy-MM-dd}");
    request.nameTemplate = QStringLiteral("{project}_{counter:3}_{original}");
    const auto planned = plan(safe, request);
    const auto taken = safe.ingest(request);
    QCOMPARE(safe.files(),
             list({"2026/2026-03-14/Shoot_001_DSC0001.dng", "2026/2026-03-14/Shoot_001_DSC0001.jpg",
                   "2026/2026-03-14/Shoot_001_DSC0001.xmp"}));
    QCOMPARE(planned.items.first().stem, taken.items.first().stem);
    QVERIFY(!taken.items.first().reason); // it was not renamed because its name was taken
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos"), list({"1"}));
    QCOMPARE(safe.complaints(), QStringList());
    QCOMPARE(safe.ingest(request).count("duplicates"), 3);
}

void TestIngestPlan::numbersFollowTheOrder()
{
    LibraryFixture safe;
    safe.set("ingest.workers", 6);
    constexpr int kFrames = 40;
    for (int i = 0; i < kFrames; ++i) {
        const auto file = safe.onCard("IMG_" + std::to_string(1000 + i) + ".jpg", jpegBytes(i));
        // The later its name, the older it is.
        fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(i + 1));
    }
    IngestRequest request = safe.request();
    request.nameTemplate = QStringLiteral("{counter:4}_{original}");
    request.firstNumber = 7;
    request.order = IngestOrder::OldestFirst;
    QCOMPARE(safe.ingest(request).count("imported"), kFrames);
    for (int i = 0; i < kFrames; ++i) {
        const QString number = QString::number(7 + kFrames - 1 - i).rightJustified(4, u'0');
        const QString name = QStringLiteral("CARD/%1_IMG_%2.jpg").arg(number).arg(1000 + i);
        QVERIFY2(fs::exists(safe.project() / pathFromText(name)), qPrintable(name));
    }
}

void TestIngestPlan::numbersOfAPlanPassOverWhatIsKnown()
{
    const LibraryFixture safe;
    const auto known = safe.onCard("A.jpg", jpegBytes(1));
    IngestRequest request = safe.request();
    request.nameTemplate = QStringLiteral("{counter:3}");
    QCOMPARE(safe.ingest(request).count("imported"), 1);
    const auto fresh = safe.onCard("B.jpg", jpegBytes(2));
    request.firstNumber = 2;
    const auto planned = plan(safe, request); // B waits for no number of A's, which takes none
    QCOMPARE(finding(planned, known), QStringLiteral("duplicate"));
    QCOMPARE(finding(planned, fresh), QStringLiteral("new"));
    QCOMPARE(planned.of(fresh).first().stem, QStringLiteral("CARD/002"));
}

void TestIngestPlan::whatCompletesAPhotoJoinsIt()
{
    const LibraryFixture safe;
    (void)safe.onCard("A.jpg", jpegBytes(1));
    IngestRequest request = safe.request();
    request.nameTemplate = QStringLiteral("{project}_{counter}");
    QCOMPARE(safe.ingest(request).count("imported"), 1);
    (void)safe.onCard("A.dng", dngBytes(1)); // the JPEG beside it tells where it belongs
    QCOMPARE(safe.ingest(request).count("imported"), 1);
    QCOMPARE(safe.files(), list({"CARD/Shoot_0001.dng", "CARD/Shoot_0001.jpg"}));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos"), list({"1"}));
}

void TestIngestPlan::templatesThatCannotBeUnderstood()
{
    const LibraryFixture safe;
    (void)safe.onCard("A.jpg", jpegBytes(1));
    IngestRequest request = safe.request();
    request.nameTemplate = QStringLiteral("{frobnicate}");
    const auto taken = safe.ingest(request);
    QCOMPARE(taken.result.state, JobState::Refused);
    QCOMPARE(taken.result.error->code, ErrorCode::InvalidArgument);
    QVERIFY(!fs::exists(safe.project()));
}

QTEST_GUILESS_MAIN(TestIngestPlan)
#include "tst_ingestplan.moc"
