#include "monitor/watchplace.h"

#include "support/tempfolder.h"

#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// Safelight never watches what it writes itself.
class TestWatchPlace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void places_data();
    void places();
    void linksAreSeenThrough();
    void bindMountsAreSeenThrough();
    void aFolderThatIsNotThereIsJudgedByItsPath();
    void theMountTableIsRead();

private:
    QString verdict(const fs::path& folder) const
    {
        const std::vector<fs::path> outputs = {*m_folder / "library", *m_folder / "elsewhere/project"};
        const Status status = checkWatchable(folder, outputs);
        return status ? QStringLiteral("fine") : errorCodeName(status.error().code);
    }

    std::unique_ptr<TempFolder> m_folder;
};

void TestWatchPlace::init()
{
    m_folder = std::make_unique<TempFolder>();
    for (const char* name :
         {"library/.safelight", "library/Shoot/day1", "elsewhere/project", "hot/sub", "library2"})
        fs::create_directories(*m_folder / name);
}

void TestWatchPlace::places_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("verdict");
    const auto row = [](const char* place, const char* verdict) {
        QTest::newRow(place) << QString::fromUtf8(place) << QString::fromUtf8(verdict);
    };
    row("hot", "fine");
    row("hot/", "fine");
    row("hot/sub", "fine");
    row("library2", "fine"); // begins with the same letters
    row("library", "invalid_argument");
    row("library/", "invalid_argument");
    row("library/Shoot/day1", "invalid_argument");
    row("library/.safelight", "invalid_argument");
    row("elsewhere/project", "invalid_argument");
    row("elsewhere", "invalid_argument"); // contains it
    row(".", "invalid_argument");
    row("hot/../library/Shoot", "invalid_argument");
}

void TestWatchPlace::places()
{
    QFETCH(QString, place);
    QTEST(verdict(*m_folder / place.toStdString()), "verdict");
    QCOMPARE(verdict("/"), QStringLiteral("invalid_argument"));
}

void TestWatchPlace::linksAreSeenThrough()
{
    fs::create_symlink(*m_folder / "library/Shoot", *m_folder / "link");
    fs::create_symlink(m_folder->path(), *m_folder / "hot/up");
    QCOMPARE(verdict(*m_folder / "link"), QStringLiteral("invalid_argument"));
    QCOMPARE(verdict(*m_folder / "link/day1"), QStringLiteral("invalid_argument"));
    QCOMPARE(verdict(*m_folder / "hot/up"), QStringLiteral("invalid_argument"));
    QCOMPARE(verdict(*m_folder / "hot"), QStringLiteral("fine")); // links below it are not followed
}

/// A part of the library is mounted at /hot, and one disk at two places.
void TestWatchPlace::bindMountsAreSeenThrough()
{
    QVERIFY(writeFile(*m_folder / "mounts",
                      "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
                      "22 21 8:2 / /safelighttest/disk rw - ext4 /dev/sdb rw\n"
                      "23 21 8:2 /photos/lib/Shoot /safelighttest/hot\\040one rw - ext4 x\n"
                      "24 21 8:2 /photos /safelighttest/again rw - ext4 x\n"));
    const MountTable mounts = MountTable::read(*m_folder / "mounts");
    const std::vector<fs::path> outputs = {"/safelighttest/disk/photos/lib"};
    const auto isFine = [&](const char* folder) { return checkWatchable(folder, outputs, mounts).isOk(); };
    QVERIFY(!isFine("/safelighttest/hot one"));
    QVERIFY(!isFine("/safelighttest/hot one/day1"));
    QVERIFY(!isFine("/safelighttest/again/lib/x"));
    QVERIFY(!isFine("/safelighttest/again"));
    QVERIFY(isFine("/safelighttest/again/other"));
    QVERIFY(isFine("/safelighttest/elsewhere"));
}

void TestWatchPlace::aFolderThatIsNotThereIsJudgedByItsPath()
{
    QCOMPARE(verdict(*m_folder / "library/later/on"), QStringLiteral("invalid_argument"));
    QCOMPARE(verdict(*m_folder / "not/there"), QStringLiteral("fine"));
}

void TestWatchPlace::theMountTableIsRead()
{
    QVERIFY(!MountTable::read().placeOf("/").device.empty());
    QVERIFY(MountTable::read(*m_folder / "nothing").placeOf("/").device.empty());
}

QTEST_GUILESS_MAIN(TestWatchPlace)
#include "tst_watchplace.moc"
