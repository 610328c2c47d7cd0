#include "mediafixtures.h"

#include "media/metadata.h"
#include "media/xmpsidecar.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>

using namespace safelight;
using namespace safelight::test;

namespace {

AddedMetadata everything()
{
    return {QStringLiteral("Robin Lee"),
            QStringLiteral("© 2026 R & L"),
            {QStringLiteral("harbour"), QStringLiteral("night <blue>")}};
}

/// A packet with `body` in its rdf:RDF.
QByteArray packet(const QByteArray& body)
{
    return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
           "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
           " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">" +
           body +
           "</rdf:RDF>\n"
           "</x:xmpmeta>\n"
           "<?xpacket end=\"w\"?>";
}

constexpr auto kDeclaredDc = "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";

struct Said
{
    QString creator;
    QString copyright;
    QStringList keywords;
    int rating = 0;
};

/// What Exiv2 reads of a sidecar; it wants x:xmpmeta around the rest, which XMP can do without.
Said saidBy(QByteArray xmp)
{
    if (!xmp.contains("xmpmeta"))
        xmp = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">" + xmp + "</x:xmpmeta>";
    const auto metadata = readMetadata(QByteArrayView(xmp), format("xmp"));
    if (!metadata)
        return {u"ERROR " + metadata.error().detail, {}, {}};
    Said said;
    said.creator = metadata->details[QStringLiteral("artist")].toString();
    said.copyright = metadata->details[QStringLiteral("copyright")].toString();
    for (const QJsonValue keyword : metadata->details[QStringLiteral("keywords")].toArray())
        said.keywords.append(keyword.toString());
    said.rating = metadata->details[QStringLiteral("rating")].toInt();
    return said;
}

/// Whether `written` is `original` with text put in at one place: then the original is what the text's
/// removal leaves.
bool isInsertedInto(const QByteArray& original, const QByteArray& written)
{
    const auto fromFront = std::mismatch(original.begin(), original.end(), written.begin(), written.end());
    const qsizetype front = fromFront.first - original.begin();
    const QByteArray tail = original.sliced(front);
    return written.size() > original.size() && written.endsWith(tail);
}

} // namespace

class TestXmpSidecar : public QObject
{
    Q_OBJECT

    EventLog m_log;

private Q_SLOTS:
    void initTestCase() { initialiseMetadata(m_log); }
    void makesASidecar();
    void makesOnlyWhatIsAsked();
    void leavesAloneWithoutAddition();
    void addsToAPacket_data();
    void addsToAPacket();
    void opensWhatClosesItself_data();
    void opensWhatClosesItself();
    void keepsWhatIsThere_data();
    void keepsWhatIsThere();
    void addsMissingKeywords_data();
    void addsMissingKeywords();
    void addsToKeywordsAndDescription();
    void secondTimeAddsNothing();
    void respectsPrefixes_data();
    void respectsPrefixes();
    void keepsLinesOfTheirKind();
    void placesBehindWideCharacters();
    void cleansValues();
    void refuses_data();
    void refuses();
    void keepsAByteOrderMark();
    void provesWhatItWasMadeFrom_data();
    void provesWhatItWasMadeFrom();
    void provesNothingElse();
};

void TestXmpSidecar::makesASidecar()
{
    const auto written = xmpWith({}, everything());
    QVERIFY(written);
    QCOMPARE(*written, QByteArray("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                  "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                                  " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                                  "  <rdf:Description rdf:about=\"\" "
                                  "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
                                  "   <dc:creator>\n"
                                  "    <rdf:Seq>\n"
                                  "     <rdf:li>Robin Lee</rdf:li>\n"
                                  "    </rdf:Seq>\n"
                                  "   </dc:creator>\n"
                                  "   <dc:rights>\n"
                                  "    <rdf:Alt>\n"
                                  "     <rdf:li xml:lang=\"x-default\">© 2026 R &amp; L</rdf:li>\n"
                                  "    </rdf:Alt>\n"
                                  "   </dc:rights>\n"
                                  "   <dc:subject>\n"
                                  "    <rdf:Bag>\n"
                                  "     <rdf:li>harbour</rdf:li>\n"
                                  "     <rdf:li>night &lt;blue&gt;</rdf:li>\n"
                                  "    </rdf:Bag>\n"
                                  "   </dc:subject>\n"
                                  "  </rdf:Description>\n"
                                  " </rdf:RDF>\n"
                                  "</x:xmpmeta>\n"));
    const Said said = saidBy(*written);
    QCOMPARE(said.creator, everything().creator);
    QCOMPARE(said.copyright, everything().copyright);
    QCOMPARE(said.keywords, everything().keywords);
}

