#include "storage/digester.h"
#include "support/failingfilesystem.h"
#include "support/workedshoot.h"
#include "tasks/worker.h"

#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

constexpr auto kTask = MaintenanceTask::FolderCheck;
using Shoot = WorkedShoot;

} // namespace

/// Files in a project's folder that the catalogue does not know.
class TestFolderCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesInWhatLiesThere();
    void attachesSidecars();
    void listsWhatIsNoPhoto();
    void passesOverHiddenAndTemporaryNames();
    void runsTwiceAndChangesNothing();
    void aPlanChangesNothing();
    void specialFilesAreNotOpened();
    void linksCountAsTheirFiles();
    void emptyAndUnreadableFilesAreListed();
    void otherFormatsOnly();
    void anInnerProjectIsLeftToItself();
    void aRunningIngestHasItsFilesToItself();
    void filesThatVanishAreNoFailure();
    void aFolderThatGoesAwayStopsTheCheck();
    void leavesOfflineProjectsAlone();
    void digestsWhatIsPending();
    void pausesAndGoesOn();
    void doesWhatWasApproved();
};

void TestFolderCheck::takesInWhatLiesThere()
{
    const Shoot shoot;
    shoot.put("a.JPG", jpegBytes(1, {300, 200}));
    shoot.put("a.DNG", dngBytes(2));
    shoot.put("day2/B.jpeg", jpegBytes(3));
    shoot.put("day2/c.PnG", pngBytes(4));
    const QStringList files = snapshot(shoot.project());
    const StepReport report = shoot.run();
    QCOMPARE(report.result.state, JobState::Done);
    QCOMPARE(report.changes(),
             list({"photo_added a 000>110", "photo_added day2/B 000>100", "photo_added day2/c 000>001"}));
    QCOMPARE(report.count("added"), 4);
    QCOMPARE(report.count("processed"), 4);
    QCOMPARE(shoot.complaints(), QStringList());
    QCOMPARE(snapshot(shoot.project()), files);
    QCOMPARE(shoot.rows("SELECT width, height FROM photos WHERE stem = 'a'"), list({"300|200"}));
    QCOMPARE(shoot.rows("SELECT COUNT(*) FROM files WHERE md5 IS NULL OR verified_at IS NULL"), list({"0"}));
    QCOMPARE(runStep(shoot, MaintenanceTask::Derivatives).count("thumbnails"), 3);
}

void TestFolderCheck::attachesSidecars()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("a.xmp", "<x/>");
    shoot.put("a.JPG.xmp", "<y/>");
    shoot.put("b.JPG", jpegBytes(2));
    shoot.put("b.wav", "sound");
    shoot.put("lone.xmp", "<z/>");
    const StepReport report = shoot.run();
    QCOMPARE(report.result.state, JobState::Done);
    QCOMPARE(report.leftAlone, list({"not_found lone.xmp"}));
    QCOMPARE(shoot.photos(), list({"1 a 100: a.JPG a.JPG.xmp a.xmp", "2 b 100: b.JPG b.wav"}));
}

void TestFolderCheck::listsWhatIsNoPhoto()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("contract.pdf", "%PDF");
    shoot.put("notes/README", "text");
    const QStringList rows = libraryRows(shoot);
    const StepReport report = shoot.run();
    QCOMPARE(report.result.state, JobState::Done);
    QCOMPARE(report.leftAlone, list({"unsupported README", "unsupported contract.pdf"}));
    QCOMPARE(report.count("left_alone"), 2);
    QCOMPARE(libraryRows(shoot), rows);
    QCOMPARE(shoot.rows("SELECT COUNT(*) FROM job_items WHERE state = 4"), list({"2"}));
    QVERIFY(fs::exists(shoot.project() / "contract.pdf"));
}

