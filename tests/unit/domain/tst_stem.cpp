#include "domain/stem.h"

#include <QTest>

using namespace safelight;

namespace {

QByteArray bytes(std::string_view view)
{
    return {view.data(), static_cast<qsizetype>(view.size())};
}

} // namespace

class TestStem : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splits_data();
    void splits();
    void sidecarsFindTheirPhoto_data();
    void sidecarsFindTheirPhoto();
    void variantsFindTheirPhoto();
    void renamedFilesKeepTheirEnding_data();
    void renamedFilesKeepTheirEnding();
};

void TestStem::splits_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("stem");

    QTest::newRow("plain") << QByteArray("DSC0001.JPG") << QByteArray("DSC0001");
    QTest::newRow("in a folder") << QByteArray("card1/DSC0001.JPG") << QByteArray("card1/DSC0001");
    QTest::newRow("no extension") << QByteArray("card1/README") << QByteArray("card1/README");
    QTest::newRow("dot in the folder")
        << QByteArray("2026.11.21/DSC0001") << QByteArray("2026.11.21/DSC0001");
    QTest::newRow("dots in both") << QByteArray("a.b/c.d.jpg") << QByteArray("a.b/c.d");
    QTest::newRow("hidden") << QByteArray(".jpg") << QByteArray(".jpg");
    QTest::newRow("hidden in a folder") << QByteArray("a/.hidden") << QByteArray("a/.hidden");
    QTest::newRow("hidden with extension") << QByteArray("a/.hidden.jpg") << QByteArray("a/.hidden");
    QTest::newRow("dot at the end") << QByteArray("DSC0001.") << QByteArray("DSC0001");
    QTest::newRow("foreign bytes") << QByteArray("caf\xE9.jpg") << QByteArray("caf\xE9");
    QTest::newRow("nothing") << QByteArray() << QByteArray();
}

void TestStem::splits()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, stem);
    const std::string name = path.toStdString();
    QCOMPARE(bytes(stemOf(name)), stem);
    QCOMPARE(bytes(stemOf(name)) + bytes(extensionOf(name)), path);
}

void TestStem::sidecarsFindTheirPhoto_data()
{
    QTest::addColumn<QByteArray>("sidecar");
    QTest::addColumn<QByteArray>("stem");

    QTest::newRow("name.xmp") << QByteArray("a/DSC0001.xmp") << QByteArray("a/DSC0001");
    QTest::newRow("name.ext.xmp") << QByteArray("a/DSC0001.JPG.xmp") << QByteArray("a/DSC0001");
    QTest::newRow("raw") << QByteArray("a/DSC0001.nef.XMP") << QByteArray("a/DSC0001");
    QTest::newRow("voice memo") << QByteArray("DSC0001.WAV") << QByteArray("DSC0001");
    QTest::newRow("inner dot is no picture") << QByteArray("IMG.2.xmp") << QByteArray("IMG.2");
    QTest::newRow("inner sidecar is no picture") << QByteArray("IMG.xmp.xmp") << QByteArray("IMG.xmp");
    QTest::newRow("folder like a picture") << QByteArray("a.jpg/IMG.xmp") << QByteArray("a.jpg/IMG");
    QTest::newRow("clip") << QByteArray("CLIP/C0001M01.XML") << QByteArray("CLIP/C0001");
    QTest::newRow("hidden") << QByteArray("a/.jpg.xmp") << QByteArray("a/.jpg");
}

void TestStem::sidecarsFindTheirPhoto()
{
    QFETCH(QByteArray, sidecar);
    QFETCH(QByteArray, stem);
    QCOMPARE(bytes(sidecarStemOf(sidecar.toStdString())), stem);
    QCOMPARE(bytes(photoStemOf(sidecar.toStdString())), stem);
}

void TestStem::variantsFindTheirPhoto()
{
    // A name that looks like a sidecar's inner part keeps it all the same when it is a variant.
    QCOMPARE(bytes(photoStemOf("a/IMG.CR2.jpg")), QByteArray("a/IMG.CR2"));
    QCOMPARE(bytes(photoStemOf("a/IMG.jpg")), QByteArray("a/IMG"));
    QCOMPARE(bytes(photoStemOf("a/notes.txt")), QByteArray("a/notes"));
}

void TestStem::renamedFilesKeepTheirEnding_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("renamed");

    QTest::newRow("variant") << QByteArray("a/DSC1.JPG") << QByteArray("b/DSC1 (2).JPG");
    QTest::newRow("name.xmp") << QByteArray("a/DSC1.xmp") << QByteArray("b/DSC1 (2).xmp");
    QTest::newRow("name.ext.xmp") << QByteArray("a/DSC1.JPG.xmp") << QByteArray("b/DSC1 (2).JPG.xmp");
}

void TestStem::renamedFilesKeepTheirEnding()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, renamed);
    QCOMPARE(QByteArray::fromStdString(withStem(path.toStdString(), "a/DSC1", "b/DSC1 (2)")), renamed);
}

QTEST_GUILESS_MAIN(TestStem)
#include "tst_stem.moc"
