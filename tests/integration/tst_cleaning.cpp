#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "catalog/projectrepository.h"
#include "storage/manifest.h"
#include "support/pictures.h"
#include "support/taskrun.h"
#include "tasks/projectactions.h"
#include "tasks/trash.h"
#include "tasks/worker.h"

#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

constexpr int kPhotos = 100;

std::string nameOf(int number)
{
    return "P" + std::to_string(1000 + number) + ".jpg";
}

} // namespace

/// Only rows of which nothing is left go, and it is remembered what they were.
class TestCleaning : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_safe.reset(); }

    void whatIsGoneBecomesTombstones();
    void aPhotoOfOtherFormatsSurvives();
    void aFileThatIsThereAllTheSameKeepsItsRow();
    void whatCannotBeLookedAtStays_data();
    void whatCannotBeLookedAtStays();
    void whatCanBeRestoredStays();
    void notBeforeACheck_data();
    void notBeforeACheck();
    void notWhileAnIngestRuns();
    void aMassChangeIsRefusedAndProposed();
    void whatWasApprovedIsDone();
    void aPlanChangesNothing();
    void cancelledInTheMiddle();
    void pausedAndResumed();
    void eachOfManyIsMetOnce();

private:
    void remove(int first, int count) const
    {
        for (int i = first; i < first + count; ++i)
            fs::remove(m_safe->project() / nameOf(i));
    }
    QString count(const char* table) const
    {
        return m_safe->rows((std::string("SELECT COUNT(*) FROM ") + table).c_str()).first();
    }
    void insertMissing(int many) const;

    std::optional<LibraryFixture> m_safe;
};

void TestCleaning::init()
{
    m_safe.emplace();
    QVERIFY(addProject(m_safe->environment(), m_safe->projectName()).isOk());
    for (int i = 0; i < kPhotos; ++i)
        QVERIFY(writeFile(m_safe->project() / nameOf(i), "p" + QByteArray::number(i)));
    m_safe->change(
        "INSERT INTO photos (project_id, stem, jpg_available, created_at, updated_at) SELECT p.id, "
        "'P' || n.i, 1, '', '' FROM projects p, (WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL "
        "SELECT i + 1 FROM n WHERE i < 1099) SELECT i FROM n) n ORDER BY n.i");
    m_safe->change("INSERT INTO files (project_id, photo_id, name, kind, xxh128, md5, size, created_at, "
                   "updated_at) SELECT project_id, id, stem || '.jpg', 0, 'ab' || id, 'cd' || id, 3, '', '' "
                   "FROM photos ORDER BY id");
    QCOMPARE(m_safe->check().corrections.size(), 0);
}

void TestCleaning::whatIsGoneBecomesTombstones()
{
    QVERIFY(writeFile(m_safe->project() / "P1000.xmp", "<x/>"));
    m_safe->change("INSERT INTO files (project_id, photo_id, name, kind, created_at, updated_at) SELECT "
                   "project_id, id, 'P1000.xmp', 3, '', '' FROM photos WHERE stem = 'P1000'");
    remove(0, 3);
    QCOMPARE(m_safe->check().corrections.size(), 3);
    const auto ran = runTask(*m_safe, MaintenanceTask::Cleaning);
    QCOMPARE(ran.state(), QStringLiteral("done"));
    QCOMPARE(ran.changes(),
             list({"photo_removed: P1000 -> ", "photo_removed: P1001 -> ", "photo_removed: P1002 -> "}));
    QCOMPARE(count("photos"), QStringLiteral("97"));
    QCOMPARE(m_safe->rows("SELECT name, kind FROM tombstones ORDER BY name"),
             list({"P1000.jpg|0", "P1000.xmp|3", "P1001.jpg|0", "P1002.jpg|0"}));
    QCOMPARE(
        m_safe->rows("SELECT COUNT(*) FROM tombstones WHERE kind = 0 AND (xxh128 IS NULL OR md5 IS NULL OR "
                     "reason = '' OR job_id IS NULL)"),
        list({"0"}));
    QCOMPARE(readFile(m_safe->project() / "P1000.xmp"), QByteArray("<x/>")); // no file is touched
    const auto rows = m_safe->rows("SELECT * FROM tombstones");
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Cleaning).corrections.size(), 0);
    QCOMPARE(m_safe->rows("SELECT * FROM tombstones"), rows);
}

