#include "support/tempfolder.h"

#include <QTest>

using namespace safelight::test;

class TestTempFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesAwayWithItsScope();
    void filesAreReadAsWritten();
    void treeListsRawNames();
    void homeIsNotTheUsers();
};

void TestTempFolder::goesAwayWithItsScope()
{
    std::filesystem::path gone;
    {
        const TempFolder folder;
        gone = folder.path();
        QVERIFY(writeFile(folder / "a/b.txt", "x"));
        QVERIFY(std::filesystem::exists(gone));
    }
    QVERIFY(!std::filesystem::exists(gone));
}

void TestTempFolder::filesAreReadAsWritten()
{
    const TempFolder folder;
    const QByteArray bytes("\0\xff\n\r\x80", 5);
    QVERIFY(writeFile(folder / "file", bytes));
    QCOMPARE(readFile(folder / "file"), bytes);
    QVERIFY(readFile(folder / "missing").isNull());
    QVERIFY(!writeFile(folder / "file" / "below a file", bytes));
}

void TestTempFolder::treeListsRawNames()
{
    const TempFolder folder;
    QVERIFY(writeFile(folder / "b/caf\xe9.jpg", "1"));
    QVERIFY(writeFile(folder / "b/a\nb.jpg", "2"));
    QVERIFY(writeFile(folder / "A.jpg", "3"));
    QCOMPARE(listTree(folder.path()),
             (std::vector<std::string>{"A.jpg", "b/", "b/a\nb.jpg", "b/caf\xe9.jpg"}));
}

void TestTempFolder::homeIsNotTheUsers()
{
    if (!qEnvironmentVariable("HOME").endsWith(u"/homes/tst_tempfolder"))
        QSKIP("not started by ctest");
    QVERIFY(listTree(qEnvironmentVariable("HOME").toStdString()) ==
            (std::vector<std::string>{"cache/", "config/", "data/", "run/", "state/"}));
}

QTEST_GUILESS_MAIN(TestTempFolder)
#include "tst_tempfolder.moc"
