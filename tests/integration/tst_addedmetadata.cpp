#include "base/pathtext.h"
#include "media/metadata.h"
#include "media/xmpsidecar.h"
#include "storage/digester.h"
#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/receipts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <cerrno>
#include <set>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// Creator, copyright and keywords in the sidecars of what is new, and nothing of anybody's sidecar lost.
class TestAddedMetadata : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initialiseMetadata(m_log); }
    void init() { m_safe.emplace(); }
    void cleanup() { m_safe.reset(); }

    void newPhotosGetASidecar();
    void aSidecarOfTheCardIsKept();
    void oddSidecarsAreKept_data();
    void oddSidecarsAreKept();
    void whatTakesNoAdditionIsCopied_data();
    void whatTakesNoAdditionIsCopied();
    void anUnreadableSidecarKeepsItsName();
    void theSameCardIsADuplicate();
    void aChangedSidecarIsLeftAlone();
    void aMoveKeepsEveryByte();
    void aMoveOfDuplicatesComparesWhatIsInIt();
    void aStoredSidecarThatLacksSomethingIsNoProof();
    void theSecondCopyIsTheSame();
    void whatWasMadeBeforeGetsItsSecondCopy();
    void aTakenNameIsNeverMergedInto();
    void completingAPhotoWritesNothing();
    void aPhotoThatComesBackHasItsSidecar();
    void aProjectsOwnSidecarIsNotTouched();
    void aPhotoThatIsMovedHereKeepsItsSidecars();
    void aPlanWritesNothing();
    void aSidecarThatCannotBeWrittenIsSaid();
    void aFailedSyncWritesItAgain();
    void exportsNameWhatIsStored();
    void killsLoseNothing_data();
    void killsLoseNothing();

private:
    static AddedMetadata added();
    IngestRequest request() const;
    QByteArray stored(const char* name) const { return readFile(m_safe->project() / name); }

    EventLog m_log;
    std::optional<LibraryFixture> m_safe;
};