void TestCleaning::aPhotoOfOtherFormatsSurvives()
{
    for (int i = 0; i < kPhotos; ++i)
        fs::rename(m_safe->project() / nameOf(i),
                   m_safe->project() / ("P" + std::to_string(1000 + i) + ".png"));
    m_safe->change("UPDATE files SET name = REPLACE(name, '.jpg', '.png'), kind = 2");
    m_safe->change("UPDATE photos SET jpg_available = 0, other_available = 1");
    QCOMPARE(m_safe->check().corrections.size(), 0);
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Cleaning).corrections.size(), 0);
    QCOMPARE(count("photos"), QStringLiteral("100"));
}

void TestCleaning::aFileThatIsThereAllTheSameKeepsItsRow()
{
    m_safe->change("UPDATE photos SET jpg_available = 0 WHERE stem < 'P1002'");
    m_safe->change("UPDATE files SET present = 0 WHERE name < 'P1002'");
    fs::remove(m_safe->project() / nameOf(1));
    QVERIFY(writeFile(m_safe->project() / "P1001.tif", "a new variant, without a row"));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Cleaning).corrections.size(), 0);
    QCOMPARE(count("photos"), QStringLiteral("100"));
}

void TestCleaning::whatCannotBeLookedAtStays_data()
{
    QTest::addColumn<QString>("what");
    for (const char* what : {"a link that leads nowhere", "an empty folder", "a folder that is gone"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void TestCleaning::whatCannotBeLookedAtStays()
{
    QFETCH(const QString, what);
    m_safe->change("UPDATE photos SET stem = 'card/' || stem, jpg_available = 0 WHERE stem < 'P1003'");
    m_safe->change("UPDATE files SET name = 'card/' || name, present = 0 WHERE name < 'P1003'");
    if (what == u"a link that leads nowhere")
        fs::create_directory_symlink("/nowhere/at/all", m_safe->project() / "card");
    if (what == u"an empty folder") // a disk may have been mounted there
        fs::create_directory(m_safe->project() / "card");
    const bool isGone = what == u"a folder that is gone";
    const auto ran = runTask(*m_safe, MaintenanceTask::Cleaning);
    QCOMPARE(ran.count("corrected"), isGone ? 3 : 0);
    QCOMPARE(ran.count("unreadable"), isGone ? 0 : 3);
}

void TestCleaning::whatCanBeRestoredStays()
{
    const TaskEnvironment environment = m_safe->environment();
    TrashId id;
    {
        Connection connection(environment.library.catalog());
        QVERIFY(connection.open().isOk());
        const auto project = ProjectRepository(connection).findByName(m_safe->projectName());
        const auto probe = probeProject(connection, **project, m_safe->project());
        const auto file = FileRepository(connection).findByName((*project)->id, QStringLiteral("P1000.jpg"));
        const auto entry = Trash(environment, connection).putAway(**project, *probe, **file, QString());
        QVERIFY(entry.isOk());
        id = entry->id;
    }
    QCOMPARE(m_safe->rows("SELECT jpg_available FROM photos WHERE stem = 'P1000'"), list({"0"}));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Cleaning).corrections.size(), 0);
    QVERIFY(restoreFromTrash(environment, id).isOk());
    QCOMPARE(m_safe->rows("SELECT jpg_available FROM photos WHERE stem = 'P1000'"), list({"1"}));
}

void TestCleaning::notBeforeACheck_data()
{
    QTest::addColumn<QString>("sql");
    QTest::newRow("never checked") << QStringLiteral("UPDATE projects SET checked_at = NULL");
    QTest::newRow("was offline") << QStringLiteral("UPDATE projects SET state = 2");
    QTest::newRow("without a manifest") << QString();
}

void TestCleaning::notBeforeACheck()
{
    QFETCH(const QString, sql);
    remove(0, 3);
    QCOMPARE(m_safe->check().corrections.size(), 3);
    if (sql.isEmpty())
        fs::remove(Manifest::pathIn(m_safe->project()));
    else
        m_safe->change(sql);
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Cleaning).corrections.size(), 0);
    QCOMPARE(count("photos"), QStringLiteral("100"));
}

void TestCleaning::notWhileAnIngestRuns()
{
    remove(0, 3);
    QCOMPARE(m_safe->check().corrections.size(), 3);
    m_safe->change(
        QStringLiteral("INSERT INTO jobs (uuid, type, project_id, state, worker, created_at) SELECT "
                       "'u', 'ingest', id, 'running', '%1', '' FROM projects")
            .arg(currentWorker()));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Cleaning).leftAlone, list({"Shoot: locked_by_other"}));
    QCOMPARE(count("photos"), QStringLiteral("100"));
}

