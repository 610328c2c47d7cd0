#include "storage/volumesync.h"
#include "support/tempfolder.h"

#include <QTest>

#include <sys/stat.h>

#include <cerrno>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

class Recording : public FileSystem
{
public:
    int syncAll(int fd) override
    {
        struct stat status = {};
        ::fstat(fd, &status);
        synced.push_back(status.st_ino);
        return 0;
    }

    int openUnnamed(int folder) override
    {
        errno = EROFS;
        return takesChanges ? FileSystem::openUnnamed(folder) : -1;
    }

    std::vector<ino_t> synced;
    bool takesChanges = true;
};

ino_t inodeOf(const fs::path& path)
{
    struct stat status = {};
    ::stat(path.c_str(), &status);
    return status.st_ino;
}

} // namespace

class TestVolumeSync : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anotherFolderIsMetAnew();
    void aSyncOfWhatTakesNoChangesIsNone();
};

/// As a disk that was taken away and comes back: what is synced is what lies there now.
void TestVolumeSync::anotherFolderIsMetAnew()
{
    const TempFolder temp;
    const auto folder = temp / "disk";
    fs::create_directory(folder);
    Recording system;
    VolumeSync sync(system, folder);
    if (!sync.syncAll())
        QSKIP("this file system is not synced as a whole");
    QCOMPARE(system.synced, std::vector<ino_t>{inodeOf(folder)});
    fs::rename(folder, temp / "away");
    QVERIFY(!sync.syncAll()); // there is nothing to sync
    fs::create_directory(folder);
    VolumeSync second(system, folder);
    fs::rename(folder, temp / "away too");
    fs::create_directory(folder);
    system.synced.clear();
    QVERIFY(!second.syncAll()); // file by file, this once
    QVERIFY(system.synced.empty());
    QVERIFY(second.syncAll());
    QCOMPARE(system.synced, std::vector<ino_t>{inodeOf(folder)});
}

/// As of a disk whose journal was ended by an error: the sync says that all went well.
void TestVolumeSync::aSyncOfWhatTakesNoChangesIsNone()
{
    const TempFolder temp;
    Recording system;
    VolumeSync sync(system, temp.path());
    if (!sync.syncAll())
        QSKIP("this file system is not synced as a whole");
    QVERIFY(*sync.syncAll());
    system.takesChanges = false;
    const auto whole = sync.syncAll();
    QVERIFY(whole && !*whole);
    QCOMPARE(whole->error().code, ErrorCode::ReadOnly);
    const Status folder = syncFolder(system, temp.path());
    QVERIFY(!folder);
    QCOMPARE(folder.error().code, ErrorCode::ReadOnly);
}

QTEST_GUILESS_MAIN(TestVolumeSync)
#include "tst_volumesync.moc"
