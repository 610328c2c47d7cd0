#include "base/pathtext.h"
#include "storage/manifest.h"
#include "support/failingfilesystem.h"
#include "support/pictures.h"
#include "support/taskrun.h"
#include "tasks/folderplace.h"
#include "tasks/projectactions.h"
#include "tasks/worker.h"

#include <QTest>

#include <sys/stat.h>

#include <cerrno>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

struct Stopped
{
};

QString quoted(QString text)
{
    return u'\'' + text.replace(u'\'', QStringLiteral("''")) + u'\'';
}

} // namespace

/// Folders of projects that were renamed, copied, removed or put there by hand; and names that follow.
class TestProjectFolders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_safe.reset(); }

    void aFolderThatIsGone();
    void aGoneProjectCanBeRemoved();
    void elsewhereAnEmptyPlaceMayBeAnUnmountedDisk();
    void elsewhereAFolderCanBeGone();
    void aDiskOfTheMountTableIsAway();

    void foldersAreNamedAfterTheirProjects_data();
    void foldersAreNamedAfterTheirProjects();
    void aTakenNameGetsANumberAndKeepsIt();
    void aNameHeldByAnOfflineProjectIsTaken();
    void letterCaseAlone();
    void letterCaseAloneOnADiskThatDoesNotTell();
    void aFolderElsewhereKeepsItsName();
    void notWhileAnIngestRuns();
    void aKillBetweenRenameAndCommit();
    void aFailingDeviceWhileRenaming_data();
    void aFailingDeviceWhileRenaming();

    void aRenamedFolderIsAdopted();
    void aCopyBecomesAProjectOfItsOwn();
    void twoFoldersForOneProjectAreLeft();
    void aCopyOfADiskThatIsAwayIsLeft();
    void aFolderWithPicturesBecomesAProject();
    void whatIsNoProjectIsLeft_data();
    void whatIsNoProjectIsLeft();
    void aKillBetweenManifestAndRow();
    void aFolderThatCannotBeWrittenToIsListed();
    void aRemovedProjectIsNotTakenBackSilently();

    void aPlanChangesNothing_data();
    void aPlanChangesNothing();
    void nothingIsDoneForAProjectThatIsAway_data();
    void nothingIsDoneForAProjectThatIsAway();
    void pausedAndResumed();

private:
    QStringList projects() const
    {
        return m_safe->rows("SELECT name, folder, state FROM projects WHERE removed_at IS NULL ORDER BY id");
    }
    void renameProjectTo(const QString& name) const
    {
        if (!renameProject(m_safe->environment(), m_safe->projectName(), name))
            qFatal("cannot rename the project");
    }
    fs::path inLibrary(const std::string& name) const { return m_safe->root() / name; }

    std::optional<LibraryFixture> m_safe;
    FailingFileSystem m_device;
};

void TestProjectFolders::init()
{
    m_safe.emplace();
    QVERIFY(addProject(m_safe->environment(), m_safe->projectName()).isOk());
    (void)m_safe->onCard("caf\xE9\n.jpg", jpegBytes(1));
    (void)m_safe->onCard("B.dng", dngBytes(2));
    QCOMPARE(m_safe->ingest().count("imported"), 2);
    m_device.onRename = m_device.onSync = m_device.onWrite = {};
}

void TestProjectFolders::aFolderThatIsGone()
{
    const auto photos = m_safe->rows("SELECT * FROM photos") + m_safe->rows("SELECT * FROM files");
    fs::rename(m_safe->project(), m_safe->elsewhere("out"));
    const auto ran = runTask(*m_safe, MaintenanceTask::OrphanedProjects);
    QCOMPARE(ran.state(), QStringLiteral("done"));
    QCOMPARE(ran.changes(), list({"project_gone: Shoot -> "}));
    QCOMPARE(projects(), list({"Shoot|Shoot|3"}));
    QCOMPARE(m_safe->rows("SELECT * FROM photos") + m_safe->rows("SELECT * FROM files"), photos);
    QVERIFY(!fs::exists(m_safe->project()));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::OrphanedProjects).corrections.size(), 0);
    fs::rename(m_safe->elsewhere("out"), m_safe->project());
    QCOMPARE(runTask(*m_safe, MaintenanceTask::OrphanedProjects).count("corrected"), 1);
    QCOMPARE(projects(), list({"Shoot|Shoot|0"}));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestProjectFolders::aGoneProjectCanBeRemoved()
{
    fs::rename(m_safe->project(), m_safe->elsewhere("out"));
    (void)runTask(*m_safe, MaintenanceTask::OrphanedProjects);
    const auto removed = removeProject(m_safe->environment(), m_safe->projectName());
    QVERIFY(removed.isOk());
    QCOMPARE(*removed, RemovedFolder::LeftAlone);
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM photos"), list({"2"})); // rows are kept
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM projects WHERE removed_at IS NOT NULL"), list({"1"}));
}

