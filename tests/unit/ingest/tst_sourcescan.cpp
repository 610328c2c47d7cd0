#include "base/pathtext.h"
#include "ingest/sourcescan.h"
#include "support/tempfolder.h"

#include <QTest>

#include <algorithm>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

class TestSourceScan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesOfOneStemAreAFrame();
    void twoCardsWithTheSameNamesAreKeptApart();
    void aFileThatIsDroppedTwiceIsFoundOnce();
    void whatLiesInADroppedFolderBelongsToIt();
    void belowABaseEverythingKeepsItsPlace();
    void rootsOfDroppedFilesAreTheirFolders();
    void theOrderIsThatOfTheFilesTimes();
    void whatIsLeftOutIsListed();
    void framesAreForgottenAsAWhole();
    void hiddenPicturesAreListed();
    void foldersThatDesktopsHideArePassedOver();
    void whatMattersOfOtherFiles_data();
    void whatMattersOfOtherFiles();

private:
    static SourceScan scan(const std::vector<fs::path>& sources, const fs::path& base = {})
    {
        return scanSources(sources, base, CancelToken(), [](qint64) {});
    }
    /// `stem: name name; …` in the scan's order, the names being those below the project.
    static QString said(const SourceScan& found);
    static fs::path put(const fs::path& file)
    {
        if (!writeFile(file, "x"))
            qFatal("cannot write %s", file.c_str());
        return file;
    }
};

QString TestSourceScan::said(const SourceScan& found)
{
    QStringList frames;
    for (std::size_t i = 0; i < found.frameCount(); ++i) {
        const SourceFrame frame = found.frame(i);
        QStringList names;
        for (const SourceFile& file : frame.files)
            names += textFromBytes(file.relative);
        frames += textFromBytes(frame.stem) + u": " + names.join(u' ');
    }
    return frames.join(u"; ");
}

void TestSourceScan::filesOfOneStemAreAFrame()
{
    const TempFolder temp;
    for (const char* name : {"a.xmp", "a.jpg", "a.dng", "a.jpg.xmp", "b.jpg", "sub/a.jpg", "a-1.jpg"})
        put(temp / "CARD" / name);
    const SourceScan found = scan({temp / "CARD"});
    QCOMPARE(said(found), QStringLiteral("CARD/a-1: CARD/a-1.jpg; "
                                         "CARD/a: CARD/a.jpg CARD/a.dng CARD/a.jpg.xmp CARD/a.xmp; "
                                         "CARD/b: CARD/b.jpg; CARD/sub/a: CARD/sub/a.jpg"));
    QCOMPARE(found.fileCount, 7);
    QCOMPARE(found.bytes.value, 7);
}

void TestSourceScan::twoCardsWithTheSameNamesAreKeptApart()
{
    const TempFolder temp;
    for (const char* card : {"one/CARD", "two/CARD"}) {
        put(temp / card / "a.jpg");
        put(temp / card / "a.dng");
    }
    const SourceScan found = scan({temp / "one/CARD", temp / "two/CARD"});
    QCOMPARE(said(found), QStringLiteral("CARD/a: CARD/a.jpg CARD/a.dng; CARD/a: CARD/a.jpg CARD/a.dng"));
    for (std::size_t i = 0; i < found.frameCount(); ++i) {
        const SourceFrame frame = found.frame(i); // a RAW never meets the JPEG of the other card
        QCOMPARE(frame.files[0].root, frame.files[1].root);
    }
    QCOMPARE(found.roots.size(), std::size_t{2});
}

void TestSourceScan::aFileThatIsDroppedTwiceIsFoundOnce()
{
    const TempFolder temp;
    const auto a = put(temp / "CARD/a.jpg");
    const auto text = put(temp / "CARD/notes.txt");
    const SourceScan found = scan({temp / "CARD", a, a, text, temp / "CARD/"});
    QCOMPARE(found.fileCount, 1);
    QCOMPARE(said(found), QStringLiteral("CARD/a: CARD/a.jpg"));
    QCOMPARE(found.rejected.size(), std::size_t{1});
}

