#include "base/pathtext.h"
#include "storage/digester.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "tasks/projectactions.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <functional>
#include <memory>

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

using Scene = std::function<void(LibraryFixture&)>;

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

/// Everything that a photographer has, without what differs from run to run: names and bytes on disk, and
/// what the catalogue says of them.
QStringList stateOf(const LibraryFixture& safe)
{
    QStringList all;
    for (const std::string& name : listTree(safe.root())) {
        const bool isOurs = name.starts_with(".safelight/") || name.ends_with('/');
        if (isOurs || name.ends_with(".project.yaml"))
            continue;
        all += displayText(fs::path(name)) + u' ' + Digester::of(readFile(safe.root() / name)).md5Hex();
    }
    all.sort();
    for (const char* sql :
         {"SELECT p.name, p.folder, CASE WHEN p.state = 1 THEN 0 ELSE p.state END, p.removed_at IS NULL FROM "
          "projects p ORDER BY 1, 2",
          "SELECT p.name, ph.stem, ph.jpg_available, ph.raw_available, ph.other_available, "
          "ph.thumbnail_status, "
          "ph.preview_status FROM photos ph JOIN projects p ON p.id = ph.project_id ORDER BY 1, 2",
          "SELECT p.name, f.name, f.kind, f.present, f.md5, f.size, f.phash FROM files f JOIN projects p ON "
          "p.id = "
          "f.project_id ORDER BY 1, 2",
          "SELECT stem, name, md5, reason FROM tombstones ORDER BY 1, 2",
          "SELECT origin, reason, state FROM trash ORDER BY 1"})
        all += safe.rows(sql);
    return all;
}

/// What one list has and the other has not, told as a person would want to read it.
QByteArray difference(QStringList expected, QStringList actual)
{
    QStringList difference;
    for (const QString& line : std::as_const(actual)) {
        if (!expected.removeOne(line))
            difference += QStringLiteral("too much: ") + line;
    }
    for (const QString& line : std::as_const(expected))
        difference += QStringLiteral("missing: ") + line;
    return difference.join(u'\n').toUtf8();
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

void takeIn(const LibraryFixture& safe, int photos)
{
    for (int i = 0; i < photos; ++i)
        (void)safe.onCard("IMG_" + std::to_string(1000 + i) + ".JPG", jpegBytes(i));
    if (safe.ingest().result.state != JobState::Done)
        qFatal("nothing was taken in");
}

fs::path photo(const LibraryFixture& safe, int i)
{
    return safe.project() / "CARD" / ("IMG_" + std::to_string(1000 + i) + ".JPG");
}

void missingFiles(LibraryFixture& safe)
{
    takeIn(safe, 120);
    for (int i = 0; i < 120; i += 2)
        fs::remove(photo(safe, i));
}

void unknownFiles(LibraryFixture& safe)
{
    takeIn(safe, 40);
    for (int i = 0; i < 40; i += 4) // moved behind the catalogue's back
        fs::rename(photo(safe, i), safe.project() / ("moved_" + std::to_string(i) + ".jpg"));
    for (int i = 0; i < 60; ++i)
        (void)writeFile(safe.project() / "new" / ("N" + std::to_string(i) + ".JPG"), jpegBytes(500 + i));
    (void)writeFile(safe.project() / "notes.txt", "not a photo");
}

void noPreviews(LibraryFixture& safe)
{
    takeIn(safe, 60);
    safe.change("UPDATE photos SET thumbnail_status = 0, preview_status = 0");
    fs::remove_all(safe.library().thumbnailFolder());
    fs::create_directories(safe.library().thumbnailFolder());
}

void brokenCache(LibraryFixture& safe)
{
    takeIn(safe, 60);
    int i = 0;
    for (const std::string& name : listTree(safe.library().thumbnailFolder())) {
        if (!name.ends_with('/') && ++i % 2 == 0)
            fs::remove(safe.library().thumbnailFolder() / name);
    }
    (void)writeFile(safe.library().thumbnailFolder() / "00" / "00000000000000000000000000000000.jpg",
                    "nobody's");
}

void nothingLeft(LibraryFixture& safe)
{
    missingFiles(safe);
    ManifestCheckRequest request;
    request.acceptMassChange = true;
    if (safe.check(request).count("corrected") != 60)
        qFatal("the rows do not say that the files are gone");
}

void newFolders(LibraryFixture& safe)
{
    takeIn(safe, 2);
    for (int i = 0; i < 12; ++i)
        (void)writeFile(safe.root() / ("Found " + std::to_string(i)) / "a.jpg", jpegBytes(700 + i));
}

void otherNames(LibraryFixture& safe)
{
    for (int i = 0; i < 12; ++i) {
        const QString name = QStringLiteral("Before %1").arg(i);
        if (!addProject(safe.environment(), name) ||
            !renameProject(safe.environment(), name, QStringLiteral("After: %1").arg(i)))
            qFatal("no project");
    }
}

void twins(LibraryFixture& safe)
{
    const auto takeInNew = [&] {
        if (safe.ingest().result.state != JobState::Done)
            qFatal("nothing was taken in");
    };
    for (int i = 0; i < 15; ++i)
        (void)safe.onCard("twin" + std::to_string(i) + ".JPG", jpegBytes(i));
    takeInNew(); // before the others: the older photo keeps its name
    for (int i = 0; i < 15; ++i) {
        (void)safe.onCard("TWIN" + std::to_string(i) + ".JPG", jpegBytes(100 + i));
        (void)safe.onCard("TWIN" + std::to_string(i) + ".xmp", "<x>" + QByteArray::number(i) + "</x>");
    }
    takeInNew();
}

void goneFolders(LibraryFixture& safe)
{
    for (int i = 0; i < 12; ++i) {
        const auto project = addProject(safe.environment(), QStringLiteral("Gone %1").arg(i));
        if (!project)
            qFatal("no project");
        fs::remove_all(safe.library().folderOf(*project));
    }
}

void oldTrash(LibraryFixture& safe)
{
    for (int i = 0; i < 15; ++i) {
        const QString name = QStringLiteral("Old %1").arg(i);
        const auto project = addProject(safe.environment(), name);
        if (!project || !writeFile(safe.library().folderOf(*project) / "a.jpg", jpegBytes(i)) ||
            !removeProject(safe.environment(), name))
            qFatal("nothing is in the trash");
    }
    safe.change("UPDATE trash SET deleted_at = '2020-01-01T00:00:00.000Z'");
    // Now, and it must stay.
    if (!addProject(safe.environment(), QStringLiteral("New")) ||
        !removeProject(safe.environment(), QStringLiteral("New")))
        qFatal("nothing is in the trash");
}

} // namespace