void TestProjectFolders::elsewhereAnEmptyPlaceMayBeAnUnmountedDisk()
{
    const fs::path place = m_safe->elsewhere("disk");
    QVERIFY(writeFile(place / "Wedding/a.jpg", jpegBytes(3)));
    QVERIFY(addProject(m_safe->environment(), QStringLiteral("Wedding"), place / "Wedding").isOk());
    for (const bool isPlaceThere : {true, false}) { // a mount point stays, or goes with its disk
        fs::rename(place, m_safe->elsewhere("unmounted"));
        if (isPlaceThere)
            fs::create_directory(place);
        const auto ran = runTask(*m_safe, MaintenanceTask::OrphanedProjects);
        QCOMPARE(ran.skipped, list({"Wedding: project_offline"}));
        QCOMPARE(ran.count("gone"), 0);
        QCOMPARE(m_safe->rows("SELECT state FROM projects ORDER BY id"), list({"0", "2"}));
        if (isPlaceThere)
            QVERIFY(fs::is_empty(place));
        fs::remove(place);
        fs::rename(m_safe->elsewhere("unmounted"), place);
    }
}

void TestProjectFolders::elsewhereAFolderCanBeGone()
{
    const fs::path place = m_safe->elsewhere("work");
    QVERIFY(writeFile(place / "Wedding/a.jpg", jpegBytes(3)));
    QVERIFY(writeFile(place / "notes.txt", "x"));
    QVERIFY(addProject(m_safe->environment(), QStringLiteral("Wedding"), place / "Wedding").isOk());
    fs::remove_all(place / "Wedding");
    QCOMPARE(runTask(*m_safe, MaintenanceTask::OrphanedProjects).count("gone"), 1);
    QCOMPARE(m_safe->rows("SELECT state FROM projects ORDER BY id"), list({"0", "3"}));
}

void TestProjectFolders::aDiskOfTheMountTableIsAway()
{
    const fs::path place = m_safe->elsewhere("my disk");
    QVERIFY(writeFile(place / "left behind.txt", "x"));
    const fs::path table = m_safe->elsewhere("fstab");
    Project project;
    project.folder = pathToText(place / "Wedding");
    QCOMPARE(placeOf(m_safe->library(), project, {}, table), FolderPlace::Gone);
    const QByteArray escaped = QByteArray::fromStdString(place.native()).replace(' ', "\\040");
    QVERIFY(writeFile(table, "# disks\nUUID=1-2 " + escaped + " ext4 noauto 0 2\n"));
    QCOMPARE(placeOf(m_safe->library(), project, {}, table), FolderPlace::Unknown);
    QVERIFY(writeFile(table, "UUID=1-2 / ext4 defaults 0 1\n"));
    QCOMPARE(placeOf(m_safe->library(), project, {}, table), FolderPlace::Gone);
}

void TestProjectFolders::foldersAreNamedAfterTheirProjects_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("folder");
    QTest::newRow("plain") << QStringLiteral("Anna & Ben") << QStringLiteral("Anna & Ben");
    QTest::newRow("separators") << QStringLiteral("a/b\\c:d") << QStringLiteral("a-b-c-d");
    QTest::newRow("wildcards") << QStringLiteral("a*b?c<d>e|f") << QStringLiteral("a_b_c_d_e_f");
    QTest::newRow("control") << QStringLiteral("a\nb\u0085c") << QStringLiteral("abc");
    QTest::newRow("nothing left") << QStringLiteral("...") << QStringLiteral("Untitled project");
    QTest::newRow("long") << QString(300, u'\u00E9') << QString(120, u'\u00E9');
}

