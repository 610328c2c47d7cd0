#include "base/halffile.h"
#include "media/derivativestore.h"
#include "storage/digester.h"
#include "support/failingfilesystem.h"
#include "support/pictures.h"
#include "support/steprunner.h"
#include "tasks/projectactions.h"

#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <ctime>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

constexpr auto kTask = MaintenanceTask::CacheValidation;
constexpr int kPreviewPx = 640;
constexpr time_t kTwoDays = 2 * 24 * 3600;

void makeOld(const fs::path& file)
{
    const timespec time = {::time(nullptr) - kTwoDays, 0};
    const timespec times[2] = {time, time};
    ::utimensat(AT_FDCWD, file.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

QByteArray keyOf(int seed)
{
    return Digester::of(jpegBytes(seed)).xxh128;
}

/// A library with `count` photos CARD/a0…, their pictures made, all of them two days old.
class Shoot : public LibraryFixture
{
public:
    explicit Shoot(int count)
    {
        set("derivatives.preview_px", kPreviewPx);
        for (int i = 0; i < count; ++i)
            (void)onCard("a" + std::to_string(i) + ".JPG", jpegBytes(i));
        (void)ingest();
        (void)runStep(*this, MaintenanceTask::Derivatives);
        makeAllOld();
    }

    DerivativeStore thumbnails() const { return DerivativeStore::thumbnails(library().thumbnailFolder()); }
    DerivativeStore previews() const
    {
        return DerivativeStore::previews(library().previewFolder(), kPreviewPx);
    }
    void makeAllOld() const
    {
        for (const auto& folder : {library().thumbnailFolder(), library().previewFolder()}) {
            for (const auto& entry : fs::recursive_directory_iterator(folder))
                makeOld(entry.path());
        }
    }
    /// Files in both stores, by name.
    QStringList cached() const
    {
        return filesIn(library().thumbnailFolder()) + filesIn(library().previewFolder());
    }
    /// A picture that nobody asks for.
    fs::path putOrphan(int seed) const
    {
        const auto path = thumbnails().pathFor(Digester::of(QByteArray::number(seed)).xxh128);
        if (!writeFile(path, jpegBytes(seed)))
            qFatal("cannot write %s", path.c_str());
        makeOld(path);
        return path;
    }
    QStringList statuses() const
    {
        return rows(
            "SELECT stem || ' ' || thumbnail_status || ' ' || preview_status FROM photos ORDER BY stem");
    }
};

/// What a program that has ended would have called its file.
std::string nameOfDeadWriter()
{
    QProcess program;
    program.start(QStringLiteral("true"), QStringList());
    if (!program.waitForStarted())
        qFatal("no program was started");
    const auto process = std::to_string(program.processId());
    program.waitForFinished();
    std::string name = halfFileName();
    const std::string own = std::to_string(QCoreApplication::applicationPid());
    return name.replace(name.find('-' + own + '-') + 1, own.size(), process);
}

} // namespace

/// The stores of thumbnails and previews, against the catalogue.
class TestCacheValidation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesAgainWhatIsGone();
    void makesAgainWhatIsEmptyOrTorn();
    void removesOrphans();
    void keepsYoungOrphans();
    void keepsPicturesOfRemovedProjects();
    void keepsPicturesOfTheTrash();
    void removesWhatDeadWritersLeft();
    void replacesPreviewsOfAnotherSize();
    void touchesNothingElse();
    void neverFollowsLinks();
    void theWrongCatalogueIsRefused();
    void anUnreadableCatalogueRemovesNothing();
    void aPlanChangesNothing();
    void runsTwiceAndChangesNothing();
    void leavesOfflineProjectsAlone();
    void oneProjectAloneRemovesNothing();
    void aFullSetOfFailuresStopsAtTheFirst();
    void showsTheFileThatIsThere();
};

void TestCacheValidation::makesAgainWhatIsGone()
{
    const Shoot shoot(3);
    const QStringList before = shoot.cached();
    fs::remove(shoot.thumbnails().pathFor(keyOf(0)));
    fs::remove(shoot.previews().pathFor(keyOf(1)));
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.result.state, JobState::Done);
    QCOMPARE(report.count("thumbnails_gone"), 1);
    QCOMPARE(report.count("previews_gone"), 1);
    QCOMPARE(report.pictured.size(), 2);
    QCOMPARE(shoot.cached(), before);
    QCOMPARE(shoot.statuses(), list({"CARD/a0 1 1", "CARD/a1 1 1", "CARD/a2 1 1"}));
}

void TestCacheValidation::makesAgainWhatIsEmptyOrTorn()
{
    const Shoot shoot(3);
    fs::resize_file(shoot.thumbnails().pathFor(keyOf(0)), 0); // as after a power cut
    fs::resize_file(shoot.thumbnails().pathFor(keyOf(1)), 300);
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.count("thumbnails_gone"), 2);
    for (const int seed : {0, 1, 2})
        QVERIFY(shoot.thumbnails().load(keyOf(seed)).isOk());
}

