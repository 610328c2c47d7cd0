#include "support/pictures.h"
#include "support/taskrun.h"
#include "support/taskscenes.h"
#include "tasks/jobqueue.h"
#include "tasks/projectactions.h"

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

private:
    static void addScenes();
};

namespace {

constexpr int kChunk = 5;
constexpr int kMostPauses = 60;
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
    const auto runAll = [&] {
        QStringList changes;
        for (const MaintenanceTask task : wholeMaintenance())
            changes += runTask(safe, task, options()).changes();
        return changes;
    };
    (void)runAll();
    const QStringList rows = whatAPersonHas(safe);
    const QStringList disk = libraryOnDisk(safe);
    QCOMPARE(runAll(), QStringList());
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

QTEST_GUILESS_MAIN(TestEveryTask)
#include "tst_everytask.moc"