void TestProjectFolders::foldersAreNamedAfterTheirProjects()
{
    QFETCH(const QString, name);
    QFETCH(const QString, folder);
    const auto inside = snapshot(m_safe->project()).filter(QStringLiteral("dng"));
    renameProjectTo(name);
    const auto ran = runTask(*m_safe, MaintenanceTask::FolderAlignment);
    QCOMPARE(ran.state(), QStringLiteral("done"));
    QCOMPARE(ran.corrections.size(), 1);
    QCOMPARE(ran.corrections.first().afterText, folder);
    QVERIFY(!fs::exists(m_safe->project()));
    QCOMPARE(snapshot(inLibrary(bytesFromText(folder))).filter(QStringLiteral("dng")), inside);
    QCOMPARE(m_safe->rows("SELECT folder FROM projects"), QStringList(folder));
    QCOMPARE(m_safe->check().corrections.size(), 0);
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).corrections.size(), 0);
}

void TestProjectFolders::aTakenNameGetsANumberAndKeepsIt()
{
    renameProjectTo(QStringLiteral("Wedding"));
    QVERIFY(writeFile(inLibrary("Wedding/mine.txt"), "another's"));
    fs::create_directory(inLibrary("Wedding (2)"));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).changes(),
             list({"folder_renamed: Shoot -> Wedding (3)"}));
    QCOMPARE(readFile(inLibrary("Wedding/mine.txt")), QByteArray("another's"));
    QVERIFY(fs::is_empty(inLibrary("Wedding (2)")));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).corrections.size(), 0);
    fs::remove_all(inLibrary("Wedding"));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).changes(),
             list({"folder_renamed: Wedding (3) -> Wedding"}));
}

void TestProjectFolders::aNameHeldByAnOfflineProjectIsTaken()
{
    QVERIFY(addProject(m_safe->environment(), QStringLiteral("Wedding")).isOk());
    fs::rename(inLibrary("Wedding"), m_safe->elsewhere("away"));
    m_safe->change("UPDATE projects SET name = 'Other' WHERE name = 'Wedding'");
    renameProjectTo(QStringLiteral("Wedding"));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).changes(),
             list({"folder_renamed: Shoot -> Wedding (2)"}));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).corrections.size(), 0);
    fs::rename(m_safe->elsewhere("away"), inLibrary("Wedding"));
    QCOMPARE(m_safe->check().result.state, JobState::Done);
}

void TestProjectFolders::letterCaseAlone()
{
    renameProjectTo(QStringLiteral("SHOOT"));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).changes(),
             list({"folder_renamed: Shoot -> SHOOT"}));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).corrections.size(), 0);
}

void TestProjectFolders::letterCaseAloneOnADiskThatDoesNotTell()
{
    renameProjectTo(QStringLiteral("SHOOT"));
    m_safe->device = &m_device;
    m_device.onRename = [&](const fs::path& to) {
        return to.filename() == "SHOOT" && fs::exists(inLibrary("Shoot")) ? EEXIST : 0;
    };
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).changes(),
             list({"folder_renamed: SHOOT (2) -> SHOOT", "folder_renamed: Shoot -> SHOOT (2)"}));
    QCOMPARE(projects(), list({"SHOOT|SHOOT|0"}));
    QVERIFY(fs::exists(inLibrary("SHOOT/.project.yaml")));
}

void TestProjectFolders::aFolderElsewhereKeepsItsName()
{
    const fs::path place = m_safe->elsewhere("my shoots/wedding");
    QVERIFY(writeFile(place / "a.jpg", jpegBytes(3)));
    QVERIFY(addProject(m_safe->environment(), QStringLiteral("Wedding!"), place).isOk());
    QVERIFY(addProject(m_safe->environment(), QStringLiteral("Deep"), inLibrary("2026/deep")).isOk());
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).corrections.size(), 0);
    QVERIFY(fs::exists(place));
}