namespace {

QByteArray cardPacket(const QByteArray& body)
{
    return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
           "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
           " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
           "  <rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
           "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n   xmp:Rating=\"4\">\n" +
           body + "  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n" + QByteArray(2'000, ' ') +
           "\n<?xpacket end=\"w\"?>";
}

/// `creator|copyright|keyword, keyword|rating`, as Exiv2 reads it.
QString saidBy(const QByteArray& xmp)
{
    const auto metadata = readMetadata(QByteArrayView(xmp), *formatForEnding(".xmp"));
    if (!metadata)
        return QStringLiteral("unreadable");
    const auto text = [&](QStringView key) { return metadata->details[key].toString(); };
    QStringList keywords;
    for (const QJsonValue keyword : metadata->details[u"keywords"].toArray())
        keywords += keyword.toString();
    return QStringList{text(u"artist"), text(u"copyright"), keywords.join(u", "),
                       metadata->details[u"rating"].toVariant().toString()}
        .join(u'|');
}

/// Each byte of the one is in the other, in its order.
bool isWithin(const QByteArray& inner, const QByteArray& outer)
{
    qsizetype at = 0;
    for (const char byte : outer)
        at += at < inner.size() && inner[at] == byte ? 1 : 0;
    return at == inner.size();
}

} // namespace

AddedMetadata TestAddedMetadata::added()
{
    return {QStringLiteral("Zoë Müller"),
            QStringLiteral("© 2026, <Zoë> & \"Co\""),
            {QStringLiteral("Häfen, Nacht"), QStringLiteral("blue <hour>")}};
}

IngestRequest TestAddedMetadata::request() const
{
    IngestRequest request = m_safe->request();
    request.added = added();
    return request;
}

void TestAddedMetadata::newPhotosGetASidecar()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->onCard("A.dng", dngBytes(1));
    (void)m_safe->onCard("day/B.JPG", jpegBytes(2));
    const auto card = snapshot(m_safe->card());
    IngestRequest wanted = request();
    wanted.added.keywords += QString(1'900, QChar(u'ä')); // as long as is read of a text
    const QString longText(200'000, QChar(u'ö'));
    wanted.added.keywords += longText;
    const auto taken = m_safe->ingest(wanted);
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("imported"), 3);
    QCOMPARE(taken.count("found"), 3);
    QCOMPARE(taken.count("sidecars_written"), 2);
    QCOMPARE(taken.items.size(), 3);
    QCOMPARE(m_safe->files(),
             list({"CARD/A.JPG", "CARD/A.dng", "CARD/A.xmp", "CARD/day/B.JPG", "CARD/day/B.xmp"}));
    const QString said =
        added().creator + u'|' + added().copyright + u'|' + wanted.added.keywords.first(3).join(u", ");
    for (const char* name : {"CARD/A.xmp", "CARD/day/B.xmp"}) {
        QVERIFY(saidBy(stored(name)).startsWith(said));
        QVERIFY(stored(name).contains(QByteArray("<rdf:li>" + longText.toUtf8() + "</rdf:li>")));
    }
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(snapshot(m_safe->card()), card);
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM photos"), list({"2"}));
    QCOMPARE(m_safe->rows("SELECT DISTINCT kind, source_size FROM files WHERE source_md5 IS NOT NULL"),
             list({"3|0"}));
    const WholeReceipt whole = latestReceipt(*m_safe);
    QVERIFY(whole.isSafeToFormat());
    QCOMPARE(whole.sums.found, 3);
    QCOMPARE(whole.said(), list({"A.JPG imported 1", "A.dng imported 1", "A.xmp imported 1",
                                 "day/B.JPG imported 1", "day/B.xmp imported 1"}));
    QCOMPARE(m_safe->check().corrections.size(), 0);
}

void TestAddedMetadata::aSidecarOfTheCardIsKept()
{
    const QByteArray source =
        cardPacket("   <dc:creator><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator>\n"
                   "   <dc:subject><rdf:Bag><rdf:li>blue &lt;hour></rdf:li></rdf:Bag>"
                   "</dc:subject>\n");
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    const auto sidecar = m_safe->onCard("A.JPG.xmp", source);
    const auto card = snapshot(m_safe->card());
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.count("imported"), 2);
    QCOMPARE(taken.said(sidecar), QStringLiteral("imported"));
    QCOMPARE(m_safe->files(), list({"CARD/A.JPG", "CARD/A.JPG.xmp"}));
    const QByteArray written = stored("CARD/A.JPG.xmp");
    QCOMPARE(saidBy(written), QStringLiteral("Ann|© 2026, <Zoë> & \"Co\"|blue <hour>, Häfen, Nacht|4"));
    QVERIFY(isWithin(source, written));
    QVERIFY(isXmpMadeFrom(source, written));
    QCOMPARE(mtimeOf(m_safe->project() / "CARD/A.JPG.xmp"), mtimeOf(sidecar));
    QCOMPARE(snapshot(m_safe->card()), card);
    QCOMPARE(m_safe->rows("SELECT source_md5, md5 FROM files WHERE kind = 3"),
             QStringList(Digester::of(source).md5Hex() + u'|' + Digester::of(written).md5Hex()));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestAddedMetadata::oddSidecarsAreKept_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 40; ++seed)
        QTest::addRow("%d", seed) << seed;
}

