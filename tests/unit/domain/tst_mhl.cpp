#include "base/pathtext.h"
#include "domain/mhl.h"

#include <QTest>
#include <QTimeZone>
#include <QXmlStreamReader>

using namespace safelight;

namespace {

QDateTime utc(int hour, int minute, int second)
{
    return {QDate(2026, 11, 21), QTime(hour, minute, second), Qt::UTC};
}

MhlFile file(const QString& path)
{
    return {path,
            {QByteArray(16, '\x11'), QByteArray(16, '\xAB'), ByteCount(12)},
            utc(9, 0, 0),
            utc(10, 0, 0),
            MhlAction::Original};
}

MhlFolder folder(const QString& path)
{
    return {path, utc(9, 0, 0), utc(10, 0, 0), QByteArray(16, '\x01'), QByteArray(16, '\x02')};
}

MhlGeneration generation()
{
    MhlGeneration made;
    made.tool = QStringLiteral("Safelight");
    made.toolVersion = QStringLiteral("3.1");
    made.hostName = QStringLiteral("desk");
    made.created = utc(13, 3, 7);
    return made;
}

} // namespace

Q_DECLARE_METATYPE(safelight::MhlGeneration)

class TestMhl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesAManifest();
    void writesTheLeast();
    void writesActionsAndProcess();
    void timesAreUtc();
    void namesAreEscaped();
    void knowsNamesThatXmlHolds_data();
    void knowsNamesThatXmlHolds();
    void refuses_data();
    void refuses();
    void namesManifests_data();
    void namesManifests();
    void knowsC4Ids_data();
    void knowsC4Ids();
    void writesAChain();
    void readsItsOwnChain();
    void readsChainsOfOthers();
    void refusesChains_data();
    void refusesChains();
};

void TestMhl::writesAManifest()
{
    MhlGeneration made = generation();
    made.files = {file(QStringLiteral("DCIM/a.jpg"))};
    made.folders = {folder(QStringLiteral("DCIM"))};
    made.root = folder({});
    const auto manifest = mhlManifest(made);
    QVERIFY(manifest);
    QCOMPARE(
        *manifest,
        QByteArray(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<hashlist xmlns=\"urn:ASC:MHL:v2.0\" version=\"2.0\">\n"
            "  <creatorinfo>\n"
            "    <creationdate>2026-11-21T13:03:07Z</creationdate>\n"
            "    <hostname>desk</hostname>\n"
            "    <tool version=\"3.1\">Safelight</tool>\n"
            "  </creatorinfo>\n"
            "  <processinfo>\n"
            "    <process>transfer</process>\n"
            "    <roothash>\n"
            "      <content>\n"
            "        <xxh128 hashdate=\"2026-11-21T10:00:00Z\">01010101010101010101010101010101</xxh128>\n"
            "      </content>\n"
            "      <structure>\n"
            "        <xxh128 hashdate=\"2026-11-21T10:00:00Z\">02020202020202020202020202020202</xxh128>\n"
            "      </structure>\n"
            "    </roothash>\n"
            "    <ignore>\n"
            "      <pattern>.DS_Store</pattern>\n"
            "      <pattern>ascmhl</pattern>\n"
            "      <pattern>ascmhl/</pattern>\n"
            "    </ignore>\n"
            "  </processinfo>\n"
            "  <hashes>\n"
            "    <hash>\n"
            "      <path size=\"12\" lastmodificationdate=\"2026-11-21T09:00:00Z\">DCIM/a.jpg</path>\n"
            "      <xxh128 action=\"original\" "
            "hashdate=\"2026-11-21T10:00:00Z\">abababababababababababababababab</xxh128>\n"
            "      <md5 action=\"original\" "
            "hashdate=\"2026-11-21T10:00:00Z\">11111111111111111111111111111111</md5>\n"
            "    </hash>\n"
            "    <directoryhash>\n"
            "      <path lastmodificationdate=\"2026-11-21T09:00:00Z\">DCIM</path>\n"
            "      <content>\n"
            "        <xxh128 hashdate=\"2026-11-21T10:00:00Z\">01010101010101010101010101010101</xxh128>\n"
            "      </content>\n"
            "      <structure>\n"
            "        <xxh128 hashdate=\"2026-11-21T10:00:00Z\">02020202020202020202020202020202</xxh128>\n"
            "      </structure>\n"
            "    </directoryhash>\n"
            "  </hashes>\n"
            "</hashlist>\n"));
}

void TestMhl::writesTheLeast()
{
    MhlGeneration made = generation();
    made.ignored.clear();
    const auto manifest = mhlManifest(made);
    QVERIFY(manifest);
    // The schema has no empty lists.
    for (const char* element : {"<hashes", "<roothash", "<ignore", "<directoryhash"})
        QVERIFY2(!manifest->contains(element), element);
}

