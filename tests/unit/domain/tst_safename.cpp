#include "base/pathtext.h"
#include "domain/safename.h"

#include <QTest>

using namespace safelight;

class TestSafeName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replacesCharacters_data();
    void replacesCharacters();
    void keepsCarriedBytes();
    void trimsComponents_data();
    void trimsComponents();
    void cutsWholeCharacters();
};

void TestSafeName::replacesCharacters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("safe");

    QTest::newRow("plain") << "Wedding 2026"
                           << "Wedding 2026";
    QTest::newRow("separators of paths") << "a/b\\c:d"
                                         << "a-b-c-d";
    QTest::newRow("wild cards and quotes") << "*?<>|\"'"
                                           << "______'";
    QTest::newRow("control characters") << QStringLiteral("a\nb\tc\x7F\u0085") << "abc";
    QTest::newRow("beyond the first plane")
        << QString::fromUtf8("a\U0001F4F7b") << QString::fromUtf8("a\U0001F4F7b");
    QTest::newRow("half a pair") << (QString(u'a') + QChar(0xD83D) + u'b') << "ab";
    QTest::newRow("half a pair at the end") << (QString(u'a') + QChar(0xD83D)) << "a";
    QTest::newRow("nothing") << ""
                             << "";
}

void TestSafeName::replacesCharacters()
{
    QFETCH(QString, text);
    QFETCH(QString, safe);
    QCOMPARE(safeCharacters(text), safe);
}

void TestSafeName::keepsCarriedBytes()
{
    const QString carried = textFromBytes("caf\xE9\x80");
    QCOMPARE(safeCharacters(carried), carried);
    QCOMPARE(bytesFromText(safeComponent(carried, 5)), std::string("caf\xE9\x80"));
    QCOMPARE(bytesFromText(safeComponent(carried, 4)), std::string("caf\xE9"));
}

void TestSafeName::trimsComponents_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("component");

    QTest::newRow("plain") << "a.b c"
                           << "a.b c";
    QTest::newRow("hidden") << ".a"
                            << "a";
    QTest::newRow("dots and spaces in turn") << " . .a. . "
                                             << "a";
    QTest::newRow("this folder") << "."
                                 << "";
    QTest::newRow("the folder above") << ".."
                                      << "";
    QTest::newRow("wide space") << QStringLiteral("\u3000a\u3000") << "a";
}

void TestSafeName::trimsComponents()
{
    QFETCH(QString, text);
    QFETCH(QString, component);
    QCOMPARE(safeComponent(text, 200), component);
}

void TestSafeName::cutsWholeCharacters()
{
    QCOMPARE(safeComponent(QString(201, u'a'), 200), QString(200, u'a'));
    // Two bytes each: 99 fit into 199.
    QCOMPARE(safeComponent(QString(150, QChar(u'ä')), 199), QString(99, QChar(u'ä')));
    // Four bytes, two UTF-16 units.
    const QString camera = QString::fromUtf8("\U0001F4F7");
    QCOMPARE(safeComponent(camera.repeated(3), 11), camera.repeated(2));
    QCOMPARE(safeComponent(camera, 3), QString());
    // A space that the cut brings to the end goes, too.
    QCOMPARE(safeComponent(QStringLiteral("abc def"), 4), QStringLiteral("abc"));
    QCOMPARE(safeComponent(QStringLiteral("  abc"), 3), QStringLiteral("abc"));
}

QTEST_APPLESS_MAIN(TestSafeName)
#include "tst_safename.moc"
