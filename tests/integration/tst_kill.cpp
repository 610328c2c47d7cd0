#include "base/pathtext.h"
#include "support/survival.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <memory>
#include <set>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// The program is killed in the middle of its work, again and again, and started again.
class TestKill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFrameSurvives_data();
    void everyFrameSurvives();
    void photosThatMoveHereSurvive_data();
    void photosThatMoveHereSurvive();
};

namespace {

constexpr int kFrames = 120;
constexpr int kKills = 52;              // in each of the four ways
constexpr int kMovingKills = 30;        // in each of two ways, while photos move between projects
constexpr int kGroups[] = {4, 16, 256}; // frames that are committed together

/// Where groups are small, more of them are met half done.
void useGroupsOf(QProcess& program, const LibraryFixture& safe, int frames)
{
    program.setProcessEnvironment(withSettings(
        safe.elsewhere("settings"), R"({"ingest": {"commit_group": )" + QByteArray::number(frames) + "}}"));
}

void start(QProcess& program, const LibraryFixture& safe, const QStringList& options,
           const QString& project = LibraryFixture::projectName())
{
    QStringList all = safe.programArguments();
    all += {QStringLiteral("--json"), QStringLiteral("ingest"), pathToText(safe.card()),
            QStringLiteral("--project"), project};
    program.setStandardErrorFile(QProcess::nullDevice());
    program.start(QStringLiteral(SAFELIGHT_CLI), all + options);
}

/// Goes on with whatever was interrupted.
void startResuming(QProcess& program, const LibraryFixture& safe)
{
    program.setStandardErrorFile(QProcess::nullDevice());
    program.start(QStringLiteral(SAFELIGHT_CLI),
                  safe.programArguments() + QStringList{QStringLiteral("--json"), QStringLiteral("jobs"),
                                                        QStringLiteral("resume")});
}

} // namespace

void TestKill::everyFrameSurvives_data()
{
    QTest::addColumn<QString>("options");
    QTest::newRow("copy") << QString();
    QTest::newRow("move") << QStringLiteral("--move");
    QTest::newRow("copy twice") << QStringLiteral("--second-copy BACKUP");
    QTest::newRow("move, copy twice and rename") << QStringLiteral(
        "--move --second-copy BACKUP --folder-template {year} --name-template x_{original}");
}

