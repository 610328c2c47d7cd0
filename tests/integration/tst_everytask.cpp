#include "support/pictures.h"
#include "support/taskrun.h"
#include "support/taskscenes.h"
#include "tasks/jobqueue.h"
#include "tasks/projectactions.h"

#include <QBuffer>
#include <QImage>
#include <QRandomGenerator>
#include <QTest>

#include <atomic>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// What holds for each maintenance task, in a library in which it has something to do.
class TestEveryTask : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlanChangesNothing_data() { addScenes(); }
    void aPlanChangesNothing();
    void theSecondRunChangesNothing_data() { addScenes(); }
    void theSecondRunChangesNothing();
    void wholeMaintenanceEndsAtOnce_data() { addScenes(); }
    void wholeMaintenanceEndsAtOnce();
    void goesOnAfterEachPause_data() { addScenes(); }
    void goesOnAfterEachPause();
    void staysCancelled_data() { addScenes(); }
    void staysCancelled();
    void leavesAnOfflineProjectAlone_data() { addScenes(); }
    void leavesAnOfflineProjectAlone();
    void photosOfOtherFormatsSurvive();
    void whatAPersonChoseStays();
    void eachOfManyRowsIsMetOnce();

private:
    static void addScenes();
};

namespace {

constexpr int kChunk = 5;
constexpr int kMostPauses = 12;
constexpr int kEarlyStop = 2;  // after so many words
constexpr int kLatestStop = 8; // the same, at most

TaskRunOptions options()
{
    TaskRunOptions options;
    options.step.acceptMassChange = true; // the scenes change much
    options.step.chunkSize = kChunk;
    return options;
}

QStringList afterAnUndisturbedRun(const TaskScene& scene)
{
    LibraryFixture safe;
    scene.make(safe);
    const QStringList before = whatAPersonHas(safe);
    (void)runTask(safe, scene.task, options());
    const QStringList after = whatAPersonHas(safe);
    if (after == before)
        qFatal("there was nothing to do");
    return after;
}

/// Stops a run after so many words; after 0: never.
class Stopper
{
public:
    using Wish = void (CancelToken::*)() const;

    Stopper(TaskRunOptions& options, int words, Wish wish) : m_words(words)
    {
        const auto listen = [this, token = options.cancel, wish] {
            if (++m_heard == m_words)
                (token.*wish)();
        };
        options.onProgress = [listen](const TaskProgress&) { listen(); };
        options.onFact = [this, listen, token = options.cancel](const Fact& fact) {
            const auto* corrected = std::get_if<RowsCorrected>(&fact);
            if (corrected && token.isCancelled())
                m_correctedLate += corrected->rows.size();
            listen();
        };
    }

    qsizetype correctedLate() const { return m_correctedLate; }

private:
    std::atomic<int> m_heard = 0;
    int m_words;
    std::atomic<qsizetype> m_correctedLate = 0;
};

QStringList toldTwice(const LibraryFixture& safe)
{
    return safe.rows("SELECT kind, photo_id, before_text, after_text, COUNT(*) FROM corrections "
                     "GROUP BY kind, project_id, photo_id, before_text, after_text HAVING COUNT(*) > 1");
}

/// Every task of a whole maintenance, in order; what they changed.
QStringList maintain(const LibraryFixture& safe)
{
    QStringList changes;
    for (const MaintenanceTask task : wholeMaintenance())
        changes += runTask(safe, task, options()).changes();
    return changes;
}

QByteArray tiffBytes(int seed)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    const QImage picture = QImage::fromData(pngBytes(seed));
    if (!buffer.open(QIODevice::WriteOnly) || !picture.save(&buffer, "tiff"))
        qFatal("no TIFF can be written");
    return bytes;
}

