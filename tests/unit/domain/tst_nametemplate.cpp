#include "base/pathtext.h"
#include "domain/nametemplate.h"

#include <QSet>
#include <QTest>

using namespace safelight;
using Kind = NameTemplate::Kind;

Q_DECLARE_METATYPE(safelight::NameTemplate::Kind)

namespace {

NameFacts facts()
{
    NameFacts facts;
    facts.taken = CaptureTime::at({2026, 3, 9}, {7, 5, 1}, std::nullopt);
    facts.fileTime = QDateTime({2027, 12, 31}, {23, 59, 58});
    facts.camera = QStringLiteral("NIKON Z 8");
    facts.lens = QStringLiteral("NIKKOR Z 50mm f/1.8");
    facts.serial = QStringLiteral("600");
    facts.iso = QStringLiteral("400");
    facts.project = QStringLiteral("Harbour");
    facts.original = QStringLiteral("DSC_0042");
    facts.folder = QStringLiteral("DCIM/100NIKON");
    facts.creator = QStringLiteral("Robin");
    facts.counter = 7;
    return facts;
}

QString expanded(const QString& text, const NameFacts& facts, Kind kind = Kind::Name)
{
    const auto parsed = NameTemplate::parse(text, kind);
    return parsed ? parsed->expand(facts) : u"ERROR " + parsed.error().detail;
}

} // namespace

class TestNameTemplate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void expandsWords_data();
    void expandsWords();
    void expandsFolders_data();
    void expandsFolders();
    void refuses_data();
    void refuses();
    void emptyFolderIsNone();
    void closesGaps_data();
    void closesGaps();
    void fallsBackToTheFileTime();
    void leavesOutUnknownTime();
    void namesAreNeverEmpty_data();
    void namesAreNeverEmpty();
    void namesAreNeverHiddenOrAbove();
    void carriedBytesSurvive();
    void carriedBytesThatMeetAreCanonical();
    void longPartsAreCut();
    void tellsWhatItNeeds_data();
    void tellsWhatItNeeds();
    void tokensAreTrue();
};

void TestNameTemplate::expandsWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("name");

    QTest::newRow("literal") << "IMG"
                             << "IMG";
    QTest::newRow("date") << "{date}"
                          << "2026-03-09";
    QTest::newRow("date with format") << "{date:yyMMdd}"
                                      << "260309";
    QTest::newRow("month in English") << "{date:d MMM}"
                                      << "9 Mar";
    QTest::newRow("time") << "{time}"
                          << "070501";
    QTest::newRow("time with colons") << "{time:HH:mm}"
                                      << "07-05";
    QTest::newRow("parts of the date") << "{year}{month}{day}"
                                       << "20260309";
    QTest::newRow("camera") << "{camera}"
                            << "NIKON Z 8";
    QTest::newRow("slash in a value") << "{lens}"
                                      << "NIKKOR Z 50mm f-1.8";
    QTest::newRow("serial, iso") << "{serial}-{iso}"
                                 << "600-400";
    QTest::newRow("counter") << "{counter}"
                             << "0007";
    QTest::newRow("wide counter") << "{counter:9}"
                                  << "000000007";
    QTest::newRow("narrow counter") << "{counter:1}"
                                    << "7";
    QTest::newRow("original") << "x{original}"
                              << "xDSC_0042";
    QTest::newRow("original in lower case") << "{original:lower}"
                                            << "dsc_0042";
    QTest::newRow("original in upper case") << "{original:upper}"
                                            << "DSC_0042";
    QTest::newRow("folder in a name") << "{folder}_{counter:1}"
                                      << "DCIM-100NIKON_7";
    QTest::newRow("project, creator") << "{project} {creator}"
                                      << "Harbour Robin";
    QTest::newRow("braces") << "{{{iso}}}"
                            << "{400}";
    QTest::newRow("braces alone") << "a{{b}}c"
                                  << "a{b}c";
    QTest::newRow("unsafe literal") << "a:b*c"
                                    << "a-b_c";
    QTest::newRow("separators kept") << "_{iso}__{serial}_"
                                     << "_400__600_";
    QTest::newRow("spaces at the ends") << " {iso} "
                                        << "400";
}