void TestXmpSidecar::makesOnlyWhatIsAsked()
{
    const auto written = xmpWith({}, {{}, QStringLiteral("me"), {}});
    QVERIFY(written);
    QVERIFY(!written->contains("dc:creator"));
    QVERIFY(!written->contains("dc:subject"));
    QCOMPARE(saidBy(*written).copyright, QStringLiteral("me"));
}

void TestXmpSidecar::leavesAloneWithoutAddition()
{
    const AddedMetadata blank = {QStringLiteral(" "), {}, {QStringLiteral("\t"), {}}};
    for (const QByteArray& existing : {QByteArray(), QByteArray("no XMP at all"), packet("")}) {
        const auto written = xmpWith(existing, blank);
        QVERIFY(written);
        QCOMPARE(*written, existing);
    }
}

void TestXmpSidecar::addsToAPacket_data()
{
    QTest::addColumn<QByteArray>("existing");

    const QByteArray rating = "<xmp:Rating xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">4</xmp:Rating>";
    const QByteArray description = "<rdf:Description rdf:about=\"\">";
    QTest::newRow("in lines") << packet("\n  " + description + "\n   " + rating +
                                        "\n  </rdf:Description>\n ");
    QTest::newRow("in one line") << packet(description + rating + "</rdf:Description>");
    QTest::newRow("with a comment, CDATA and >")
        << packet("<!-- </rdf:Description> -->" + description + rating + "<dc:source " + kDeclaredDc +
                  "><![CDATA[</rdf:Description>]]></dc:source>" + "<!-- <a/> --> </rdf:Description >");
    QTest::newRow("Dublin Core declared")
        << packet("\n<rdf:Description rdf:about=\"\" " + QByteArray(kDeclaredDc) + ">" + rating +
                  "\n</rdf:Description>");
    QTest::newRow("two descriptions")
        << packet(description + "</rdf:Description>" + description + rating + "</rdf:Description>");
    QTest::newRow("properties of other things")
        << packet(description + rating + "<dc:source " + kDeclaredDc +
                  " rdf:parseType=\"Resource\"><dc:creator>x</dc:creator></dc:source></rdf:Description>");
    QTest::newRow("without xmpmeta") << QByteArray(
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">" + description + rating +
        "</rdf:Description></rdf:RDF>");
}

void TestXmpSidecar::addsToAPacket()
{
    QFETCH(QByteArray, existing);
    const auto written = xmpWith(existing, everything());
    QVERIFY2(written, written ? "" : qPrintable(describeForLog(written.error())));
    QVERIFY2(isInsertedInto(existing, *written), written->constData());
    const Said said = saidBy(*written);
    QCOMPARE(said.creator, everything().creator);
    QCOMPARE(said.copyright, everything().copyright);
    QCOMPARE(said.keywords, everything().keywords);
    QCOMPARE(said.rating, 4);
}

void TestXmpSidecar::opensWhatClosesItself_data()
{
    QTest::addColumn<QByteArray>("existing");
    QTest::addColumn<QByteArray>("closed");
    QTest::addColumn<QByteArray>("opened");
    QTest::addColumn<QByteArray>("end");

    QTest::newRow("description") << packet("\n  <rdf:Description rdf:about=\"\"\n    " +
                                           QByteArray(kDeclaredDc) + "/>\n")
                                 << QByteArray("1.1/\"/>") << QByteArray("1.1/\">")
                                 << QByteArray("\n  </rdf:Description>");
    QTest::newRow("description with a blank")
        << packet("<rdf:Description rdf:about='' />") << QByteArray("'' />") << QByteArray("'' >")
        << QByteArray("</rdf:Description>");
}