/// A project on a disk of its own, in which each task would find something if it looked.
fs::path makeDisk(LibraryFixture& safe)
{
    const fs::path disk = safe.elsewhere("disk");
    const fs::path folder = disk / "Wedding";
    for (int i = 0; i < 10; ++i) {
        if (!writeFile(folder / ("W" + std::to_string(i) + ".JPG"), jpegBytes(900 + i)))
            qFatal("no disk");
    }
    if (!addProject(safe.environment(), QStringLiteral("Wedding"), folder))
        qFatal("no project");
    (void)runTask(safe, MaintenanceTask::FolderCheck);
    (void)runTask(safe, MaintenanceTask::ManifestCheck);
    fs::remove(folder / "W1.JPG"); // seen as gone
    (void)runTask(safe, MaintenanceTask::ManifestCheck);
    fs::remove(folder / "W2.JPG"); // not yet seen
    if (!writeFile(folder / "new.JPG", jpegBytes(950)) || !writeFile(folder / "w3.JPG", jpegBytes(951)))
        qFatal("no disk");
    safe.change("UPDATE photos SET thumbnail_status = 0 WHERE stem = 'W4'");
    safe.change("UPDATE projects SET name = 'Another name' WHERE name = 'Wedding'");
    return disk;
}

/// Everything that the catalogue says of it, but for the state "offline" and when that was seen.
QStringList rowsOfWedding(const LibraryFixture& safe)
{
    QStringList all =
        safe.rows("SELECT id, name, folder, removed_at FROM projects WHERE name = 'Another name'");
    all += safe.rows("SELECT ph.* FROM photos ph JOIN projects p ON p.id = ph.project_id WHERE p.name = "
                     "'Another name' ORDER BY ph.id");
    all += safe.rows("SELECT f.* FROM files f JOIN projects p ON p.id = f.project_id WHERE p.name = "
                     "'Another name' ORDER BY f.id");
    return all;
}

} // namespace

void TestEveryTask::addScenes()
{
    QTest::addColumn<TaskScene>("scene");
    for (const TaskScene& scene : taskScenes())
        QTest::newRow(qPrintable(maintenanceTaskName(scene.task))) << scene;
}

void TestEveryTask::aPlanChangesNothing()
{
    QFETCH(const TaskScene, scene);
    LibraryFixture safe;
    scene.make(safe);
    const QStringList rows = safe.catalogue();
    const QStringList disk = libraryOnDisk(safe);
    const TaskOutcomes plan = planTask(safe, scene.task, options());
    QCOMPARE(difference(rows, safe.catalogue()), QByteArray());
    QCOMPARE(difference(disk, libraryOnDisk(safe)), QByteArray());
    // What it told is what is then done.
    const TaskOutcomes done = runTask(safe, scene.task, options());
    QCOMPARE(difference(plan.changes(), done.changes()), QByteArray());
}

void TestEveryTask::theSecondRunChangesNothing()
{
    QFETCH(const TaskScene, scene);
    LibraryFixture safe;
    scene.make(safe);
    (void)runTask(safe, scene.task, options());
    const QStringList rows = whatAPersonHas(safe);
    const QStringList disk = libraryOnDisk(safe);
    const TaskOutcomes second = runTask(safe, scene.task, options());
    QCOMPARE(second.changes(), QStringList());
    QCOMPARE(difference(rows, whatAPersonHas(safe)), QByteArray());
    QCOMPARE(difference(disk, libraryOnDisk(safe)), QByteArray());
}

/// One global run leaves nothing for the next.
void TestEveryTask::wholeMaintenanceEndsAtOnce()
{
    QFETCH(const TaskScene, scene);
    LibraryFixture safe;
    scene.make(safe);
    (void)maintain(safe);
    const QStringList rows = whatAPersonHas(safe);
    const QStringList disk = libraryOnDisk(safe);
    QCOMPARE(maintain(safe), QStringList());
    QCOMPARE(difference(rows, whatAPersonHas(safe)), QByteArray());
    QCOMPARE(difference(disk, libraryOnDisk(safe)), QByteArray());
}

