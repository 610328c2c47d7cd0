#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "catalog/projectrepository.h"
#include "storage/manifest.h"
#include "support/failingfilesystem.h"
#include "support/pictures.h"
#include "support/taskrun.h"
#include "tasks/projectactions.h"
#include "tasks/trash.h"

#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

constexpr int kHoursPerDay = 24;
const char* const kOddName = "caf\xE9\n day.jpg";

struct Stopped
{
};

} // namespace

/// What is removed can be had back, until its time is over; and nothing else ever goes.
class TestTrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aRemovedProjectComesBackWithItsRows();
    void aProjectWhoseNameOrPlaceIsTakenStaysInTheTrash();
    void aPhotosFileComesBackToItsFolder();
    void anOfflineProjectGetsNothingBack();
    void aKillWhilePuttingAway_data();
    void aKillWhilePuttingAway();
    void aKillWhileRestoring_data();
    void aKillWhileRestoring();
    void aFailingDeviceLeavesItWhereItWas_data();
    void aFailingDeviceLeavesItWhereItWas();
    void retentionCountsFromTheDeletion();
    void aClockThatJumpedPurgesNothing_data();
    void aClockThatJumpedPurgesNothing();
    void purgingNeverFollowsALink();
    void aKillWhilePurging();
    void whatCannotBeRemovedIsListed();
    void leftOversAreListedAndStay();
    void aPlanChangesNothing();
    void aLibraryThatIsAwayLosesNothing();
    void pausedAndResumed();
    void eachOfManyIsMetOnce();

private:
    /// Removes Shoot.
    TrashEntry remove() const;
    TrashEntry putAwayFile(const char* name) const;
    fs::path inTrash(const TrashEntry& entry) const
    {
        return m_safe->library().trashFolder() / pathFromText(entry.storedAs);
    }
    /// As if all that lies there had been put there so many days ago.
    void age(int days) const;
    QStringList settle() const;

    std::optional<LibraryFixture> m_safe;
    FailingFileSystem m_device;
};

void TestTrash::init()
{
    m_safe.emplace();
    QVERIFY(addProject(m_safe->environment(), m_safe->projectName()).isOk());
    (void)m_safe->onCard(kOddName, jpegBytes(1));
    (void)m_safe->onCard("B.dng", dngBytes(2));
    (void)m_safe->onCard("B.xmp", "<x/>");
    QCOMPARE(m_safe->ingest().count("imported"), 3);
    m_device.onRename = m_device.onSync = m_device.onUnlink = {};
}

void TestTrash::cleanup()
{
    m_safe.reset();
}

TrashEntry TestTrash::remove() const
{
    if (!removeProject(m_safe->environment(), m_safe->projectName()))
        qFatal("cannot remove the project");
    const auto entries = listTrash(m_safe->environment());
    if (!entries || entries->empty())
        qFatal("nothing in the trash");
    return entries->back();
}

TrashEntry TestTrash::putAwayFile(const char* name) const
{
    const TaskEnvironment environment = m_safe->environment();
    Connection connection(environment.library.catalog());
    const Status opened = connection.open();
    const auto project = ProjectRepository(connection).findByName(m_safe->projectName());
    const auto probe = probeProject(connection, **project, m_safe->project());
    const auto file = FileRepository(connection).findByName((*project)->id, textFromBytes(name));
    auto entry = Trash(environment, connection).putAway(**project, *probe, **file, QStringLiteral("test"));
    if (!opened || !entry)
        qFatal("%s", qPrintable(describeForLog(entry.error())));
    return *entry;
}

void TestTrash::age(int days) const
{
    const QString then = QDateTime::currentDateTimeUtc()
                             .addSecs(-qint64{3600} * kHoursPerDay * days)
                             .toString(Qt::ISODateWithMs);
    m_safe->change(QStringLiteral("UPDATE trash SET deleted_at = '%1'").arg(then));
}

QStringList TestTrash::settle() const
{
    const auto entries = listTrash(m_safe->environment());
    QStringList all;
    for (const TrashEntry& entry : *entries)
        all += entry.origin + u' ' + trashStateName(entry.state);
    return all;
}

