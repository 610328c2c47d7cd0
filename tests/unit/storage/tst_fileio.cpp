#include "storage/fileio.h"
#include "support/tempfolder.h"

#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// Small files of our own: whole or not at all, and nothing left of those who were killed.
class TestFileIo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAKilledWriterLeftGoesWithTheNext();
    void whatALivingWriterHasBegunStays();
    void otherMachinesAndOtherFilesStay();
    void filesChangedInOneGrainOfTheClockAreTwo();
};

namespace {

/// A program that is killed before it has finished the file.
void writeHalf(const fs::path& path)
{
    const pid_t child = ::fork();
    if (child == 0) {
        OwnFileWriter writer(FileSystem::posix(), path);
        const bool isBegun = writer.open() && writer.write("half");
        ::_exit(isBegun ? 0 : 1); // no destructor runs, as with SIGKILL
    }
    int status = -1;
    if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0)
        qFatal("no half file was written");
}

Status writeWhole(const fs::path& path)
{
    return writeSmallFile(FileSystem::posix(), path, "whole", Replace::OwnFile);
}

} // namespace

void TestFileIo::whatAKilledWriterLeftGoesWithTheNext()
{
    const TempFolder folder;
    const fs::path path = folder / "manifest";
    writeHalf(path);
    writeHalf(path);
    QCOMPARE(listTree(folder.path()).size(), std::size_t{1}); // the second has swept after the first
    QVERIFY(!fs::exists(path));
    QVERIFY(writeWhole(path).isOk());
    QCOMPARE(listTree(folder.path()), std::vector<std::string>({"manifest"}));
}

void TestFileIo::whatALivingWriterHasBegunStays()
{
    const TempFolder folder;
    OwnFileWriter slow(FileSystem::posix(), folder / "slow");
    QVERIFY(slow.open().isOk());
    QVERIFY(slow.write("a part").isOk());
    QVERIFY(writeWhole(folder / "manifest").isOk());
    QVERIFY(slow.finish(Replace::Never).isOk());
    QCOMPARE(readFile(folder / "slow"), QByteArray("a part"));
}

void TestFileIo::otherMachinesAndOtherFilesStay()
{
    const TempFolder folder;
    const std::vector<std::string> names = {".safelight-0f9c6a0e-52c4-4b3e-9a55-7a3a2f5f6d11-0.part",
                                            ".safelight-99999-4194305-0.part", // no checksum of 16 bits
                                            ".safelight-thumbnail-1-0.part", "IMG_0001.part"};
    for (const std::string& name : names)
        QVERIFY(writeFile(folder / name, "somebody else's"));
    QVERIFY(writeWhole(folder / "manifest").isOk());
    for (const std::string& name : names)
        QVERIFY2(fs::exists(folder / name), name.c_str());
}

/// As where two programs move pictures side by side.
void TestFileIo::filesChangedInOneGrainOfTheClockAreTwo()
{
    const TempFolder folder;
    if (!isOnLocalFileSystem(folder.path()))
        QSKIP("the temporary folder lies on no local file system");
    QVERIFY(writeFile(folder / "a", "same size"));
    QVERIFY(writeFile(folder / "b", "same size"));
    const FileIdentity first = *identityOf(folder / "a");
    FileIdentity second = *identityOf(folder / "b");
    second.ctimeNs = first.ctimeNs; // newer kernels tell such times apart once somebody has asked for one
    QVERIFY(!mayBeOneFile(first, folder / "a", second));
    std::filesystem::create_hard_link(folder / "a", folder / "c");
    QVERIFY(mayBeOneFile(*identityOf(folder / "a"), folder / "a", *identityOf(folder / "c")));
    second.device = first.device + 1; // another mount
    QVERIFY(mayBeOneFile(first, folder / "a", second));
}

QTEST_APPLESS_MAIN(TestFileIo)
#include "tst_fileio.moc"
