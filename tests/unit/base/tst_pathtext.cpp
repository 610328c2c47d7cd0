#include "base/pathtext.h"
#include "support/tempfolder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <array>

using namespace safelight;

namespace {

const std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Bytes of the kinds that names are made of: ASCII, whole UTF-8 sequences of each length, and bare bytes.
std::string randomName(QRandomGenerator& random)
{
    static const std::array<std::string_view, 14> kPieces = {"a",
                                                             "IMG_0001",
                                                             ".JPG",
                                                             "\n",
                                                             "\xC3\xA9",
                                                             "\xE2\x82\xAC",
                                                             "\xF0\x9F\x93\xB7",
                                                             kByteOrderMark,
                                                             "\xEE\xBE\x80",
                                                             "\xEE\xBF\xBF",
                                                             "\xEF\xBF\xBE",
                                                             "\xED\xA0\x80",
                                                             "\xC3",
                                                             "\xF0\x9F"};
    std::string name;
    for (quint32 i = random.bounded(12U); i > 0; --i) {
        if (random.bounded(2U) == 0)
            name += kPieces[random.bounded(static_cast<quint32>(kPieces.size()))];
        else
            name += static_cast<char>(1 + random.bounded(255U));
    }
    return name;
}

bool isValidUnicode(const QString& text)
{
    const QString framed = u'x' + text; // a reader may drop a byte order mark at the very front
    return text.isValidUtf16() && QString::fromUtf8(framed.toUtf8()) == framed;
}

} // namespace

class TestPathText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesText_data();
    void carriesText();
    void everyPairOfBytesComesBack();
    void randomNamesComeBackAndStayApart();
    void databaseAndJsonHoldCarriedText();
    void pathsComeBack();
    void displaysForPeople_data();
    void displaysForPeople();
};

void TestPathText::carriesText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");

    QTest::newRow("nothing") << QByteArray() << QString();
    QTest::newRow("ascii") << QByteArray("DSC_0001.JPG") << u"DSC_0001.JPG"_qs;
    QTest::newRow("two bytes") << QByteArray("caf\xC3\xA9") << u"caf\u00E9"_qs;
    QTest::newRow("decomposed stays decomposed") << QByteArray("cafe\xCC\x81") << u"cafe\u0301"_qs;
    QTest::newRow("three bytes") << QByteArray("\xE2\x82\xAC") << u"\u20AC"_qs;
    QTest::newRow("beyond the basic plane") << QByteArray("\xF0\x9F\x93\xB7") << u"\U0001F4F7"_qs;
    QTest::newRow("latin-1") << QByteArray("caf\xE9.jpg") << u"caf\uEFE9.jpg"_qs;
    QTest::newRow("cut sequence") << QByteArray("a\xE2\x82") << u"a\uEFE2\uEF82"_qs;
    QTest::newRow("overlong") << QByteArray("\xC0\xAF") << u"\uEFC0\uEFAF"_qs;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << u"\uEFED\uEFA0\uEF80"_qs;
    QTest::newRow("beyond Unicode") << QByteArray("\xF4\x90\x80\x80") << u"\uEFF4\uEF90\uEF80\uEF80"_qs;
    QTest::newRow("genuine U+EF80") << QByteArray("\xEE\xBE\x80") << u"\uEFEE\uEFBE\uEF80"_qs;
    QTest::newRow("genuine U+EFFF") << QByteArray("\xEE\xBF\xBF") << u"\uEFEE\uEFBF\uEFBF"_qs;
    QTest::newRow("U+EF7F, before the range") << QByteArray("\xEE\xBD\xBF") << u"\uEF7F"_qs;
    QTest::newRow("U+F000, after the range") << QByteArray("\xEF\x80\x80") << u"\uF000"_qs;
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBFname") << u"\uEFEF\uEFBB\uEFBFname"_qs;
    QTest::newRow("noncharacter") << QByteArray("\xEF\xBF\xBE") << u"\uEFEF\uEFBF\uEFBE"_qs;
}