void TestMhl::writesActionsAndProcess()
{
    MhlGeneration made = generation();
    made.process = MhlProcess::InPlace;
    MhlFile verified = file(QStringLiteral("a"));
    verified.action = MhlAction::Verified;
    verified.digest.md5.clear();
    MhlFile failed = file(QStringLiteral("b"));
    failed.action = MhlAction::Failed;
    failed.digest.xxh128.clear();
    made.files = {verified, failed};
    const auto manifest = mhlManifest(made);
    QVERIFY(manifest);
    QVERIFY(manifest->contains("<process>in-place</process>"));
    QCOMPARE(manifest->count("<md5 "), 1);
    QCOMPARE(manifest->count("<xxh128 "), 1);
    QVERIFY(manifest->contains("<xxh128 action=\"verified\""));
    QVERIFY(manifest->contains("<md5 action=\"failed\""));
}

void TestMhl::timesAreUtc()
{
    MhlGeneration made = generation();
    made.created = QDateTime({2026, 1, 1}, {0, 30}, QTimeZone(3600));
    const auto manifest = mhlManifest(made);
    QVERIFY(manifest);
    QVERIFY(manifest->contains("<creationdate>2025-12-31T23:30:00Z</creationdate>"));
}

void TestMhl::namesAreEscaped()
{
    MhlGeneration made = generation();
    made.hostName = QStringLiteral("a<b&\n");
    // As it is carried: a genuine character of the range that carries bytes.
    const std::string genuine = "\xEE\xBE\x80";
    made.files = {file(QStringLiteral("a & b/<\"c\">.jpg")), file(textFromBytes(genuine))};
    const auto manifest = mhlManifest(made);
    QVERIFY(manifest);
    QXmlStreamReader xml(*manifest);
    QStringList paths;
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"path")
            paths.append(xml.readElementText());
    }
    QVERIFY(!xml.hasError());
    QCOMPARE(paths, (QStringList{QStringLiteral("a & b/<\"c\">.jpg"), QString::fromStdString(genuine)}));
}

void TestMhl::knowsNamesThatXmlHolds_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isHeld");

    QTest::newRow("plain") << QByteArray("a b/c.jpg") << true;
    QTest::newRow("signs of XML") << QByteArray("<&>\"'") << true;
    QTest::newRow("UTF-8") << QByteArray("ä\U0001F4F7") << true;
    QTest::newRow("private use") << QByteArray("\xEE\xBE\x80") << true;
    QTest::newRow("other bytes") << QByteArray("caf\xE9") << false;
    QTest::newRow("newline") << QByteArray("a\nb") << false;
    QTest::newRow("control character") << QByteArray("a\x01") << false;
    QTest::newRow("no character") << QByteArray("\xEF\xBF\xBE") << false;
}

void TestMhl::knowsNamesThatXmlHolds()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, isHeld);
    QCOMPARE(isMhlPath(textFromBytes(name.toStdString())), isHeld);
}

void TestMhl::refuses_data()
{
    QTest::addColumn<MhlGeneration>("made");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("subject");

    const int invalid = static_cast<int>(ErrorCode::InvalidArgument);
    const auto row = [&](const char* name, const auto& change, int code, const QString& subject) {
        MhlGeneration made = generation();
        made.files = {file(QStringLiteral("a"))};
        made.folders = {folder(QStringLiteral("b"))};
        made.root = folder({});
        change(made);
        QTest::newRow(name) << made << code << subject;
    };
    const QString foreign = textFromBytes("caf\xE9");
    row(
        "foreign name", [&](auto& made) { made.files[0].path = foreign; },
        static_cast<int>(ErrorCode::Unsupported), foreign);
    row(
        "foreign folder", [&](auto& made) { made.folders[0].path = foreign; },
        static_cast<int>(ErrorCode::Unsupported), foreign);
    row(
        "no digest", [](auto& made) { made.files[0].digest = {}; }, invalid, QStringLiteral("a"));
    row(
        "no digest of a folder", [](auto& made) { made.folders[0].content.clear(); }, invalid,
        QStringLiteral("b"));
    row("no digest of the root", [](auto& made) { made.root->structure.clear(); }, invalid, {});
    row(
        "no time", [](auto& made) { made.files[0].modified = {}; }, invalid, QStringLiteral("a"));
    row(
        "no time of the digest", [](auto& made) { made.files[0].hashed = {}; }, invalid, QStringLiteral("a"));
    row("no time of its own", [](auto& made) { made.created = {}; }, invalid, {});
}

void TestMhl::refuses()
{
    QFETCH(MhlGeneration, made);
    QFETCH(int, code);
    QFETCH(QString, subject);
    const auto manifest = mhlManifest(made);
    QVERIFY(!manifest);
    QCOMPARE(static_cast<int>(manifest.error().code), code);
    QCOMPARE(manifest.error().subject, subject);
}