void TestXmpSidecar::opensWhatClosesItself()
{
    QFETCH(QByteArray, existing);
    QFETCH(QByteArray, closed);
    QFETCH(QByteArray, opened);
    QFETCH(QByteArray, end);
    const auto written = xmpWith(existing, everything());
    QVERIFY(written);
    QCOMPARE(saidBy(*written).keywords, everything().keywords);
    // All but the slash is still there, around what was put in.
    const qsizetype slash = existing.indexOf(closed) + closed.size() - 2;
    QVERIFY(written->startsWith(QByteArray(existing.first(slash) + '>')));
    QVERIFY(written->contains(opened));
    QVERIFY2(written->endsWith(QByteArray(end + existing.sliced(slash + 2))), written->constData());
}

void TestXmpSidecar::keepsWhatIsThere_data()
{
    QTest::addColumn<QByteArray>("existing");
    QTest::addColumn<QString>("creator");

    const QByteArray start = "<rdf:Description rdf:about=\"\" " + QByteArray(kDeclaredDc);
    QTest::newRow("element") << packet(start + "><dc:creator><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq>"
                                               "</dc:creator></rdf:Description>")
                             << "Ann";
    QTest::newRow("attribute") << packet(start + " dc:creator=\"Ann\"/>") << "Ann";
    QTest::newRow("empty element") << packet(start + "><dc:creator/></rdf:Description>") << "";
    QTest::newRow("in a second description")
        << packet("<rdf:Description rdf:about=\"\"/>" + start + " dc:creator=\"Ann\"/>") << "Ann";
    QTest::newRow("under another prefix")
        << packet("<rdf:Description rdf:about=\"\" xmlns:k=\"http://purl.org/dc/elements/1.1/\" "
                  "k:creator=\"Ann\"/>")
        << "Ann";
}

void TestXmpSidecar::keepsWhatIsThere()
{
    QFETCH(QByteArray, existing);
    QFETCH(QString, creator);
    const auto unchanged = xmpWith(existing, {QStringLiteral("Robin"), {}, {}});
    QVERIFY(unchanged);
    QCOMPARE(*unchanged, existing);

    const auto written = xmpWith(existing, everything());
    QVERIFY(written);
    const Said said = saidBy(*written);
    QCOMPARE(said.creator, creator);
    QCOMPARE(said.copyright, everything().copyright);
    QCOMPARE(said.keywords, everything().keywords);
}

void TestXmpSidecar::addsMissingKeywords_data()
{
    QTest::addColumn<QByteArray>("subject");
    QTest::addColumn<QStringList>("keywords");

    const QStringList added = {QStringLiteral("old"), QStringLiteral("harbour"),
                               QStringLiteral("night <blue>")};
    QTest::newRow("one line") << QByteArray("<rdf:Bag><rdf:li>old</rdf:li></rdf:Bag>") << added;
    QTest::newRow("lines") << QByteArray("\n    <rdf:Bag>\n     <rdf:li>old</rdf:li>\n    </rdf:Bag>\n   ")
                           << added;
    QTest::newRow("one is there") << QByteArray("<rdf:Bag><rdf:li> night &#60;blue&gt; </rdf:li>"
                                                "<rdf:li>o<![CDATA[l]]>d</rdf:li></rdf:Bag>")
                                  << QStringList{QStringLiteral("night <blue>"), QStringLiteral("old"),
                                                 QStringLiteral("harbour")};
    QTest::newRow("a list of the wrong kind")
        << QByteArray("<rdf:Seq><rdf:li>old</rdf:li></rdf:Seq>") << added;
}

