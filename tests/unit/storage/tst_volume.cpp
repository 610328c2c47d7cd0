#include "fakesystem.h"

#include "storage/volume.h"

#include <QTest>

#include <sys/sysmacros.h>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

Q_DECLARE_METATYPE(safelight::DeviceClass)

class TestVolume : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfTheMount();
    void followsLinks();
    void knowsItsUuid();
    void knowsTheUuidOfAnUnnamedSource();
    void otherDevicesUuidIsNotTaken();
    void labelsAreUnescaped();
    void sharesAreKnownByTheirName();
    void fsidIdentifies_data();
    void fsidIdentifies();
    void classifiesDisks_data();
    void classifiesDisks();
    void partitionsAreOfTheirDisk();
    void mappedDevicesAreOfTheirDisk();
    void loopsOfMappedDevicesEnd();
    void classifiesFileSystems_data();
    void classifiesFileSystems();
    void refusesWhatIsNotThere();
    void refusesWhatIsMountedNowhere();
    void thisComputerHasVolumes();
};

void TestVolume::tellsOfTheMount()
{
    FakeSystem system;
    system.mount({.mountPoint = "/", .source = "/dev/root"});
    system.mount({.mountPoint = system.card(),
                  .source = "/dev/none1",
                  .fileSystem = "exfat",
                  .root = "/inner",
                  .options = "ro,noatime"});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(volume);
    QCOMPARE(volume->mountPoint.native(), system.card().native());
    QCOMPARE(volume->root.native(), std::string("/inner"));
    QCOMPARE(volume->fileSystem, QStringLiteral("exfat"));
    QCOMPARE(volume->device, QStringLiteral("/dev/none1"));
    QCOMPARE(volume->label, QString());
    QVERIFY(volume->isReadOnly);
    QCOMPARE(volume->deviceClass, DeviceClass::Unknown);

    const auto above = volumeOf(system.card().parent_path(), system.places());
    QVERIFY(above);
    QCOMPARE(above->device, QStringLiteral("/dev/root"));
    QVERIFY(!above->isReadOnly);
}

void TestVolume::followsLinks()
{
    FakeSystem system;
    system.mount({.mountPoint = "/", .source = "/dev/root"});
    system.mount({.mountPoint = system.card(), .source = "card"});
    const auto link = system.card().parent_path() / "link";
    fs::create_symlink(system.card(), link);
    const auto volume = volumeOf(link / ".", system.places());
    QVERIFY(volume);
    QCOMPARE(volume->device, QStringLiteral("card"));
}

void TestVolume::knowsItsUuid()
{
    FakeSystem system;
    // As a device mapper has it: the mount names one link to the device, by-uuid another.
    const auto device = system.device("dm-0");
    fs::create_symlink(device, device.parent_path() / "vault");
    system.linkUuid("1111-2222", "sda1");
    system.linkUuid("0d7c8bd4-1b0c", "dm-0");
    system.mount({.mountPoint = system.card(), .source = device.parent_path() / "vault"});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(volume);
    QCOMPARE(volume->identity, QStringLiteral("uuid:0d7c8bd4-1b0c"));
}

void TestVolume::knowsTheUuidOfAnUnnamedSource()
{
    FakeSystem system;
    system.linkUuid("aaaa", "sdc2");
    system.linkUuid("bbbb", "sdc1");
    system.setSysFolder("pci/block/sdc/sdc1");
    system.mount({.mountPoint = system.card(), .source = "/dev/no-such-root"});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(volume);
    QCOMPARE(volume->identity, QStringLiteral("uuid:bbbb"));
}

void TestVolume::otherDevicesUuidIsNotTaken()
{
    FakeSystem system;
    system.linkUuid("aaaa", "sda1");
    system.linkLabel("OTHER", "sda1");
    fs::create_symlink("nowhere", system.places().byUuid / "broken");
    system.mount({.mountPoint = system.card(), .source = system.device("sdb1")});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(volume);
    QVERIFY(!volume->identity.startsWith(QStringLiteral("uuid:")));
    QCOMPARE(volume->label, QString());
}