/// XMP of any shape that XMP may have: what comes out says what it said and what was added, once.
void TestAddedMetadata::oddSidecarsAreKept()
{
    QFETCH(const int, seed);
    QRandomGenerator random(static_cast<quint32>(seed));
    const auto one = [&](std::initializer_list<const char*> of) {
        return QByteArray(*(of.begin() + random.bounded(static_cast<int>(of.size()))));
    };
    const QByteArray line = one({"\n", "\r\n", "", "\n\t"});
    const QByteArray dc = one({"dc", "k", "DC-1"});
    const bool hasCreator = random.bounded(2) == 0;
    const bool isAttribute = random.bounded(2) == 0;
    const bool hasKeyword = random.bounded(2) == 0;
    QByteArray xmp =
        one({"", "\xEF\xBB\xBF"}) + one({"", "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>\r\n"});
    xmp += "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk='odd > tool'>" + line +
           one({"", "<!-- </rdf:RDF> -->"});
    xmp += "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">" + line;
    xmp += one({"", "<rdf:Description rdf:about=''/>"}) + line;
    xmp += "<rdf:Description rdf:about='' xmlns:" + dc + "='http://purl.org/dc/elements/1.1/'" + line +
           " xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='3'";
    if (hasCreator && isAttribute)
        xmp += " " + dc + ":creator='Ann'";
    const bool isClosed = !hasKeyword && (!hasCreator || isAttribute) && random.bounded(2) == 0;
    xmp += isClosed ? QByteArray("/>") : QByteArray(">" + line + "<!-- ü \xF0\x9F\x93\xB7 -->");
    if (hasCreator && !isAttribute)
        xmp += "<" + dc + ":creator>" + line + "<rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></" + dc +
               ":creator>" + line;
    if (hasKeyword)
        xmp += "<" + dc + ":subject><rdf:Bag>" + line + "<rdf:li>H&#228;fen, Nacht</rdf:li>" + line +
               "</rdf:Bag></" + dc + ":subject>" + line;
    xmp += isClosed ? line : QByteArray("</rdf:Description>" + line);
    xmp += "</rdf:RDF>" + line + "</x:xmpmeta>" + QByteArray(random.bounded(3'000), ' ') + line +
           one({"", "<?xpacket end='w'?>"});

    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    const auto sidecar = m_safe->onCard("A.xmp", xmp);
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.said(sidecar), QStringLiteral("imported"));
    const QByteArray written = stored("CARD/A.xmp");
    QVERIFY2(isXmpMadeFrom(xmp, written), written.constData());

    QStringList said = saidBy(written).split(u'|');
    QCOMPARE(said[0], hasCreator ? QStringLiteral("Ann") : added().creator);
    QCOMPARE(said[1], added().copyright);
    QCOMPARE(said[2], added().keywords.join(u", "));
    QCOMPARE(said[3], QStringLiteral("3"));
    // What nobody put in is what was there: bytes from the front and from the back, and all of them in order.
    QByteArray opened = xmp;
    if (isClosed)
        opened.remove(opened.lastIndexOf("/>"), 1);
    QVERIFY(isWithin(isClosed ? opened : xmp, written));
    QCOMPARE(m_safe->ingest(request()).count("duplicates"), 2);
    QCOMPARE(stored("CARD/A.xmp"), written);
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestAddedMetadata::whatTakesNoAdditionIsCopied_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::newRow("no XML") << QByteArray("no XML at all");
    QTest::newRow("cut off") << truncated(cardPacket(""), 0.1);
    QTest::newRow("UTF-16") << QByteArray("\xFF\xFE<\0x\0/\0>\0", 10);
    QTest::newRow("entities") << QByteArray("<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>");
    QTest::newRow("huge") << cardPacket(QByteArray(17 * 1024 * 1024, ' '));
    QTest::newRow("without end") << QByteArray("<a>").repeated(1'000'000);
}

void TestAddedMetadata::whatTakesNoAdditionIsCopied()
{
    QFETCH(const QByteArray, source);
    m_safe->set("ingest.buffer_mb", 1);
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    const auto sidecar = m_safe->onCard("A.xmp", source);
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.said(sidecar), QStringLiteral("imported: metadata_not_added"));
    QCOMPARE(m_safe->files(), list({"CARD/A.JPG", "CARD/A.xmp"}));
    QVERIFY(stored("CARD/A.xmp") == source);
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
    QCOMPARE(m_safe->ingest(request()).count("duplicates"), 2);
    QCOMPARE(m_safe->move().count("duplicates"), 2);
    QCOMPARE(m_safe->filesIn(m_safe->card()), QStringList());
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestAddedMetadata::anUnreadableSidecarKeepsItsName()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    const auto sidecar = m_safe->onCard("A.xmp", QByteArray());
    auto taken = m_safe->ingest(request());
    QCOMPARE(taken.said(sidecar), QStringLiteral("failed: empty"));
    QCOMPARE(m_safe->files(), list({"CARD/A.JPG"}));
    QVERIFY(writeFile(sidecar, cardPacket("")));
    taken = m_safe->ingest(request());
    QCOMPARE(taken.said(sidecar), QStringLiteral("imported"));
    QCOMPARE(stored("CARD/A.xmp"), cardPacket("")); // the photo was not new
}