void TestXmpSidecar::addsMissingKeywords()
{
    QFETCH(QByteArray, subject);
    QFETCH(QStringList, keywords);
    const QByteArray existing = packet("<rdf:Description rdf:about=\"\" " + QByteArray(kDeclaredDc) +
                                       "><dc:subject>" + subject + "</dc:subject></rdf:Description>");
    const auto written = xmpWith(existing, {{}, {}, everything().keywords});
    QVERIFY(written);
    QVERIFY2(isInsertedInto(existing, *written), written->constData());
    QStringList read = saidBy(*written).keywords;
    for (QString& keyword : read)
        keyword = keyword.trimmed();
    QCOMPARE(read, keywords);
}

void TestXmpSidecar::addsToKeywordsAndDescription()
{
    const QByteArray existing =
        packet("\n  <rdf:Description rdf:about=\"\" " + QByteArray(kDeclaredDc) +
               ">\n   <dc:subject>\n    <rdf:Bag/>\n   </dc:subject>\n  </rdf:Description>\n ");
    const auto written = xmpWith(existing, everything());
    QVERIFY(written);
    QVERIFY(written->contains("\n    <rdf:Bag>\n     <rdf:li>harbour</rdf:li>\n"
                              "     <rdf:li>night &lt;blue&gt;</rdf:li>\n    </rdf:Bag>\n   </dc:subject>\n"
                              "   <dc:creator>\n"));
    const Said said = saidBy(*written);
    QCOMPARE(said.creator, everything().creator);
    QCOMPARE(said.keywords, everything().keywords);
}

void TestXmpSidecar::secondTimeAddsNothing()
{
    for (const QByteArray& existing : {QByteArray(), packet(""), packet("<rdf:Description rdf:about=''/>")}) {
        const auto once = xmpWith(existing, everything());
        QVERIFY(once);
        const auto twice = xmpWith(*once, everything());
        QVERIFY(twice);
        QCOMPARE(*twice, *once);
    }
}

void TestXmpSidecar::respectsPrefixes_data()
{
    QTest::addColumn<QByteArray>("existing");
    QTest::addColumn<QByteArray>("has");

    const QByteArray rdfUri = "\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"";
    const QByteArray dcUri = "\"http://purl.org/dc/elements/1.1/\"";
    QTest::newRow("others") << QByteArray("<r:RDF xmlns:r=" + rdfUri + " xmlns:k=" + dcUri +
                                          "><r:Description r:about=''/></r:RDF>")
                            << QByteArray("<k:creator><r:Seq><r:li>Robin Lee</r:li></r:Seq></k:creator>");
    QTest::newRow("no prefix") << QByteArray("<RDF xmlns=" + rdfUri + " xmlns:dc=" + dcUri +
                                             "><Description/></RDF>")
                               << QByteArray("<dc:creator><Seq><li>Robin Lee</li></Seq></dc:creator>");
    QTest::newRow("no prefix and no description")
        << QByteArray("<RDF xmlns=" + rdfUri + "/>")
        << QByteArray("<rdf:Description rdf:about=\"\" xmlns:rdf=" + rdfUri +
                      "><dc:creator xmlns:dc=" + dcUri + "><rdf:Seq>");
    QTest::newRow("Dublin Core without prefix")
        << QByteArray("<rdf:RDF xmlns:rdf=" + rdfUri + " xmlns=" + dcUri + "><rdf:Description/></rdf:RDF>")
        << QByteArray("<dc:creator xmlns:dc=" + dcUri + "><rdf:Seq>");
    QTest::newRow("dc means something else")
        << QByteArray("<rdf:RDF xmlns:rdf=" + rdfUri + " xmlns:dc=" + dcUri +
                      "><rdf:Description xmlns:dc='urn:other' dc:x='1'/></rdf:RDF>")
        << QByteArray("<dc:creator xmlns:dc=" + dcUri + "><rdf:Seq>");
    QTest::newRow("another description's")
        << QByteArray("<rdf:RDF xmlns:rdf=" + rdfUri +
                      "><rdf:Description/><rdf:Description xmlns:k=" + dcUri + " k:source='x'/></rdf:RDF>")
        << QByteArray("<k:creator xmlns:k=" + dcUri + "><rdf:Seq>");
    QTest::newRow("declared later and not used")
        << QByteArray("<rdf:RDF xmlns:rdf=" + rdfUri +
                      "><rdf:Description/><rdf:Description xmlns:k=" + dcUri + "/></rdf:RDF>")
        << QByteArray("<k:creator xmlns:k=" + dcUri + "><rdf:Seq>");
    QTest::newRow("declared and not used")
        << QByteArray("<rdf:RDF xmlns:rdf=" + rdfUri + "><rdf:Description xmlns:dc=" + dcUri +
                      "/><rdf:Description xmlns:k=" + dcUri +
                      "><k:source>x</k:source></rdf:Description></rdf:RDF>")
        << QByteArray("<k:creator xmlns:k=" + dcUri + "><rdf:Seq>");
    QTest::newRow("declared too far away")
        << QByteArray("<rdf:RDF xmlns:rdf=" + rdfUri + "><rdf:Description><dc:source xmlns:dc=" + dcUri +
                      ">x</dc:source></rdf:Description></rdf:RDF>")
        << QByteArray("</dc:source><dc:creator xmlns:dc=" + dcUri + "><rdf:Seq>");
}