void TestVolume::labelsAreUnescaped()
{
    FakeSystem system;
    system.linkLabel("EOS\\x20R5\\x2f\\xzz\\x2", "sdb1");
    system.mount({.mountPoint = system.card(), .source = system.device("sdb1")});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(volume);
    QCOMPARE(volume->label, QStringLiteral("EOS R5/\\xzz\\x2"));
}

void TestVolume::sharesAreKnownByTheirName()
{
    FakeSystem system;
    system.mount({.mountPoint = system.card(), .source = "nas:/my photos", .fileSystem = "nfs4"});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(volume);
    QCOMPARE(volume->deviceClass, DeviceClass::Network);
    QCOMPARE(volume->device, QStringLiteral("nas:/my photos"));
    // The file system below the test answers statfs; where it has an id, that comes first.
    QVERIFY(volume->identity == QStringLiteral("share:nas:/my photos") ||
            volume->identity.startsWith(QStringLiteral("fsid:")));
}

void TestVolume::fsidIdentifies_data()
{
    QTest::addColumn<quint64>("fsid");
    QTest::addColumn<QString>("identity");

    QTest::newRow("none") << quint64{0} << "";
    QTest::newRow("an id") << quint64{0x1234'5678'9abc} << "fsid:0000123456789abc";
    // 8:257 as huge_encode_dev() packs it: the low byte of the minor number, the major, the rest.
    QTest::newRow("the device number") << quint64{0x0010'0801} << "";
    QTest::newRow("another one's device number") << quint64{0x0010'0802} << "fsid:0000000000100802";
}

void TestVolume::fsidIdentifies()
{
    QFETCH(quint64, fsid);
    QFETCH(QString, identity);
    QCOMPARE(identityFromFsid(fsid, makedev(8, 257)), identity);
}

void TestVolume::classifiesDisks_data()
{
    QTest::addColumn<QByteArray>("folder");
    QTest::addColumn<QByteArrayList>("attributes");
    QTest::addColumn<DeviceClass>("deviceClass");

    using List = QByteArrayList;
    QTest::newRow("disk") << QByteArray("pci/ata1/block/sda") << List{"removable=0", "queue/rotational=1"}
                          << DeviceClass::Rotational;
    QTest::newRow("flash") << QByteArray("pci/nvme/nvme0n1") << List{"removable=0", "queue/rotational=0"}
                           << DeviceClass::Solid;
    QTest::newRow("reader") << QByteArray("pci/ata1/block/sda") << List{"removable=1", "queue/rotational=1"}
                            << DeviceClass::Removable;
    QTest::newRow("disk on USB") << QByteArray("pci/usb2/2-1/block/sdb")
                                 << List{"removable=0", "queue/rotational=1"} << DeviceClass::Removable;
    QTest::newRow("card") << QByteArray("pci/mmc0/block/mmcblk0")
                          << List{"removable=0", "queue/rotational=0", "device/type=SD"}
                          << DeviceClass::Removable;
    QTest::newRow("card of unknown type")
        << QByteArray("pci/mmc0/block/mmcblk0") << List{"queue/rotational=0"} << DeviceClass::Removable;
    QTest::newRow("soldered") << QByteArray("pci/mmc0/block/mmcblk0")
                              << List{"removable=0", "queue/rotational=0", "device/type=MMC"}
                              << DeviceClass::Solid;
    QTest::newRow("nothing known") << QByteArray("virtual/block/x") << List{} << DeviceClass::Unknown;
}

void TestVolume::classifiesDisks()
{
    QFETCH(QByteArray, folder);
    QFETCH(QByteArrayList, attributes);
    QFETCH(DeviceClass, deviceClass);
    FakeSystem system;
    system.setSysFolder(folder.toStdString());
    for (const QByteArray& attribute : attributes) {
        const auto parts = attribute.split('=');
        system.setAttribute(fs::path(folder.toStdString()) / parts[0].toStdString(), parts[1].constData());
    }
    system.mount({.mountPoint = system.card(), .source = "/dev/none"});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(volume);
    QCOMPARE(volume->deviceClass, deviceClass);
}

void TestVolume::partitionsAreOfTheirDisk()
{
    FakeSystem system;
    system.setSysFolder("pci/block/sda/sda3");
    system.setAttribute("pci/block/sda/sda3/partition", "3");
    system.setAttribute("pci/block/sda/removable", "0");
    system.setAttribute("pci/block/sda/queue/rotational", "1");
    system.mount({.mountPoint = system.card(), .source = "/dev/none"});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(volume);
    QCOMPARE(volume->deviceClass, DeviceClass::Rotational);
}

void TestVolume::mappedDevicesAreOfTheirDisk()
{
    FakeSystem system;
    system.setSysFolder("pci/usb1/block/sdb/sdb1");
    system.setAttribute("pci/usb1/block/sdb/sdb1/partition", "1");
    system.setAttribute("virtual/block/dm-0/queue/rotational", "0");
    system.setSysFolder("virtual/block/dm-0");
    const auto devices = system.places().sysBlock.parent_path().parent_path() / "devices";
    fs::create_directories(devices / "virtual/block/dm-0/slaves");
    fs::create_symlink(devices / "pci/usb1/block/sdb/sdb1", devices / "virtual/block/dm-0/slaves/sdb1");
    system.mount({.mountPoint = system.card(), .source = "/dev/none"});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(volume);
    QCOMPARE(volume->deviceClass, DeviceClass::Removable);
}

void TestVolume::loopsOfMappedDevicesEnd()
{
    FakeSystem system;
    system.setAttribute("virtual/block/dm-0/queue/rotational", "0");
    system.setSysFolder("virtual/block/dm-0");
    const auto devices = system.places().sysBlock.parent_path().parent_path() / "devices";
    fs::create_directories(devices / "virtual/block/dm-0/slaves");
    fs::create_symlink("..", devices / "virtual/block/dm-0/slaves/dm-0");
    system.mount({.mountPoint = system.card(), .source = "/dev/none"});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(volume);
    QCOMPARE(volume->deviceClass, DeviceClass::Solid);
}

void TestVolume::classifiesFileSystems_data()
{
    QTest::addColumn<QByteArray>("fileSystem");
    QTest::addColumn<DeviceClass>("deviceClass");

    for (const char* name : {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs"})
        QTest::newRow(name) << QByteArray(name) << DeviceClass::Network;
    for (const char* name : {"tmpfs", "ramfs"})
        QTest::newRow(name) << QByteArray(name) << DeviceClass::Memory;
    QTest::newRow("ext4") << QByteArray("ext4") << DeviceClass::Rotational;
    QTest::newRow("fuseblk") << QByteArray("fuseblk") << DeviceClass::Rotational;
}

void TestVolume::classifiesFileSystems()
{
    QFETCH(QByteArray, fileSystem);
    QFETCH(DeviceClass, deviceClass);
    FakeSystem system;
    system.setSysFolder("pci/block/sda");
    system.setAttribute("pci/block/sda/queue/rotational", "1");
    system.mount({.mountPoint = system.card(), .source = "none", .fileSystem = fileSystem.toStdString()});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(volume);
    QCOMPARE(volume->deviceClass, deviceClass);
}

void TestVolume::refusesWhatIsNotThere()
{
    FakeSystem system;
    system.mount({.mountPoint = "/", .source = "none"});
    const auto volume = volumeOf(system.card() / "gone", system.places());
    QVERIFY(!volume);
    QCOMPARE(volume.error().code, ErrorCode::NotFound);

    SystemPlaces nowhere = system.places();
    nowhere.mountInfo = system.card() / "gone";
    const auto unread = volumeOf(system.card(), nowhere);
    QVERIFY(!unread);
    QCOMPARE(unread.error().code, ErrorCode::NotFound);
}

void TestVolume::refusesWhatIsMountedNowhere()
{
    FakeSystem system;
    system.mount({.mountPoint = "/elsewhere", .source = "none"});
    const auto volume = volumeOf(system.card(), system.places());
    QVERIFY(!volume);
    QCOMPARE(volume.error().code, ErrorCode::ReadFailed);
}

void TestVolume::thisComputerHasVolumes()
{
    const auto volume = volumeOf("/");
    QVERIFY(volume);
    QCOMPARE(volume->mountPoint.native(), std::string("/"));
    QVERIFY(!volume->fileSystem.isEmpty());
}

QTEST_APPLESS_MAIN(TestVolume)
#include "tst_volume.moc"