void TestTrash::aRemovedProjectComesBackWithItsRows()
{
    const auto before = snapshot(m_safe->project());
    const auto photos = m_safe->rows("SELECT * FROM photos");
    const auto files = m_safe->rows("SELECT * FROM files");
    const TrashEntry entry = remove();
    QVERIFY(!fs::exists(m_safe->project()));
    QCOMPARE(snapshot(inTrash(entry)), before);
    QVERIFY(restoreFromTrash(m_safe->environment(), entry.id).isOk());
    QCOMPARE(snapshot(m_safe->project()), before);
    QCOMPARE(m_safe->rows("SELECT * FROM photos"), photos);
    QCOMPARE(m_safe->rows("SELECT * FROM files"), files);
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM projects WHERE removed_at IS NULL"), list({"1"}));
    QCOMPARE(settle(), QStringList());
    QCOMPARE(m_safe->filesIn(m_safe->library().trashFolder()), QStringList());
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(restoreFromTrash(m_safe->environment(), entry.id).error().code, ErrorCode::NotFound);
}

void TestTrash::aProjectWhoseNameOrPlaceIsTakenStaysInTheTrash()
{
    const TrashEntry entry = remove();
    const auto kept = snapshot(inTrash(entry));
    fs::create_directory(m_safe->project()); // empty, and in the way all the same
    QCOMPARE(restoreFromTrash(m_safe->environment(), entry.id).error().code, ErrorCode::AlreadyExists);
    QCOMPARE(snapshot(m_safe->project()), QStringList());
    fs::remove(m_safe->project());
    QVERIFY(addProject(m_safe->environment(), m_safe->projectName()).isOk());
    const auto catalogue = m_safe->catalogue();
    QCOMPARE(restoreFromTrash(m_safe->environment(), entry.id).error().code, ErrorCode::ProjectExists);
    QCOMPARE(m_safe->catalogue(), catalogue);
    QCOMPARE(snapshot(inTrash(entry)), kept);
    QCOMPARE(settle(), list({"Shoot kept"}));
}

void TestTrash::aPhotosFileComesBackToItsFolder()
{
    (void)m_safe->onCard(std::string("day/") + kOddName, jpegBytes(7));
    QCOMPARE(m_safe->ingest().count("imported"), 1);
    const std::string name = std::string("CARD/day/") + kOddName;
    const bool isBelowCard = fs::exists(m_safe->project() / name);
    const std::string lying = isBelowCard ? name : std::string("day/") + kOddName;
    const QByteArray bytes = readFile(m_safe->project() / lying);
    const TrashEntry entry = putAwayFile(lying.c_str());
    QVERIFY(entry.digest.isKnown());
    QVERIFY(!fs::exists(m_safe->project() / lying));
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->check().corrections.size(), 0);
    fs::remove(fs::path(m_safe->project() / lying).parent_path()); // its folder is made again
    QVERIFY(restoreFromTrash(m_safe->environment(), entry.id).isOk());
    QCOMPARE(readFile(m_safe->project() / lying), bytes);
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->check().corrections.size(), 0);
}

void TestTrash::anOfflineProjectGetsNothingBack()
{
    const QString name = m_safe->rows("SELECT name FROM files WHERE kind = 1").first();
    const TrashEntry entry = putAwayFile(bytesFromText(name).c_str());
    const QByteArray bytes = readFile(inTrash(entry));
    fs::rename(m_safe->project(), m_safe->elsewhere("away"));
    QCOMPARE(restoreFromTrash(m_safe->environment(), entry.id).error().code, ErrorCode::ProjectOffline);
    QVERIFY(!fs::exists(m_safe->project()));
    QCOMPARE(readFile(inTrash(entry)), bytes);
    fs::rename(m_safe->elsewhere("away"), m_safe->project());
    QVERIFY(writeFile(m_safe->project() / bytesFromText(name), "another"));
    QCOMPARE(restoreFromTrash(m_safe->environment(), entry.id).error().code, ErrorCode::AlreadyExists);
    QCOMPARE(readFile(m_safe->project() / bytesFromText(name)), QByteArray("another"));
    QCOMPARE(readFile(inTrash(entry)), bytes);
    fs::remove(m_safe->project() / bytesFromText(name));
    QVERIFY(restoreFromTrash(m_safe->environment(), entry.id).isOk());
}

void TestTrash::aKillWhilePuttingAway_data()
{
    QTest::addColumn<bool>("isMoved");
    QTest::newRow("before the rename") << false;
    QTest::newRow("after the rename") << true;
}