void TestPathText::carriesText()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE(textFromBytes(bytes.toStdString()), text);
    QCOMPARE(QByteArray::fromStdString(bytesFromText(text)), bytes);
}

void TestPathText::everyPairOfBytesComesBack()
{
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
            if (bytesFromText(textFromBytes(bytes)) != bytes)
                QFAIL(QByteArray::fromStdString(bytes).toHex().constData());
        }
    }
}

void TestPathText::randomNamesComeBackAndStayApart()
{
    QRandomGenerator random(20261121);
    QHash<QString, std::string> seen;
    for (int round = 0; round < 20'000; ++round) {
        const std::string bytes = randomName(random);
        const QString text = textFromBytes(bytes);
        const QByteArray hex = QByteArray::fromStdString(bytes).toHex();
        QVERIFY2(bytesFromText(text) == bytes, hex.constData());
        QVERIFY2(isValidUnicode(text), hex.constData());
        QVERIFY2(seen.value(text, bytes) == bytes, hex.constData());
        seen.insert(text, bytes);
    }
}

void TestPathText::databaseAndJsonHoldCarriedText()
{
    QRandomGenerator random(7);
    QStringList names;
    for (int i = 0; i < 500; ++i)
        names += textFromBytes(randomName(random));

    const QJsonDocument document(QJsonArray::fromStringList(names));
    const QJsonArray read = QJsonDocument::fromJson(document.toJson()).array();
    QCOMPARE(read, document.array());

    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_qs, u"pathtext"_qs);
        database.setDatabaseName(u":memory:"_qs);
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.exec(u"CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"_qs));
        QVERIFY(query.prepare(u"INSERT INTO names (name) VALUES (?)"_qs));
        for (const QString& name : std::as_const(names)) {
            query.addBindValue(name.isNull() ? u""_qs : name);
            QVERIFY(query.exec());
        }
        QVERIFY(query.exec(u"SELECT name FROM names ORDER BY id"_qs));
        for (const QString& name : std::as_const(names)) {
            QVERIFY(query.next());
            QCOMPARE(query.value(0).toString(), name);
        }
    }
    QSqlDatabase::removeDatabase(u"pathtext"_qs);
}

void TestPathText::pathsComeBack()
{
    const test::TempFolder folder;
    const std::filesystem::path path = folder / "\xEF\xBB\xBF" / "caf\xE9\n.jpg";
    QVERIFY(test::writeFile(path, "x"));
    QCOMPARE(test::readFile(pathFromText(pathToText(path))), QByteArray("x"));
}

void TestPathText::displaysForPeople_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("shown");

    QTest::newRow("plain") << QByteArray("caf\xC3\xA9 1.jpg") << u"caf\u00E9 1.jpg"_qs;
    QTest::newRow("foreign byte") << QByteArray("caf\xE9.jpg") << u"caf\\xE9.jpg"_qs;
    QTest::newRow("newline and tab") << QByteArray("a\nb\tc") << u"a\\nb\\tc"_qs;
    QTest::newRow("bell") << QByteArray("a\a") << u"a\\x07"_qs;
    QTest::newRow("delete") << QByteArray("a\x7F") << u"a\\x7F"_qs;
    QTest::newRow("C1 control") << QByteArray("a\xC2\x85") << u"a\\u0085"_qs;
    QTest::newRow("line separator") << QByteArray("a\xE2\x80\xA8") << u"a\\u2028"_qs;
    QTest::newRow("text turned around") << QByteArray("a\xE2\x80\xAEgpj.exe") << u"a\\u202Egpj.exe"_qs;
    QTest::newRow("beyond the basic plane") << QByteArray("\xF0\x9F\x93\xB7") << u"\U0001F4F7"_qs;
}

void TestPathText::displaysForPeople()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, shown);
    QCOMPARE(displayText(std::filesystem::path(bytes.toStdString())), shown);
}

QTEST_GUILESS_MAIN(TestPathText)
#include "tst_pathtext.moc"