void TestAddedMetadata::theSameCardIsADuplicate()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->onCard("A.xmp", cardPacket(""));
    (void)m_safe->onCard("B.dng", dngBytes(2));
    QCOMPARE(m_safe->ingest(request()).count("imported"), 3);
    const auto folder = snapshot(m_safe->project());
    const auto rows = m_safe->rows("SELECT name, md5, source_md5, present FROM files ORDER BY id");
    IngestRequest other = request();
    other.added.creator = QStringLiteral("Somebody else");
    IngestRequest plan = request();
    plan.planOnly = true;
    for (const IngestRequest& again : {request(), other, m_safe->request(), plan}) {
        const auto taken = m_safe->ingest(again);
        QCOMPARE(taken.count("duplicates"), 3);
        QCOMPARE(taken.count("imported"), 0);
        QCOMPARE(snapshot(m_safe->project()), folder);
        QCOMPARE(m_safe->rows("SELECT name, md5, source_md5, present FROM files ORDER BY id"), rows);
    }
    const WholeReceipt whole = latestReceipt(*m_safe);
    QVERIFY(whole.isSafeToFormat());
    QCOMPARE(whole.said(), list({"A.JPG duplicate 1", "A.xmp duplicate 1", "B.dng duplicate 1"}));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestAddedMetadata::aChangedSidecarIsLeftAlone()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    const auto sidecar = m_safe->onCard("A.xmp", cardPacket(""));
    (void)m_safe->ingest(request());
    const QByteArray edited = stored("CARD/A.xmp").replace("Rating=\"4\"", "Rating=\"1\"");
    QVERIFY(writeFile(m_safe->project() / "CARD/A.xmp", edited));
    (void)m_safe->ingest(request());
    QCOMPARE(stored("CARD/A.xmp"), edited);
    IngestRequest moving = request();
    moving.transfer = IngestRequest::Transfer::Move;
    const auto moved = m_safe->ingest(moving);
    QCOMPARE(moved.said(sidecar), QStringLiteral("conflict: already_exists"));
    QCOMPARE(readFile(sidecar), cardPacket("")); // its bytes are nowhere else
    QCOMPARE(stored("CARD/A.xmp"), edited);
    QCOMPARE(m_safe->files(), list({"CARD/A.JPG", "CARD/A.xmp"}));
}

void TestAddedMetadata::aMoveKeepsEveryByte()
{
    FailingFileSystem device;
    m_safe->device = &device;
    const QByteArray source = cardPacket("");
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->onCard("A.xmp", source);
    (void)m_safe->onCard("B.JPG", jpegBytes(2));
    QStringList tooEarly;
    device.onUnlink = [&](const fs::path& path) {
        if (path.native().starts_with(m_safe->card().native()) && path.extension() == ".xmp" &&
            !isXmpMadeFrom(source, stored("CARD/A.xmp")))
            tooEarly += pathToText(path);
        return 0;
    };
    IngestRequest moving = request();
    moving.transfer = IngestRequest::Transfer::Move;
    const auto moved = m_safe->ingest(moving);
    QCOMPARE(moved.count("imported"), 3);
    for (const IngestItem& item : moved.items)
        QVERIFY(item.isSourceRemoved);
    QCOMPARE(tooEarly, QStringList());
    QCOMPARE(m_safe->filesIn(m_safe->card()), QStringList());
    QCOMPARE(m_safe->files(), list({"CARD/A.JPG", "CARD/A.xmp", "CARD/B.JPG", "CARD/B.xmp"}));
    QVERIFY(isXmpMadeFrom(source, stored("CARD/A.xmp")));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestAddedMetadata::aMoveOfDuplicatesComparesWhatIsInIt()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->onCard("A.xmp", cardPacket(""));
    (void)m_safe->ingest(request());
    const auto folder = snapshot(m_safe->project());
    QCOMPARE(m_safe->move().count("duplicates"), 2); // with nothing to add this time
    QCOMPARE(m_safe->filesIn(m_safe->card()), QStringList());
    QCOMPARE(snapshot(m_safe->project()), folder);
}

/// The last look before the source goes is at the bytes that lie there then, not at a digest.
void TestAddedMetadata::aStoredSidecarThatLacksSomethingIsNoProof()
{
    FailingFileSystem device;
    m_safe->device = &device;
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    const auto sidecar = m_safe->onCard("A.xmp", cardPacket(""));
    const auto final = m_safe->project() / "CARD/A.xmp";
    device.onUnlink = [&](const fs::path& path) {
        if (path.native().starts_with(m_safe->card().native()) && path.extension() == ".xmp")
            return EIO; // never: it is not proven
        return 0;
    };
    device.onSync = [&](const fs::path& path) { // after its proof somebody writes to it
        if (path.filename() == "CARD" && fs::exists(final))
            (void)writeFile(final, readFile(final).replace("Rating=\"4\"", "Rating=\"5\""));
        return 0;
    };
    IngestRequest moving = request();
    moving.transfer = IngestRequest::Transfer::Move;
    const auto moved = m_safe->ingest(moving);
    QCOMPARE(moved.said(sidecar), QStringLiteral("imported: verify_failed"));
    QCOMPARE(readFile(sidecar), cardPacket(""));
}

