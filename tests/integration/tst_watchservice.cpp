#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/recordingmonitor.h"
#include "tasks/projectactions.h"

#include <QJsonDocument>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace safelight;
using namespace safelight::test;
using namespace std::chrono_literals;

namespace fs = std::filesystem;

namespace {

WatchOptions quickly()
{
    WatchOptions options;
    options.settle = 50ms;
    options.retry = 20ms;
    return options;
}

IngestRequest into(const char* project)
{
    IngestRequest request;
    request.projectName = QString::fromUtf8(project);
    return request;
}

void drop(const fs::path& file, int seed)
{
    if (!writeFile(file, jpegBytes(seed)))
        qFatal("cannot write %s", file.c_str());
}

/// What the command line prints with --json, a line each.
QVector<QJsonObject> jsonLines(const QByteArray& output)
{
    QVector<QJsonObject> lines;
    for (const QByteArray& line : output.split('\n')) {
        if (!line.isEmpty())
            lines += QJsonDocument::fromJson(line).object();
    }
    return lines;
}

} // namespace

/// Several folders, kept in the catalogue; and one from the command line.
class TestWatchService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void foldersAreKept();
    void eachFolderHasItsProject();
    void aRenamedProjectIsFollowed();
    void aRemovedProjectIsNotMadeAgain();
    void aFolderThatMayNotBeWatchedKeepsNoOther();
    void oneServiceAtATimeWatchesAFolder();
    void whatAnotherServiceStopsStaysStopped();
    void otherOptionsHoldAtOnce();
    void onceFromTheCommandLine();
    void interruptedOnTheCommandLine();
    void refusedOnTheCommandLine();

private:
    fs::path folder(const char* name) const
    {
        const auto place = m_safe->elsewhere(name);
        fs::create_directories(place);
        return place;
    }
    QStringList program(const QStringList& arguments) const
    {
        return m_safe->programArguments() + QStringList(QStringLiteral("--json")) +
               QStringList(QStringLiteral("watch")) + arguments;
    }
    QStringList files() const
    {
        return m_safe->rows("SELECT p.name, f.name FROM files f JOIN projects p ON p.id = f.project_id "
                            "ORDER BY 1, 2");
    }

    std::unique_ptr<LibraryFixture> m_safe;
};

void TestWatchService::init()
{
    m_safe = std::make_unique<LibraryFixture>();
}

void TestWatchService::foldersAreKept()
{
    const auto hot = folder("hot");
    WatchedFolderId id;
    {
        RecordingMonitor told;
        MonitorService service(m_safe->environment(), told, quickly());
        const auto added = service.add(watchedFolder(hot, into("Shoot")));
        QVERIFY(added.isOk());
        id = *added;
        QCOMPARE(service.add(watchedFolder(hot, into("Other"))).error().code, ErrorCode::AlreadyExists);
        drop(hot / "a.jpg", 1);
        QVERIFY(told.awaitImported(1));
        QVERIFY(service.setEnabled(id, false));
        service.awaitStopped();
    }
    RecordingMonitor told;
    MonitorService service(m_safe->environment(), told, quickly());
    QVERIFY(service.load());
    QVERIFY(service.load()); // and again: nothing is begun twice
    QCOMPARE(service.status().size(), 1);
    QCOMPARE(service.status().first().state, WatchState::Stopped);
    QCOMPARE(service.status().first().id, id);
    QCOMPARE(service.status().first().folder, pathToText(hot));
    drop(hot / "b.jpg", 2);
    QVERIFY(service.setEnabled(id, true));
    QVERIFY(told.awaitImported(1));
    QVERIFY(service.remove(id));
    QVERIFY(service.status().isEmpty());
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM watched_folders"), list({"0"}));
    QCOMPARE(files(), list({"Shoot|a.jpg", "Shoot|b.jpg"}));
}

void TestWatchService::eachFolderHasItsProject()
{
    RecordingMonitor told;
    MonitorService service(m_safe->environment(), told, quickly());
    IngestRequest moving = into("Two");
    moving.transfer = IngestRequest::Transfer::Move;
    QVERIFY(service.add(watchedFolder(folder("one"), into("One"))).isOk());
    QVERIFY(service.add(watchedFolder(folder("two"), moving)).isOk());
    QVERIFY(service.add(watchedFolder(folder("three"), into("One"))).isOk());
    drop(folder("one") / "a.jpg", 1);
    drop(folder("two") / "b.jpg", 2);
    drop(folder("three") / "c.jpg", 3);
    QVERIFY(told.awaitImported(3));
    service.restartAll();
    drop(folder("three") / "d.jpg", 4);
    QVERIFY(told.awaitImported(4));
    service.stopAll();
    service.awaitStopped();
    for (const WatchStatus& status : service.status())
        QCOMPARE(status.state, WatchState::Stopped);
    QCOMPARE(files(), list({"One|a.jpg", "One|c.jpg", "One|d.jpg", "Two|b.jpg"}));
    QCOMPARE(LibraryFixture::filesIn(folder("two")), QStringList());
    QCOMPARE(LibraryFixture::filesIn(folder("one")), list({"a.jpg"}));
}

