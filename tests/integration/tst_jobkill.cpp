#include "base/pathtext.h"
#include "support/libraryfixture.h"
#include "support/taskscenes.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// Each maintenance task is killed in the middle, again and again, and started again. What comes of it must
/// be what comes of a run that nobody disturbed: nothing lost, nothing done twice.
class TestJobKill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsAsIfUndisturbed_data();
    void endsAsIfUndisturbed();
    void stopsForAnotherProgram_data();
    void stopsForAnotherProgram();
};

namespace {

constexpr int kKills = 6;
constexpr int kMany = 1000;        // photos: enough to be stopped in the middle
constexpr int kLongestLifeMs = 60; // of a program that is to be killed, once it works

QStringList arguments(const LibraryFixture& safe, const QStringList& command)
{
    return safe.programArguments() + QStringList(QStringLiteral("--json")) + command;
}

/// Runs to its end; its exit code.
int runProgram(const LibraryFixture& safe, const QStringList& command, QByteArray* output = nullptr)
{
    QProcess program;
    program.setStandardErrorFile(QProcess::nullDevice());
    program.start(QStringLiteral(SAFELIGHT_CLI), arguments(safe, command));
    if (!program.waitForFinished(120'000))
        return -1;
    if (output)
        *output = program.readAllStandardOutput();
    return program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -2;
}

/// Kills it so many milliseconds after it has begun to work, unless it ended before. Whether it had to.
bool killDuring(const LibraryFixture& safe, const QStringList& command, int ms)
{
    QProcess program;
    program.setStandardErrorFile(QProcess::nullDevice());
    program.start(QStringLiteral(SAFELIGHT_CLI), arguments(safe, command));
    program.waitForReadyRead(60'000); // its first word
    if (program.waitForFinished(ms))
        return false;
    program.kill(); // SIGKILL
    program.waitForFinished();
    return true;
}

/// Files below a folder of the library's own that a run must not leave behind.
QStringList leftOvers(const LibraryFixture& safe)
{
    QStringList found;
    for (const std::string& name : listTree(safe.root())) {
        if (name.ends_with(".part") || name.find("/.tmp-") != std::string::npos)
            found += displayText(fs::path(name));
    }
    return found;
}

} // namespace

void TestJobKill::endsAsIfUndisturbed_data()
{
    QTest::addColumn<TaskScene>("scene");
    for (const TaskScene& scene : taskScenes())
        QTest::newRow(qPrintable(maintenanceTaskName(scene.task))) << scene;
}

void TestJobKill::endsAsIfUndisturbed()
{
    QFETCH(const TaskScene, scene);
    const QString task = maintenanceTaskName(scene.task);
    const QStringList command = {QStringLiteral("maintain"), task, QStringLiteral("--accept-mass-change")};
    LibraryFixture undisturbed;
    scene.make(undisturbed);
    const QStringList before = whatAPersonHas(undisturbed);
    const int exitCode = runProgram(undisturbed, command);
    QVERIFY(exitCode == 0 || exitCode == 1);
    const QStringList expected = whatAPersonHas(undisturbed);
    QVERIFY(expected != before); // it had something to do

    LibraryFixture safe;
    scene.make(safe);
    QRandomGenerator random(static_cast<quint32>(qHash(task, 7)));
    int kills = 0;
    for (int i = 0; i < kKills; ++i)
        kills += killDuring(safe, command, random.bounded(kLongestLifeMs)) ? 1 : 0;
    QByteArray output;
    const int resumed = runProgram(safe, {QStringLiteral("jobs"), QStringLiteral("resume")}, &output);
    QVERIFY2(resumed == 0 || resumed == 1, output.constData());
    if (kills == kKills) // otherwise one run came to its end by itself
        QCOMPARE(difference(expected, whatAPersonHas(safe)), QByteArray());
    QCOMPARE(
        safe.rows("SELECT kind, photo_id, before_text, after_text FROM corrections WHERE undone_at IS NULL "
                  "GROUP BY kind, project_id, photo_id, before_text, after_text HAVING COUNT(*) > 1"),
        QStringList()); // nothing was done, and told, twice
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'running', 'paused')"),
             list({"0"}));
    // And once more: nothing is left to do.
    QCOMPARE(runProgram(safe, command), exitCode);
    QCOMPARE(difference(expected, whatAPersonHas(safe)), QByteArray());
    // Halves of pictures wait for the task that looks after the cache; nothing else may be left.
    const int tidied = runProgram(safe, {QStringLiteral("maintain"), QStringLiteral("cache_validation")});
    QVERIFY(tidied == 0 || tidied == 1); // 1: a project has no folder
    QCOMPARE(leftOvers(safe).join(u'\n'), QString());
}

void TestJobKill::stopsForAnotherProgram_data()
{
    QTest::addColumn<QString>("wish");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("state");
    QTest::newRow("pause") << QStringLiteral("pause") << 1 << QStringLiteral("paused");
    QTest::newRow("cancel") << QStringLiteral("cancel") << 130 << QStringLiteral("cancelled");
}

void TestJobKill::stopsForAnotherProgram()
{
    QFETCH(const QString, wish);
    QFETCH(const int, exitCode);
    QFETCH(const QString, state);
    LibraryFixture safe;
    takeInPhotos(safe, kMany);
    safe.change("UPDATE photos SET thumbnail_status = 0, preview_status = 0");
    const auto ask = [&](const char* what) {
        return runProgram(safe, {QStringLiteral("jobs"), QString::fromUtf8(what), QStringLiteral("2")});
    };
    QProcess program;
    program.setStandardErrorFile(QProcess::nullDevice());
    program.start(QStringLiteral(SAFELIGHT_CLI),
                  arguments(safe, {QStringLiteral("maintain"), QStringLiteral("derivatives")}));
    QVERIFY(program.waitForReadyRead(60'000)); // it has begun
    const int asked = runProgram(safe, {QStringLiteral("jobs"), wish, QStringLiteral("2")});
    QVERIFY(program.waitForFinished(60'000));
    const int left = safe.rows("SELECT COUNT(*) FROM photos WHERE preview_status = 0").first().toInt();
    if (left == 0)
        QSKIP("this machine is too fast to be stopped in the middle");
    QCOMPARE(asked, 0);
    QCOMPARE(program.exitCode(), exitCode);
    QCOMPARE(safe.rows("SELECT state FROM jobs WHERE id = 2"), QStringList(state));
    if (state == u"cancelled") {
        QCOMPARE(ask("resume"), 3); // stays cancelled
        QCOMPARE(ask("pause"), 1);
        return;
    }
    QCOMPARE(ask("resume"), 0);
    QCOMPARE(safe.rows("SELECT state FROM jobs WHERE id = 2"), list({"done"}));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos WHERE preview_status = 0"), list({"0"}));
    const QJsonObject counts =
        QJsonDocument::fromJson(safe.rows("SELECT result FROM job_steps").first().toUtf8()).object();
    QVERIFY(!counts.isEmpty());
    for (const auto& count : counts)
        QVERIFY(count.toInteger() <= kMany); // each once, over both runs
}

QTEST_GUILESS_MAIN(TestJobKill)
#include "tst_jobkill.moc"