void TestCacheValidation::removesOrphans()
{
    const Shoot shoot(3);
    const QStringList before = shoot.cached();
    (void)shoot.putOrphan(7);
    (void)shoot.putOrphan(8);
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.result.state, JobState::Done);
    QCOMPARE(report.count("orphans"), 2);
    QCOMPARE(shoot.cached(), before);
}

/// An ingest makes pictures before their rows are committed.
void TestCacheValidation::keepsYoungOrphans()
{
    const Shoot shoot(1);
    const fs::path orphan = shoot.putOrphan(7);
    fs::last_write_time(orphan, fs::file_time_type::clock::now());
    QCOMPARE(runStep(shoot, kTask).count("orphans"), 0);
    QVERIFY(fs::exists(orphan));
}

void TestCacheValidation::keepsPicturesOfRemovedProjects()
{
    const Shoot shoot(2);
    const QStringList before = shoot.cached();
    QVERIFY(removeProject(shoot.environment(), shoot.projectName()).isOk());
    QCOMPARE(runStep(shoot, kTask).count("orphans"), 0);
    QCOMPARE(shoot.cached(), before);
}

void TestCacheValidation::keepsPicturesOfTheTrash()
{
    const Shoot shoot(1);
    const fs::path kept = shoot.putOrphan(7);
    shoot.change(
        QStringLiteral("INSERT INTO trash (uuid, origin, stored_as, reason, xxh128, deleted_at) VALUES "
                       "('u', 'a.JPG', 'b', 'person', '%1', '2026-01-01T00:00:00.000Z')")
            .arg(Digester::of(QByteArray::number(7)).xxh128Hex()));
    QCOMPARE(runStep(shoot, kTask).count("orphans"), 0);
    QVERIFY(fs::exists(kept));
}

void TestCacheValidation::removesWhatDeadWritersLeft()
{
    const Shoot shoot(1);
    const fs::path shard = shoot.thumbnails().pathFor(keyOf(0)).parent_path();
    const fs::path old = shard / ".safelight-thumbnail-1-0.part";
    const fs::path older = shoot.library().thumbnailFolder() / ".tmp-1-0";
    const fs::path young = shard / ".safelight-thumbnail-2-0.part";
    const fs::path killed = shard / nameOfDeadWriter();
    for (const fs::path& file : {old, older, young, killed})
        QVERIFY(writeFile(file, "half"));
    makeOld(old);
    makeOld(older);
    QCOMPARE(runStep(shoot, kTask).count("leftovers"), 3);
    QVERIFY(!fs::exists(old));
    QVERIFY(!fs::exists(older));
    QVERIFY(!fs::exists(killed)); // as young as can be, and nobody's
    QVERIFY(fs::exists(young));   // somebody may be writing it
}

void TestCacheValidation::replacesPreviewsOfAnotherSize()
{
    Shoot shoot(2);
    shoot.set("derivatives.preview_px", 1280);
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.result.state, JobState::Done);
    QCOMPARE(report.count("previews_gone"), 2);
    QCOMPARE(report.count("leftovers"), 2);
    const auto now = DerivativeStore::previews(shoot.library().previewFolder(), 1280);
    QVERIFY(now.contains(keyOf(0)));
    QCOMPARE(shoot.filesIn(shoot.library().previewFolder()).size(), 2);
}

void TestCacheValidation::touchesNothingElse()
{
    const Shoot shoot(1);
    const fs::path folder = shoot.library().thumbnailFolder();
    const std::string shard = shoot.thumbnails().pathFor(keyOf(0)).parent_path().filename();
    for (const fs::path& name :
         {fs::path("holiday.jpg"), fs::path("ab") / "holiday.jpg",
          fs::path("cd") / "ab0123456789abcdef0123456789abcd.jpg",
          fs::path("album") / "ab0123456789abcdef0123456789abcd.jpg", fs::path(shard) / "notes.txt"}) {
        QVERIFY(writeFile(folder / name, "somebody's"));
        makeOld(folder / name);
    }
    const QStringList files = snapshot(folder);
    QCOMPARE(runStep(shoot, kTask).count("orphans"), 0);
    QCOMPARE(snapshot(folder), files);
}

void TestCacheValidation::neverFollowsLinks()
{
    const Shoot shoot(1);
    const fs::path outside = shoot.elsewhere("outside");
    const std::string name = "ab0123456789abcdef0123456789abcd.jpg";
    QVERIFY(writeFile(outside / name, "precious"));
    makeOld(outside / name);
    const fs::path folder = shoot.library().thumbnailFolder();
    fs::remove_all(folder / "ab");
    fs::create_directory_symlink(outside, folder / "ab");
    fs::create_directories(folder / "cd");
    const fs::path link = folder / "cd" / "cd0123456789abcdef0123456789abcd.jpg";
    fs::create_symlink(outside / name, link);
    makeOld(link);
    (void)runStep(shoot, kTask);
    QCOMPARE(readFile(outside / name), QByteArray("precious"));
    QVERIFY(fs::is_symlink(link));

    // The whole store on another disk: what lies there may be shared with another library.
    fs::rename(folder, shoot.elsewhere("store"));
    fs::create_directory_symlink(shoot.elsewhere("store"), folder);
    const fs::path orphan = shoot.putOrphan(7);
    QCOMPARE(runStep(shoot, kTask).result.state, JobState::Done);
    QVERIFY(fs::exists(orphan));
}

