#include "monitor/foldernotifier.h"

#include "support/tempfolder.h"

#include <QTest>

#include <fcntl.h>

#include <fstream>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

using Names = std::set<std::string>;

FolderNotifier notifierOf(const fs::path& root)
{
    auto notifier = FolderNotifier::open(root);
    if (!notifier || !notifier->watch({}))
        qFatal("no notifications here");
    return *std::move(notifier);
}

/// How many events the system keeps; 0: unknown.
int queueLength()
{
    int length = 0;
    std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> length;
    return length;
}

} // namespace

/// What the system tells of a folder.
class TestFolderNotifier : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesThatCome();
    void foldersThatComeAndGo();
    void aFolderThatWasRenamedTellsOfItsNewPlace();
    void theFolderItselfGoes();
    void anOverflowIsTold();
    void localDisksTell();
};

void TestFolderNotifier::filesThatCome()
{
    const TempFolder folder;
    FolderNotifier notifier = notifierOf(folder.path());
    QVERIFY(writeFile(folder / "a.jpg", "x"));
    QVERIFY(writeFile(folder / "b.jpg.part", "x"));
    fs::rename(folder / "b.jpg.part", folder / "b.jpg");
    const FolderChanges changes = notifier.read();
    QCOMPARE(changes.files, (Names{"a.jpg", "b.jpg", "b.jpg.part"}));
    QVERIFY(changes.folders.empty() && !changes.isIncomplete && !changes.isRootGone);
    QVERIFY(notifier.read().files.empty());
}

void TestFolderNotifier::foldersThatComeAndGo()
{
    const TempFolder folder;
    FolderNotifier notifier = notifierOf(folder.path());
    fs::create_directories(folder / "day");
    QCOMPARE(notifier.read().folders, Names{"day"});
    QVERIFY(notifier.watch("day"));
    QVERIFY(notifier.watch("not/there"));
    QVERIFY(writeFile(folder / "day/a.jpg", "x"));
    QCOMPARE(notifier.read().files, Names{"day/a.jpg"});
    fs::remove_all(folder / "day");
    QCOMPARE(notifier.read().files, Names{"day/a.jpg"});
    QVERIFY(!notifier.read().isRootGone);
}

void TestFolderNotifier::aFolderThatWasRenamedTellsOfItsNewPlace()
{
    const TempFolder folder;
    fs::create_directories(folder / "old/sub");
    FolderNotifier notifier = notifierOf(folder.path());
    QVERIFY(notifier.watch("old"));
    QVERIFY(notifier.watch("old/sub"));
    fs::rename(folder / "old", folder / "new");
    const FolderChanges changes = notifier.read();
    QCOMPARE(changes.folders, Names{"new"});
    QVERIFY(changes.isIncomplete);
    QVERIFY(notifier.watch("new"));
    QVERIFY(notifier.watch("new/sub"));
    QVERIFY(writeFile(folder / "new/sub/a.jpg", "x"));
    QCOMPARE(notifier.read().files, Names{"new/sub/a.jpg"});
}

void TestFolderNotifier::theFolderItselfGoes()
{
    const TempFolder folder;
    for (const char* how : {"moved", "removed"}) {
        fs::create_directories(folder / "hot");
        FolderNotifier notifier = notifierOf(folder / "hot");
        if (std::string_view(how) == "moved")
            fs::rename(folder / "hot", folder / "moved");
        else
            fs::remove_all(folder / "hot");
        QVERIFY2(notifier.read().isRootGone, how);
    }
}

void TestFolderNotifier::anOverflowIsTold()
{
    const int length = queueLength();
    if (length == 0 || length > 100'000)
        QSKIP("the system's queue is too long to fill it");
    const TempFolder folder;
    FolderNotifier notifier = notifierOf(folder.path());
    const auto from = folder / "a.jpg";
    const auto to = folder / "b.jpg";
    QVERIFY(writeFile(from, "x"));
    for (int i = 0; i <= length / 4; ++i) { // two renames of two events each
        fs::rename(from, to);
        fs::rename(to, from);
    }
    QVERIFY(notifier.read().isIncomplete);
    QVERIFY(writeFile(folder / "c.jpg", "x")); // it goes on
    const FolderChanges changes = notifier.read();
    QVERIFY(changes.files.contains("c.jpg") && !changes.isIncomplete);
}

void TestFolderNotifier::localDisksTell()
{
    const TempFolder folder;
    QVERIFY(isToldOfChanges(FileHandle(::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY))));
    QVERIFY(!isToldOfChanges(FileHandle()));
}

QTEST_GUILESS_MAIN(TestFolderNotifier)
#include "tst_foldernotifier.moc"