void TestEveryTask::goesOnAfterEachPause()
{
    QFETCH(const TaskScene, scene);
    const QStringList expected = afterAnUndisturbedRun(scene);
    LibraryFixture safe;
    scene.make(safe);
    QRandomGenerator random(static_cast<quint32>(scene.task));
    JobId job;
    int pauses = 0;
    bool isPaused = true;
    while (isPaused) {
        TaskRunOptions run = options();
        const bool isFirst = !job.isValid(); // early, so that it is stopped once in any case
        const int words = isFirst ? kEarlyStop : pauses < kMostPauses ? random.bounded(1, kLatestStop) : 0;
        const Stopper stopper(run, words, &CancelToken::pause);
        const TaskOutcomes ended =
            job.isValid() ? resumeTask(safe, job, run) : runTask(safe, scene.task, run);
        job = ended.result.job;
        QVERIFY(stopper.correctedLate() <= kChunk);
        isPaused = ended.result.state == JobState::Paused;
        pauses += isPaused ? 1 : 0;
        if (!isPaused) {
            QVERIFY2(ended.result.state == JobState::Done || ended.result.state == JobState::DoneWithFailures,
                     qPrintable(ended.state()));
        }
    }
    QVERIFY(pauses > 0);
    QCOMPARE(difference(expected, whatAPersonHas(safe)), QByteArray());
    QCOMPARE(toldTwice(safe), QStringList());
}

void TestEveryTask::staysCancelled()
{
    QFETCH(const TaskScene, scene);
    const QStringList expected = afterAnUndisturbedRun(scene);
    LibraryFixture safe;
    scene.make(safe);
    TaskRunOptions run = options();
    const Stopper stopper(run, kEarlyStop, &CancelToken::cancel);
    const TaskOutcomes cancelled = runTask(safe, scene.task, run);
    QCOMPARE(cancelled.state(), QStringLiteral("cancelled"));
    QVERIFY(stopper.correctedLate() <= kChunk);
    Connection connection(safe.library().catalog());
    QVERIFY(connection.open().isOk());
    const TaskEnvironment environment = safe.environment();
    JobQueue queue(environment, connection);
    const auto claimed = queue.claim(cancelled.result.job);
    QVERIFY(!claimed || !*claimed);
    const auto next = queue.claimNext(0);
    QVERIFY(!next || !*next);
    // Whoever asks anew gets everything done, and what was done stays done.
    (void)runTask(safe, scene.task, options());
    QCOMPARE(difference(expected, whatAPersonHas(safe)), QByteArray());
    QCOMPARE(toldTwice(safe), QStringList());
}

void TestEveryTask::leavesAnOfflineProjectAlone()
{
    QFETCH(const TaskScene, scene);
    LibraryFixture safe;
    scene.make(safe);
    const fs::path disk = makeDisk(safe);
    const QStringList rows = rowsOfWedding(safe);
    const QStringList files = snapshot(disk);
    for (const bool isMountPointThere : {true, false}) {
        fs::rename(disk, safe.elsewhere("unplugged"));
        if (isMountPointThere)
            fs::create_directory(disk);
        (void)runTask(safe, scene.task, options());
        QCOMPARE(difference(rows, rowsOfWedding(safe)), QByteArray());
        QCOMPARE(fs::exists(disk), isMountPointThere);
        QVERIFY(!isMountPointThere || fs::is_empty(disk));
        fs::remove(disk);
        fs::rename(safe.elsewhere("unplugged"), disk);
        QCOMPARE(difference(files, snapshot(disk)), QByteArray());
    }
}