void TestAddedMetadata::theSecondCopyIsTheSame()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->onCard("A.xmp", cardPacket(""));
    (void)m_safe->onCard("B.JPG", jpegBytes(2));
    IngestRequest twice = request();
    twice.secondFolder = m_safe->elsewhere("backup");
    const auto taken = m_safe->ingest(twice);
    QCOMPARE(taken.count("imported"), 3);
    QCOMPARE(snapshot(twice.secondFolder / "Shoot/CARD"), snapshot(m_safe->project() / "CARD"));
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
    const auto again = m_safe->ingest(twice);
    QCOMPARE(again.count("duplicates"), 3);
    QCOMPARE(snapshot(twice.secondFolder / "Shoot/CARD"), snapshot(m_safe->project() / "CARD"));
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
}

void TestAddedMetadata::whatWasMadeBeforeGetsItsSecondCopy()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->onCard("A.xmp", cardPacket(""));
    (void)m_safe->onCard("B.JPG", jpegBytes(2));
    (void)m_safe->ingest(request());
    IngestRequest twice = m_safe->request();
    twice.secondFolder = m_safe->elsewhere("backup");
    twice.transfer = IngestRequest::Transfer::Move;
    const auto again = m_safe->ingest(twice);
    QCOMPARE(again.count("duplicates"), 3);
    QCOMPARE(snapshot(twice.secondFolder / "Shoot/CARD"), snapshot(m_safe->project() / "CARD"));
    QCOMPARE(m_safe->filesIn(m_safe->card()), QStringList());
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestAddedMetadata::aTakenNameIsNeverMergedInto()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->ingest(m_safe->request());
    const QByteArray foreign = cardPacket("<!-- somebody's -->");
    QVERIFY(writeFile(m_safe->project() / "CARD/B.xmp", foreign));
    (void)m_safe->onCard("B.JPG", jpegBytes(2));
    (void)m_safe->onCard("C.JPG", jpegBytes(3));
    QVERIFY(writeFile(m_safe->project() / "CARD/C.xmp", foreign));
    (void)m_safe->onCard("C.xmp", cardPacket(""));
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.count("imported"), 3);
    QCOMPARE(stored("CARD/B.xmp"), foreign);
    QCOMPARE(stored("CARD/C.xmp"), foreign);
    QCOMPARE(m_safe->files(), list({"CARD/A.JPG", "CARD/B (2).JPG", "CARD/B (2).xmp", "CARD/B.xmp",
                                    "CARD/C (2).JPG", "CARD/C (2).xmp", "CARD/C.xmp"}));
    QVERIFY(isXmpMadeFrom(cardPacket(""), stored("CARD/C (2).xmp")));
    QCOMPARE(m_safe->ingest(request()).count("duplicates"), 4);
}

void TestAddedMetadata::completingAPhotoWritesNothing()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->ingest(m_safe->request());
    (void)m_safe->onCard("A.dng", dngBytes(1));
    const auto sidecar = m_safe->onCard("A.xmp", cardPacket(""));
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.count("imported"), 2);
    QCOMPARE(taken.count("sidecars_written"), 0);
    QCOMPARE(taken.said(sidecar), QStringLiteral("imported"));
    QCOMPARE(stored("CARD/A.xmp"), cardPacket(""));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestAddedMetadata::aPhotoThatComesBackHasItsSidecar()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->onCard("B.JPG", jpegBytes(2));
    (void)m_safe->onCard("B.xmp", cardPacket(""));
    (void)m_safe->ingest(request());
    const QByteArray before = stored("CARD/A.xmp");
    for (const char* name : {"CARD/A.JPG", "CARD/A.xmp", "CARD/B.xmp"})
        fs::remove(m_safe->project() / name);
    IngestRequest other = request();
    other.added.creator = QStringLiteral("Ann");
    (void)m_safe->ingest(other);
    QCOMPARE(m_safe->files(), list({"CARD/A.JPG", "CARD/A.xmp", "CARD/B.JPG", "CARD/B.xmp"}));
    QVERIFY(stored("CARD/A.xmp") != before);
    QVERIFY(saidBy(stored("CARD/A.xmp")).startsWith(u"Ann|"));
    QVERIFY(saidBy(stored("CARD/B.xmp")).startsWith(u"Ann|"));
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->ingest(request()).count("duplicates"), 3);
}

