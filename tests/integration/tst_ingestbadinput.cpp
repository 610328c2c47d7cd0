#include "base/processmemory.h"
#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"

#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// What lies on cards that should not: each is named with its reason, nothing is lost, and the good picture
/// beside it is taken in.
class TestIngestBadInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void damagedPictures_data();
    void damagedPictures();
    void anEmptyFileIsRefused();
    void thingsThatAreNoFiles();
    void foldersInACircle();
    void aFileThatCannotBeRead();
    void aFileThatChangesWhileItIsRead_data();
    void aFileThatChangesWhileItIsRead();
    void strangeNames_data();
    void strangeNames();
    void aLongestNameThatIsTaken_data();
    void aLongestNameThatIsTaken();
};

void TestIngestBadInput::damagedPictures_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* tag, const char* name, const QByteArray& bytes, const char* said) {
        QTest::newRow(tag) << QString::fromUtf8(name) << bytes << QString::fromUtf8(said);
    };
    row("truncated", "A.jpg", truncated(jpegBytes(1, QSize(600, 400))), "imported: damaged");
    row("text", "A.jpg", textAsJpeg(), "imported: wrong_type");
    row("a PNG that says JPEG", "A.jpg", pngBytes(1), "imported: wrong_type");
    row("a JPEG that claims gigabytes", "A.jpg", hugeClaimJpeg(), "imported: too_large");
    row("a PNG that claims gigabytes", "A.png", hugeClaimPng(), "imported: too_large");
}

void TestIngestBadInput::damagedPictures()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, said);
    const LibraryFixture safe;
    const auto bad = safe.onCard(name.toStdString(), bytes);
    const auto good = safe.onCard("good.jpg", jpegBytes(2));
    const MemoryGauge memory;
    const auto taken = safe.ingest();
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    QVERIFY(memory.growth().value < qint64{300} * 1024 * 1024);
#endif
    // The bytes are kept whatever a decoder thinks of them.
    QCOMPARE(taken.said(bad), said);
    QCOMPARE(taken.said(good), QStringLiteral("imported"));
    QCOMPARE(readFile(safe.project() / "CARD" / name.toStdString()), bytes);
    QCOMPARE(safe.complaints(), QStringList());
    QCOMPARE(safe.ingest().count("duplicates"), 2);
}