void TestJobKill::endsAsIfUndisturbed_data()
{
    QTest::addColumn<Scene>("scene");
    QTest::newRow("manifest_check") << Scene(missingFiles);
    QTest::newRow("folder_check") << Scene(unknownFiles);
    QTest::newRow("derivatives") << Scene(noPreviews);
    QTest::newRow("cache_validation") << Scene(brokenCache);
    QTest::newRow("cleaning") << Scene(nothingLeft);
    QTest::newRow("folder_discovery") << Scene(newFolders);
    QTest::newRow("folder_alignment") << Scene(otherNames);
    QTest::newRow("duplicate_names") << Scene(twins);
    QTest::newRow("orphaned_projects") << Scene(goneFolders);
    QTest::newRow("trash") << Scene(oldTrash);
}

void TestJobKill::endsAsIfUndisturbed()
{
    QFETCH(const Scene, scene);
    const QString task = QString::fromUtf8(QTest::currentDataTag());
    const QStringList command = {QStringLiteral("maintain"), task, QStringLiteral("--accept-mass-change")};
    LibraryFixture undisturbed;
    scene(undisturbed);
    const QStringList before = stateOf(undisturbed);
    const int exitCode = runProgram(undisturbed, command);
    QVERIFY(exitCode == 0 || exitCode == 1);
    const QStringList expected = stateOf(undisturbed);
    QVERIFY(expected != before); // it had something to do

    LibraryFixture safe;
    scene(safe);
    QRandomGenerator random(static_cast<quint32>(qHash(task, 7)));
    int kills = 0;
    for (int i = 0; i < kKills; ++i)
        kills += killDuring(safe, command, random.bounded(kLongestLifeMs)) ? 1 : 0;
    QByteArray output;
    const int resumed = runProgram(safe, {QStringLiteral("jobs"), QStringLiteral("resume")}, &output);
    QVERIFY2(resumed == 0 || resumed == 1, output.constData());
    if (kills == kKills) // otherwise one run came to its end by itself
        QCOMPARE(difference(expected, stateOf(safe)), QByteArray());
    QCOMPARE(leftOvers(safe).join(u'\n'), QString());
    QCOMPARE(
        safe.rows("SELECT kind, photo_id, before_text, after_text FROM corrections WHERE undone_at IS NULL "
                  "GROUP BY kind, project_id, photo_id, before_text, after_text HAVING COUNT(*) > 1"),
        QStringList()); // nothing was done, and told, twice
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'running', 'paused')"),
             list({"0"}));
    // And once more: nothing is left to do.
    QCOMPARE(runProgram(safe, command), exitCode);
    QCOMPARE(difference(expected, stateOf(safe)), QByteArray());
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
    takeIn(safe, kMany);
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
