#include "base/pathtext.h"
#include "storage/digester.h"
#include "support/failingfilesystem.h"
#include "support/pictures.h"
#include "support/taskrun.h"
#include "tasks/projectactions.h"
#include "tasks/worker.h"

#include <QTest>

#include <cerrno>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

struct Stopped
{
};

} // namespace

/// Names that a disk which does not tell letter cases apart would merge.
class TestDuplicateNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_safe.reset(); }

    void theYoungerIsRenamedWithAllOfIt();
    void unicodeAndFolders();
    void foreignBytesStandForThemselves();
    void aLongNameIsShortened();
    void takenNamesAreSkipped();
    void allOrNothing_data();
    void allOrNothing();
    void aKill_data();
    void aKill();
    void aForeignFileUnderTheNewNameIsNotTouched();
    void endingsThatDifferAreListed();
    void notWhileAnIngestRuns();
    void aPlanChangesNothing();
    void pausedAndResumed();
    void manyWithoutClashes();

private:
    /// A photo with its files, each with bytes of its own.
    void add(const std::string& stem, std::initializer_list<const char*> endings);
    QStringList stems() const
    {
        QStringList all;
        for (const QString& stem : m_safe->rows("SELECT stem FROM photos ORDER BY id"))
            all += displayText(stem);
        return all;
    }
    QStringList bytesOnDisk() const;

    std::optional<LibraryFixture> m_safe;
    FailingFileSystem m_device;
    int m_next = 0;
};

void TestDuplicateNames::init()
{
    m_safe.emplace();
    m_next = 0;
    m_device.onRename = m_device.onSync = {};
    QVERIFY(addProject(m_safe->environment(), m_safe->projectName()).isOk());
}

void TestDuplicateNames::add(const std::string& stem, std::initializer_list<const char*> endings)
{
    const auto text = [](const std::string& bytes) {
        return QString(u'\'' + textFromBytes(bytes).replace(u'\'', QStringLiteral("''")) + u'\'');
    };
    m_safe->change(
        QStringLiteral("INSERT INTO photos (project_id, stem, created_at, updated_at) SELECT id, %1, "
                       "'', '' FROM projects")
            .arg(text(stem)));
    for (const char* ending : endings) {
        const QByteArray bytes = "bytes " + QByteArray::number(++m_next);
        QVERIFY(writeFile(m_safe->project() / (stem + ending), bytes));
        const auto kind = formatForEnding(ending)->kind;
        m_safe->change(
            QStringLiteral("INSERT INTO files (project_id, photo_id, name, kind, size, xxh128, created_at, "
                           "updated_at) SELECT project_id, id, %1, %2, %3, '%4', '', '' FROM photos "
                           "WHERE stem = %5")
                .arg(text(stem + ending))
                .arg(static_cast<int>(kind))
                .arg(bytes.size())
                .arg(Digester::of(bytes).xxh128Hex(), text(stem)));
        const char* const flags[] = {"jpg", "raw", "other"};
        if (kind != FileKind::Sidecar)
            m_safe->change(QStringLiteral("UPDATE photos SET %1_available = 1 WHERE stem = %2")
                               .arg(QLatin1String(flags[static_cast<int>(kind)]), text(stem)));
    }
}

QStringList TestDuplicateNames::bytesOnDisk() const
{
    QStringList all;
    for (const std::string& name : listTree(m_safe->project())) {
        if (!name.ends_with('/') && !name.ends_with(".project.yaml"))
            all += QString::fromLatin1(readFile(m_safe->project() / name));
    }
    all.sort();
    return all;
}

void TestDuplicateNames::theYoungerIsRenamedWithAllOfIt()
{
    add("DSC0001", {".JPG"});
    add("dsc0001", {".jpg", ".nef", ".xmp", ".jpg.xmp"});
    add("DSC0002", {".JPG"});
    const auto before = bytesOnDisk();
    const auto ran = runTask(*m_safe, MaintenanceTask::DuplicateNames);
    QCOMPARE(ran.state(), QStringLiteral("done"));
    QCOMPARE(ran.changes(), list({"photo_renamed: dsc0001 -> dsc0001 (2)"}));
    QCOMPARE(stems(), list({"DSC0001", "dsc0001 (2)", "DSC0002"}));
    QCOMPARE(m_safe->files(), list({"DSC0001.JPG", "DSC0002.JPG", "dsc0001 (2).jpg", "dsc0001 (2).jpg.xmp",
                                    "dsc0001 (2).nef", "dsc0001 (2).xmp"}));
    QCOMPARE(bytesOnDisk(), before);
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->check().corrections.size(), 0);
    const auto rows = m_safe->rows("SELECT * FROM files") + m_safe->rows("SELECT * FROM photos");
    QCOMPARE(runTask(*m_safe, MaintenanceTask::DuplicateNames).corrections.size(), 0);
    QCOMPARE(m_safe->rows("SELECT * FROM files") + m_safe->rows("SELECT * FROM photos"), rows);
}

