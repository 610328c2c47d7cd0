#include "storage/foldertree.h"
#include "support/tempfolder.h"

#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// What removes whole folders removes nothing else.
class TestFolderTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTreeGoesAndItsNeighboursStay();
    void aLinkGoesAndWhatItLeadsToStays();
    void whatIsNotThereIsDone();
    void aCancelStopsInTheMiddle();
    void foldersAreMadeBelowAnOpenOneOnly();
    void picturesOfOthersDoNotCount_data();
    void picturesOfOthersDoNotCount();
};

void TestFolderTree::aTreeGoesAndItsNeighboursStay()
{
    const TempFolder temp;
    QVERIFY(writeFile(temp / "a/b/c/caf\xE9\n.jpg", "x"));
    QVERIFY(writeFile(temp / ("a/" + std::string(255, 'n')), "x"));
    QVERIFY(writeFile(temp / "a b/keep.jpg", "x"));
    ::mkfifo((temp / "a/pipe").c_str(), 0600);
    QVERIFY(removeTree(FileSystem::posix(), temp / "a", {}).isOk());
    QVERIFY((listTree(temp.path()) == std::vector<std::string>{"a b/", "a b/keep.jpg"}));
}

void TestFolderTree::aLinkGoesAndWhatItLeadsToStays()
{
    const TempFolder temp;
    QVERIFY(writeFile(temp / "precious/a.jpg", "x"));
    fs::create_directory(temp / "trash");
    fs::create_directory_symlink(temp / "precious", temp / "trash/inside");
    QVERIFY(removeTree(FileSystem::posix(), temp / "trash", {}).isOk());
    fs::create_directory_symlink(temp / "precious", temp / "link");
    QVERIFY(removeTree(FileSystem::posix(), temp / "link", {}).isOk());
    QVERIFY((listTree(temp.path()) == std::vector<std::string>{"precious/", "precious/a.jpg"}));
    fs::create_directory_symlink(temp / "precious", temp / "link"); // on the way, too
    QVERIFY(!removeTree(FileSystem::posix(), temp / "link/a.jpg", {}).isOk());
    QVERIFY(fs::exists(temp / "precious/a.jpg"));
}

void TestFolderTree::whatIsNotThereIsDone()
{
    const TempFolder temp;
    QVERIFY(removeTree(FileSystem::posix(), temp / "never", {}).isOk());
    QVERIFY(!removeTree(FileSystem::posix(), temp / "no/parent", {}).isOk());
}

void TestFolderTree::aCancelStopsInTheMiddle()
{
    const TempFolder temp;
    QVERIFY(writeFile(temp / "a/b.jpg", "x"));
    const CancelToken cancel;
    cancel.cancel();
    QCOMPARE(removeTree(FileSystem::posix(), temp / "a", cancel).error().code, ErrorCode::Cancelled);
    QVERIFY(fs::exists(temp / "a/b.jpg"));
}

void TestFolderTree::foldersAreMadeBelowAnOpenOneOnly()
{
    const TempFolder temp;
    fs::create_directory(temp / "project");
    const FileHandle folder(::open((temp / "project").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    QVERIFY(makeFoldersBelow(FileSystem::posix(), folder, temp / "project", "a/b").isOk());
    QVERIFY(fs::is_directory(temp / "project/a/b"));
    QVERIFY(writeFile(temp / "project/file", "x"));
    QCOMPARE(makeFoldersBelow(FileSystem::posix(), folder, temp / "project", "file/b").error().code,
             ErrorCode::NotARegularFile);
    fs::remove_all(temp / "project"); // its disk is away
    QVERIFY(!makeFoldersBelow(FileSystem::posix(), folder, temp / "project", "c").isOk());
    QVERIFY(!fs::exists(temp / "project"));
}

void TestFolderTree::picturesOfOthersDoNotCount_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("beside");
    QTest::addColumn<bool>("holds");
    const QByteArray none = "x.txt";
    QTest::newRow("a picture") << QByteArray("a.jpg") << none << true;
    QTest::newRow("deep, foreign bytes") << QByteArray("a/b\xE9/c/d.NEF") << none << true;
    QTest::newRow("hidden") << QByteArray(".cache/a.jpg") << none << false;
    QTest::newRow("a sidecar") << QByteArray("a.xmp") << none << false;
    QTest::newRow("its own manifest") << QByteArray("a.jpg") << QByteArray(".project.yaml") << true;
    QTest::newRow("a project inside") << QByteArray("p/a.jpg") << QByteArray("p/.project.yaml") << false;
    QTest::newRow("a library") << QByteArray("p/a.jpg") << QByteArray(".safelight/library.json") << false;
}

void TestFolderTree::picturesOfOthersDoNotCount()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, beside);
    QFETCH(const bool, holds);
    const TempFolder temp;
    QVERIFY(writeFile(temp / file.toStdString(), "x"));
    QVERIFY(writeFile(temp / beside.toStdString(), "x"));
    const auto answer = holdsPictures(temp.path(), {});
    QVERIFY(answer.isOk());
    QCOMPARE(*answer, holds);
}

QTEST_GUILESS_MAIN(TestFolderTree)
#include "tst_foldertree.moc"