void TestAddedMetadata::aProjectsOwnSidecarIsNotTouched()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->ingest(m_safe->request());
    QVERIFY(writeFile(m_safe->project() / "own/B.JPG", jpegBytes(2)));
    QVERIFY(writeFile(m_safe->project() / "own/B.xmp", cardPacket("")));
    QVERIFY(writeFile(m_safe->project() / "own/C.JPG", jpegBytes(3)));
    IngestRequest inside = request();
    inside.sources = {m_safe->project() / "own"};
    inside.transfer = IngestRequest::Transfer::Move;
    const auto taken = m_safe->ingest(inside);
    QCOMPARE(taken.said(m_safe->project() / "own/B.xmp"), QStringLiteral("imported: metadata_not_added"));
    QCOMPARE(stored("own/B.xmp"), cardPacket(""));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestAddedMetadata::aPhotoThatIsMovedHereKeepsItsSidecars()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->onCard("A.xmp", cardPacket(""));
    (void)m_safe->onCard("B.JPG", jpegBytes(2));
    IngestRequest first = request();
    first.projectName = QStringLiteral("First");
    QCOMPARE(m_safe->ingest(first).count("imported"), 3);
    const auto before = snapshot(m_safe->root() / "First/CARD");
    IngestRequest moved = request();
    moved.onConflict = IngestRequest::OnConflict::MoveHere;
    moved.transfer = IngestRequest::Transfer::Move;
    moved.secondFolder = m_safe->elsewhere("backup");
    moved.added.creator = QStringLiteral("Ann");
    const auto taken = m_safe->ingest(moved);
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("duplicates"), 3);
    QCOMPARE(taken.count("sidecars_written"), 0);
    QCOMPARE(snapshot(m_safe->project() / "CARD"), before);
    QCOMPARE(snapshot(moved.secondFolder / "Shoot/CARD"), before);
    QCOMPARE(m_safe->filesIn(m_safe->card()), QStringList());
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestAddedMetadata::aPlanWritesNothing()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->ingest(m_safe->request());
    (void)m_safe->onCard("B.JPG", jpegBytes(2));
    (void)m_safe->onCard("C.JPG", jpegBytes(3));
    (void)m_safe->onCard("C.xmp", cardPacket(""));
    (void)m_safe->onCard("D.JPG", jpegBytes(4));
    const auto bad = m_safe->onCard("D.xmp", "no XMP");
    const auto library = snapshot(m_safe->root());
    const auto catalogue = m_safe->catalogue();
    IngestRequest plan = request();
    plan.planOnly = true;
    const auto planned = m_safe->ingest(plan);
    QCOMPARE(planned.count("imported"), 5);
    QCOMPARE(planned.count("duplicates"), 1);
    QCOMPARE(planned.items.size(), 6);
    QCOMPARE(planned.said(bad), QStringLiteral("imported: metadata_not_added"));
    QCOMPARE(m_safe->catalogue(), catalogue);
    QStringList now = snapshot(m_safe->root());
    now.removeIf([](const QString& line) { return line.contains(u".safelight"); });
    QStringList before = library;
    before.removeIf([](const QString& line) { return line.contains(u".safelight"); });
    QCOMPARE(now, before);
}