void TestWatchService::aRenamedProjectIsFollowed()
{
    RecordingMonitor told;
    MonitorService service(m_safe->environment(), told, quickly());
    QVERIFY(service.add(watchedFolder(folder("hot"), into("Old"))).isOk());
    drop(folder("hot") / "a.jpg", 1);
    QVERIFY(told.awaitImported(1));
    drop(folder("hot") / "b.jpg", 2); // the row of the watched folder knows its project by then
    QVERIFY(told.awaitImported(2));
    service.stopAll();
    service.awaitStopped();
    QVERIFY(renameProject(m_safe->environment(), QStringLiteral("Old"), QStringLiteral("New")));

    MonitorService later(m_safe->environment(), told, quickly());
    QVERIFY(later.load());
    drop(folder("hot") / "c.jpg", 3);
    QVERIFY(told.awaitImported(3));
    QCOMPARE(files(), list({"New|a.jpg", "New|b.jpg", "New|c.jpg"}));
}

void TestWatchService::aRemovedProjectIsNotMadeAgain()
{
    RecordingMonitor told;
    MonitorService service(m_safe->environment(), told, quickly());
    QVERIFY(addProject(m_safe->environment(), QStringLiteral("Shoot")).isOk());
    QVERIFY(service.add(watchedFolder(folder("hot"), into("Shoot"))).isOk());
    QVERIFY(removeProject(m_safe->environment(), QStringLiteral("Shoot")).isOk());
    drop(folder("hot") / "a.jpg", 1);
    QVERIFY(told.awaitState(WatchState::Error));
    QCOMPARE(service.status().first().error->code, ErrorCode::ProjectUnknown);
    QCOMPARE(service.status().first().queue, qint64(1));
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM projects WHERE removed_at IS NULL"), list({"0"}));
}

void TestWatchService::aFolderThatMayNotBeWatchedKeepsNoOther()
{
    RecordingMonitor told;
    MonitorService service(m_safe->environment(), told, quickly());
    QCOMPARE(service.add(watchedFolder(m_safe->root(), into("Shoot"))).error().code,
             ErrorCode::InvalidArgument);
    QVERIFY(service.add(watchedFolder(folder("hot"), into("Shoot"))).isOk());
    service.stopAll();
    service.awaitStopped();
    m_safe->change(QStringLiteral("INSERT INTO watched_folders (folder, options, created_at) VALUES ('%1', "
                                  "'{\"sources\":[\"x\"],\"project\":\"Shoot\"}', '')")
                       .arg(pathToText(m_safe->root() / "Shoot")));
    MonitorService later(m_safe->environment(), told, quickly());
    QVERIFY(later.load());
    QCOMPARE(later.status().size(), 2);
    QCOMPARE(later.status().last().state, WatchState::Error);
    QCOMPARE(later.status().last().error->code, ErrorCode::InvalidArgument);
    drop(folder("hot") / "a.jpg", 1);
    QVERIFY(told.awaitImported(1));
}

void TestWatchService::oneServiceAtATimeWatchesAFolder()
{
    const auto hot = folder("hot");
    RecordingMonitor told;
    auto first = std::make_unique<MonitorService>(m_safe->environment(), told, quickly());
    const auto id = first->add(watchedFolder(hot, into("Shoot")));
    QVERIFY(id.isOk());
    QVERIFY(told.awaitState(WatchState::Running));
    RecordingMonitor toldAfterwards;
    MonitorService second(m_safe->environment(), toldAfterwards, quickly());
    QVERIFY(second.load());
    QVERIFY(toldAfterwards.awaitState(WatchState::Error));
    QCOMPARE(second.status().first().error->code, ErrorCode::WatchedByOther);
    WatchedFolder other = watchedFolder(hot, into("Other"));
    other.id = *id;
    QCOMPARE(second.edit(other).error().code, ErrorCode::WatchedByOther);
    drop(hot / "a.jpg", 1);
    QVERIFY(told.awaitImported(1));
    first.reset(); // its program ends
    QVERIFY(toldAfterwards.awaitState(WatchState::Running));
    drop(hot / "b.jpg", 2);
    QVERIFY(toldAfterwards.awaitImported(1));
    QCOMPARE(files(), list({"Shoot|a.jpg", "Shoot|b.jpg"}));
}