void TestNameTemplate::expandsWords()
{
    QFETCH(QString, text);
    QFETCH(QString, name);
    QCOMPARE(expanded(text, facts()), name);
}

void TestNameTemplate::expandsFolders_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("folder");

    QTest::newRow("one") << "{date}"
                         << "2026-03-09";
    QTest::newRow("nested") << "{year}/{year}-{month}/{camera}"
                            << "2026/2026-03/NIKON Z 8";
    QTest::newRow("nested by format") << "{date:yyyy/MM/dd}"
                                      << "2026/03/09";
    QTest::newRow("slash at the end of a format") << "{date:yyyy/}x"
                                                  << "2026/x";
    QTest::newRow("quoted slash") << "{date:yyyy'a/b'}"
                                  << "2026a-b";
    QTest::newRow("values never nest") << "{folder}/{lens}"
                                       << "DCIM-100NIKON/NIKKOR Z 50mm f-1.8";
    QTest::newRow("absolute") << "/etc//x/"
                              << "etc/x";
    QTest::newRow("above") << "../{iso}/./.."
                           << "400";
    QTest::newRow("hidden") << ".a/.{iso}"
                            << "a/400";
    QTest::newRow("back slash") << "a\\b"
                                << "a-b";
}

void TestNameTemplate::expandsFolders()
{
    QFETCH(QString, text);
    QFETCH(QString, folder);
    QCOMPARE(expanded(text, facts(), Kind::Folder), folder);
}

void TestNameTemplate::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("detail");

    QTest::newRow("empty") << "" << Kind::Name << "character 1: the name is empty";
    QTest::newRow("white space") << "  " << Kind::Name << "character 1: the name is empty";
    QTest::newRow("unknown") << "a{foo}" << Kind::Name << "character 3: unknown word \"foo\"";
    QTest::newRow("unknown with argument")
        << "{Date:yy}" << Kind::Name << "character 2: unknown word \"Date\"";
    QTest::newRow("no word") << "a{}" << Kind::Name << "character 3: unknown word \"\"";
    QTest::newRow("not closed") << "ab{date" << Kind::Name << "character 3: \"{\" without \"}\"";
    QTest::newRow("opened twice") << "{da{te}" << Kind::Name << "character 1: \"{\" without \"}\"";
    QTest::newRow("not opened") << "ab}" << Kind::Name << "character 3: \"}\" without \"{\"";
    QTest::newRow("width 0") << "{counter:0}" << Kind::Name
                             << "character 10: \"0\" does not go with \"counter\"";
    QTest::newRow("width 10") << "{counter:10}" << Kind::Name
                              << "character 10: \"10\" does not go with \"counter\"";
    QTest::newRow("width x") << "{counter:x}" << Kind::Name
                             << "character 10: \"x\" does not go with \"counter\"";
    QTest::newRow("no width") << "{counter:}" << Kind::Name
                              << "character 10: \"\" does not go with \"counter\"";
    QTest::newRow("other digit") << QStringLiteral("{counter:\u0664}") << Kind::Name
                                 << QStringLiteral("character 10: \"\u0664\" does not go with \"counter\"");
    QTest::newRow("no format") << "{date:}" << Kind::Name << "character 7: \"\" does not go with \"date\"";
    QTest::newRow("argument too many")
        << "{iso:3}" << Kind::Name << "character 6: \"3\" does not go with \"iso\"";
    QTest::newRow("letter case") << "{original:Upper}" << Kind::Name
                                 << "character 11: \"Upper\" does not go with \"original\"";
    QTest::newRow("slash in a name") << "a/b" << Kind::Name << "character 2: \"/\" in a name";
    QTest::newRow("slash in a format") << "{date:yyyy/MM}" << Kind::Name << "character 11: \"/\" in a name";
    QTest::newRow("control character") << "ab\nc" << Kind::Folder << "character 3: a control character";
    QTest::newRow("unknown in a folder") << "a/{foo}" << Kind::Folder << "character 4: unknown word \"foo\"";
}

