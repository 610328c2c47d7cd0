#include "cards/cardlayout.h"

#include "support/tempfolder.h"

#include <QTest>

using namespace safelight;

Q_DECLARE_METATYPE(std::vector<std::string>)
Q_DECLARE_METATYPE(std::vector<CardLayout>)

/// What is taken for a camera's card.
class TestCardLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layouts_data();
    void layouts();
    void linksAndFilesAreNoFolders();
    void whatIsNotThereIsNoCard();
    void candidates();
};

void TestCardLayout::layouts_data()
{
    using Layouts = std::vector<CardLayout>;
    QTest::addColumn<std::vector<std::string>>("folders");
    QTest::addColumn<Layouts>("expected");
    const auto row = [](const char* name, std::vector<std::string> folders, const Layouts& expected) {
        QTest::newRow(name) << std::move(folders) << expected;
    };
    row("photos", {"DCIM/100CANON"}, {CardLayout::Dcf});
    row("photos, empty", {"DCIM"}, {CardLayout::Dcf});
    row("lower case, as some systems mount FAT", {"dcim/100msdcf"}, {CardLayout::Dcf});
    row("Sony Alpha", {"DCIM/100MSDCF", "PRIVATE/M4ROOT/CLIP", "AVF_INFO"},
        {CardLayout::Dcf, CardLayout::SonyXavc});
    row("Sony FX", {"M4ROOT/CLIP", "M4ROOT/THMBNL"}, {CardLayout::SonyXavc});
    row("Sony XAVC of camcorders", {"XDROOT/Clip"}, {CardLayout::SonyXdcam});
    row("Sony XDCAM EX", {"BPAV/CLPR/001_0001"}, {CardLayout::SonyXdcam});
    row("AVCHD of Panasonic", {"PRIVATE/AVCHD/BDMV/STREAM"}, {CardLayout::Avchd});
    row("AVCHD at the top", {"AVCHD/BDMV/STREAM"}, {CardLayout::Avchd});
    row("Panasonic P2", {"CONTENTS/CLIP", "CONTENTS/VIDEO", "CONTENTS/AUDIO"}, {CardLayout::PanasonicP2});
    row("Canon XF", {"CONTENTS/CLIPS001/AA0001"}, {CardLayout::CanonXf});
    row("a disk of documents", {"Documents", "Pictures/DCIM", "PRIVATE/Letters", "CONTENTS"}, {});
    row("similar names", {"DCIM2", "XDCIM", "M4ROOT", "BDMV"}, {});
}

void TestCardLayout::layouts()
{
    QFETCH(const std::vector<std::string>, folders);
    QFETCH(const std::vector<CardLayout>, expected);
    const test::TempFolder card;
    for (const std::string& folder : folders)
        std::filesystem::create_directories(card / folder);
    QVERIFY(layoutsOf(card.path()) == expected);
}

void TestCardLayout::linksAndFilesAreNoFolders()
{
    const test::TempFolder card;
    const test::TempFolder elsewhere;
    std::filesystem::create_directory_symlink(elsewhere.path(), card / "DCIM");
    QVERIFY(test::writeFile(card / "BPAV", "a file"));
    QVERIFY(layoutsOf(card.path()).empty());
}

void TestCardLayout::whatIsNotThereIsNoCard()
{
    const test::TempFolder card;
    QVERIFY(layoutsOf(card / "nothing").empty());
}

void TestCardLayout::candidates()
{
    const auto mounts = parseMountInfo("20 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
                                       "21 20 0:5 / /proc rw - proc proc rw\n"
                                       "22 20 0:6 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n"
                                       "23 20 8:17 / /media/ann/OLD rw - vfat /dev/sdb1 rw\n"
                                       "24 20 8:33 / /media/ann/EOS\\040R5 rw - exfat /dev/sdc1 rw\n"
                                       "25 20 0:50 / /mnt/nas rw - nfs4 nas:/export rw\n"
                                       "26 20 0:51 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw\n"
                                       "27 20 8:49 / /media/ann/OLD rw - vfat /dev/sdd1 rw\n"
                                       "28 20 0:60 / /tmp/card rw - tmpfs tmpfs rw\n"
                                       "29 20 8:65 / /mnt/inner/card rw - vfat /dev/sde1 rw\n"
                                       "30 20 8:66 / /mnt/inner rw - ext4 /dev/sde2 rw\n");
    const auto candidates = cardCandidates(mounts);
    std::vector<std::string> found;
    for (const Mount& mount : candidates)
        found.push_back(mount.mountPoint.native() + " " + mount.source);
    QCOMPARE(found, (std::vector<std::string>{"/media/ann/EOS R5 /dev/sdc1", "/media/ann/OLD /dev/sdd1",
                                              "/tmp/card tmpfs", "/mnt/inner /dev/sde2"}));
}

QTEST_GUILESS_MAIN(TestCardLayout)
#include "tst_cardlayout.moc"