void TestAddedMetadata::aSidecarThatCannotBeWrittenIsSaid()
{
    FailingFileSystem device;
    m_safe->device = &device;
    const auto picture = m_safe->onCard("A.JPG", jpegBytes(1));
    const QByteArray made = xmpWith({}, added()).value();
    device.onRename = [&](const fs::path& path) { return path.extension() == ".xmp" ? EIO : 0; };
    auto taken = m_safe->ingest(request());
    QCOMPARE(taken.result.state, JobState::DoneWithFailures);
    QVERIFY(taken.said(picture).startsWith(u"failed")); // a frame is published whole or not at all
    QCOMPARE(m_safe->files(), QStringList());
    device.onRename = {};
    taken = m_safe->ingest(request());
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(stored("CARD/A.xmp"), made);
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestAddedMetadata::aFailedSyncWritesItAgain()
{
    FailingFileSystem device;
    m_safe->device = &device;
    (void)m_safe->onCard("Z.JPG", jpegBytes(9));
    (void)m_safe->ingest(); // the project is there
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->onCard("A.xmp", cardPacket(""));
    (void)m_safe->onCard("B.JPG", jpegBytes(2));
    std::set<QByteArray> failed; // each copy once
    device.onSync = [&](const fs::path& path) {
        return path.extension() == ".part" && failed.insert(readFile(path)).second ? EIO : 0;
    };
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(failed.size(), 4U);
    QCOMPARE(stored("CARD/B.xmp"), xmpWith({}, added()).value());
    QVERIFY(isXmpMadeFrom(cardPacket(""), stored("CARD/A.xmp")));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestAddedMetadata::exportsNameWhatIsStored()
{
    (void)m_safe->onCard("A.JPG", jpegBytes(1));
    (void)m_safe->onCard("A.xmp", cardPacket(""));
    (void)m_safe->onCard("B.JPG", jpegBytes(2));
    (void)m_safe->ingest(request());
    const QString id = QString::number(latestReceipt(*m_safe).receipt.id.value);
    const auto run = [&](const QStringList& words) {
        QProcess program;
        program.start(QStringLiteral(SAFELIGHT_CLI), m_safe->programArguments() + words);
        (void)program.waitForFinished(60'000);
        return program.exitCode();
    };
    const auto json = m_safe->elsewhere("receipt.jsonl");
    const auto csv = m_safe->elsewhere("receipt.csv");
    QCOMPARE(run({QStringLiteral("receipts"), QStringLiteral("export"), id, pathToText(json)}), 0);
    QCOMPARE(run({QStringLiteral("receipts"), QStringLiteral("export"), id, pathToText(csv)}), 0);
    QCOMPARE(run({QStringLiteral("receipts"), QStringLiteral("mhl"), id}), 0);
    std::map<QString, QJsonObject> items;
    for (const QByteArray& line : readFile(json).split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        items[object[u"name"].toString()] = object;
    }
    const Digest merged = Digester::of(stored("CARD/A.xmp"));
    const Digest made = Digester::of(stored("CARD/B.xmp"));
    const QJsonObject a = items[QStringLiteral("A.xmp")];
    QCOMPARE(a[u"md5"].toString(), merged.md5Hex());
    QCOMPARE(a[u"stored_size"].toInteger(), merged.size.value);
    QCOMPARE(a[u"size"].toInteger(), cardPacket("").size());
    QCOMPARE(a[u"source_md5"].toString(), Digester::of(cardPacket("")).md5Hex());
    QCOMPARE(a[u"written_by"].toString(), QStringLiteral("safelight"));
    const QJsonObject b = items[QStringLiteral("B.xmp")];
    QCOMPARE(b[u"matter"].toString(), QStringLiteral("made"));
    QCOMPARE(b[u"md5"].toString(), made.md5Hex());
    QCOMPARE(b[u"source_md5"].toString(), QString());
    QVERIFY(!items[QStringLiteral("A.JPG")].contains(u"written_by"));
    const QByteArray table = readFile(csv);
    QCOMPARE(table.count(",\"safelight\","), 2);
    QVERIFY(table.contains(merged.md5Hex().toLatin1()) && table.contains(made.md5Hex().toLatin1()));
    QByteArray mhl;
    for (const std::string& name : listTree(m_safe->project())) {
        if (name.ends_with(".mhl"))
            mhl = readFile(m_safe->project() / name);
    }
    QVERIFY(mhl.contains(merged.xxh128Hex().toLatin1()) || mhl.contains(merged.md5Hex().toLatin1()));
    QVERIFY(mhl.contains(made.xxh128Hex().toLatin1()) || mhl.contains(made.md5Hex().toLatin1()));
    QVERIFY(mhl.contains(QByteArray("size=\"" + QByteArray::number(merged.size.value) + '"')));
}

void TestAddedMetadata::killsLoseNothing_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("copy") << QStringList();
    QTest::newRow("move") << QStringList{QStringLiteral("--move")};
    QTest::newRow("move and copy twice")
        << QStringList{QStringLiteral("--move"), QStringLiteral("--second-copy"), QStringLiteral("BACKUP")};
}

void TestAddedMetadata::killsLoseNothing()
{
    constexpr int kFrames = 60;
    constexpr int kKills = 14;
    QFETCH(QStringList, options);
    const auto backup = m_safe->elsewhere("backup");
    options.replaceInStrings(QStringLiteral("BACKUP"), pathToText(backup));
    const bool isMove = options.contains(QStringLiteral("--move"));
    std::map<std::string, QByteArray> sidecars; // by stem
    std::map<std::string, QByteArray> pictures;
    for (int i = 0; i < kFrames; ++i) {
        const std::string stem = "d" + std::to_string(i % 3) + "/IMG_" + std::to_string(1000 + i);
        pictures[stem] = jpegBytes(i);
        (void)m_safe->onCard(stem + ".JPG", pictures[stem]);
        if (i % 3 != 0)
            continue;
        sidecars[stem] = cardPacket("   <!-- " + QByteArray::number(i) + " -->\n");
        (void)m_safe->onCard(stem + ".xmp", sidecars[stem]);
    }
    const auto card = snapshot(m_safe->card());
    QStringList words = m_safe->programArguments();
    words += {QStringLiteral("--json"),
              QStringLiteral("ingest"),
              pathToText(m_safe->card()),
              QStringLiteral("--project"),
              m_safe->projectName(),
              QStringLiteral("--creator"),
              added().creator,
              QStringLiteral("--copyright"),
              added().copyright};
    for (const QString& keyword : added().keywords)
        words += {QStringLiteral("--keyword"), keyword};
    words += options;
    const QStringList resume =
        m_safe->programArguments() +
        QStringList{QStringLiteral("--json"), QStringLiteral("jobs"), QStringLiteral("resume")};
    const auto isSomewhere = [&](const std::string& stem) {
        const auto source = m_safe->card() / (stem + ".xmp");
        const auto final = m_safe->project() / "CARD" / (stem + ".xmp");
        return (fs::exists(source) && readFile(source) == sidecars[stem]) ||
               (fs::exists(final) && isXmpMadeFrom(sidecars[stem], readFile(final)));
    };
    QRandomGenerator random(7);
    for (int kill = 0; kill < kKills; ++kill) {
        QProcess program;
        program.setStandardErrorFile(QProcess::nullDevice());
        program.start(QStringLiteral(SAFELIGHT_CLI), kill % 3 == 2 ? resume : words);
        const qint64 enough = random.bounded(qint64{1}, qint64{3'000});
        for (qint64 said = 0; said < enough && program.waitForReadyRead(60'000);)
            said += program.readAllStandardOutput().size();
        program.kill(); // SIGKILL
        program.waitForFinished();
        for (const auto& [stem, bytes] : sidecars)
            QVERIFY2(isSomewhere(stem), stem.c_str());
        if (!isMove)
            QCOMPARE(snapshot(m_safe->card()), card);
        for (const QString& row : m_safe->rows("SELECT md5, name FROM files WHERE present = 1"))
            QCOMPARE(Digester::of(readFile(m_safe->project() / pathFromText(row.section(u'|', 1)))).md5Hex(),
                     row.section(u'|', 0, 0));
    }
    for (const QStringList& last : {resume, words}) {
        QProcess program;
        program.setStandardErrorFile(QProcess::nullDevice());
        program.start(QStringLiteral(SAFELIGHT_CLI), last);
        QVERIFY(program.waitForFinished(120'000));
        QVERIFY(program.exitCode() == 0);
    }
    QCOMPARE(m_safe->files().size(), 2 * kFrames); // each picture and each sidecar exactly once
    const QByteArray made = xmpWith({}, added()).value();
    for (const auto& [stem, bytes] : pictures) {
        const std::string name = "CARD/" + stem;
        QCOMPARE(readFile(m_safe->project() / (name + ".JPG")), bytes);
        const QByteArray sidecar = readFile(m_safe->project() / (name + ".xmp"));
        QCOMPARE(sidecar, sidecars.contains(stem) ? xmpWith(sidecars[stem], added()).value() : made);
        if (options.contains(QStringLiteral("--second-copy")))
            QCOMPARE(readFile(backup / "Shoot" / (name + ".xmp")), sidecar);
    }
    if (isMove)
        QCOMPARE(m_safe->filesIn(m_safe->card()), QStringList());
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM photos"), QStringList(QString::number(kFrames)));
}

QTEST_GUILESS_MAIN(TestAddedMetadata)
#include "tst_addedmetadata.moc"