void TestDuplicateNames::unicodeAndFolders()
{
    add("Card/ÄRGER", {".jpg"});
    add("card/ärger", {".jpg"});
    add("STRASSE", {".jpg"}); // letter by letter, as disks do it: not the same name
    add("straße", {".jpg"});
    QCOMPARE(runTask(*m_safe, MaintenanceTask::DuplicateNames).changes(),
             list({"photo_renamed: card/ärger -> card/ärger (2)"}));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestDuplicateNames::foreignBytesStandForThemselves()
{
    add("caf\xC9", {".jpg"}); // É and é in Latin-1: bytes, not letters
    add("caf\xE9", {".jpg"});
    QCOMPARE(runTask(*m_safe, MaintenanceTask::DuplicateNames).corrections.size(), 0);
    add("CAF\xE9", {".nef", ".xmp"}); // but the letters around them are
    QCOMPARE(runTask(*m_safe, MaintenanceTask::DuplicateNames).corrections.size(), 1);
    QVERIFY(fs::exists(m_safe->project() / "CAF\xE9 (2).nef"));
    QVERIFY(fs::exists(m_safe->project() / "CAF\xE9 (2).xmp"));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestDuplicateNames::aLongNameIsShortened()
{
    const std::string lower(247, 'a');
    add(std::string(247, 'A'), {".jpg"});
    add(lower, {".jpg", ".jpg.xmp"});
    QCOMPARE(runTask(*m_safe, MaintenanceTask::DuplicateNames).corrections.size(), 1);
    QVERIFY(fs::exists(m_safe->project() / (std::string(243, 'a') + " (2).jpg.xmp")));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestDuplicateNames::takenNamesAreSkipped()
{
    add("A", {".jpg"});
    add("a", {".jpg"});
    add("A (2)", {".nef"}); // of another case
    QVERIFY(writeFile(m_safe->project() / "A (3).png", "without a row"));
    const auto ran = runTask(*m_safe, MaintenanceTask::DuplicateNames);
    QCOMPARE(ran.changes(), list({"photo_renamed: a -> a (4)"}));
    QCOMPARE(readFile(m_safe->project() / "A (3).png"), QByteArray("without a row"));
}

void TestDuplicateNames::allOrNothing_data()
{
    QTest::addColumn<int>("error");
    QTest::newRow("read-only") << EROFS;
    QTest::newRow("the name was taken at this moment") << EEXIST;
    QTest::newRow("the device fails") << EIO;
}

void TestDuplicateNames::allOrNothing()
{
    QFETCH(const int, error);
    add("A", {".jpg"});
    add("a", {".jpg", ".nef", ".xmp"});
    add("B", {".jpg"});
    add("b", {".jpg"});
    const auto before = snapshot(m_safe->project()).filter(QStringLiteral("a."));
    m_safe->device = &m_device;
    m_device.onRename = [&](const fs::path& to) { return to.filename() == "a (2).xmp" ? error : 0; };
    const auto ran = runTask(*m_safe, MaintenanceTask::DuplicateNames);
    QCOMPARE(ran.state(), QStringLiteral("done_with_failures"));
    QCOMPARE(ran.failed.size(), 1);
    QCOMPARE(ran.changes(), list({"photo_renamed: b -> b (2)"})); // the others go on
    QCOMPARE(snapshot(m_safe->project()).filter(QStringLiteral("a.")), before);
    QCOMPARE(stems(), list({"A", "a", "B", "b (2)"}));
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM job_items WHERE state IN (0, 1)"), list({"0"}));
}

void TestDuplicateNames::aKill_data()
{
    QTest::addColumn<QString>("at");
    for (const char* at : {"first rename", "second rename", "sync"})
        QTest::newRow(at) << QString::fromLatin1(at);
}

void TestDuplicateNames::aKill()
{
    QFETCH(const QString, at);
    add("A", {".jpg"});
    add("a", {".jpg", ".nef", ".xmp"});
    const auto before = bytesOnDisk();
    m_safe->device = &m_device;
    int renames = 0;
    m_device.onRename = [&](const fs::path&) -> int {
        ++renames;
        const bool isNow =
            (at == u"first rename" && renames == 1) || (at == u"second rename" && renames == 2);
        return isNow ? throw Stopped() : 0;
    };
    m_device.onSync = [&](const fs::path&) -> int { return renames > 0 ? throw Stopped() : 0; };
    QVERIFY_THROWS_EXCEPTION(Stopped, (void)runTask(*m_safe, MaintenanceTask::DuplicateNames));
    m_safe->device = &FileSystem::posix();
    QCOMPARE(bytesOnDisk(), before);
    QCOMPARE(stems(), list({"A", "a"}));
    // Another worker that may be at it is not disturbed.
    QCOMPARE(runTask(*m_safe, MaintenanceTask::DuplicateNames).skipped, list({"Shoot: locked_by_other"}));
    m_safe->change("UPDATE jobs SET state = 'cancelled' WHERE state = 'running'");
    QCOMPARE(runTask(*m_safe, MaintenanceTask::DuplicateNames).changes(),
             list({"photo_renamed: a -> a (2)"}));
    QCOMPARE(bytesOnDisk(), before);
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM job_items WHERE state IN (0, 1)"), list({"0"}));
}

void TestDuplicateNames::aForeignFileUnderTheNewNameIsNotTouched()
{
    add("A", {".jpg"});
    add("a", {".jpg", ".nef"});
    m_safe->device = &m_device;
    m_device.onRename = [&](const fs::path&) -> int { throw Stopped(); };
    QVERIFY_THROWS_EXCEPTION(Stopped, (void)runTask(*m_safe, MaintenanceTask::DuplicateNames));
    m_safe->device = &FileSystem::posix();
    m_safe->change("UPDATE jobs SET state = 'cancelled' WHERE state = 'running'");
    QVERIFY(writeFile(m_safe->project() / "a (2).jpg", "a person's"));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::DuplicateNames).changes(),
             list({"photo_renamed: a -> a (3)"}));
    QCOMPARE(readFile(m_safe->project() / "a (2).jpg"), QByteArray("a person's"));
}

void TestDuplicateNames::endingsThatDifferAreListed()
{
    add("A", {".jpg", ".JPG"});
    const auto before = snapshot(m_safe->project());
    const auto ran = runTask(*m_safe, MaintenanceTask::DuplicateNames);
    QCOMPARE(ran.state(), QStringLiteral("done"));
    QCOMPARE(ran.leftAlone.size(), 1);
    QVERIFY(ran.leftAlone.first().endsWith(u": already_exists"));
    QCOMPARE(snapshot(m_safe->project()), before);
}

void TestDuplicateNames::notWhileAnIngestRuns()
{
    add("A", {".jpg"});
    add("a", {".jpg"});
    m_safe->change(
        QStringLiteral("INSERT INTO jobs (uuid, type, project_id, state, worker, created_at) SELECT "
                       "'u', 'ingest', id, 'running', '%1', '' FROM projects")
            .arg(currentWorker()));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::DuplicateNames).leftAlone, list({"Shoot: locked_by_other"}));
    QCOMPARE(stems(), list({"A", "a"}));
}

