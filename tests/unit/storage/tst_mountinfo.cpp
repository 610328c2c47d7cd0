#include "storage/mountinfo.h"

#include <QTest>

#include <sys/sysmacros.h>

using namespace safelight;

class TestMountInfo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsLines();
    void readsEscapes();
    void leavesOutNonsense_data();
    void leavesOutNonsense();
    void tellsReadOnly_data();
    void tellsReadOnly();
    void findsTheMount_data();
    void findsTheMount();
    void knowsWhatLiesBelow();
};

void TestMountInfo::readsLines()
{
    const auto mounts =
        parseMountInfo("25 1 8:2 / / rw,relatime - ext4 /dev/sda2 rw\n"
                       "36 25 259:65537 /@home /home rw shared:1 master:2 - btrfs /dev/nvme0 rw\n");
    QCOMPARE(mounts.size(), std::size_t{2});
    QCOMPARE(mounts[0].device, makedev(8, 2));
    QCOMPARE(mounts[0].root.native(), std::string("/"));
    QCOMPARE(mounts[0].mountPoint.native(), std::string("/"));
    QCOMPARE(mounts[0].fileSystem, std::string("ext4"));
    QCOMPARE(mounts[0].source, std::string("/dev/sda2"));
    QCOMPARE(mounts[1].device, makedev(259, 65537));
    QCOMPARE(mounts[1].root.native(), std::string("/@home"));
    QCOMPARE(mounts[1].mountPoint.native(), std::string("/home"));
    QCOMPARE(mounts[1].fileSystem, std::string("btrfs"));
}

void TestMountInfo::readsEscapes()
{
    const auto mounts =
        parseMountInfo("1 2 8:1 /a\\134b /media/My\\040Card\\011\\012x\\999\\04 rw - vfat /dev/s\\040d rw\n");
    QCOMPARE(mounts.size(), std::size_t{1});
    QCOMPARE(mounts[0].root.native(), std::string("/a\\b"));
    QCOMPARE(mounts[0].mountPoint.native(), std::string("/media/My Card\t\nx\\999\\04"));
    QCOMPARE(mounts[0].source, std::string("/dev/s d"));
}

void TestMountInfo::leavesOutNonsense_data()
{
    QTest::addColumn<QByteArray>("line");

    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("blanks") << QByteArray("        ");
    QTest::newRow("too short") << QByteArray("1 2 8:1 / /mnt rw");
    QTest::newRow("no hyphen") << QByteArray("1 2 8:1 / /mnt rw a b c d e");
    QTest::newRow("nothing behind the hyphen") << QByteArray("1 2 8:1 / /mnt rw -");
    QTest::newRow("options missing") << QByteArray("1 2 8:1 / /mnt rw - ext4 /dev/sda");
    QTest::newRow("no device number") << QByteArray("1 2 8 / /mnt rw - ext4 /dev/sda rw");
    QTest::newRow("no number") << QByteArray("1 2 8:x / /mnt rw - ext4 /dev/sda rw");
}

void TestMountInfo::leavesOutNonsense()
{
    QFETCH(QByteArray, line);
    const QByteArray good = "1 2 8:1 / /good rw - ext4 /dev/sda rw\n";
    const auto mounts = parseMountInfo(QByteArray(good + line + '\n' + good).toStdString());
    QCOMPARE(mounts.size(), std::size_t{2});
}

void TestMountInfo::tellsReadOnly_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("isReadOnly");

    QTest::newRow("neither") << QByteArray("1 2 8:1 / /m rw,errors=remount-ro - ext4 /dev/sda rw,errors=ro")
                             << false;
    QTest::newRow("mount") << QByteArray("1 2 8:1 / /m nosuid,ro - ext4 /dev/sda rw") << true;
    QTest::newRow("file system") << QByteArray("1 2 8:1 / /m rw - iso9660 /dev/sr0 ro,utf8") << true;
}

void TestMountInfo::tellsReadOnly()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, isReadOnly);
    const auto mounts = parseMountInfo(line.toStdString());
    QCOMPARE(mounts.size(), std::size_t{1});
    QCOMPARE(mounts[0].isReadOnly, isReadOnly);
}

void TestMountInfo::findsTheMount_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("minorNumber");
    QTest::addColumn<QByteArray>("source");

    QTest::newRow("root") << QByteArray("/etc") << 1 << QByteArray("root");
    QTest::newRow("mount point itself") << QByteArray("/media/card") << 2 << QByteArray("card");
    QTest::newRow("below it") << QByteArray("/media/card/DCIM") << 2 << QByteArray("card");
    QTest::newRow("only the name begins so") << QByteArray("/media/card2") << 1 << QByteArray("root");
    QTest::newRow("the last one mounted there") << QByteArray("/twice/a") << 3 << QByteArray("second");
    QTest::newRow("hidden by a mount above") << QByteArray("/over/inner/a") << 6 << QByteArray("over");
    QTest::newRow("device not listed") << QByteArray("/media/card/sub") << 99 << QByteArray("card");
}

void TestMountInfo::findsTheMount()
{
    QFETCH(QByteArray, path);
    QFETCH(int, minorNumber);
    QFETCH(QByteArray, source);
    const auto mounts = parseMountInfo("1 1 8:1 / / rw - ext4 root rw\n"
                                       "1 1 8:2 / /media/card rw - vfat card rw\n"
                                       "1 1 8:3 / /twice rw - ext4 first rw\n"
                                       "1 1 8:3 / /twice rw - ext4 second rw\n"
                                       "1 1 8:5 / /over/inner rw - ext4 inner rw\n"
                                       "1 1 8:6 / /over rw - ext4 over rw\n");
    const Mount* mount = mountOf(mounts, path.toStdString(), makedev(8, minorNumber));
    QVERIFY(mount);
    QCOMPARE(QByteArray::fromStdString(mount->source), source);
    QVERIFY(!mountOf({}, path.toStdString(), makedev(8, minorNumber)));
}

void TestMountInfo::knowsWhatLiesBelow()
{
    QVERIFY(isAtOrBelow("/a/b", "/a/b"));
    QVERIFY(isAtOrBelow("/a/b/c", "/a/b"));
    QVERIFY(isAtOrBelow("/a", "/"));
    QVERIFY(isAtOrBelow("/", "/"));
    QVERIFY(!isAtOrBelow("/a/bc", "/a/b"));
    QVERIFY(!isAtOrBelow("/a", "/a/b"));
    QVERIFY(!isAtOrBelow("a", "/"));
}

QTEST_APPLESS_MAIN(TestMountInfo)
#include "tst_mountinfo.moc"
