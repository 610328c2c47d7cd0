#include "ui/droppaths.h"

#include <QMimeData>
#include <QSysInfo>
#include <QTest>
#include <QUrl>

using namespace safelight;

class TestDropPaths : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsLists_data();
    void readsLists();
    void keepsBytesThatAreNotUtf8();
    void takesUrlsOfQt();
};

void TestDropPaths::readsLists_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QByteArrayList>("paths");
    const QByteArrayList none;
    QTest::newRow("two lines") << QByteArray("file:///a/b.jpg\r\nfile:///c\r\n")
                               << QByteArrayList{"/a/b.jpg", "/c"};
    QTest::newRow("without the last line's end") << QByteArray("file:///a") << QByteArrayList{"/a"};
    QTest::newRow("a comment") << QByteArray("# from a file manager\nfile:///a\n") << QByteArrayList{"/a"};
    QTest::newRow("escaped") << QByteArray("file:///a%20b/%23c%25.jpg") << QByteArrayList{"/a b/#c%.jpg"};
    QTest::newRow("a newline in a name") << QByteArray("file:///a%0Ab") << QByteArrayList{"/a\nb"};
    QTest::newRow("a folder's slash") << QByteArray("file:///media/card/") << QByteArrayList{"/media/card"};
    QTest::newRow("the root") << QByteArray("file:///") << QByteArrayList{"/"};
    QTest::newRow("localhost") << QByteArray("file://localhost/a") << QByteArrayList{"/a"};
    QTest::newRow("this host") << QByteArray("file://" + QSysInfo::machineHostName().toUtf8() + "/a")
                               << QByteArrayList{"/a"};
    QTest::newRow("one slash") << QByteArray("file:/a") << QByteArrayList{"/a"};
    QTest::newRow("another host") << QByteArray("file://elsewhere.example/a") << none;
    QTest::newRow("another scheme") << QByteArray("https://a.example/b.jpg") << none;
    QTest::newRow("a NUL") << QByteArray("file:///a%00b") << none;
    QTest::newRow("no path") << QByteArray("file://localhost") << none;
    QTest::newRow("nothing") << QByteArray() << none;
}

void TestDropPaths::readsLists()
{
    QFETCH(const QByteArray, list);
    QFETCH(const QByteArrayList, paths);
    QMimeData mime;
    mime.setData(QStringLiteral("text/uri-list"), list);
    QByteArrayList found;
    for (const auto& path : pathsFromMimeData(mime))
        found += QByteArray::fromStdString(path.native());
    QCOMPARE(found, paths);
}

void TestDropPaths::keepsBytesThatAreNotUtf8()
{
    QMimeData mime;
    mime.setData(QStringLiteral("text/uri-list"), "file:///card/caf%E9.JPG\r\n");
    const auto paths = pathsFromMimeData(mime);
    QCOMPARE(paths.size(), 1U);
    QCOMPARE(paths.front().native(), std::string("/card/caf\xE9.JPG"));
}

void TestDropPaths::takesUrlsOfQt()
{
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(QStringLiteral("/pictures/Überblick #1.jpg"))});
    const auto paths = pathsFromMimeData(mime);
    QCOMPARE(paths.size(), 1U);
    QCOMPARE(paths.front().native(), std::string("/pictures/Überblick #1.jpg"));
}

QTEST_MAIN(TestDropPaths)
#include "tst_droppaths.moc"