void TestCacheValidation::theWrongCatalogueIsRefused()
{
    const Shoot shoot(2);
    for (int i = 100; i < 200; ++i)
        (void)shoot.putOrphan(i);
    const QStringList before = shoot.cached();
    const StepReport refused = runStep(shoot, kTask);
    QCOMPARE(refused.result.state, JobState::Refused);
    QCOMPARE(refused.result.error->code, ErrorCode::MassChange);
    QCOMPARE(shoot.cached(), before);
    StepWish accepted;
    accepted.options.acceptMassChange = true;
    QCOMPARE(runStep(shoot, kTask, accepted).count("orphans"), 100);
}

void TestCacheValidation::anUnreadableCatalogueRemovesNothing()
{
    const Shoot shoot(1);
    const fs::path orphan = shoot.putOrphan(7);
    const QStringList before = shoot.cached();
    shoot.change("ALTER TABLE trash RENAME TO put_away");
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.result.state, JobState::Failed);
    QCOMPARE(shoot.cached(), before);
    shoot.change("ALTER TABLE put_away RENAME TO trash");
}

void TestCacheValidation::aPlanChangesNothing()
{
    const Shoot shoot(2);
    (void)shoot.putOrphan(7);
    fs::remove(shoot.thumbnails().pathFor(keyOf(0)));
    fs::resize_file(shoot.previews().pathFor(keyOf(1)), 0);
    const QStringList rows = shoot.catalogue();
    const QStringList cached = shoot.cached();
    const StepReport plan = planStep(shoot, kTask);
    QCOMPARE(plan.count("thumbnails_gone"), 1);
    QCOMPARE(plan.count("previews_gone"), 1);
    QCOMPARE(plan.count("orphans"), 1);
    QCOMPARE(shoot.catalogue(), rows);
    QCOMPARE(shoot.cached(), cached);
}

void TestCacheValidation::runsTwiceAndChangesNothing()
{
    const Shoot shoot(3);
    (void)shoot.putOrphan(7);
    fs::remove(shoot.thumbnails().pathFor(keyOf(0)));
    (void)runStep(shoot, kTask);
    const QStringList rows = libraryRows(shoot);
    const QStringList thumbnails = snapshot(shoot.library().thumbnailFolder());
    const QStringList previews = snapshot(shoot.library().previewFolder());
    const StepReport second = runStep(shoot, kTask);
    QCOMPARE(second.pictured.size(), 0);
    QCOMPARE(libraryRows(shoot), rows);
    QCOMPARE(snapshot(shoot.library().thumbnailFolder()), thumbnails);
    QCOMPARE(snapshot(shoot.library().previewFolder()), previews);
}

void TestCacheValidation::leavesOfflineProjectsAlone()
{
    const Shoot shoot(2);
    fs::rename(shoot.project(), shoot.elsewhere("unplugged"));
    fs::remove(shoot.thumbnails().pathFor(keyOf(0)));
    const QStringList before = shoot.cached();
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.skipped, list({"Shoot: project_offline"}));
    QCOMPARE(shoot.cached(), before); // the pictures of photos that cannot be reached are worth the most
    QCOMPARE(shoot.statuses(), list({"CARD/a0 1 1", "CARD/a1 1 1"}));
}

void TestCacheValidation::oneProjectAloneRemovesNothing()
{
    const Shoot shoot(1);
    const fs::path orphan = shoot.putOrphan(7);
    StepWish wish;
    wish.scope = JobScope::of({1});
    QCOMPARE(runStep(shoot, kTask, wish).count("orphans"), 0);
    QVERIFY(fs::exists(orphan));
}

void TestCacheValidation::aFullSetOfFailuresStopsAtTheFirst()
{
    Shoot shoot(1);
    (void)shoot.putOrphan(7);
    (void)shoot.putOrphan(8);
    FailingFileSystem device;
    device.onUnlink = [](const fs::path&) { return EROFS; };
    shoot.device = &device;
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.result.state, JobState::DoneWithFailures);
    QCOMPARE(report.failures.size(), 1);
    QCOMPARE(report.count("orphans"), 0);
}

/// When the JPEG of a pair goes, the RAW stands for the photo, and has no preview yet.
void TestCacheValidation::showsTheFileThatIsThere()
{
    const Shoot shoot(1);
    const QByteArray raw = dngBytes(5, {900, 600});
    QVERIFY(writeFile(shoot.project() / "CARD/a0.DNG", raw));
    (void)runStep(shoot, MaintenanceTask::FolderCheck);
    (void)runStep(shoot, MaintenanceTask::Derivatives);
    fs::remove(shoot.project() / "CARD/a0.JPG");
    ManifestCheckRequest check;
    check.acceptMassChange = true;
    (void)shoot.check(check);
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.count("previews_gone"), 1);
    QVERIFY(shoot.previews().contains(Digester::of(raw).xxh128));
}

QTEST_GUILESS_MAIN(TestCacheValidation)
#include "tst_cachevalidation.moc"