void TestIngestBadInput::anEmptyFileIsRefused()
{
    const LibraryFixture safe;
    const auto bad = safe.onCard("A.jpg", {});
    const auto good = safe.onCard("A.dng", dngBytes(1));
    const auto moved = safe.move();
    QCOMPARE(moved.result.state, JobState::DoneWithFailures);
    QCOMPARE(moved.said(bad), QStringLiteral("failed: empty"));
    QCOMPARE(moved.said(good), QStringLiteral("imported"));
    QVERIFY(fs::exists(bad));
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngestBadInput::thingsThatAreNoFiles()
{
    const LibraryFixture safe;
    const auto good = safe.onCard("good.jpg", jpegBytes(1));
    const auto fifo = safe.card() / "fifo.jpg";
    QCOMPARE(::mkfifo(fifo.c_str(), 0600), 0);
    const auto dangling = safe.card() / "dangling.jpg";
    fs::create_symlink(safe.card() / "nowhere", dangling);
    const int listening = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const auto socket = safe.card() / "s.jpg";
    std::strncpy(address.sun_path, socket.c_str(), sizeof address.sun_path - 1);
    QCOMPARE(::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const auto taken = safe.ingest();
    ::close(listening);
    QCOMPARE(taken.said(good), QStringLiteral("imported"));
    QCOMPARE(taken.said(fifo), QStringLiteral("skipped: not_a_regular_file"));
    QCOMPARE(taken.said(socket), QStringLiteral("skipped: not_a_regular_file"));
    QCOMPARE(taken.said(dangling), QStringLiteral("failed: not_found"));
    QCOMPARE(safe.files(), list({"CARD/good.jpg"}));
}

void TestIngestBadInput::foldersInACircle()
{
    const LibraryFixture safe;
    (void)safe.onCard("deep/A.jpg", jpegBytes(1));
    fs::create_directory_symlink(safe.card(), safe.card() / "deep/up");
    fs::create_symlink("self.jpg", safe.card() / "self.jpg");
    const auto taken = safe.ingest();
    QCOMPARE(taken.said(safe.card() / "deep/up"), QStringLiteral("skipped: not_a_regular_file"));
    QCOMPARE(taken.of(safe.card() / "self.jpg").size(), 1);
    QCOMPARE(safe.files(), list({"CARD/deep/A.jpg"}));
}

void TestIngestBadInput::aFileThatCannotBeRead()
{
    LibraryFixture safe;
    FailingFileSystem device;
    safe.device = &device;
    const auto bad = safe.onCard("bad.jpg", jpegBytes(1));
    const auto sidecar = safe.onCard("bad.xmp", "<x/>");
    const auto good = safe.onCard("good.jpg", jpegBytes(2));
    device.onRead = [&](const fs::path& path) { return path == bad ? EIO : 0; };
    const auto moved = safe.move();
    QCOMPARE(moved.said(bad), QStringLiteral("failed: read_failed"));
    QVERIFY(fs::exists(bad));
    QVERIFY(fs::exists(sidecar)); // stays with its picture
    QCOMPARE(moved.said(good), QStringLiteral("imported"));
    QCOMPARE(safe.files(), list({"CARD/good.jpg"}));
    // The card is cleaned and put in again.
    device.onRead = {};
    QCOMPARE(safe.move().count("imported"), 2);
    QCOMPARE(safe.complaints(), QStringList());
}

void TestIngestBadInput::aFileThatChangesWhileItIsRead_data()
{
    QTest::addColumn<int>("bufferMb");
    QTest::addColumn<QString>("change");
    for (const int buffer : {32, 1}) {
        for (const char* change : {"grows", "shrinks", "is rewritten", "vanishes"})
            QTest::addRow("%s, %d MiB held", change, buffer) << buffer << QString::fromUtf8(change);
    }
}

void TestIngestBadInput::aFileThatChangesWhileItIsRead()
{
    QFETCH(const int, bufferMb);
    QFETCH(const QString, change);
    LibraryFixture safe;
    safe.set("ingest.buffer_mb", bufferMb);
    FailingFileSystem device;
    safe.device = &device;
    // Larger than what is held, so that the one streams and the other does not.
    const QByteArray bytes = jpegBytes(1) + QByteArray(3 * 1024 * 1024, 'x');
    const auto bad = safe.onCard("bad.jpg", bytes);
    const auto good = safe.onCard("good.jpg", jpegBytes(2));
    int reads = 0;
    device.onRead = [&](const fs::path& path) {
        if (path != bad || ++reads != 2)
            return 0;
        if (change == u"grows")
            return writeFile(bad, bytes + "more") ? 0 : EIO;
        if (change == u"is rewritten")
            return writeFile(bad, QByteArray(bytes.size(), 'y')) ? 0 : EIO;
        if (change == u"shrinks")
            fs::resize_file(bad, 1024 * 1024 + 7);
        else
            fs::remove(bad);
        return 0;
    };
    const auto taken = safe.ingest();
    QCOMPARE(taken.said(good), QStringLiteral("imported"));
    QCOMPARE(safe.complaints(), QStringList());
    if (change == u"vanishes") {
        // It was open: its bytes may be had to the end, but never half of them.
        const auto stored = safe.project() / "CARD/bad.jpg";
        QVERIFY(!fs::exists(stored) || readFile(stored) == bytes);
        return;
    }
    QCOMPARE(taken.said(bad), QStringLiteral("failed: changed_while_read"));
    QCOMPARE(safe.files(), list({"CARD/good.jpg"}));
}

void TestIngestBadInput::strangeNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("newline") << QByteArray("a\nb.jpg");
    QTest::newRow("emoji") << QByteArray("\xF0\x9F\x93\xB7.jpg");
    QTest::newRow("255 bytes") << QByteArray(251, 'n') + ".jpg";
    QTest::newRow("not UTF-8") << QByteArray("caf\xE9.jpg");
    QTest::newRow("carried character") << QByteArray("a\xEE\xBF\xBF\xEF\xBB\xBF.jpg");
    QTest::newRow("quotes") << QByteArray("a'\"\\`$(x).jpg");
    QTest::newRow("blanks and dots") << QByteArray(" .. a. .jpg");
    QTest::newRow("upper case") << QByteArray("A.JpG");
}

void TestIngestBadInput::strangeNames()
{
    QFETCH(const QByteArray, name);
    const LibraryFixture safe;
    const auto source = safe.onCard(name.toStdString(), jpegBytes(1));
    const auto taken = safe.ingest();
    QCOMPARE(taken.said(source), QStringLiteral("imported"));
    QCOMPARE(readFile(safe.project() / "CARD" / name.toStdString()), jpegBytes(1));
    QCOMPARE(safe.complaints(), QStringList());
    QCOMPARE(safe.check().corrections.size(), 0);
    QCOMPARE(safe.ingest().count("duplicates"), 1);
}

void TestIngestBadInput::aLongestNameThatIsTaken_data()
{
    QTest::addColumn<QByteArray>("stem");
    QTest::newRow("letters") << QByteArray(251, 'n');
    QTest::newRow("characters of three bytes") << QByteArray("\xE2\x82\xAC").repeated(83) + "ab";
    QTest::newRow("bytes that only continue characters") << QByteArray(251, '\x80');
    QTest::newRow("bytes that begin none") << QByteArray(251, '\xFF');
}

void TestIngestBadInput::aLongestNameThatIsTaken()
{
    QFETCH(const QByteArray, stem);
    const LibraryFixture safe;
    const std::string name = stem.toStdString() + ".jpg";
    (void)safe.onCard(name, jpegBytes(1));
    QCOMPARE(safe.ingest().count("imported"), 1);
    (void)safe.onCard(name, jpegBytes(2));
    const auto taken = safe.ingest();
    QCOMPARE(taken.count("imported"), 1);
    QCOMPARE(safe.files().size(), 2);
    QCOMPARE(safe.complaints(), QStringList());
    for (const IngestItem& item : taken.items)
        QVERIFY(item.stem.startsWith(u"CARD/") && item.stem.endsWith(u" (2)"));
}

QTEST_GUILESS_MAIN(TestIngestBadInput)
#include "tst_ingestbadinput.moc"