void TestProjectFolders::notWhileAnIngestRuns()
{
    renameProjectTo(QStringLiteral("Wedding"));
    m_safe->change(
        QStringLiteral("INSERT INTO jobs (uuid, type, project_id, state, worker, created_at) SELECT "
                       "'u', 'ingest', id, 'running', %1, '' FROM projects")
            .arg(quoted(currentWorker())));
    const auto ran = runTask(*m_safe, MaintenanceTask::FolderAlignment);
    QCOMPARE(ran.corrections.size(), 0);
    QCOMPARE(ran.leftAlone, list({"Wedding: locked_by_other"}));
    QVERIFY(fs::exists(m_safe->project()));
    m_safe->change("UPDATE jobs SET worker = 'boot@gone/1/1' WHERE uuid = 'u'"); // of another host: unknown
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).corrections.size(), 0);
    m_safe->change("UPDATE jobs SET state = 'interrupted' WHERE uuid = 'u'");
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).corrections.size(), 1);
}

void TestProjectFolders::aKillBetweenRenameAndCommit()
{
    renameProjectTo(QStringLiteral("Wedding"));
    m_safe->device = &m_device;
    m_device.onSync = [&](const fs::path&) -> int {
        return fs::exists(inLibrary("Wedding")) ? throw Stopped() : 0;
    };
    QVERIFY_THROWS_EXCEPTION(Stopped, (void)runTask(*m_safe, MaintenanceTask::FolderAlignment));
    m_safe->device = &FileSystem::posix();
    m_safe->change("UPDATE jobs SET state = 'cancelled' WHERE state = 'running'");
    QVERIFY(fs::exists(inLibrary("Wedding/B.dng")) || fs::exists(inLibrary("Wedding/CARD/B.dng")));
    QCOMPARE(projects(), list({"Wedding|Shoot|0"}));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderAlignment).changes(),
             list({"project_moved: Shoot -> Wedding"}));
    QCOMPARE(projects(), list({"Wedding|Wedding|0"}));
    QCOMPARE(m_safe->check().corrections.size(), 0);
}

void TestProjectFolders::aFailingDeviceWhileRenaming_data()
{
    QTest::addColumn<bool>("isSync");
    QTest::newRow("rename") << false;
    QTest::newRow("sync") << true;
}

void TestProjectFolders::aFailingDeviceWhileRenaming()
{
    QFETCH(const bool, isSync);
    renameProjectTo(QStringLiteral("Wedding"));
    const auto before = libraryOnDisk(*m_safe).filter(QStringLiteral("Shoot"));
    m_safe->device = &m_device;
    if (isSync)
        m_device.onSync = [&](const fs::path&) { return fs::exists(inLibrary("Wedding")) ? EIO : 0; };
    else
        m_device.onRename = [](const fs::path&) { return EROFS; };
    const auto ran = runTask(*m_safe, MaintenanceTask::FolderAlignment);
    QCOMPARE(ran.state(), QStringLiteral("done_with_failures"));
    QCOMPARE(ran.count("corrected"), 0);
    QCOMPARE(libraryOnDisk(*m_safe).filter(QStringLiteral("Shoot")), before);
    QCOMPARE(projects(), list({"Wedding|Shoot|0"}));
}

void TestProjectFolders::aRenamedFolderIsAdopted()
{
    const std::string odd = "new \xE9\n name";
    fs::rename(m_safe->project(), inLibrary(odd));
    QCOMPARE(m_safe->check().reasons(), list({"Shoot: project_offline"}));
    const auto ran = runTask(*m_safe, MaintenanceTask::FolderDiscovery);
    QCOMPARE(ran.corrections.size(), 1);
    QCOMPARE(ran.corrections.first().kind, CorrectionKind::ProjectMoved);
    QCOMPARE(bytesFromText(m_safe->rows("SELECT folder FROM projects").first()), odd);
    QCOMPARE(m_safe->rows("SELECT COUNT(*), MAX(state) FROM projects"), list({"1|0"}));
    QCOMPARE(m_safe->check().corrections.size(), 0);
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderDiscovery).corrections.size(), 0);
}