/// A project without a single JPEG or RAW, its names written in every way.
void TestEveryTask::photosOfOtherFormatsSurvive()
{
    const LibraryFixture safe;
    const std::vector<std::string> names = {"a.png", "b.PNG", "c.Png", "d.tif", "e.TIFF", "f.TiF"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool isTiff = names[i][0] >= 'd';
        const int seed = 300 + static_cast<int>(i);
        (void)safe.onCard(names[i], isTiff ? tiffBytes(seed) : pngBytes(seed));
    }
    QCOMPARE(safe.ingest().count("imported"), 6);
    (void)runTask(safe, MaintenanceTask::Derivatives); // as after each ingest
    const QStringList before = whatAPersonHas(safe);
    QCOMPARE(maintain(safe), QStringList());
    QCOMPARE(difference(before, whatAPersonHas(safe)), QByteArray());
    QCOMPARE(safe.rows("SELECT stem FROM photos WHERE other_available = 1 ORDER BY stem").size(), 6);
    QCOMPARE(safe.complaints(), QStringList());
}

/// A variant that went takes no decision about the others with it.
void TestEveryTask::whatAPersonChoseStays()
{
    const LibraryFixture safe;
    (void)safe.onCard("A.JpG", jpegBytes(1));
    (void)safe.onCard("A.dNg", dngBytes(2));
    (void)safe.onCard("A.pNg", pngBytes(3));
    QVERIFY(safe.ingest().result.state == JobState::Done);
    safe.change("UPDATE photos SET keep_raw = 0");
    const char* const chosen = "SELECT keep_jpg, keep_raw, keep_other FROM photos";
    QCOMPARE(maintain(safe), QStringList());
    QCOMPARE(safe.rows(chosen), list({"1|0|1"}));
    fs::remove(safe.project() / "CARD" / "A.JpG");
    QCOMPARE(maintain(safe).size(), 1);
    QCOMPARE(safe.rows(chosen), list({"1|0|1"}));
    QCOMPARE(safe.rows("SELECT jpg_available, raw_available, other_available FROM photos"), list({"0|1|1"}));
    safe.change("UPDATE photos SET keep_jpg = 0"); // one of three
    QVERIFY(writeFile(safe.project() / "CARD" / "A.JpG", jpegBytes(1)));
    QCOMPARE(maintain(safe).size(), 1);
    QCOMPARE(safe.rows(chosen), list({"0|0|1"}));
    QCOMPARE(safe.rows("SELECT jpg_available, raw_available, other_available FROM photos"), list({"1|1|1"}));
}

/// With and without a date, which once made rows be met twice, or never.
void TestEveryTask::eachOfManyRowsIsMetOnce()
{
    const LibraryFixture safe;
    QVERIFY(addProject(safe.environment(), safe.projectName()).isOk());
    safe.change(
        "INSERT INTO photos (project_id, stem, jpg_available, taken_at, created_at, updated_at) SELECT "
        "p.id, 'M' || n.i, 1, CASE WHEN n.i % 3 > 0 THEN '2020-01-01T00:00:00' END, '', '' FROM "
        "projects p, (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
        "SELECT i FROM n) n ORDER BY n.i");
    safe.change("INSERT INTO files (project_id, photo_id, name, kind, created_at, updated_at) SELECT "
                "project_id, id, stem || '.jpg', 0, '', '' FROM photos ORDER BY id");
    const TaskOutcomes checked = runTask(safe, MaintenanceTask::ManifestCheck, options());
    QCOMPARE(checked.count("processed"), 5000);
    QCOMPARE(checked.count("corrected"), 5000);
    QCOMPARE(safe.rows("SELECT COUNT(*), COUNT(DISTINCT photo_id) FROM corrections"), list({"5000|5000"}));
    const TaskOutcomes cleaned = runTask(safe, MaintenanceTask::Cleaning, options());
    QCOMPARE(cleaned.count("corrected"), 5000);
    QCOMPARE(safe.rows("SELECT COUNT(*), COUNT(DISTINCT stem) FROM tombstones"), list({"5000|5000"}));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos"), list({"0"}));
}

QTEST_GUILESS_MAIN(TestEveryTask)
#include "tst_everytask.moc"