void TestTrash::aKillWhilePuttingAway()
{
    QFETCH(const bool, isMoved);
    const auto before = snapshot(m_safe->project());
    m_safe->device = &m_device;
    const auto stop = [](const fs::path&) -> int { throw Stopped(); };
    if (isMoved) // the folder of the trash is synced after the rename
        m_device.onSync = [&](const fs::path&) -> int {
            return fs::exists(m_safe->project()) ? 0 : throw Stopped();
        };
    else
        m_device.onRename = stop;
    QVERIFY_THROWS_EXCEPTION(Stopped, (void)removeProject(m_safe->environment(), m_safe->projectName()));
    m_safe->device = &FileSystem::posix();
    QCOMPARE(fs::exists(m_safe->project()), !isMoved);
    QCOMPARE(settle(), isMoved ? list({"Shoot kept"}) : QStringList());
    QCOMPARE(settle(), isMoved ? list({"Shoot kept"}) : QStringList()); // and again
    if (!isMoved) {
        QCOMPARE(m_safe->check().result.state, JobState::Done);
        (void)remove();
    }
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM projects WHERE removed_at IS NULL"), list({"0"}));
    QVERIFY(restoreFromTrash(m_safe->environment(), listTrash(m_safe->environment())->front().id).isOk());
    QCOMPARE(snapshot(m_safe->project()), before);
}

void TestTrash::aKillWhileRestoring_data()
{
    aKillWhilePuttingAway_data();
}

void TestTrash::aKillWhileRestoring()
{
    QFETCH(const bool, isMoved);
    const auto before = snapshot(m_safe->project());
    const TrashEntry entry = remove();
    m_safe->device = &m_device;
    if (isMoved)
        m_device.onSync = [&](const fs::path&) -> int {
            return fs::exists(m_safe->project()) ? throw Stopped() : 0;
        };
    else
        m_device.onRename = [](const fs::path&) -> int { throw Stopped(); };
    QVERIFY_THROWS_EXCEPTION(Stopped, (void)restoreFromTrash(m_safe->environment(), entry.id));
    m_safe->device = &FileSystem::posix();
    QCOMPARE(settle(), isMoved ? QStringList() : list({"Shoot kept"}));
    if (!isMoved)
        QVERIFY(restoreFromTrash(m_safe->environment(), entry.id).isOk());
    QCOMPARE(snapshot(m_safe->project()), before);
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->check().result.state, JobState::Done);
}

void TestTrash::aFailingDeviceLeavesItWhereItWas_data()
{
    QTest::addColumn<QString>("what");
    for (const char* what : {"rename", "sync", "other disk"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void TestTrash::aFailingDeviceLeavesItWhereItWas()
{
    QFETCH(const QString, what);
    const auto before = libraryOnDisk(*m_safe);
    const auto catalogue = m_safe->catalogue();
    m_safe->device = &m_device;
    if (what == u"sync")
        m_device.onSync = [&](const fs::path&) { return fs::exists(m_safe->project()) ? 0 : EIO; };
    else
        m_device.onRename = [&](const fs::path&) { return what == u"rename" ? EIO : EXDEV; };
    QVERIFY(!removeProject(m_safe->environment(), m_safe->projectName()).isOk());
    m_safe->device = &FileSystem::posix();
    QCOMPARE(m_safe->catalogue(), catalogue);
    QCOMPARE(libraryOnDisk(*m_safe).filter(QStringLiteral("Shoot")), before.filter(QStringLiteral("Shoot")));
    QCOMPARE(settle(), QStringList());
}

void TestTrash::retentionCountsFromTheDeletion()
{
    for (const auto& file : fs::recursive_directory_iterator(m_safe->project())) {
        const timespec old[2] = {{0, 0}, {0, 0}}; // pictures of 1970
        ::utimensat(AT_FDCWD, file.path().c_str(), old, 0);
    }
    const TrashEntry entry = remove();
    const auto kept = snapshot(inTrash(entry));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Trash).count("corrected"), 0);
    age(29);
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Trash).count("corrected"), 0);
    QCOMPARE(snapshot(inTrash(entry)), kept);
    age(31);
    const auto purged = runTask(*m_safe, MaintenanceTask::Trash);
    QCOMPARE(purged.state(), QStringLiteral("done"));
    QCOMPARE(purged.changes(), QStringList(u"trash_purged: " + displayText(entry.storedAs) + u" -> "));
    QVERIFY(!fs::exists(inTrash(entry).parent_path()));
    QCOMPARE(m_safe->rows("SELECT state FROM trash WHERE purged_at IS NOT NULL"), list({"5"}));
    const auto catalogue = m_safe->rows("SELECT * FROM trash");
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Trash).count("corrected"), 0);
    QCOMPARE(m_safe->rows("SELECT * FROM trash"), catalogue);
    QCOMPARE(restoreFromTrash(m_safe->environment(), entry.id).error().code, ErrorCode::PurgedFromTrash);
}