void TestNameTemplate::refuses()
{
    QFETCH(QString, text);
    QFETCH(Kind, kind);
    QFETCH(QString, detail);
    const auto parsed = NameTemplate::parse(text, kind);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(parsed.error().subject, text);
    QCOMPARE(parsed.error().detail, detail);
}

void TestNameTemplate::emptyFolderIsNone()
{
    const auto parsed = NameTemplate::parse({}, Kind::Folder);
    QVERIFY(parsed);
    QCOMPARE(parsed->expand(facts()), QString());
}

void TestNameTemplate::closesGaps_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("name");

    // {lens} and {serial} are missing.
    QTest::newRow("in the middle") << "{iso}_{lens}_{counter}"
                                   << "400_0007";
    QTest::newRow("the first separators stay") << "{iso} - {lens}_{counter}"
                                               << "400 - 0007";
    QTest::newRow("at the front") << "{lens}_{iso}"
                                  << "400";
    QTest::newRow("at the end") << "{iso}_{lens}"
                                << "400";
    QTest::newRow("separator behind the end") << "{iso}_{lens}_"
                                              << "400";
    QTest::newRow("two in a row") << "{iso}_{lens}_{serial}_{counter}"
                                  << "400_0007";
    QTest::newRow("two side by side") << "{iso}_{lens}{serial}_{counter}"
                                      << "400_0007";
    QTest::newRow("all but one") << "{lens}_{serial}_{iso}"
                                 << "400";
    QTest::newRow("separator on one side only") << "IMG{lens}_{counter}"
                                                << "IMG_0007";
    QTest::newRow("separator before only") << "IMG_{lens}{counter}"
                                           << "IMG_0007";
    QTest::newRow("no separator") << "a{lens}b"
                                  << "ab";
    QTest::newRow("brackets at the end") << "{original} ({lens})"
                                         << "DSC_0042";
    QTest::newRow("brackets in the middle") << "{iso} [{lens}] {counter}"
                                            << "400 0007";
    QTest::newRow("brackets before a value") << "{iso} ({lens}){counter}"
                                             << "400 0007";
    QTest::newRow("brackets at the front") << "({lens})_{iso}"
                                           << "400";
    QTest::newRow("brackets with more inside") << "{iso} ({lens} x)"
                                               << "400 (x)";
    QTest::newRow("brackets with more before") << "{iso} (x {lens})"
                                               << "400 (x)";
    QTest::newRow("brackets of two kinds") << "a({lens}]"
                                           << "a(]";
    QTest::newRow("a value's own separators stay") << "{original:lower}{lens}"
                                                   << "dsc_0042";
}

void TestNameTemplate::closesGaps()
{
    QFETCH(QString, text);
    QFETCH(QString, name);
    NameFacts gaps = facts();
    gaps.lens.clear();
    gaps.serial = QStringLiteral(" "); // white space is no value
    QCOMPARE(expanded(text, gaps), name);
    QCOMPARE(expanded(u"x/" + text + u"/{lens}/y", gaps, Kind::Folder), u"x/" + name + u"/y");
}

void TestNameTemplate::fallsBackToTheFileTime()
{
    NameFacts untimed = facts();
    untimed.taken = {};
    QCOMPARE(expanded(QStringLiteral("{date} {time}"), untimed), QStringLiteral("2027-12-31 235958"));
}

void TestNameTemplate::leavesOutUnknownTime()
{
    NameFacts untimed = facts();
    untimed.taken = {};
    untimed.fileTime = {};
    QCOMPARE(expanded(QStringLiteral("{date}_{original}"), untimed), QStringLiteral("DSC_0042"));
    QCOMPARE(expanded(QStringLiteral("{date:yyyy/MM}/{iso}"), untimed, Kind::Folder), QStringLiteral("400"));
}

void TestNameTemplate::namesAreNeverEmpty_data()
{
    QTest::addColumn<QString>("original");
    QTest::addColumn<QString>("name");

    QTest::newRow("the original one") << "DSC_0042"
                                      << "DSC_0042";
    QTest::newRow("made safe") << "a:b"
                               << "a-b";
    QTest::newRow("nothing safe in it") << "..."
                                        << "unnamed";
    QTest::newRow("none") << ""
                          << "unnamed";
}