void TestProjectFolders::aCopyBecomesAProjectOfItsOwn()
{
    fs::copy(m_safe->project(), inLibrary("Shoot copy"), fs::copy_options::recursive);
    const auto original = snapshot(m_safe->project());
    const auto ran = runTask(*m_safe, MaintenanceTask::FolderDiscovery);
    QCOMPARE(ran.changes(), list({"project_found: Shoot copy -> Shoot (2)"}));
    QCOMPARE(projects(), list({"Shoot|Shoot|0", "Shoot (2)|Shoot copy|0"}));
    const auto manifest = Manifest::read(inLibrary("Shoot copy"));
    QCOMPARE(manifest->id.toString(QUuid::WithoutBraces),
             m_safe->rows("SELECT uuid FROM projects ORDER BY id").last());
    QVERIFY(manifest->id != Manifest::read(m_safe->project())->id);
    QCOMPARE(manifest->name, QStringLiteral("Shoot (2)"));
    QCOMPARE(snapshot(m_safe->project()), original);
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderDiscovery).corrections.size(), 0);
}

void TestProjectFolders::twoFoldersForOneProjectAreLeft()
{
    fs::copy(m_safe->project(), inLibrary("one"), fs::copy_options::recursive);
    fs::rename(m_safe->project(), inLibrary("two"));
    const auto before = libraryOnDisk(*m_safe);
    const auto ran = runTask(*m_safe, MaintenanceTask::FolderDiscovery);
    QCOMPARE(ran.corrections.size(), 0);
    QCOMPARE(ran.leftAlone, list({"one: manifest_twice", "two: manifest_twice"}));
    QCOMPARE(libraryOnDisk(*m_safe), before);
    QCOMPARE(projects(), list({"Shoot|Shoot|0"}));
}

void TestProjectFolders::aCopyOfADiskThatIsAwayIsLeft()
{
    const fs::path disk = m_safe->elsewhere("disk");
    QVERIFY(writeFile(disk / "Wedding/a.jpg", jpegBytes(3)));
    QVERIFY(addProject(m_safe->environment(), QStringLiteral("Wedding"), disk / "Wedding").isOk());
    fs::copy(disk / "Wedding", inLibrary("Wedding"), fs::copy_options::recursive);
    fs::rename(disk, m_safe->elsewhere("unplugged"));
    const auto before = projects();
    const auto ran = runTask(*m_safe, MaintenanceTask::FolderDiscovery);
    QCOMPARE(ran.corrections.size(), 0);
    QCOMPARE(ran.leftAlone, list({"Wedding: manifest_twice"}));
    QCOMPARE(projects(), before);
}

void TestProjectFolders::aFolderWithPicturesBecomesAProject()
{
    const std::string odd = "caf\xE9 day";
    QVERIFY(writeFile(inLibrary(odd) / "deep/er/x.NEF", "raw"));
    const auto before = snapshot(inLibrary(odd));
    const auto ran = runTask(*m_safe, MaintenanceTask::FolderDiscovery);
    QCOMPARE(ran.corrections.size(), 1);
    QCOMPARE(ran.corrections.first().kind, CorrectionKind::ProjectFound);
    const auto manifest = Manifest::read(inLibrary(odd));
    QVERIFY(manifest.isOk());
    QCOMPARE(bytesFromText(manifest->name), odd);
    fs::remove(Manifest::pathIn(inLibrary(odd)));
    QCOMPARE(snapshot(inLibrary(odd)).filter(QStringLiteral("NEF")), before.filter(QStringLiteral("NEF")));
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM projects"), list({"2"}));
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM photos"), list({"2"})); // they come by the folder check
}