void TestFolderCheck::passesOverHiddenAndTemporaryNames()
{
    const Shoot shoot{{"a.JPG", 1}};
    const QStringList rows = libraryRows(shoot);
    shoot.put(".hidden.JPG", jpegBytes(2));
    shoot.put("._a.JPG", "AppleDouble");
    shoot.put(".safelight-1234-0.part", jpegBytes(3));
    shoot.put(".cache/b.JPG", jpegBytes(4));
    const StepReport report = shoot.run();
    QCOMPARE(report.count("corrected"), 0);
    QCOMPARE(report.leftAlone, QStringList());
    QCOMPARE(libraryRows(shoot), rows);
}

void TestFolderCheck::runsTwiceAndChangesNothing()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}, {"c.JPG", 3}};
    shoot.put("new.JPG", jpegBytes(4));
    shoot.move("a.JPG", "sub/a2.JPG");
    (void)shoot.run();
    const QStringList rows = libraryRows(shoot);
    const StepReport second = shoot.run();
    QCOMPARE(second.count("corrected"), 0);
    QCOMPARE(libraryRows(shoot), rows);
}

void TestFolderCheck::aPlanChangesNothing()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}};
    shoot.put("new.JPG", jpegBytes(4));
    shoot.put("x/copy1.JPG", jpegBytes(1));
    shoot.put("x/copy2.JPG", jpegBytes(1));
    fs::remove(shoot.project() / "a.JPG");
    const QStringList rows = shoot.catalogue();
    const QStringList files = snapshot(shoot.root() / "Shoot");
    const QStringList told = list(
        {"photo_added new 000>100", "photo_added x/copy2 000>100", "photo_moved Shoot/a > Shoot/x/copy1"});
    QCOMPARE(planStep(shoot, kTask).changes(), told);
    QCOMPARE(shoot.catalogue(), rows);
    QCOMPARE(snapshot(shoot.root() / "Shoot"), files);
    QCOMPARE(shoot.run().changes(), told); // what it told, it does
}

void TestFolderCheck::specialFilesAreNotOpened()
{
    const Shoot shoot{{"a.JPG", 1}};
    fs::create_directories(shoot.project() / "folder.JPG");
    QCOMPARE(::mkfifo((shoot.project() / "pipe.JPG").c_str(), 0600), 0);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const fs::path before = fs::current_path();
    fs::current_path(shoot.project()); // the whole path may be too long for a socket
    std::strncpy(address.sun_path, "socket.JPG", sizeof address.sun_path - 1);
    const int bound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    fs::current_path(before);
    ::close(socket);
    QCOMPARE(bound, 0);
    const StepReport report = shoot.run();
    QCOMPARE(report.result.state, JobState::Done);
    QCOMPARE(report.leftAlone, list({"not_a_regular_file pipe.JPG", "not_a_regular_file socket.JPG"}));
    QCOMPARE(shoot.photos(), list({"1 a 100: a.JPG"}));
}

void TestFolderCheck::linksCountAsTheirFiles()
{
    const Shoot shoot{{"a.JPG", 1}};
    QVERIFY(writeFile(shoot.elsewhere("far.JPG"), jpegBytes(2)));
    QVERIFY(writeFile(shoot.elsewhere("tree/deep.JPG"), jpegBytes(3)));
    fs::create_symlink(shoot.elsewhere("far.JPG"), shoot.project() / "linked.JPG");
    fs::create_symlink(shoot.elsewhere("nowhere"), shoot.project() / "broken.JPG");
    fs::create_directory_symlink(shoot.elsewhere("tree"), shoot.project() / "tree");
    const StepReport report = shoot.run();
    QCOMPARE(report.changes(), list({"photo_added linked 000>100"}));
    QCOMPARE(report.leftAlone, list({"not_a_regular_file broken.JPG", "not_a_regular_file tree"}));
    QCOMPARE(shoot.check().count("corrected"), 0); // the manifest check sees it the same way
}