void TestNameTemplate::namesAreNeverEmpty()
{
    QFETCH(QString, original);
    QFETCH(QString, name);
    NameFacts poor;
    poor.original = original;
    QCOMPARE(expanded(QStringLiteral("{lens}_{camera}"), poor), name);
    QCOMPARE(expanded(QStringLiteral("{lens}"), poor, Kind::Folder), QString());
}

void TestNameTemplate::namesAreNeverHiddenOrAbove()
{
    NameFacts hostile = facts();
    hostile.camera = QStringLiteral("..");
    hostile.lens = QStringLiteral("../../etc/passwd");
    hostile.serial = QStringLiteral(".\u0001.");
    QCOMPARE(expanded(QStringLiteral("{camera}"), hostile), QStringLiteral("DSC_0042"));
    QCOMPARE(expanded(QStringLiteral("{camera}/{serial}/{lens}"), hostile, Kind::Folder),
             QStringLiteral("-..-etc-passwd"));
}

void TestNameTemplate::carriedBytesSurvive()
{
    NameFacts foreign = facts();
    foreign.original = textFromBytes("caf\xE9_\xFF");
    const QString name = expanded(QStringLiteral("{iso}_{original}"), foreign);
    QCOMPARE(bytesFromText(name), std::string("400_caf\xE9_\xFF"));
    QCOMPARE(expanded(QStringLiteral("{original:upper}"), foreign), textFromBytes("CAF\xE9_\xFF"));
}

void TestNameTemplate::carriedBytesThatMeetAreCanonical()
{
    NameFacts foreign = facts();
    foreign.original = textFromBytes("\xC3");
    foreign.project = textFromBytes("\xA9");
    QCOMPARE(expanded(QStringLiteral("{original}{project}"), foreign), QStringLiteral("é"));
}

void TestNameTemplate::longPartsAreCut()
{
    NameFacts lengthy = facts();
    lengthy.project = QString(300, QChar(u'ä'));
    const QString folder = expanded(QStringLiteral("{project}/x{project}/{iso}"), lengthy, Kind::Folder);
    QCOMPARE(folder, QString(100, QChar(u'ä')) + u"/x" + QString(99, QChar(u'ä')) + u"/400");
    lengthy.original = textFromBytes(std::string(250, '\xE9'));
    QCOMPARE(bytesFromText(expanded(QStringLiteral("{original}"), lengthy)), std::string(200, '\xE9'));
}

void TestNameTemplate::tellsWhatItNeeds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("counter");
    QTest::addColumn<bool>("metadata");

    QTest::newRow("nothing") << "{original}{folder}{project}{creator}x" << false << false;
    QTest::newRow("counter") << "{counter:3}" << true << false;
    QTest::newRow("written as text") << "{{counter}}{{date}}" << false << false;
    for (const char* word : {"date", "time", "year", "month", "day", "camera", "lens", "serial", "iso"})
        QTest::newRow(word) << QStringLiteral("{%1}").arg(QLatin1String(word)) << false << true;
}

void TestNameTemplate::tellsWhatItNeeds()
{
    QFETCH(QString, text);
    QFETCH(bool, counter);
    QFETCH(bool, metadata);
    const auto parsed = NameTemplate::parse(text, Kind::Name);
    QVERIFY(parsed);
    QCOMPARE(parsed->text(), text);
    QCOMPARE(parsed->usesCounter(), counter);
    QCOMPARE(parsed->needsMetadata(), metadata);
}

void TestNameTemplate::tokensAreTrue()
{
    const auto tokens = NameTemplate::tokens();
    QSet<QString> names;
    for (const NameToken& token : tokens) {
        names.insert(token.name);
        QVERIFY2(!token.example.isEmpty(), qPrintable(token.name));
        QCOMPARE(expanded(token.written, exampleNameFacts()), token.example);
    }
    QCOMPARE(names.size(), 14);
    QCOMPARE(tokens.front().written, QStringLiteral("{date:yyyy-MM-dd}"));
    QCOMPARE(tokens.front().example, QStringLiteral("2026-11-21"));
}

QTEST_APPLESS_MAIN(TestNameTemplate)
#include "tst_nametemplate.moc"