void TestProjectFolders::whatIsNoProjectIsLeft_data()
{
    QTest::addColumn<QString>("what");
    for (const char* what : {"no pictures", "sidecars only", "hidden", "a link", "an ingest",
                             "a manifest alone", "a damaged manifest", "projects inside", "a library"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void TestProjectFolders::whatIsNoProjectIsLeft()
{
    QFETCH(const QString, what);
    const fs::path folder = inLibrary(what == u"hidden" ? ".hidden" : "Folder");
    const Manifest other{QUuid::createUuid(), QStringLiteral("Other"), QDateTime::currentDateTimeUtc()};
    fs::create_directory(folder);
    if (what == u"no pictures")
        QVERIFY(writeFile(folder / "list.txt", "x"));
    if (what == u"sidecars only")
        QVERIFY(writeFile(folder / "a.xmp", "x"));
    if (what == u"hidden" || what == u"an ingest" || what == u"a damaged manifest")
        QVERIFY(writeFile(folder / "a.jpg", "x"));
    if (what == u"an ingest")
        QVERIFY(writeFile(folder / ".safelight-0f9c6a0e-52c4-4b3e-9a55-7a3a2f5f6d11-0.part", "half"));
    if (what == u"a manifest alone")
        QVERIFY(other.create(FileSystem::posix(), folder).isOk());
    if (what == u"a damaged manifest")
        QVERIFY(writeFile(Manifest::pathIn(folder), "{"));
    if (what == u"projects inside") {
        QVERIFY(writeFile(folder / "a/a.jpg", "x"));
        QVERIFY(other.create(FileSystem::posix(), folder / "a").isOk());
    }
    if (what == u"a library")
        QVERIFY(writeFile(folder / ".safelight/library.json", "{}") && writeFile(folder / "x.jpg", "x"));
    if (what == u"a link") {
        fs::remove(folder);
        QVERIFY(writeFile(m_safe->elsewhere("real") / "a.jpg", "x"));
        fs::create_directory_symlink(m_safe->elsewhere("real"), folder);
    }
    const auto before = libraryOnDisk(*m_safe);
    const auto ran = runTask(*m_safe, MaintenanceTask::FolderDiscovery);
    QCOMPARE(ran.state(), QStringLiteral("done"));
    QCOMPARE(ran.corrections.size(), 0);
    QCOMPARE(libraryOnDisk(*m_safe), before);
    QCOMPARE(projects(), list({"Shoot|Shoot|0"}));
}

void TestProjectFolders::aKillBetweenManifestAndRow()
{
    QVERIFY(writeFile(inLibrary("New/a.jpg"), jpegBytes(4)));
    m_safe->device = &m_device;
    m_device.onSync = [&](const fs::path&) -> int { // of the folder, once the manifest bears its name
        return fs::exists(inLibrary("New/.project.yaml")) ? throw Stopped() : 0;
    };
    QVERIFY_THROWS_EXCEPTION(Stopped, (void)runTask(*m_safe, MaintenanceTask::FolderDiscovery));
    m_safe->device = &FileSystem::posix();
    m_safe->change("UPDATE jobs SET state = 'cancelled' WHERE state = 'running'");
    const auto manifest = Manifest::read(inLibrary("New"));
    QVERIFY(manifest.isOk());
    QCOMPARE(runTask(*m_safe, MaintenanceTask::FolderDiscovery).changes(),
             list({"project_found: New -> New"}));
    QCOMPARE(m_safe->rows("SELECT uuid FROM projects ORDER BY id").last(),
             manifest->id.toString(QUuid::WithoutBraces));
}

void TestProjectFolders::aFolderThatCannotBeWrittenToIsListed()
{
    QVERIFY(writeFile(inLibrary("A new one/a.jpg"), jpegBytes(4)));
    QVERIFY(writeFile(inLibrary("B new one/b.jpg"), jpegBytes(5)));
    m_safe->device = &m_device;
    m_device.onWrite = [&](const fs::path& file) {
        return file.parent_path() == inLibrary("A new one") ? EROFS : 0;
    };
    const auto ran = runTask(*m_safe, MaintenanceTask::FolderDiscovery);
    QCOMPARE(ran.state(), QStringLiteral("done_with_failures"));
    QCOMPARE(ran.failed.size(), 1);
    QCOMPARE(ran.changes(), list({"project_found: B new one -> B new one"}));
}

void TestProjectFolders::aRemovedProjectIsNotTakenBackSilently()
{
    fs::rename(m_safe->project(), m_safe->elsewhere("out"));
    QVERIFY(removeProject(m_safe->environment(), m_safe->projectName()).isOk());
    fs::rename(m_safe->elsewhere("out"), inLibrary("Back"));
    const auto before = libraryOnDisk(*m_safe);
    const auto ran = runTask(*m_safe, MaintenanceTask::FolderDiscovery);
    QCOMPARE(ran.leftAlone, list({"Back: project_removed"}));
    QCOMPARE(libraryOnDisk(*m_safe), before);
    // A person takes it back, with its rows.
    const auto back = addProject(m_safe->environment(), QStringLiteral("Back"), inLibrary("Back"));
    QVERIFY(back.isOk());
    QCOMPARE(projects(), list({"Back|Back|0"}));
    QCOMPARE(m_safe->check().corrections.size(), 0);
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM photos"), list({"2"}));
}

void TestProjectFolders::aPlanChangesNothing_data()
{
    QTest::addColumn<MaintenanceTask>("task");
    for (const auto task : {MaintenanceTask::OrphanedProjects, MaintenanceTask::FolderAlignment,
                            MaintenanceTask::FolderDiscovery})
        QTest::newRow(qPrintable(maintenanceTaskName(task))) << task;
}

void TestProjectFolders::aPlanChangesNothing()
{
    QFETCH(const MaintenanceTask, task);
    if (task == MaintenanceTask::FolderAlignment)
        renameProjectTo(QStringLiteral("Wedding"));
    else if (task == MaintenanceTask::OrphanedProjects)
        fs::rename(m_safe->project(), m_safe->elsewhere("out"));
    else
        QVERIFY(writeFile(inLibrary("New/a.jpg"), jpegBytes(4)));
    const auto disk = libraryOnDisk(*m_safe);
    const auto catalogue = m_safe->catalogue();
    QCOMPARE(planTask(*m_safe, task).corrections.size(), 1);
    QCOMPARE(libraryOnDisk(*m_safe), disk);
    QCOMPARE(m_safe->catalogue(), catalogue);
}

void TestProjectFolders::nothingIsDoneForAProjectThatIsAway_data()
{
    QTest::addColumn<MaintenanceTask>("task");
    for (const auto task : {MaintenanceTask::FolderAlignment, MaintenanceTask::FolderDiscovery,
                            MaintenanceTask::Cleaning, MaintenanceTask::DuplicateNames})
        QTest::newRow(qPrintable(maintenanceTaskName(task))) << task;
}

void TestProjectFolders::nothingIsDoneForAProjectThatIsAway()
{
    QFETCH(const MaintenanceTask, task);
    renameProjectTo(QStringLiteral("Wedding"));
    fs::rename(m_safe->project(), m_safe->elsewhere("out"));
    fs::create_directory(m_safe->project()); // as an unmounted disk leaves it
    m_safe->change("UPDATE photos SET jpg_available = 0, raw_available = 0");
    m_safe->change("UPDATE files SET present = 0");
    m_safe->change("UPDATE projects SET state = 2");
    const auto rows = m_safe->rows("SELECT * FROM photos") + m_safe->rows("SELECT * FROM files") + projects();
    const auto disk = libraryOnDisk(*m_safe);
    QCOMPARE(runTask(*m_safe, task).corrections.size(), 0);
    QCOMPARE(m_safe->rows("SELECT * FROM photos") + m_safe->rows("SELECT * FROM files") + projects(), rows);
    QCOMPARE(libraryOnDisk(*m_safe), disk);
}

void TestProjectFolders::pausedAndResumed()
{
    for (const char* name : {"A", "B", "C", "D"})
        QVERIFY(writeFile(inLibrary(name) / "a.jpg", jpegBytes(name[0])));
    TaskRunOptions options;
    options.onFact = [&](const Fact& fact) {
        if (std::holds_alternative<RowsCorrected>(fact))
            options.cancel.pause();
    };
    const auto first = runTask(*m_safe, MaintenanceTask::FolderDiscovery, options);
    QCOMPARE(first.state(), QStringLiteral("paused"));
    QCOMPARE(first.changes(), list({"project_found: A -> A"}));
    const auto rest = resumeTask(*m_safe, first.result.job);
    QCOMPARE(rest.state(), QStringLiteral("done"));
    QCOMPARE(rest.corrections.size(), 3);
    QCOMPARE(rest.count("corrected"), 4);
    QCOMPARE(rest.count("processed"), 5);
}

QTEST_GUILESS_MAIN(TestProjectFolders)
#include "tst_projectfolders.moc"