void TestTrash::aClockThatJumpedPurgesNothing_data()
{
    QTest::addColumn<QString>("sql");
    QTest::newRow("deleted in the future")
        << QStringLiteral("UPDATE trash SET deleted_at = '2999-01-01T00:00:00.000Z'");
    QTest::newRow("another one deleted later than now")
        << QStringLiteral("INSERT INTO trash (uuid, origin, stored_as, reason, deleted_at, state) VALUES "
                          "('x', 'o', 's', '', '2999-01-01T00:00:00.000Z', 5)");
}

void TestTrash::aClockThatJumpedPurgesNothing()
{
    QFETCH(const QString, sql);
    const TrashEntry entry = remove();
    age(1000);
    m_safe->change(sql);
    const auto before = libraryOnDisk(*m_safe);
    const auto ran = runTask(*m_safe, MaintenanceTask::Trash);
    QCOMPARE(ran.count("corrected"), 0);
    QCOMPARE(ran.leftAlone, list({": clock_unsure"}));
    QCOMPARE(libraryOnDisk(*m_safe), before);
}

void TestTrash::purgingNeverFollowsALink()
{
    const fs::path precious = m_safe->elsewhere("precious");
    QVERIFY(writeFile(precious / "a.jpg", "only copy"));
    fs::create_directory_symlink(precious, m_safe->project() / "linked");
    fs::create_symlink(precious / "a.jpg", m_safe->project() / "link.jpg");
    const TrashEntry entry = remove();
    age(31);
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Trash).count("corrected"), 1);
    QVERIFY(!fs::exists(inTrash(entry).parent_path()));
    QCOMPARE(readFile(precious / "a.jpg"), QByteArray("only copy"));
    // A folder of the trash that somebody made a link of is not entered either.
    QVERIFY(addProject(m_safe->environment(), m_safe->projectName()).isOk());
    const TrashEntry second = remove();
    fs::remove_all(inTrash(second).parent_path());
    fs::create_directory_symlink(precious, inTrash(second).parent_path());
    age(31);
    (void)runTask(*m_safe, MaintenanceTask::Trash);
    QCOMPARE(readFile(precious / "a.jpg"), QByteArray("only copy"));
}

void TestTrash::aKillWhilePurging()
{
    const TrashEntry entry = remove();
    age(31);
    m_safe->device = &m_device;
    int removed = 0;
    m_device.onUnlink = [&](const fs::path&) -> int { return ++removed == 3 ? throw Stopped() : 0; };
    QVERIFY_THROWS_EXCEPTION(Stopped, (void)runTask(*m_safe, MaintenanceTask::Trash));
    m_safe->device = &FileSystem::posix();
    QVERIFY(fs::exists(inTrash(entry)));
    QCOMPARE(settle(), list({"Shoot purging"}));
    QCOMPARE(restoreFromTrash(m_safe->environment(), entry.id).error().code, ErrorCode::PurgedFromTrash);
    QVERIFY(!fs::exists(m_safe->project()));
    m_safe->change("UPDATE jobs SET state = 'cancelled'"); // the dead worker's
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Trash).count("corrected"), 1);
    QVERIFY(!fs::exists(inTrash(entry).parent_path()));
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM corrections WHERE kind = 'trash_purged'"), list({"1"}));
}

