#include "benchmarks/commands.h"
#include "benchmarks/figures.h"
#include "benchmarks/manifestlibrary.h"

#include "app/realactions.h"
#include "base/pathtext.h"
#include "catalog/jobitemrepository.h"
#include "maintenance/maintenancetasks.h"
#include "tasks/jobqueue.h"
#include "tasks/jobrun.h"
#include "ui/librarycontroller.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QTemporaryDir>

#include <sys/resource.h>

#include <fstream>
#include <memory>

namespace safelight::bench {

namespace {

constexpr int kQueueItems = 100'000;
constexpr int kItemsAtOnce = 500;
constexpr std::chrono::seconds kSettling{70}; // the first look at what is due comes a minute after the start
constexpr std::chrono::seconds kIdling{20};

struct MaintenanceWords
{
    std::string folder;
    qint64 known = 50'000;
    qint64 photos = 100'000;
    int projects = 1000;
    int runs = 5;
    bool withoutIdle = false;
};

class Nobody final : public TaskObserver
{
public:
    void progressed(const TaskProgress&) override {}
    void happened(const Fact&) override {}
};

/// How long a job of these steps takes. Errors: its own, or Internal when it did not end as Done.
Result<Milliseconds> timeOf(const ManifestLibrary& library, std::vector<MaintenanceTask> steps)
{
    JobRequest request;
    request.steps = std::move(steps);
    Nobody nobody;
    const Stopwatch clock;
    const TaskResult result =
        runRequest(library.environment(), maintenanceTasks(), request, nobody, CancelToken());
    const Milliseconds time = clock.elapsed();
    if (result.state != JobState::Done)
        return result.error.value_or(Error{ErrorCode::Internal, {}, jobStateName(result.state), nullptr});
    return time;
}

/// A library whose pictures have no decoder, so that no thumbnail is missed.
Result<ManifestLibrary> makeLibrary(const std::filesystem::path& root, const ManifestPlan& plan)
{
    SAFELIGHT_ASSIGN(auto library, ManifestLibrary::openOrMake(root, plan));
    Connection connection(library.environment().library.catalog());
    SAFELIGHT_TRY(connection.open());
    SAFELIGHT_TRY(
        connection.run(QStringLiteral("UPDATE photos SET thumbnail_status = 2, preview_status = 2")));
    settleDisk();
    return library;
}

/// The folder check beside the manifest check of the same files, in turns.
Result<QJsonObject> measureFolderCheck(const MaintenanceWords& words, const std::filesystem::path& root)
{
    ManifestPlan plan;
    plan.photos = words.known;
    SAFELIGHT_ASSIGN(const auto library, makeLibrary(root / "known", plan));
    Series manifest;
    Series folder;
    for (int run = -1; run < words.runs; ++run) { // the first is not timed
        SAFELIGHT_ASSIGN(const Milliseconds manifestTime, timeOf(library, {MaintenanceTask::ManifestCheck}));
        SAFELIGHT_ASSIGN(const Milliseconds folderTime, timeOf(library, {MaintenanceTask::FolderCheck}));
        if (run < 0)
            continue;
        manifest.add(manifestTime);
        folder.add(folderTime);
    }
    return QJsonObject{{QStringLiteral("photos"), words.known},
                       {QStringLiteral("files"), plan.files()},
                       {QStringLiteral("manifest_check"), manifest.toJson()},
                       {QStringLiteral("folder_check"), folder.toJson()},
                       {QStringLiteral("folder_to_manifest"), rounded(folder.median() / manifest.median())}};
}

Status fillQueue(Connection& connection, const JobStep& step)
{
    std::vector<JobItem> items(kQueueItems);
    for (int i = 0; i < kQueueItems; ++i) {
        items[static_cast<std::size_t>(i)].job = step.job;
        items[static_cast<std::size_t>(i)].step = step.id;
        items[static_cast<std::size_t>(i)].subject = QStringLiteral("card/DSC%1.JPG").arg(i);
        items[static_cast<std::size_t>(i)].action = QStringLiteral("look");
    }
    WriteTransaction transaction(connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_TRY(JobItemRepository(connection).insert(items));
    return transaction.commit();
}

/// Claims and finishes all items, a group in a durable transaction each.
Result<int> workThrough(Connection& connection, const JobStep& step)
{
    const JobItemRepository repository(connection);
    int finished = 0;
    while (true) {
        WriteTransaction claiming(connection);
        SAFELIGHT_TRY(claiming.begin());
        SAFELIGHT_ASSIGN(const auto items, repository.claim(step.id, kItemsAtOnce));
        SAFELIGHT_TRY(claiming.commit());
        if (items.empty())
            return finished;
        std::vector<JobItemId> ids;
        for (const JobItem& item : items)
            ids.push_back(item.id);
        WriteTransaction finishing(connection);
        SAFELIGHT_TRY(finishing.begin());
        SAFELIGHT_TRY(repository.finish(ids, JobItemState::Done));
        SAFELIGHT_TRY(finishing.commit());
        finished += static_cast<int>(ids.size());
    }
}

Result<QJsonObject> measureQueue(const std::filesystem::path& root)
{
    SAFELIGHT_ASSIGN(const auto library, ManifestLibrary::openOrMake(root / "queue", {1, 0, 0, 1}));
    Connection connection(library.environment().library.catalog());
    SAFELIGHT_TRY(connection.open());
    JobRequest request;
    request.steps = {MaintenanceTask::ManifestCheck};
    JobQueue queue(library.environment(), connection);
    SAFELIGHT_ASSIGN(const JobId job, queue.enqueue(request));
    SAFELIGHT_ASSIGN(const auto steps, JobRepository(connection).steps(job));
    Stopwatch clock;
    SAFELIGHT_TRY(fillQueue(connection, steps.front()));
    const Milliseconds filling = clock.lap();
    SAFELIGHT_ASSIGN(const int finished, workThrough(connection, steps.front()));
    const Milliseconds working = clock.lap();
    return QJsonObject{{QStringLiteral("items"), finished},
                       {QStringLiteral("in_a_transaction"), kItemsAtOnce},
                       {QStringLiteral("queue_items_per_second"), perSecond(kQueueItems, filling)},
                       {QStringLiteral("claim_and_finish_items_per_second"), perSecond(finished, working)}};
}

/// All maintenance of many small projects beside that of a large one.
Result<QJsonObject> measureGlobal(const MaintenanceWords& words, const std::filesystem::path& root)
{
    ManifestPlan one;
    one.photos = words.photos;
    ManifestPlan many;
    many.projects = words.projects;
    many.photos = words.photos / words.projects;
    SAFELIGHT_ASSIGN(const auto large, makeLibrary(root / "one", one));
    SAFELIGHT_ASSIGN(const auto small, makeLibrary(root / "many", many));
    Series oneProject;
    Series manyProjects;
    for (int run = -1; run < words.runs; ++run) { // the first is not timed
        SAFELIGHT_ASSIGN(const Milliseconds oneTime, timeOf(large, wholeMaintenance()));
        SAFELIGHT_ASSIGN(const Milliseconds manyTime, timeOf(small, wholeMaintenance()));
        if (run < 0)
            continue;
        oneProject.add(oneTime);
        manyProjects.add(manyTime);
    }
    return QJsonObject{{QStringLiteral("photos"), words.photos},
                       {QStringLiteral("projects"), words.projects},
                       {QStringLiteral("one_project"), oneProject.toJson()},
                       {QStringLiteral("many_projects"), manyProjects.toJson()},
                       {QStringLiteral("many_to_one"), rounded(manyProjects.median() / oneProject.median())}};
}

/// How often threads of this process were woken so far (voluntary_ctxt_switches, proc(5)).
qint64 wakeUps()
{
    qint64 sum = 0;
    std::error_code failure;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task", failure)) {
        std::ifstream status(thread.path() / "status");
        for (std::string line; std::getline(status, line);) {
            constexpr std::string_view kKey = "voluntary_ctxt_switches:";
            if (line.starts_with(kKey))
                sum += std::stoll(line.substr(kKey.size()));
        }
    }
    return sum;
}

Milliseconds processorTime()
{
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto ms = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    return Milliseconds(ms(usage.ru_utime) + ms(usage.ru_stime));
}

void idleFor(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

/// A program with its window open, and nothing to do.
Result<QJsonObject> idleInChild(const MaintenanceWords& words)
{
    LibraryController library({words.folder, {}, {}, {}}, realActions());
    const QTemporaryDir state;
    MainWindow window(library, state.filePath(QStringLiteral("window.ini")));
    window.show();
    library.open();
    idleFor(kSettling);
    const qint64 wakeUpsBefore = wakeUps();
    const Milliseconds before = processorTime();
    idleFor(kIdling);
    return QJsonObject{{QStringLiteral("idle_seconds"), static_cast<qint64>(kIdling.count())},
                       {QStringLiteral("wake_ups"), wakeUps() - wakeUpsBefore},
                       {QStringLiteral("processor_ms"), rounded((processorTime() - before).count())}};
}

Result<QJsonObject> measureIdle(const std::filesystem::path& root)
{
    SAFELIGHT_ASSIGN(const auto library, makeLibrary(root / "idle", {1000, 0.5, 0, 1}));
    return runChild({QLatin1StringView(kIdleChild), QStringLiteral("--dir"), pathToText(root / "idle")});
}

Result<QJsonObject> measure(const MaintenanceWords& words, const std::filesystem::path& root)
{
    SAFELIGHT_ASSIGN(const QJsonObject folder, measureFolderCheck(words, root));
    SAFELIGHT_ASSIGN(const QJsonObject queue, measureQueue(root));
    SAFELIGHT_ASSIGN(const QJsonObject global, measureGlobal(words, root));
    QJsonObject all = {{QStringLiteral("folder_check"), folder},
                       {QStringLiteral("queue"), queue},
                       {QStringLiteral("global_run"), global}};
    if (words.withoutIdle)
        return all;
    SAFELIGHT_ASSIGN(const QJsonObject idle, measureIdle(root));
    all[QStringLiteral("idle_program")] = idle;
    return all;
}

Result<QJsonObject> measureInFolder(const MaintenanceWords& words)
{
    if (!words.folder.empty())
        return measure(words, std::filesystem::absolute(words.folder));
    const QTemporaryDir folder;
    if (!folder.isValid())
        return Error{ErrorCode::WriteFailed, {}, folder.errorString(), nullptr};
    return measure(words, pathFromText(folder.path()));
}

} // namespace

void addMaintenanceCommands(CLI::App& app, Command& chosen)
{
    const auto words = std::make_shared<MaintenanceWords>();
    CLI::App* maintenance = app.add_subcommand(
        "maintenance", "Folder check, queue, many projects beside one, and a program with nothing to do");
    maintenance->add_option("--known", words->known, "Photos of the folder check (50,000)")
        ->check(CLI::PositiveNumber);
    maintenance->add_option("--photos", words->photos, "Photos of the global run (100,000)")
        ->check(CLI::PositiveNumber);
    maintenance->add_option("--projects", words->projects, "Projects of the global run (1,000)")
        ->check(CLI::PositiveNumber);
    maintenance->add_option("--runs", words->runs, "Timed repetitions (5)")->check(CLI::PositiveNumber);
    maintenance->add_flag("--without-idle", words->withoutIdle,
                          "Leave out the idle program, which takes 90 s");
    maintenance->add_option("--dir", words->folder, "Where the libraries are made, and kept");
    maintenance->callback([&chosen, words] { chosen = [words] { return measureInFolder(*words); }; });

    CLI::App* child = app.add_subcommand(kIdleChild, "A window that idles, in a process of its own");
    child->add_option("--dir", words->folder, "The library")->required();
    child->callback([&chosen, words] { chosen = [words] { return idleInChild(*words); }; });
}

} // namespace safelight::bench
