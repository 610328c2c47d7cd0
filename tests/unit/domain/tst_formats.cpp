#include "domain/formats.h"

#include <QSet>
#include <QTest>

#include <string>

using namespace safelight;

class TestFormats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyExtensionInAnyCase();
    void kindsAreThoseOfTheDesign_data();
    void kindsAreThoseOfTheDesign();
    void othersAreNotTakenIn_data();
    void othersAreNotTakenIn();
    void kindNamesComeBack();
};

void TestFormats::everyExtensionInAnyCase()
{
    QSet<QByteArray> seen;
    for (const FileFormat& format : fileFormats()) {
        const auto lower = QByteArray::fromStdString(std::string(format.extension));
        QByteArray mixed = lower;
        mixed[0] = lower.toUpper()[0];
        for (const QByteArray& extension : {lower, lower.toUpper(), mixed}) {
            const auto found = formatForName("card1/DSC0001." + extension.toStdString());
            QVERIFY2(found, extension.constData());
            QCOMPARE(found->extension, format.extension);
            QCOMPARE(found->kind, format.kind);
        }
        seen.insert(lower);
    }
    QCOMPARE(static_cast<std::size_t>(seen.size()), fileFormats().size());
}

void TestFormats::kindsAreThoseOfTheDesign_data()
{
    QTest::addColumn<QString>("names");
    QTest::addColumn<FileKind>("kind");

    QTest::newRow("jpg") << u"a.jpg a.jpeg"_qs << FileKind::Jpg;
    QTest::newRow("raw") << u"a.cr2 a.cr3 a.nef a.arw a.dng a.raf a.rw2 a.orf a.crw"_qs << FileKind::Raw;
    QTest::newRow("other") << u"a.png a.tif a.tiff a.heic a.heif a.webp a.mov"_qs << FileKind::Other;
    QTest::newRow("sidecar") << u"a.xmp a.jpg.xmp a.wav a.thm C0001M01.XML clip/c0001m01.xml"_qs
                             << FileKind::Sidecar;
}

void TestFormats::kindsAreThoseOfTheDesign()
{
    QFETCH(QString, names);
    QFETCH(FileKind, kind);
    for (const QString& name : names.split(u' ')) {
        const auto format = formatForName(name.toStdString());
        QVERIFY2(format, qPrintable(name));
        QCOMPARE(format->kind, kind);
    }
}

void TestFormats::othersAreNotTakenIn_data()
{
    QTest::addColumn<QByteArray>("name");

    for (const char* name : {"",
                             ".",
                             "..",
                             "jpg",
                             "a.",
                             "a.txt",
                             "a.jpgx",
                             "a.jp",
                             "a.averylongextension",
                             ".jpg",
                             "card.jpg/.jpg",
                             "card.jpg/readme",
                             "a.jpg ",
                             "a.jpg~",
                             "a.xml",
                             "M01.XML",
                             "0M1.XML",
                             "teaM01.XML",
                             "C0001M01.XML.txt",
                             "a.j\xF0g"})
        QTest::addRow("'%s'", name) << QByteArray(name);
}

void TestFormats::othersAreNotTakenIn()
{
    QFETCH(QByteArray, name);
    QVERIFY(!formatForName(name.toStdString()));
}

void TestFormats::kindNamesComeBack()
{
    for (const FileKind kind : {FileKind::Jpg, FileKind::Raw, FileKind::Other, FileKind::Sidecar})
        QCOMPARE(fileKindFromName(fileKindName(kind)), kind);
    QVERIFY(!fileKindFromName(u"JPG"));
    QVERIFY(!fileKindFromName(u""));
}

QTEST_GUILESS_MAIN(TestFormats)
#include "tst_formats.moc"