void TestTrash::whatCannotBeRemovedIsListed()
{
    const TrashEntry first = remove();
    QVERIFY(addProject(m_safe->environment(), m_safe->projectName()).isOk());
    const TrashEntry second = remove();
    age(31);
    m_safe->device = &m_device;
    m_device.onUnlink = [&](const fs::path& file) {
        return file.native().starts_with(inTrash(first).native()) ? EACCES : 0;
    };
    const auto ran = runTask(*m_safe, MaintenanceTask::Trash);
    QCOMPARE(ran.state(), QStringLiteral("done_with_failures"));
    QCOMPARE(ran.failed.size(), 1);
    QVERIFY(ran.failed.first().endsWith(u": permission_denied"));
    QCOMPARE(ran.count("corrected"), 1);
    QVERIFY(!fs::exists(inTrash(second).parent_path()));
    m_device.onUnlink = {};
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Trash).count("corrected"), 1);
}

void TestTrash::leftOversAreListedAndStay()
{
    const fs::path trash = m_safe->library().trashFolder();
    QVERIFY(writeFile(trash / "mine/a.jpg", "x"));
    QVERIFY(writeFile(trash / "0f9c6a0e-52c4-4b3e-9a55-7a3a2f5f6d11/b.jpg", "y"));
    const auto before = snapshot(trash);
    const auto ran = runTask(*m_safe, MaintenanceTask::Trash);
    QCOMPARE(ran.state(), QStringLiteral("done"));
    QCOMPARE(ran.leftAlone.size(), 2);
    QVERIFY(ran.leftAlone.first().endsWith(u": not_in_catalog"));
    QCOMPARE(snapshot(trash), before);
}

void TestTrash::aPlanChangesNothing()
{
    (void)remove();
    age(31);
    const auto disk = libraryOnDisk(*m_safe);
    const auto catalogue = m_safe->catalogue();
    const auto planned = planTask(*m_safe, MaintenanceTask::Trash);
    QCOMPARE(planned.corrections.size(), 1);
    QCOMPARE(libraryOnDisk(*m_safe), disk);
    QCOMPARE(m_safe->catalogue(), catalogue);
}

void TestTrash::aLibraryThatIsAwayLosesNothing()
{
    (void)remove();
    age(31);
    const auto catalogue = m_safe->rows("SELECT * FROM trash");
    const fs::path marker = m_safe->library().stateFolder() / "library.json";
    fs::rename(marker, m_safe->elsewhere("marker"));
    const auto trash = snapshot(m_safe->library().trashFolder());
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Trash).state(), QStringLiteral("failed"));
    QCOMPARE(m_safe->rows("SELECT * FROM trash"), catalogue);
    QCOMPARE(snapshot(m_safe->library().trashFolder()), trash);
}

void TestTrash::pausedAndResumed()
{
    for (int i = 0; i < 5; ++i) {
        (void)remove();
        QVERIFY(addProject(m_safe->environment(), m_safe->projectName()).isOk());
    }
    age(31);
    TaskRunOptions options;
    int told = 0;
    options.onFact = [&](const Fact&) {
        if (++told == 2)
            options.cancel.pause();
    };
    const auto first = runTask(*m_safe, MaintenanceTask::Trash, options);
    QCOMPARE(first.state(), QStringLiteral("paused"));
    QCOMPARE(first.corrections.size(), 2);
    const auto rest = resumeTask(*m_safe, first.result.job);
    QCOMPARE(rest.state(), QStringLiteral("done"));
    QCOMPARE(rest.corrections.size(), 3);
    QCOMPARE(rest.count("corrected"), 5);
    QCOMPARE(rest.count("processed"), 5);
}

void TestTrash::eachOfManyIsMetOnce()
{
    constexpr int kMany = 1500;
    m_safe->change(
        QStringLiteral(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %1) INSERT "
            "INTO trash (uuid, project_id, origin, stored_as, reason, deleted_at) SELECT 'u' || i, "
            "1, 'f' || i, 'u' || i || '/f', '', CASE WHEN i % 3 = 0 THEN '' ELSE "
            "'2001-01-01T00:00:00.000Z' END FROM n")
            .arg(kMany));
    // Rows without a time are never due; of the others nothing is left on disk.
    const auto planned = planTask(*m_safe, MaintenanceTask::Trash);
    QCOMPARE(planned.count("processed"), kMany);
    QCOMPARE(planned.corrections.size(), kMany / 3 * 2);
}

QTEST_GUILESS_MAIN(TestTrash)
#include "tst_trash.moc"