void TestFolderCheck::emptyAndUnreadableFilesAreListed()
{
    Shoot shoot{{"a.JPG", 1}};
    shoot.put("empty.JPG", {});
    shoot.put("bad.JPG", jpegBytes(2));
    shoot.put("bad.xmp", "<x/>");
    shoot.put("good.JPG", jpegBytes(3));
    FailingFileSystem device;
    device.onRead = [](const fs::path& file) { return file.filename() == "bad.JPG" ? EIO : 0; };
    shoot.device = &device;
    const StepReport report = shoot.run();
    QCOMPARE(report.result.state, JobState::DoneWithFailures);
    QCOMPARE(report.failures, list({"empty empty.JPG", "read_failed bad.JPG"}));
    QCOMPARE(report.leftAlone, QStringList()); // its sidecar waits with it
    QCOMPARE(report.changes(), list({"photo_added good 000>100"}));
    shoot.device = &FileSystem::posix();
    QCOMPARE(shoot.run().changes(), list({"photo_added bad 000>100"}));
}

void TestFolderCheck::otherFormatsOnly()
{
    const Shoot shoot;
    shoot.put("scan1.TIFF", pngBytes(1)); // what it really is does not matter here
    shoot.put("scan2.png", pngBytes(2));
    shoot.put("film.mov", "film");
    QCOMPARE(shoot.run().changes(),
             list({"photo_added film 000>001", "photo_added scan1 000>001", "photo_added scan2 000>001"}));
}

void TestFolderCheck::anInnerProjectIsLeftToItself()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("inner/b.JPG", jpegBytes(2));
    shoot.put("inner/notes.txt", "text");
    shoot.put("inner/deep/c.JPG", jpegBytes(3));
    shoot.put("inner2/d.JPG", jpegBytes(4));
    QVERIFY(addProject(shoot.environment(), QStringLiteral("Inner"), shoot.project() / "inner").isOk());
    const StepReport report = shoot.run();
    QCOMPARE(report.leftAlone, list({"unsupported notes.txt"})); // by its own project
    QCOMPARE(shoot.rows("SELECT pr.name, p.stem FROM photos p JOIN projects pr ON pr.id = p.project_id ORDER "
                        "BY pr.name, p.stem"),
             list({"Inner|b", "Inner|deep/c", "Shoot|a", "Shoot|inner2/d"}));
}

void TestFolderCheck::aRunningIngestHasItsFilesToItself()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("new.JPG", jpegBytes(2));
    const QString insert =
        QStringLiteral("INSERT INTO jobs (uuid, type, project_id, state, worker, created_at) VALUES "
                       "('u', 'ingest', 1, 'running', '%1', '2026-01-01T00:00:00.000Z')");
    shoot.change(insert.arg(currentWorker()));
    const StepReport report = shoot.run();
    QCOMPARE(report.leftAlone, list({"locked_by_other Shoot"}));
    QCOMPARE(shoot.photos().size(), 1);
    shoot.change("UPDATE jobs SET state = 'done' WHERE uuid = 'u'");
    QCOMPARE(shoot.run().changes(), list({"photo_added new 000>100"}));
}

void TestFolderCheck::filesThatVanishAreNoFailure()
{
    Shoot shoot{{"a.JPG", 1}};
    shoot.put("b.JPG", jpegBytes(2));
    shoot.put("c.JPG", jpegBytes(3));
    FailingFileSystem device;
    device.onRead = [&](const fs::path& file) {
        if (file.filename() == "b.JPG")
            fs::remove(shoot.project() / "c.JPG");
        return 0;
    };
    shoot.device = &device;
    const StepReport report = shoot.run();
    QCOMPARE(report.result.state, JobState::Done);
    QCOMPARE(report.count("vanished"), 1);
    QCOMPARE(report.changes(), list({"photo_added b 000>100"}));
}