void TestMhl::namesManifests_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<QString>("root");
    QTest::addColumn<QString>("name");

    QTest::newRow("first") << 1 << "Wedding"
                           << "0001_Wedding_2026-11-21_130307Z.mhl";
    QTest::newRow("beyond four digits") << 12345 << "a b"
                                        << "12345_a b_2026-11-21_130307Z.mhl";
}

void TestMhl::namesManifests()
{
    QFETCH(int, number);
    QFETCH(QString, root);
    QFETCH(QString, name);
    QCOMPARE(mhlFileName(number, root, utc(13, 3, 7).toTimeZone(QTimeZone(3600))), name);
}

void TestMhl::knowsC4Ids_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("id");

    QTest::newRow("nothing")
        << QByteArray()
        << "c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT";
    QTest::newRow("alfa")
        << QByteArray("alfa")
        << "c43zYcLni5LF9rR4Lg4B8h3Jp8SBwjcnyyeh4bc6gTPHndKuKdjUWx1kJPYhZxYt3zV6tQXpDs2shPsPYjgG81wZM1";
    QTest::newRow("a zero in front")
        << QByteArray("0")
        << "c41zgA3RiM67Fb4w1mXdSeroZSfb5T7Gk5uwVLjuWsyd16PEu2jb3aHbNB95h28atSkc9EtCj2pfPARG5xaz85Zs1r";
}

void TestMhl::knowsC4Ids()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, id);
    QCOMPARE(c4Id(bytes), id);
    QCOMPARE(id.size(), 90);
}

void TestMhl::writesAChain()
{
    QCOMPARE(mhlChain({{1, QStringLiteral("0001_a&b.mhl"), QStringLiteral("c4x")},
                       {2, QStringLiteral("0002_a.mhl"), QStringLiteral("c4y")}}),
             QByteArray("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<ascmhldirectory xmlns=\"urn:ASC:MHL:DIRECTORY:v2.0\">\n"
                        "  <hashlist sequencenr=\"1\">\n"
                        "    <path>0001_a&amp;b.mhl</path>\n"
                        "    <c4>c4x</c4>\n"
                        "  </hashlist>\n"
                        "  <hashlist sequencenr=\"2\">\n"
                        "    <path>0002_a.mhl</path>\n"
                        "    <c4>c4y</c4>\n"
                        "  </hashlist>\n"
                        "</ascmhldirectory>\n"));
}

void TestMhl::readsItsOwnChain()
{
    const std::vector<MhlLink> links = {{1, QStringLiteral("0001_ä.mhl"), QStringLiteral("c4x")},
                                        {2, QStringLiteral("0002_<.mhl"), QStringLiteral("c4y")}};
    const auto read = parseMhlChain(mhlChain(links));
    QVERIFY(read);
    QCOMPARE(*read, links);
}

void TestMhl::readsChainsOfOthers()
{
    const auto read = parseMhlChain("<d:ascmhldirectory xmlns:d=\"urn:ASC:MHL:DIRECTORY:v2.0\"><!-- x -->"
                                    "<d:hashlist sequencenr='7'><d:other><d:path>no</d:path></d:other>"
                                    "<d:c4 action='x'>c4z</d:c4><d:path>0007.mhl</d:path></d:hashlist>"
                                    "</d:ascmhldirectory>");
    QVERIFY(read);
    QCOMPARE(read->size(), std::size_t{1});
    QCOMPARE(read->front(), (MhlLink{7, QStringLiteral("0007.mhl"), QStringLiteral("c4z")}));
}

void TestMhl::refusesChains_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");

    const int damaged = static_cast<int>(ErrorCode::Damaged);
    QTest::newRow("nothing") << QByteArray() << damaged;
    QTest::newRow("other XML") << QByteArray("<hashlist/>") << damaged;
    QTest::newRow("cut off") << QByteArray("<ascmhldirectory><hashlist sequencenr='1'><path>a</path>")
                             << damaged;
    QTest::newRow("no number")
        << QByteArray("<ascmhldirectory><hashlist><path>a</path><c4>b</c4></hashlist></ascmhldirectory>")
        << damaged;
    QTest::newRow("no name")
        << QByteArray("<ascmhldirectory><hashlist sequencenr='1'><c4>b</c4></hashlist></ascmhldirectory>")
        << damaged;
    QTest::newRow("no C4 ID")
        << QByteArray("<ascmhldirectory><hashlist sequencenr='1'><path>a</path></hashlist></ascmhldirectory>")
        << damaged;
    QTest::newRow("document type") << QByteArray("<!DOCTYPE x [<!ENTITY a 'b'>]><ascmhldirectory/>")
                                   << static_cast<int>(ErrorCode::Unsupported);
}

void TestMhl::refusesChains()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    const auto read = parseMhlChain(bytes);
    QVERIFY(!read);
    QCOMPARE(static_cast<int>(read.error().code), code);
}

QTEST_APPLESS_MAIN(TestMhl)
#include "tst_mhl.moc"