void TestCleaning::aMassChangeIsRefusedAndProposed()
{
    remove(0, 60);
    ManifestCheckRequest accepting;
    accepting.acceptMassChange = true;
    QCOMPARE(m_safe->check(accepting).corrections.size(), 60);
    const auto rows = m_safe->rows("SELECT * FROM photos");
    const auto ran = runTask(*m_safe, MaintenanceTask::Cleaning);
    QCOMPARE(ran.state(), QStringLiteral("refused"));
    QCOMPARE(ran.skipped, list({"Shoot: mass_change"}));
    QCOMPARE(m_safe->rows("SELECT * FROM photos"), rows);
    QCOMPARE(count("tombstones"), QStringLiteral("0"));
    QCOMPARE(m_safe->rows("SELECT COUNT(*), MIN(action) FROM job_items WHERE state = 5"),
             list({"60|photo_removed"}));
    TaskRunOptions options;
    options.step.acceptMassChange = true;
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Cleaning, options).count("corrected"), 60);
    QCOMPARE(count("tombstones"), QStringLiteral("60"));
}

void TestCleaning::whatWasApprovedIsDone()
{
    remove(0, 60);
    ManifestCheckRequest accepting;
    accepting.acceptMassChange = true;
    QCOMPARE(m_safe->check(accepting).corrections.size(), 60);
    const auto refused = runTask(*m_safe, MaintenanceTask::Cleaning);
    remove(60, 1);
    QCOMPARE(m_safe->check().corrections.size(), 1);
    TaskRunOptions options;
    options.step.mode = StepMode::Approved;
    options.step.approved = refused.result.job;
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Cleaning, options).count("corrected"), 60); // not the 61st
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM job_items WHERE state = 5"), list({"0"}));
    QCOMPARE(count("photos"), QStringLiteral("40"));
}

void TestCleaning::aPlanChangesNothing()
{
    remove(0, 3);
    QCOMPARE(m_safe->check().corrections.size(), 3);
    const auto disk = libraryOnDisk(*m_safe);
    const auto catalogue = m_safe->catalogue();
    QCOMPARE(planTask(*m_safe, MaintenanceTask::Cleaning).corrections.size(), 3);
    QCOMPARE(libraryOnDisk(*m_safe), disk);
    QCOMPARE(m_safe->catalogue(), catalogue);
}

void TestCleaning::insertMissing(int many) const
{
    m_safe->change(
        QStringLiteral("INSERT INTO photos (project_id, stem, taken_at, created_at, updated_at) SELECT "
                       "p.id, 'M' || n.i, CASE WHEN n.i % 2 = 0 THEN '2020-01-01T00:00:00' END, '', '' "
                       "FROM projects p, (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                       "WHERE i < %1) SELECT i FROM n) n ORDER BY n.i")
            .arg(many));
    m_safe->change(
        "INSERT INTO files (project_id, photo_id, name, kind, present, created_at, updated_at) SELECT "
        "project_id, id, stem || '.nef', 1, 0, '', '' FROM photos WHERE stem LIKE 'M%' ORDER BY id");
}

void TestCleaning::cancelledInTheMiddle()
{
    insertMissing(1000);
    TaskRunOptions options;
    options.step.acceptMassChange = true;
    options.onFact = [&](const Fact&) { options.cancel.cancel(); };
    const auto ran = runTask(*m_safe, MaintenanceTask::Cleaning, options);
    QCOMPARE(ran.state(), QStringLiteral("cancelled"));
    QVERIFY(ran.corrections.size() < 1000);
    QCOMPARE(count("tombstones"), QString::number(ran.corrections.size()));
    QCOMPARE(count("corrections"), QString::number(ran.corrections.size()));
}

void TestCleaning::pausedAndResumed()
{
    insertMissing(1000);
    TaskRunOptions options;
    options.step.acceptMassChange = true;
    options.onFact = [&](const Fact&) { options.cancel.pause(); };
    const auto first = runTask(*m_safe, MaintenanceTask::Cleaning, options);
    QCOMPARE(first.state(), QStringLiteral("paused"));
    const auto rest = resumeTask(*m_safe, first.result.job);
    QCOMPARE(rest.state(), QStringLiteral("done"));
    QCOMPARE(first.corrections.size() + rest.corrections.size(), 1000);
    QCOMPARE(rest.count("corrected"), 1000);
}

void TestCleaning::eachOfManyIsMetOnce()
{
    insertMissing(5000);
    TaskRunOptions options;
    options.step.acceptMassChange = true;
    const auto ran = runTask(*m_safe, MaintenanceTask::Cleaning, options);
    QCOMPARE(ran.count("corrected"), 5000);
    QCOMPARE(m_safe->rows("SELECT COUNT(*), COUNT(DISTINCT stem) FROM tombstones"), list({"5000|5000"}));
    QCOMPARE(count("photos"), QStringLiteral("100"));
}

QTEST_GUILESS_MAIN(TestCleaning)
#include "tst_cleaning.moc"