void TestDuplicateNames::aPlanChangesNothing()
{
    add("A", {".jpg"});
    add("a", {".jpg"});
    const auto disk = libraryOnDisk(*m_safe);
    const auto catalogue = m_safe->catalogue();
    QCOMPARE(planTask(*m_safe, MaintenanceTask::DuplicateNames).changes(),
             list({"photo_renamed: a -> a (2)"}));
    QCOMPARE(libraryOnDisk(*m_safe), disk);
    QCOMPARE(m_safe->catalogue(), catalogue);
}

void TestDuplicateNames::pausedAndResumed()
{
    for (const char* stem : {"A", "B", "C", "D"}) {
        add(stem, {".jpg"});
        add(QByteArray(stem).toLower().toStdString(), {".jpg", ".nef"});
    }
    TaskRunOptions options;
    options.onFact = [&](const Fact&) { options.cancel.pause(); };
    const auto first = runTask(*m_safe, MaintenanceTask::DuplicateNames, options);
    QCOMPARE(first.state(), QStringLiteral("paused"));
    QCOMPARE(first.corrections.size(), 1);
    const auto rest = resumeTask(*m_safe, first.result.job);
    QCOMPARE(rest.state(), QStringLiteral("done"));
    QCOMPARE(rest.corrections.size(), 3);
    QCOMPARE(rest.count("corrected"), 4);
    QCOMPARE(rest.count("processed"), 8);
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestDuplicateNames::manyWithoutClashes()
{
    constexpr int kMany = 5000;
    m_safe->change(
        QStringLiteral("INSERT INTO photos (project_id, stem, taken_at, created_at, updated_at) SELECT "
                       "p.id, 'M' || n.i, CASE WHEN n.i % 2 = 0 THEN '2020-01-01T00:00:00' END, '', '' "
                       "FROM projects p, (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                       "WHERE i < %1) SELECT i FROM n) n ORDER BY n.i")
            .arg(kMany));
    QVERIFY(writeFile(m_safe->project() / "M1.jpg", "x"));
    const auto ran = runTask(*m_safe, MaintenanceTask::DuplicateNames);
    QCOMPARE(ran.count("processed"), kMany);
    QCOMPARE(ran.corrections.size(), 0);
}

QTEST_GUILESS_MAIN(TestDuplicateNames)
#include "tst_duplicatenames.moc"
