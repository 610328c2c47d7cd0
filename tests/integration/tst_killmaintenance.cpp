#include "media/derivativestore.h"
#include "support/pictures.h"
#include "support/steprunner.h"
#include "tasks/projectactions.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

constexpr int kOld = 80;
constexpr int kNew = 80;
constexpr int kKills = 15;

void start(QProcess& program, const LibraryFixture& safe)
{
    QStringList arguments = safe.programArguments();
    arguments += {QStringLiteral("--json"), QStringLiteral("maintain"), QStringLiteral("folder_check"),
                  QStringLiteral("cache_validation")};
    program.setStandardErrorFile(QProcess::nullDevice());
    program.start(QStringLiteral(SAFELIGHT_CLI), arguments);
}

/// Kills the program once it has said so many bytes; or lets it end, when it says less.
void killAfter(QProcess& program, qint64 bytes)
{
    qint64 said = 0;
    while (said < bytes && program.waitForReadyRead(60'000))
        said += program.readAllStandardOutput().size();
    program.kill(); // SIGKILL
    program.waitForFinished();
}

void put(const LibraryFixture& safe, const std::string& name, int seed)
{
    if (!writeFile(safe.project() / name, jpegBytes(seed)))
        qFatal("cannot write %s", name.c_str());
}

} // namespace

/// The program is killed in the middle of maintenance, again and again, and started again.
class TestKillMaintenance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLostAndNothingDoneTwice();
};

void TestKillMaintenance::nothingIsLostAndNothingDoneTwice()
{
    const LibraryFixture safe;
    QVERIFY(addProject(safe.environment(), safe.projectName()).isOk());
    for (int i = 0; i < kOld; ++i)
        put(safe, "old" + std::to_string(i) + ".JPG", i);
    (void)runStep(safe, MaintenanceTask::FolderCheck);
    const QStringList identities = safe.rows("SELECT id, created_at FROM photos ORDER BY id");
    fs::create_directories(safe.project() / "sorted");
    for (int i = 0; i < kOld; ++i) {
        const std::string name = std::to_string(i) + ".JPG";
        fs::rename(safe.project() / ("old" + name), safe.project() / "sorted" / name);
    }
    for (int i = 0; i < kNew; ++i)
        put(safe, "new" + std::to_string(i) + ".JPG", kOld + i);
    const QStringList files = snapshot(safe.project());

    QRandomGenerator random(20); // the same moments in every run, as far as a scheduler lets them be
    for (int kill = 0; kill < kKills; ++kill) {
        QProcess program;
        start(program, safe);
        killAfter(program, random.bounded(qint64{1}, qint64{6000}));
        QCOMPARE(snapshot(safe.project()), files);
    }
    QProcess program;
    start(program, safe);
    QVERIFY(program.waitForFinished(120'000));
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(snapshot(safe.project()), files);
    QCOMPARE(safe.complaints(), QStringList());
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos"), QStringList(QString::number(kOld + kNew)));
    QStringList kept = safe.rows("SELECT id, created_at FROM photos ORDER BY id");
    QCOMPARE(kept.first(kOld), identities);
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos WHERE id <= 80 AND stem LIKE 'sorted/%'"), list({"80"}));
    // Each change was made, and told, once.
    QCOMPARE(
        safe.rows("SELECT kind, COUNT(*), COUNT(DISTINCT photo_id) FROM corrections GROUP BY kind ORDER BY "
                  "kind"),
        list({"photo_added|160|160", "photo_moved|80|80"}));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos WHERE thumbnail_status = 1 AND preview_status = 1"),
             list({"160"}));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM files WHERE phash IS NULL OR md5 IS NULL"), list({"0"}));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM jobs WHERE state = 'running'"), list({"0"}));
}

QTEST_GUILESS_MAIN(TestKillMaintenance)
#include "tst_killmaintenance.moc"