void TestWatchService::whatAnotherServiceStopsStaysStopped()
{
    const auto hot = folder("hot");
    RecordingMonitor told;
    MonitorService first(m_safe->environment(), told, quickly());
    const auto id = first.add(watchedFolder(hot, into("Shoot")));
    QVERIFY(told.awaitState(WatchState::Running));
    RecordingMonitor toldElsewhere;
    MonitorService second(m_safe->environment(), toldElsewhere, quickly());
    QVERIFY(second.load());
    QVERIFY(toldElsewhere.awaitState(WatchState::Error));
    QVERIFY(second.setEnabled(*id, false));
    drop(hot / "a.jpg", 1); // not any more, also by who was not told
    QVERIFY(told.awaitState(WatchState::Stopped));
    QVERIFY(toldElsewhere.awaitState(WatchState::Stopped));
    QCOMPARE(files(), QStringList());
    QVERIFY(first.load());
    QVERIFY(!first.folders().front().isEnabled);
    QVERIFY(second.setEnabled(*id, true));
    QVERIFY(toldElsewhere.awaitImported(1));
    QVERIFY(second.remove(*id));
    QVERIFY(first.load());
    QVERIFY(first.status().isEmpty());
}

void TestWatchService::otherOptionsHoldAtOnce()
{
    const auto hot = folder("hot");
    RecordingMonitor told;
    MonitorService service(m_safe->environment(), told, quickly());
    const auto id = service.add(watchedFolder(hot, into("Shoot")));
    drop(hot / "a.jpg", 1);
    QVERIFY(told.awaitImported(1));
    WatchedFolder other = watchedFolder(hot, into("Other"));
    other.id = *id;
    other.folder = QStringLiteral("/elsewhere"); // the folder itself stays what it is
    QVERIFY(service.edit(other));
    drop(hot / "b.jpg", 2);
    QVERIFY(told.awaitImported(2));
    QCOMPARE(files(), list({"Other|b.jpg", "Shoot|a.jpg"}));
    QCOMPARE(service.folders().front().folder, pathToText(hot));
    QVERIFY(service.setEnabled(*id, false));
    service.awaitStopped();
    QVERIFY(service.edit(watchedFolder(hot, into("Other"))).error().code == ErrorCode::NotFound);
}

void TestWatchService::onceFromTheCommandLine()
{
    const auto hot = folder("hot");
    drop(hot / "day/a.jpg", 1);
    drop(hot / "b.jpg", 2);
    QVERIFY(writeFile(hot / "empty.jpg", QByteArray()));
    QProcess process;
    process.start(QStringLiteral(SAFELIGHT_CLI),
                  program({pathToText(hot), QStringLiteral("--project"), QStringLiteral("Shoot"),
                           QStringLiteral("--move"), QStringLiteral("--settle-ms"), QStringLiteral("50"),
                           QStringLiteral("--once")}));
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 1); // one has failed
    QStringList outcomes;
    QStringList states;
    const auto lines = jsonLines(process.readAllStandardOutput());
    for (const QJsonObject& line : lines) {
        if (line[QStringLiteral("event")] == QLatin1String("item"))
            outcomes += line[QStringLiteral("outcome")].toString();
        if (line[QStringLiteral("event")] == QLatin1String("status"))
            states += line[QStringLiteral("state")].toString();
    }
    outcomes.sort();
    QCOMPARE(outcomes, list({"failed", "imported", "imported"}));
    QCOMPARE(states, list({"running", "stopped"}));
    const QJsonObject summary = lines.last();
    QCOMPARE(summary[QStringLiteral("command")].toString(), QStringLiteral("watch"));
    QCOMPARE(summary[QStringLiteral("found")].toInt(), 3);
    QCOMPARE(summary[QStringLiteral("imported")].toInt(), 2);
    QCOMPARE(summary[QStringLiteral("failed")].toInt(), 1);
    QCOMPARE(files(), list({"Shoot|b.jpg", "Shoot|day/a.jpg"}));
    QCOMPARE(LibraryFixture::filesIn(hot), list({"empty.jpg"}));
}

void TestWatchService::interruptedOnTheCommandLine()
{
    const auto hot = folder("hot");
    drop(hot / "a.jpg", 1);
    QProcess process;
    process.start(QStringLiteral(SAFELIGHT_CLI),
                  program({pathToText(hot), QStringLiteral("--project"), QStringLiteral("Shoot"),
                           QStringLiteral("--settle-ms"), QStringLiteral("50")}));
    QByteArray output;
    while (!output.contains("\"imported\"")) {
        QVERIFY(process.waitForReadyRead(60'000));
        output += process.readAllStandardOutput();
    }
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(60'000));
    output += process.readAllStandardOutput();
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(jsonLines(output).last()[QStringLiteral("imported")].toInt(), 1);
}

void TestWatchService::refusedOnTheCommandLine()
{
    QProcess process;
    process.start(
        QStringLiteral(SAFELIGHT_CLI),
        program({pathToText(m_safe->root()), QStringLiteral("--project"), QStringLiteral("Shoot")}));
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 2);
    process.start(QStringLiteral(SAFELIGHT_CLI),
                  program({pathToText(m_safe->elsewhere("nothing")), QStringLiteral("--project"),
                           QStringLiteral("Shoot"), QStringLiteral("--once")}));
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 3);
    QVERIFY(!fs::exists(m_safe->elsewhere("nothing")));
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM projects"), list({"0"}));
}

QTEST_GUILESS_MAIN(TestWatchService)
#include "tst_watchservice.moc"