void TestXmpSidecar::respectsPrefixes()
{
    QFETCH(QByteArray, existing);
    QFETCH(QByteArray, has);
    const auto written = xmpWith(existing, everything());
    QVERIFY2(written, written ? "" : qPrintable(describeForLog(written.error())));
    QVERIFY2(written->contains(has), written->constData());
    const auto again = xmpWith(*written, everything());
    QVERIFY(again);
    QCOMPARE(*again, *written);
    if (!existing.contains("<rdf:RDF"))
        return; // Exiv2 looks for these very letters
    QCOMPARE(saidBy(*written).creator, everything().creator);
    QCOMPARE(saidBy(*written).keywords, everything().keywords);
}

void TestXmpSidecar::keepsLinesOfTheirKind()
{
    QByteArray existing = packet("\n\t<rdf:Description rdf:about=\"\" " + QByteArray(kDeclaredDc) +
                                 ">\n\t</rdf:Description>\n");
    existing.replace("\n", "\r\n");
    const auto written = xmpWith(existing, {QStringLiteral("Robin"), {}, {}});
    QVERIFY(written);
    QVERIFY(written->contains(">\r\n\t <dc:creator>\r\n\t  <rdf:Seq>\r\n\t   <rdf:li>Robin</rdf:li>\r\n"));
    QCOMPARE(written->count('\n'), written->count("\r\n"));
    QVERIFY(isInsertedInto(existing, *written));
}