void TestFolderCheck::aFolderThatGoesAwayStopsTheCheck()
{
    Shoot shoot{{"a.JPG", 1}};
    shoot.put("b.JPG", jpegBytes(2));
    shoot.put("c.JPG", jpegBytes(3));
    FailingFileSystem device;
    device.onRead = [&](const fs::path& file) {
        if (file.filename() == "b.JPG" && fs::exists(shoot.project()))
            fs::rename(shoot.project(), shoot.elsewhere("unplugged"));
        return 0;
    };
    const QStringList rows = shoot.rows("SELECT * FROM files ORDER BY id");
    shoot.device = &device;
    const StepReport report = shoot.run();
    QCOMPARE(report.result.state, JobState::DoneWithFailures);
    QCOMPARE(report.skipped, list({"Shoot: project_offline"}));
    QCOMPARE(report.failures, QStringList());
    QCOMPARE(shoot.rows("SELECT * FROM files ORDER BY id"), rows);
    QVERIFY(!fs::exists(shoot.project()));
}

void TestFolderCheck::leavesOfflineProjectsAlone()
{
    const Shoot shoot{{"a.JPG", 1}};
    fs::rename(shoot.project(), shoot.elsewhere("unplugged"));
    const QStringList rows = shoot.rows("SELECT * FROM files ORDER BY id");
    const StepReport report = shoot.run();
    QCOMPARE(report.skipped, list({"Shoot: project_offline"}));
    QCOMPARE(shoot.rows("SELECT * FROM files ORDER BY id"), rows);
    QVERIFY(!fs::exists(shoot.project()));
}

void TestFolderCheck::digestsWhatIsPending()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("a.DNG", dngBytes(2));
    (void)shoot.check(); // gives it a row
    QCOMPARE(shoot.rows("SELECT name FROM files WHERE md5 IS NULL"), list({"a.DNG"}));
    QCOMPARE(planStep(shoot, kTask).count("digests"), 1);
    QCOMPARE(shoot.run().count("digests"), 1);
    QCOMPARE(shoot.rows("SELECT xxh128, verified_level FROM files WHERE name = 'a.DNG'"),
             QStringList{Digester::of(dngBytes(2)).xxh128Hex() + u"|digest"});
}

void TestFolderCheck::pausesAndGoesOn()
{
    const Shoot shoot{{"a.JPG", 0}};
    const int count = 60;
    for (int i = 1; i <= count; ++i)
        shoot.put("new" + std::to_string(i) + ".JPG", jpegBytes(i));
    shoot.put("empty.JPG", {});
    StepWatcher watcher;
    StepWish wish;
    wish.watcher = &watcher;
    watcher.onFact = [&](const Fact& fact) {
        if (std::holds_alternative<RowsCorrected>(fact) && watcher.corrections.size() == 20)
            wish.cancel.pause();
    };
    const StepReport paused = runStep(shoot, kTask, wish);
    QCOMPARE(paused.result.state, JobState::Paused);
    QCOMPARE(paused.corrections.size(), 20);
    const StepReport rest = resumeStep(shoot, paused.result.job);
    QCOMPARE(rest.result.state, JobState::DoneWithFailures);
    QCOMPARE(rest.corrections.size(), count - 20);
    QCOMPARE(rest.count("added"), count);
    QCOMPARE(paused.failures.size() + rest.failures.size(), 1);
    QCOMPARE(shoot.rows("SELECT COUNT(*) FROM photos"), list({"61"}));
}

void TestFolderCheck::doesWhatWasApproved()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("b.JPG", jpegBytes(2));
    StepWish plan;
    plan.options.mode = StepMode::Plan;
    const StepReport planned = runStep(shoot, kTask, plan);
    QCOMPARE(planned.changes(), list({"photo_added b 000>100"}));
    shoot.put("c.JPG", jpegBytes(3)); // came after it was approved
    StepWish approved;
    approved.options.mode = StepMode::Approved;
    approved.options.approved = planned.result.job;
    QCOMPARE(runStep(shoot, kTask, approved).changes(), list({"photo_added b 000>100"}));
    QCOMPARE(shoot.photos().size(), 2);
}

QTEST_GUILESS_MAIN(TestFolderCheck)
#include "tst_foldercheck.moc"
