#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "tasks/projectactions.h"

#include <QTest>

#include <cerrno>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// A source goes last, only when its bytes are proven elsewhere, and never when it is the stored file itself.
class TestIngestMove : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sourcesGoAfterTheCommit();
    void duplicatesGoAfterTheyWereCompared();
    void anAlteredStoredFileIsNoProof();
    void duplicatesOfAMissingFileAreStored();
    void duplicatesInAnOfflineProjectStay();
    void theStoredFileItselfStays_data();
    void theStoredFileItselfStays();
    void theStoredFileOfAnotherProjectStays_data();
    void theStoredFileOfAnotherProjectStays();
    void aStoredFileThatAnotherProjectHasTooStays();
    void aSourceThatChangedAfterwardsStays();
    void aSourceThatIsWrittenWhileItIsMovedIsReadAnew();
    void aSourceThatIsWrittenAgainAndAgainStays();
    void aMoveWithinAFileSystemWritesNoBytes();
    void twoFilesOfOneFrameWithTheSameBytesBothGo();
    void aSourceReachedThroughALinkStays();
    void aSourceThatCannotBeRemovedIsSaid();
    void aWriteProtectedCardIsTakenIn();
    void aDuplicateGoesWithItsFrame();
};

void TestIngestMove::sourcesGoAfterTheCommit()
{
    LibraryFixture safe;
    FailingFileSystem device;
    safe.device = &device;
    (void)safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.onCard("A.dng", dngBytes(1));
    (void)safe.onCard("A.xmp", "<x/>");
    (void)safe.onCard("B.JPG", jpegBytes(2));
    QStringList tooEarly;
    device.onUnlink = [&](const fs::path& path) {
        if (path.native().find("/CARD/") == std::string::npos ||
            path.native().find("library/") != std::string::npos)
            return 0;
        const std::string name = "CARD/" + path.filename().native();
        const auto rows = safe.rows(("SELECT 1 FROM files WHERE name = '" + name + "'").c_str());
        if (rows.isEmpty() || readFile(safe.project() / name) != readFile(path))
            tooEarly += QString::fromStdString(name);
        return 0;
    };
    const auto moved = safe.move();
    QCOMPARE(moved.count("imported"), 4);
    QCOMPARE(tooEarly, QStringList());
    QCOMPARE(safe.filesIn(safe.card()), QStringList());
    QCOMPARE(safe.files(), list({"CARD/A.JPG", "CARD/A.dng", "CARD/A.xmp", "CARD/B.JPG"}));
    for (const IngestItem& item : moved.items)
        QVERIFY(item.isSourceRemoved);
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngestMove::duplicatesGoAfterTheyWereCompared()
{
    const LibraryFixture safe;
    const auto a = safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.ingest();
    const auto folder = snapshot(safe.project());
    const auto moved = safe.move();
    QCOMPARE(moved.said(a), QStringLiteral("duplicate"));
    QVERIFY(moved.of(a).first().isSourceRemoved);
    QVERIFY(!fs::exists(a));
    QCOMPARE(snapshot(safe.project()), folder);
}

void TestIngestMove::anAlteredStoredFileIsNoProof()
{
    const LibraryFixture safe;
    const auto a = safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.ingest();
    // A bit rotted, or somebody painted over it: the catalogue still says that it is the same.
    QByteArray altered = jpegBytes(1);
    altered[altered.size() / 2] = static_cast<char>(altered[altered.size() / 2] ^ 1);
    QVERIFY(writeFile(safe.project() / "CARD/A.JPG", altered));
    const auto moved = safe.move();
    // So the frame is stored beside it, and nothing of either is lost.
    QCOMPARE(moved.said(a), QStringLiteral("imported: already_exists"));
    QCOMPARE(readFile(safe.project() / "CARD/A.JPG"), altered);
    QCOMPARE(readFile(safe.project() / "CARD/A (2).JPG"), jpegBytes(1));
}

void TestIngestMove::duplicatesOfAMissingFileAreStored()
{
    const LibraryFixture safe;
    const auto a = safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.ingest();
    fs::remove(safe.project() / "CARD/A.JPG");
    QCOMPARE(safe.move().count("imported"), 1);
    QVERIFY(!fs::exists(a));
    QCOMPARE(safe.files().size(), 1);
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngestMove::duplicatesInAnOfflineProjectStay()
{
    const LibraryFixture safe;
    const auto a = safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.ingest();
    fs::rename(safe.project(), safe.elsewhere("away"));
    IngestRequest request = safe.request();
    request.projectName = QStringLiteral("Other");
    request.transfer = IngestRequest::Transfer::Move;
    const auto moved = safe.ingest(request);
    QCOMPARE(moved.said(a), QStringLiteral("duplicate: project_offline"));
    QCOMPARE(readFile(a), jpegBytes(1));
    QVERIFY(!fs::exists(safe.project()));
}

void TestIngestMove::theStoredFileItselfStays_data()
{
    QTest::addColumn<QString>("way");
    QTest::newRow("the same path") << QStringLiteral("path");
    QTest::newRow("a folder that is a link") << QStringLiteral("folder");
    QTest::newRow("a hard link") << QStringLiteral("hard");
    QTest::newRow("a symbolic link") << QStringLiteral("soft");
}

void TestIngestMove::theStoredFileItselfStays()
{
    QFETCH(const QString, way);
    const LibraryFixture safe;
    (void)safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.onCard("A.xmp", "<x/>");
    (void)safe.ingest();
    fs::remove_all(safe.card());
    fs::create_directory(safe.card());
    const auto stored = safe.project() / "CARD/A.JPG";
    IngestRequest request = safe.request();
    request.transfer = IngestRequest::Transfer::Move;
    if (way == u"path")
        request.sources = {stored, safe.project() / "CARD/A.xmp"};
    else if (way == u"folder") {
        fs::create_directory_symlink(safe.project(), safe.elsewhere("link"));
        request.sources = {safe.elsewhere("link") / "CARD"};
    } else if (way == u"hard")
        fs::create_hard_link(stored, safe.card() / "A.JPG");
    else
        fs::create_symlink(stored, safe.card() / "A.JPG");
    for (const auto duplicates : {IngestRequest::OnDuplicate::Skip, IngestRequest::OnDuplicate::Import}) {
        request.onDuplicate = duplicates;
        const auto moved = safe.ingest(request);
        QCOMPARE(readFile(stored), jpegBytes(1));
        QCOMPARE(readFile(safe.project() / "CARD/A.xmp"), QByteArray("<x/>"));
        QCOMPARE(safe.complaints(), QStringList());
        for (const IngestItem& item : moved.items)
            QVERIFY(item.outcome == IngestOutcome::Imported || item.reason.has_value() ||
                    item.isSourceRemoved);
    }
}

void TestIngestMove::theStoredFileOfAnotherProjectStays_data()
{
    QTest::addColumn<bool>("isDuplicateImported");
    QTest::newRow("duplicates are skipped") << false;
    QTest::newRow("duplicates are imported") << true;
}

void TestIngestMove::theStoredFileOfAnotherProjectStays()
{
    QFETCH(const bool, isDuplicateImported);
    const LibraryFixture safe;
    (void)safe.onCard("A.JPG", jpegBytes(1));
    (void)safe.ingest();
    // Dropping one project's folder on another must not take the first one's pictures away behind its rows.
    IngestRequest request = safe.request();
    request.sources = {safe.project() / "CARD"};
    request.projectName = QStringLiteral("Other");
    request.transfer = IngestRequest::Transfer::Move;
    if (isDuplicateImported)
        request.onDuplicate = IngestRequest::OnDuplicate::Import;
    const auto moved = safe.ingest(request);
    QCOMPARE(readFile(safe.project() / "CARD/A.JPG"), jpegBytes(1));
    QCOMPARE(moved.items.size(), 1);
    QVERIFY(!moved.items.first().isSourceRemoved);
    QVERIFY(moved.items.first().reason.has_value());
    QCOMPARE(safe.complaints(), QStringList());
}

/// The bytes are found in a third project first: the dropped file is a stored one all the same.
void TestIngestMove::aStoredFileThatAnotherProjectHasTooStays()
{
    const LibraryFixture safe;
    (void)safe.onCard("A.JPG", jpegBytes(1));
    IngestRequest request = safe.request();
    request.projectName = QStringLiteral("First");
    QCOMPARE(safe.ingest(request).count("imported"), 1);
    request.projectName = safe.projectName();
    request.onDuplicate = IngestRequest::OnDuplicate::Import;
    QCOMPARE(safe.ingest(request).count("imported"), 1);
    request.onDuplicate = IngestRequest::OnDuplicate::Skip;
    request.projectName = QStringLiteral("Other");
    request.sources = {safe.project() / "CARD"};
    request.transfer = IngestRequest::Transfer::Move;
    const auto moved = safe.ingest(request);
    QCOMPARE(moved.count("duplicates"), 1);
    QVERIFY(!moved.items.first().isSourceRemoved);
    QCOMPARE(moved.items.first().reason->code, ErrorCode::AlreadyExists);
    QCOMPARE(readFile(safe.project() / "CARD/A.JPG"), jpegBytes(1));
    QCOMPARE(safe.complaints(), QStringList());
}

/// Its sources cannot go; everything is stored, and nothing is said to have failed.
void TestIngestMove::aWriteProtectedCardIsTakenIn()
{
    LibraryFixture safe;
    FailingFileSystem device;
    safe.device = &device;
    safe.set("ingest.commit_group", 2);
    safe.set("ingest.workers", 1);
    constexpr int kFrames = 12;
    for (int i = 0; i < kFrames; ++i)
        (void)safe.onCard(std::to_string(i) + ".JPG", jpegBytes(i));
    device.onLink = [](const fs::path&) { return EXDEV; };
    device.onUnlink = [&](const fs::path& path) { return path.parent_path() == safe.card() ? EROFS : 0; };
    const auto moved = safe.move();
    QCOMPARE(moved.count("imported"), kFrames);
    QCOMPARE(moved.count("failed"), 0);
    for (const IngestItem& item : moved.items)
        QVERIFY(!item.isSourceRemoved && item.reason->code == ErrorCode::ReadOnly);
    const auto again = safe.move();
    QCOMPARE(again.count("duplicates"), kFrames);
    QCOMPARE(again.count("failed"), 0);
    device.onUnlink = {};
    QCOMPARE(safe.move().count("duplicates"), kFrames);
    QCOMPARE(safe.filesIn(safe.card()), QStringList());
    QCOMPARE(safe.complaints(), QStringList());
}

/// The JPEG is stored already, and its RAW meets an obstacle before it is: until then, both are on the card.
void TestIngestMove::aDuplicateGoesWithItsFrame()
{
    LibraryFixture safe;
    FailingFileSystem device;
    safe.device = &device;
    (void)safe.onCard("A.JPG", jpegBytes(1));
    IngestRequest request = safe.request();
    request.nameTemplate = QStringLiteral("wedding");
    QCOMPARE(safe.ingest(request).count("imported"), 1);
    (void)safe.onCard("A.dng", dngBytes(1));
    request.transfer = IngestRequest::Transfer::Move;
    bool wasMissing = false;
    int attempts = 0;
    device.onRename = [&](const fs::path& path) {
        if (!path.native().ends_with(".dng"))
            return 0;
        wasMissing = wasMissing || !fs::exists(safe.card() / "A.JPG");
        return ++attempts == 1 ? EEXIST : 0;
    };
    const auto moved = safe.ingest(request);
    QVERIFY(attempts > 1);
    QVERIFY(!wasMissing);
    QCOMPARE(moved.count("failed"), 0);
    QCOMPARE(moved.said(safe.card() / "A.JPG"), QStringLiteral("duplicate"));
    QCOMPARE(safe.files(), list({"CARD/wedding.JPG", "CARD/wedding.dng"}));
    QCOMPARE(safe.filesIn(safe.card()), QStringList());
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos"), list({"1"}));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngestMove::aSourceThatIsWrittenWhileItIsMovedIsReadAnew()
{
    LibraryFixture safe;
    FailingFileSystem device;
    safe.device = &device;
    const auto a = safe.onCard("A.JPG", jpegBytes(1));
    bool isWritten = false; // once: another program saves it between its reading and the commit
    device.onRename = [&](const fs::path& path) {
        if (path.filename() == "A.JPG" && !std::exchange(isWritten, true))
            return writeFile(a, jpegBytes(2)) ? 0 : EIO;
        return 0;
    };
    const auto moved = safe.move();
    QCOMPARE(moved.said(a), QStringLiteral("imported"));
    QVERIFY(!fs::exists(a));
    QCOMPARE(readFile(safe.project() / "CARD/A.JPG"), jpegBytes(2));
    QCOMPARE(safe.complaints(), QStringList()); // the row has the digest of these bytes
}

void TestIngestMove::aSourceThatIsWrittenAgainAndAgainStays()
{
    LibraryFixture safe;
    FailingFileSystem device;
    safe.device = &device;
    const auto a = safe.onCard("A.JPG", jpegBytes(1));
    int writes = 0;
    device.onRename = [&](const fs::path& path) {
        return path.filename() != "A.JPG" || writeFile(a, jpegBytes(2 + ++writes)) ? 0 : EIO;
    };
    const auto moved = safe.move();
    QCOMPARE(moved.said(a), QStringLiteral("failed: changed_while_read"));
    QCOMPARE(readFile(a), jpegBytes(2 + writes));
    QCOMPARE(safe.files(), QStringList());
}

void TestIngestMove::aMoveWithinAFileSystemWritesNoBytes()
{
    LibraryFixture safe;
    FailingFileSystem device;
    safe.device = &device;
    (void)safe.onCard("0.JPG", jpegBytes(1000));
    QCOMPARE(safe.ingest().count("imported"), 1); // so that the project is there
    const auto a = safe.onCard("A.JPG", jpegBytes(1));
    const auto raw = safe.onCard("A.dng", dngBytes(1));
    const auto identity = identityOf(a);
    QVERIFY(identity);
    device.onWrite = [&](const fs::path& path) { return path.extension() == ".part" ? EIO : 0; };
    const auto moved = safe.move();
    QCOMPARE(moved.said(a), QStringLiteral("imported"));
    QCOMPARE(moved.said(raw), QStringLiteral("imported"));
    QVERIFY(!fs::exists(a) && !fs::exists(raw));
    const auto stored = identityOf(safe.project() / "CARD/A.JPG");
    QVERIFY(stored && stored->isSameFile(*identity));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngestMove::twoFilesOfOneFrameWithTheSameBytesBothGo()
{
    const LibraryFixture safe;
    const auto a = safe.onCard("A.jpeg", jpegBytes(1));
    const auto b = safe.onCard("A.jpg", jpegBytes(1));
    const auto moved = safe.move();
    QCOMPARE(moved.count("imported"), 1);
    QCOMPARE(moved.count("duplicates"), 1);
    QVERIFY(!fs::exists(a) && !fs::exists(b)); // the card is empty
    QCOMPARE(safe.files().size(), 1);
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngestMove::aSourceThatChangedAfterwardsStays()
{
    LibraryFixture safe;
    FailingFileSystem device;
    safe.device = &device;
    device.onLink = [](const fs::path&) { return EXDEV; };
    const auto a = safe.onCard("A.JPG", jpegBytes(1));
    // Written to between its reading and the commit, as by a program that rates pictures on the card.
    device.onRename = [&](const fs::path& path) {
        return path.filename() != "A.JPG" || writeFile(a, jpegBytes(2)) ? 0 : EIO;
    };
    const auto moved = safe.move();
    QCOMPARE(moved.said(a), QStringLiteral("imported: changed_while_read"));
    QVERIFY(!moved.of(a).first().isSourceRemoved);
    QCOMPARE(readFile(a), jpegBytes(2));
    QCOMPARE(readFile(safe.project() / "CARD/A.JPG"), jpegBytes(1));
}

void TestIngestMove::aSourceReachedThroughALinkStays()
{
    const LibraryFixture safe;
    const auto real = safe.elsewhere("real.jpg");
    QVERIFY(writeFile(real, jpegBytes(1)));
    fs::create_symlink(real, safe.card() / "A.JPG");
    const auto moved = safe.move();
    QCOMPARE(moved.said(safe.card() / "A.JPG"), QStringLiteral("imported: not_a_regular_file"));
    QCOMPARE(readFile(real), jpegBytes(1));
    QVERIFY(fs::is_symlink(safe.card() / "A.JPG"));
    QVERIFY(fs::is_regular_file(fs::symlink_status(safe.project() / "CARD/A.JPG"))); // a copy, not a link
}

void TestIngestMove::aSourceThatCannotBeRemovedIsSaid()
{
    LibraryFixture safe;
    FailingFileSystem device;
    safe.device = &device;
    const auto a = safe.onCard("A.JPG", jpegBytes(1));
    device.onUnlink = [&](const fs::path& path) { return path == a ? EROFS : 0; };
    const auto moved = safe.move();
    QCOMPARE(moved.said(a), QStringLiteral("imported: read_only"));
    QVERIFY(!moved.of(a).first().isSourceRemoved);
    QVERIFY(fs::exists(a));
    QCOMPARE(safe.complaints(), QStringList());
}

QTEST_GUILESS_MAIN(TestIngestMove)
#include "tst_ingestmove.moc"