/// The receipt of the folder says whether it may be formatted: it has to know of all that is in it.
void TestSourceScan::whatLiesInADroppedFolderBelongsToIt()
{
    const TempFolder temp;
    const auto card = temp / "card";
    put(card / "DCIM/A.jpg");
    put(card / "PRIVATE/B.mp4");
    put(temp / "cards/C.jpg");
    const SourceScan found = scan({card / "DCIM", card / "DCIM/A.jpg", card, temp / "cards"});
    QCOMPARE(found.roots, (std::vector<fs::path>{card, temp / "cards"}));
    QCOMPARE(found.isWholeRoot, (std::vector<bool>{true, true}));
    QCOMPARE(found.fileCount, 3);
    std::vector<std::size_t> roots;
    for (std::size_t place = 0; place < found.frameCount(); ++place)
        roots.push_back(found.frame(place).files.front().root);
    std::ranges::sort(roots);
    QCOMPARE(roots, (std::vector<std::size_t>{0, 0, 1}));
}

void TestSourceScan::belowABaseEverythingKeepsItsPlace()
{
    const TempFolder temp;
    const auto a = put(temp / "hot/day1/a.jpg");
    put(temp / "hot/b.jpg");
    const auto elsewhere = put(temp / "c.jpg");
    QCOMPARE(said(scan({a, elsewhere}, temp / "hot")), QStringLiteral("c: c.jpg; day1/a: day1/a.jpg"));
    QCOMPARE(said(scan({temp / "hot"}, temp / "hot/")), QStringLiteral("b: b.jpg; day1/a: day1/a.jpg"));
    QCOMPARE(scan({a}, temp / "hot").roots, std::vector<fs::path>{temp / "hot"});
}

void TestSourceScan::rootsOfDroppedFilesAreTheirFolders()
{
    const TempFolder temp;
    const auto a = put(temp / "x/a.jpg");
    const auto b = put(temp / "x/b.jpg");
    const auto c = put(temp / "y/c.jpg");
    QCOMPARE(scan({a, b, c}).roots, (std::vector<fs::path>{temp / "x", temp / "y"}));
}

void TestSourceScan::theOrderIsThatOfTheFilesTimes()
{
    const TempFolder temp;
    const auto now = fs::file_time_type::clock::now();
    fs::last_write_time(put(temp / "C/a.jpg"), now - std::chrono::hours(1));
    fs::last_write_time(put(temp / "C/b.jpg"), now - std::chrono::hours(3));
    fs::last_write_time(put(temp / "C/c.jpg"), now - std::chrono::hours(2));
    fs::last_write_time(put(temp / "C/c.dng"), now - std::chrono::hours(4)); // its earliest counts
    SourceScan found = scan({temp / "C"});
    found.arrange(IngestOrder::OldestFirst);
    QCOMPARE(said(found), QStringLiteral("C/c: C/c.jpg C/c.dng; C/b: C/b.jpg; C/a: C/a.jpg"));
    found.arrange(IngestOrder::NewestFirst);
    QCOMPARE(said(found), QStringLiteral("C/a: C/a.jpg; C/b: C/b.jpg; C/c: C/c.jpg C/c.dng"));
    found.arrange(IngestOrder::AsFound);
    QCOMPARE(said(found), QStringLiteral("C/a: C/a.jpg; C/b: C/b.jpg; C/c: C/c.jpg C/c.dng"));
}

void TestSourceScan::whatIsLeftOutIsListed()
{
    const TempFolder temp;
    const auto a = put(temp / "C/a.jpg");
    const auto raw = put(temp / "C/a.dng");
    const auto b = put(temp / "C/b.jpg");
    SourceScan found = scan({temp / "C"});
    found.leaveOut({raw, b, temp / "C/not there.jpg"});
    QCOMPARE(said(found), QStringLiteral("C/a: C/a.jpg"));
    QCOMPARE(found.fileCount, 1);
    QCOMPARE(found.rejected.size(), std::size_t{2});
    for (const RejectedFile& rejected : found.rejected) {
        QCOMPARE(rejected.item.reason->code, ErrorCode::NotChosen);
        QCOMPARE(rejected.matter, SourceMatter::Frame); // they are pictures, and on the card alone
    }
    QCOMPARE(found.forgetFrames([](const SourceFile&) { return true; }), 0);
    QCOMPARE(found.frameCount(), std::size_t{0});
    QCOMPARE(found.fileCount, 0);
    QCOMPARE(found.rejected.size(), std::size_t{2});
}