void TestXmpSidecar::placesBehindWideCharacters()
{
    // Positions in bytes, characters and UTF-16 units are all different here, far beyond one buffer.
    QByteArray body;
    for (int i = 0; i < 20'000; ++i)
        body += "<n:n xmlns:n=\"urn:n\">ä\U0001F4F7&amp;&#128247;</n:n>\r\n";
    const QByteArray existing =
        packet("<rdf:Description rdf:about=\"\">" + body + "</rdf:Description>" + body);
    const auto written = xmpWith(existing, everything());
    QVERIFY(written);
    QVERIFY(isInsertedInto(existing, *written));
    QVERIFY(written->contains("</dc:subject>\r\n</rdf:Description>"));
}

void TestXmpSidecar::cleansValues()
{
    const AddedMetadata added = {QStringLiteral(" Robin\nLee\u0001 "),
                                 QString(QStringLiteral("a") + QChar(0xD800) + u'b'),
                                 {QStringLiteral("a\tb"), QStringLiteral(" a b "), QStringLiteral("\"q\"")}};
    const auto written = xmpWith({}, added);
    QVERIFY(written);
    const Said said = saidBy(*written);
    QCOMPARE(said.creator, QStringLiteral("Robin Lee"));
    QCOMPARE(said.copyright, QStringLiteral("a b"));
    QCOMPARE(said.keywords, (QStringList{QStringLiteral("a b"), QStringLiteral("\"q\"")}));
}

void TestXmpSidecar::refuses_data()
{
    QTest::addColumn<QByteArray>("existing");
    QTest::addColumn<int>("code");

    const int damaged = static_cast<int>(ErrorCode::Damaged);
    const int unsupported = static_cast<int>(ErrorCode::Unsupported);
    const QByteArray good = packet("<rdf:Description rdf:about=\"\"/>");
    QTest::newRow("no XML") << QByteArray("hello") << damaged;
    QTest::newRow("white space") << QByteArray(" \n") << damaged;
    QTest::newRow("cut off") << good.first(good.size() / 2) << damaged;
    QTest::newRow("cut off in the end") << good.first(good.indexOf("</x:xmpmeta>")) << damaged;
    QTest::newRow("junk behind") << QByteArray(good + "<a/>") << damaged;
    QTest::newRow("prefix not declared") << packet("<dc:a/>") << damaged;
    QTest::newRow("other XML") << QByteArray("<svg xmlns=\"http://www.w3.org/2000/svg\"/>") << damaged;
    QTest::newRow("not UTF-8") << packet("<!-- caf\xE9 -->") << damaged;
    QTest::newRow("two marks of UTF-8") << QByteArray("\xEF\xBB\xBF\xEF\xBB\xBF" + good) << unsupported;
    QTest::newRow("UTF-16") << QByteArray(reinterpret_cast<const char*>(QString::fromUtf8(good).utf16()),
                                          QString::fromUtf8(good).size() * 2)
                            << unsupported;
    QTest::newRow("mark of UTF-16") << QByteArray("\xFF\xFE<\0", 4) << unsupported;
    for (const char* encoding : {"ISO-8859-1", "UTF-16", "no-such-thing"}) {
        const QByteArray body = good.sliced(good.indexOf('\n') + 1);
        QTest::newRow(encoding) << QByteArray("<?xml version=\"1.0\" encoding=\"" + QByteArray(encoding) +
                                              "\"?>\n" + body)
                                << unsupported;
    }
    QTest::newRow("document type") << QByteArray("<!DOCTYPE x>" + good.sliced(good.indexOf("<x:")))
                                   << unsupported;
    QByteArray bomb = "<!DOCTYPE x [<!ENTITY a0 \"aaaaaaaaaa\">";
    for (int i = 1; i < 12; ++i) {
        const QByteArray inner = "&a" + QByteArray::number(i - 1) + ';';
        bomb += "<!ENTITY a" + QByteArray::number(i) + " \"" + inner.repeated(10) + "\">";
    }
    QTest::newRow("entities that grow") << QByteArray(bomb + "]><x>&a11;</x>") << unsupported;
    QTest::newRow("deep") << packet(QByteArray("<a>").repeated(100'000)) << unsupported;
    QByteArray crowded = "<rdf:Description rdf:about=\"\"";
    QByteArray spaces = crowded;
    for (int i = 0; i < 400'000; ++i)
        crowded += " a" + QByteArray::number(i) + "=\"\"";
    QTest::newRow("attributes without end") << packet(crowded + "/>") << unsupported;
    for (int i = 0; i < 1'900; ++i)
        spaces += " xmlns:a" + QByteArray::number(i) + "=\"u\"";
    QTest::newRow("namespaces without end")
        << packet(spaces + ">" + QByteArray("<a0:b/>").repeated(1'000'000) + "</rdf:Description>")
        << unsupported;
    QTest::newRow("huge") << QByteArray(good + QByteArray(16 * 1024 * 1024, ' ')) << unsupported;
}

void TestXmpSidecar::refuses()
{
    QFETCH(QByteArray, existing);
    QFETCH(int, code);
    const auto written = xmpWith(existing, everything());
    QVERIFY(!written);
    QCOMPARE(errorCodeName(written.error().code), errorCodeName(static_cast<ErrorCode>(code)));
}

void TestXmpSidecar::keepsAByteOrderMark()
{
    const QByteArray mark("\xEF\xBB\xBF");
    const auto plain = xmpWith(packet("<rdf:Description rdf:about=\"\"/>"), everything());
    const auto marked = xmpWith(QByteArray(mark + packet("<rdf:Description rdf:about=\"\"/>")), everything());
    QVERIFY(plain && marked);
    QCOMPARE(*marked, mark + *plain);
    QCOMPARE(saidBy(*marked).creator, everything().creator);
}

void TestXmpSidecar::provesWhatItWasMadeFrom_data()
{
    QTest::addColumn<QByteArray>("source");

    const QByteArray start = "<rdf:Description rdf:about=\"\" " + QByteArray(kDeclaredDc);
    QTest::newRow("no description") << packet("");
    QTest::newRow("one that closes itself") << packet("\r\n  " + start + "/>\r\n");
    QTest::newRow("a byte order mark") << QByteArray("\xEF\xBB\xBF" + packet(start + "/>"));
    QTest::newRow("a creator") << packet(start + " dc:creator=\"Ann\">\n\t</rdf:Description>");
    QTest::newRow("keywords") << packet(start + "><dc:subject><rdf:Bag><rdf:li>harbour</rdf:li></rdf:Bag>"
                                                "</dc:subject></rdf:Description>");
    QTest::newRow("an empty list") << packet(start + ">\n<dc:subject>\n <rdf:Bag/>\n</dc:subject>\n"
                                                     "</rdf:Description>");
    QTest::newRow("nothing to add to")
        << packet(start + " dc:creator=\"a\" dc:rights=\"b\"><dc:subject><rdf:Bag><rdf:li>harbour</rdf:li>"
                          "<rdf:li>night &lt;blue&gt;</rdf:li></rdf:Bag></dc:subject></rdf:Description>");
}

void TestXmpSidecar::provesWhatItWasMadeFrom()
{
    QFETCH(QByteArray, source);
    const auto written = xmpWith(source, everything());
    QVERIFY(written);
    QVERIFY(isXmpMadeFrom(source, *written));
    if (*written == source)
        return;
    QVERIFY(!isXmpMadeFrom(*written, source));
    // Whatever is changed of it, no byte of the source goes unnoticed: what is left without the addition
    // would have to be the source.
    for (qsizetype i = 0; i < written->size(); ++i) {
        QByteArray changed = *written;
        changed[i] = changed[i] == '~' ? '#' : '~';
        if (isXmpMadeFrom(source, changed)) // a letter of our own values
            QVERIFY2(!source.contains(written->mid(std::max<qsizetype>(0, i - 12), 24)), changed.constData());
    }
}

void TestXmpSidecar::provesNothingElse()
{
    const QByteArray one = packet("<rdf:Description rdf:about=\"one\"/>");
    const auto written = xmpWith(one, everything());
    QVERIFY(written);
    QVERIFY(!isXmpMadeFrom(packet("<rdf:Description rdf:about=\"two\"/>"), *written));
    QVERIFY(!isXmpMadeFrom(one, QByteArray(*written + ' ')));
    QVERIFY(!isXmpMadeFrom(one, QByteArray()));
    QVERIFY(!isXmpMadeFrom(QByteArray(), *written));
    QVERIFY(!isXmpMadeFrom("no XMP", "no XMP"));
    QByteArray edited = *written; // as another program does it
    edited.replace("</rdf:Description>",
                   "<xmp:Rating xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">5</xmp:Rating>"
                   "</rdf:Description>");
    QVERIFY(!isXmpMadeFrom(one, edited));
}

QTEST_GUILESS_MAIN(TestXmpSidecar)
#include "tst_xmpsidecar.moc"
