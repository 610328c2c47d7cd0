#include "monitor/watchscan.h"

#include "support/tempfolder.h"

#include <QStringList>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace safelight;
using namespace safelight::test;

namespace {

QStringList namesOf(const WatchListing& listing)
{
    QStringList names;
    for (const WatchedEntry& file : listing.files)
        names += QString::fromStdString(file.name);
    names.sort();
    return names;
}

} // namespace

/// What of a watched folder is to be taken in.
class TestWatchScan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ignoredNames_data();
    void ignoredNames();
    void everythingBelowIsListed();
    void linksAreNotFollowedToFolders();
    void onlyRegularFiles();
    void aFolderThatIsNotThere();
    void aPartCanBeListed();
    void whoWritesIsSeen();
};

void TestWatchScan::ignoredNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isWatched");
    const auto row = [](const char* name, bool isWatched) {
        QTest::newRow(name) << QString::fromUtf8(name) << isWatched;
    };
    for (const char* name :
         {"a.jpg", "day1/A.NEF", "a.xmp", "a.jpg.xmp", "IMG~1.JPG", "a.tmp.jpg", "part.jpg", "a..jpg"})
        row(name, true);
    for (const char* name :
         {".a.jpg", "._a.jpg", "a.jpg~", "~a.jpg", "~$a.jpg", "a.tmp", "a.jpg.tmp", "a.jpg.PART",
          "a.jpg.partial", "a.jpg.crdownload", "a.jpg.filepart", "a.jpg.!ut", "a.txt", "noextension", ".jpg",
          ".hidden/a.jpg", "up.part/a.jpg", "day1/~x/a.jpg", ""})
        row(name, false);
}

void TestWatchScan::ignoredNames()
{
    QFETCH(QString, name);
    QFETCH(bool, isWatched);
    QCOMPARE(isWatchedName(name.toStdString()), isWatched);
}

void TestWatchScan::everythingBelowIsListed()
{
    const TempFolder folder;
    for (const char* name : {"b.jpg", "a/x/y/deep.NEF", "a/a.jpg", "a/note.txt", "a/.b.jpg", ".h/c.jpg",
                             "d.jpg.part", "e.jpg/f.jpg"})
        QVERIFY(writeFile(folder / name, "x"));
    const auto root = WatchedRoot::open(folder.path());
    QVERIFY(root.isOk());
    QStringList folders;
    const auto listing =
        root->list({}, {}, [&](const std::string& name) { folders += QString::fromStdString(name); });
    QVERIFY(listing.isOk());
    QCOMPARE(namesOf(*listing), QStringList({QStringLiteral("a/a.jpg"), QStringLiteral("a/x/y/deep.NEF"),
                                             QStringLiteral("b.jpg"), QStringLiteral("e.jpg/f.jpg")}));
    folders.sort();
    QCOMPARE(folders, QStringList({QString(), QStringLiteral("a"), QStringLiteral("a/x"),
                                   QStringLiteral("a/x/y"), QStringLiteral("e.jpg")}));
    for (const WatchedEntry& file : listing->files)
        QVERIFY(root->stampOf(file.name) == file.stamp);
}

void TestWatchScan::linksAreNotFollowedToFolders()
{
    const TempFolder folder;
    QVERIFY(writeFile(folder / "outside/a.jpg", "x"));
    QVERIFY(writeFile(folder / "hot/b.jpg", "x"));
    std::filesystem::create_symlink(folder / "outside", folder / "hot/link");
    std::filesystem::create_symlink(folder / "hot", folder / "hot/circle");
    std::filesystem::create_symlink(folder / "outside/a.jpg", folder / "hot/c.jpg");
    std::filesystem::create_symlink(folder / "nowhere.jpg", folder / "hot/d.jpg");
    const auto root = WatchedRoot::open(folder / "hot");
    const auto listing = root->list({}, {}, [](const std::string&) {});
    QCOMPARE(namesOf(*listing), QStringList({QStringLiteral("b.jpg"), QStringLiteral("c.jpg")}));
    QVERIFY(!root->stampOf("link/a.jpg"));
    QVERIFY(root->list("link", {}, [](const std::string&) {})->files.empty());
}

void TestWatchScan::onlyRegularFiles()
{
    const TempFolder folder;
    QCOMPARE(::mkfifo((folder / "a.jpg").c_str(), 0600), 0);
    const auto root = WatchedRoot::open(folder.path());
    QVERIFY(root->list({}, {}, [](const std::string&) {})->files.empty());
    QVERIFY(!root->stampOf("a.jpg"));
    QVERIFY(!root->isBeingWritten("a.jpg")); // and does not wait for a writer
}

void TestWatchScan::aFolderThatIsNotThere()
{
    const TempFolder folder;
    QCOMPARE(WatchedRoot::open(folder / "gone").error().code, ErrorCode::NotFound);
    QVERIFY(!std::filesystem::exists(folder / "gone"));
    QVERIFY(writeFile(folder / "file", "x"));
    QVERIFY(!WatchedRoot::open(folder / "file").isOk());
}

void TestWatchScan::aPartCanBeListed()
{
    const TempFolder folder;
    QVERIFY(writeFile(folder / "a/x/b.jpg", "x"));
    QVERIFY(writeFile(folder / "c.jpg", "x"));
    const auto root = WatchedRoot::open(folder.path());
    QCOMPARE(namesOf(*root->list("a", {}, [](const std::string&) {})),
             QStringList(QStringLiteral("a/x/b.jpg")));
    QVERIFY(root->list("vanished", {}, [](const std::string&) {})->files.empty());
    const CancelToken cancelled;
    cancelled.cancel();
    QCOMPARE(root->list({}, cancelled, [](const std::string&) {}).error().code, ErrorCode::Cancelled);
}

void TestWatchScan::whoWritesIsSeen()
{
    const TempFolder folder;
    QVERIFY(writeFile(folder / "a.jpg", "x"));
    const auto root = WatchedRoot::open(folder.path());
    QVERIFY(!root->isBeingWritten("a.jpg"));
    {
        const FileHandle reader(::open((folder / "a.jpg").c_str(), O_RDONLY));
        QVERIFY(!root->isBeingWritten("a.jpg"));
    }
    {
        const FileHandle writer(::open((folder / "a.jpg").c_str(), O_WRONLY));
        if (!root->isBeingWritten("a.jpg"))
            QSKIP("this file system grants no leases");
    }
    QVERIFY(!root->isBeingWritten("a.jpg"));
    // It has let go: nobody who opens the file for writing has to wait.
    const FileHandle writer(::open((folder / "a.jpg").c_str(), O_WRONLY | O_NONBLOCK));
    QVERIFY(writer.isOpen());
}

QTEST_GUILESS_MAIN(TestWatchScan)
#include "tst_watchscan.moc"