void TestKill::everyFrameSurvives()
{
    QFETCH(const QString, options);
    const LibraryFixture safe;
    fillCard(safe.card(), kFrames);
    const auto backup = safe.elsewhere("backup");
    const bool isMove = options.contains(u"--move");
    const bool isTwice = options.contains(u"BACKUP");
    QStringList words = options.split(u' ', Qt::SkipEmptyParts);
    words.replaceInStrings(QStringLiteral("BACKUP"), pathToText(backup));
    const auto card = snapshot(safe.card());
    const QStringList all = digests(safe.card());
    const std::set<QString> whole(all.begin(), all.end());
    QRandomGenerator random(20); // the same moments in every run, as far as a scheduler lets them be
    for (int kill = 0; kill < kKills; ++kill) {
        QProcess program;
        useGroupsOf(program, safe, kGroups[random.bounded(3)]);
        if (kill % 3 == 2)
            startResuming(program, safe);
        else
            start(program, safe, words);
        killAfter(program, random.bounded(qint64{1}, qint64{2500}));
        std::set<QString> somewhere;
        for (const auto& folder : {safe.card(), safe.project()}) {
            const QStringList here = digests(folder);
            somewhere.insert(here.begin(), here.end());
        }
        QCOMPARE(somewhere, whole); // at its source or proven at its destination, and nothing but whole files
        if (!isMove)
            QCOMPARE(snapshot(safe.card()), card);
        for (const QString& digest : digests(backup))
            QVERIFY(whole.contains(digest));
        QCOMPARE(rowsWithoutTheirFile(safe), QStringList());
    }
    QProcess resuming;
    startResuming(resuming, safe);
    QVERIFY(resuming.waitForFinished(120'000));
    QProcess program;
    start(program, safe, words);
    QVERIFY(program.waitForFinished(120'000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(digests(safe.project()), all); // every file exactly once
    if (isTwice)
        QCOMPARE(digests(backup), all);
    if (isMove)
        QCOMPARE(digests(safe.card()), QStringList());
    QCOMPARE(safe.complaints(), QStringList());
    QCOMPARE(temporaryFiles(safe.root()) + temporaryFiles(backup), QStringList());
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos"), QStringList(QString::number(kFrames)));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM jobs WHERE state = 'running'"), list({"0"}));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM projects"), list({"1"}));
    QCOMPARE(safe.check().corrections.size(), 0);
}

void TestKill::photosThatMoveHereSurvive_data()
{
    QTest::addColumn<bool>("isTwice");
    QTest::newRow("moving") << false;
    QTest::newRow("moving, and copied elsewhere") << true;
}

/// Each in one of two projects at every moment, by its row, with all its files. When all are in one, they
/// move back.
void TestKill::photosThatMoveHereSurvive()
{
    QFETCH(const bool, isTwice);
    const LibraryFixture safe;
    fillCard(safe.card(), kFrames);
    const auto backup = safe.elsewhere("backup");
    const auto card = snapshot(safe.card());
    const QStringList all = digests(safe.card());
    const std::set<QString> whole(all.begin(), all.end());
    const QString projects[] = {QStringLiteral("Old"), safe.projectName()};
    QElapsedTimer clock;
    clock.start();
    QProcess storing;
    start(storing, safe, {}, projects[0]);
    QVERIFY(storing.waitForFinished(120'000));
    const auto longest = static_cast<int>(clock.elapsed());
    const QStringList ids = safe.rows("SELECT id, photo_id FROM files ORDER BY id");
    QStringList words = {QStringLiteral("--on-conflict"), QStringLiteral("move-here")};
    if (isTwice)
        words += {QStringLiteral("--second-copy"), pathToText(backup)};
    const auto photosIn = [&](int project) {
        const QString sql =
            QStringLiteral("SELECT ph.id FROM photos ph JOIN projects p ON p.id = ph.project_id "
                           "WHERE p.name = '%1'");
        return safe.rows(sql.arg(projects[project]).toUtf8().constData()).size();
    };
    QRandomGenerator random(21);
    int target = 1;
    int halfWay = 0;
    for (int kill = 0; kill < kMovingKills; ++kill) {
        QProcess program;
        useGroupsOf(program, safe, kGroups[random.bounded(3)]);
        start(program, safe, words, projects[target]);
        killWithin(program, random.bounded(longest));
        std::set<QString> stored;
        for (const QString& project : projects) {
            const QStringList here = digests(safe.root() / pathFromText(project));
            stored.insert(here.begin(), here.end());
        }
        QCOMPARE(stored, whole);
        for (const QString& digest : digests(backup))
            QVERIFY(whole.contains(digest));
        QCOMPARE(rowsWithoutTheirFile(safe), QStringList());
        QCOMPARE(safe.rows("SELECT id, photo_id FROM files ORDER BY id"), ids);
        const auto moved = photosIn(target);
        halfWay += moved > 0 && moved < kFrames ? 1 : 0;
        if (moved == kFrames)
            target = 1 - target;
    }
    QVERIFY(halfWay > 0);                     // else it was killed too early or too late each time
    for (const QString& project : projects) { // the second one is Shoot
        QProcess program;
        start(program, safe, words, project);
        QVERIFY(program.waitForFinished(120'000));
        QCOMPARE(program.exitCode(), 0);
    }
    QCOMPARE(digests(safe.project()), all);
    QCOMPARE(digests(safe.root() / "Old"), QStringList());
    QCOMPARE(snapshot(safe.card()), card);
    QCOMPARE(safe.complaints(), QStringList());
    QCOMPARE(temporaryFiles(safe.root()) + temporaryFiles(backup), QStringList());
    const QStringList copies = digests(backup);
    if (isTwice) // those that moved forth and back may be there in both projects' folders
        QCOMPARE(std::set<QString>(copies.begin(), copies.end()), whole);
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM departures"), list({"0"}));
    QCOMPARE(safe.check().corrections.size(), 0);
}

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