void TestSourceScan::framesAreForgottenAsAWhole()
{
    const TempFolder temp;
    put(temp / "C/a.jpg");
    const auto raw = put(temp / "C/a.dng");
    put(temp / "C/b.jpg");
    SourceScan found = scan({temp / "C"});
    QCOMPARE(found.forgetFrames([&](const SourceFile& file) { return file.path != raw; }), 1);
    QCOMPARE(said(found), QStringLiteral("C/a: C/a.jpg C/a.dng"));
    QCOMPARE(found.fileCount, 2);
}

/// A name that is all extension, as a broken rename leaves it, may be a picture all the same.
void TestSourceScan::hiddenPicturesAreListed()
{
    const TempFolder temp;
    for (const char* name : {".JPG", ".NEF", ".hdr.jpg", "._a.jpg", ".DS_Store"})
        put(temp / "C" / name);
    const SourceScan found = scan({temp / "C"});
    QCOMPARE(found.fileCount, 0);
    QCOMPARE(found.rejected.size(), std::size_t{3});
    for (const RejectedFile& rejected : found.rejected)
        QCOMPARE(rejected.matter, SourceMatter::Unknown);
}

void TestSourceScan::foldersThatDesktopsHideArePassedOver()
{
    const TempFolder temp;
    for (const char* name : {".Trashes/501/IMG_1.JPG", ".Trash-1000/files/IMG_2.JPG", ".thumbnails/IMG_3.JPG",
                             ".empty/notes.txt", ".mac/._IMG_4.JPG", "IMG_5.JPG"})
        put(temp / "C" / name);
    const SourceScan found = scan({temp / "C"});
    QCOMPARE(found.rejected.size(), std::size_t{0});
    QCOMPARE(found.frameCount(), std::size_t{1});
}

void TestSourceScan::whatMattersOfOtherFiles_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("matter");
    QTest::newRow("text") << QStringLiteral("notes.txt") << QStringLiteral("unknown");
    QTest::newRow("a RAW of tomorrow") << QStringLiteral("IMG_1.CR9") << QStringLiteral("unknown");
    QTest::newRow("Canon's catalogue")
        << QStringLiteral("CANONMSC/M0101.CTG") << QStringLiteral("housekeeping");
    QTest::newRow("AVCHD's index") << QStringLiteral("BDMV/INDEX.BDM") << QStringLiteral("housekeeping");
    QTest::newRow("Windows' own") << QStringLiteral("System Volume Information/IndexerVolumeGuid")
                                  << QStringLiteral("housekeeping");
    QTest::newRow("thumbnails") << QStringLiteral("Thumbs.db") << QStringLiteral("housekeeping");
    QTest::newRow("a hidden folder") << QStringLiteral(".mine/2025/IMG_1.JPG") << QStringLiteral("unknown");
    QTest::newRow("a hidden picture") << QStringLiteral(".IMG_1.JPG") << QStringLiteral("unknown");
}

void TestSourceScan::whatMattersOfOtherFiles()
{
    QFETCH(const QString, file);
    QFETCH(const QString, matter);
    const TempFolder temp;
    put(temp / "C" / pathFromText(file));
    const SourceScan found = scan({temp / "C"});
    QCOMPARE(found.rejected.size(), std::size_t{1});
    QCOMPARE(sourceMatterName(found.rejected.front().matter), matter);
}

QTEST_GUILESS_MAIN(TestSourceScan)
#include "tst_sourcescan.moc"
