#include "benchmarks/barecheck.h"
#include "benchmarks/commands.h"
#include "benchmarks/figures.h"
#include "benchmarks/manifestlibrary.h"

#include "base/pathtext.h"
#include "base/processmemory.h"
#include "maintenance/maintenancetasks.h"
#include "maintenance/manifestcheck.h"
#include "tasks/jobrun.h"

#include <QTemporaryDir>

#include <algorithm>
#include <map>
#include <memory>

namespace safelight::bench {

namespace {

struct ManifestWords
{
    ManifestPlan plan;
    std::string folder;
    int chunkSize = 0;
    int runs = 5;
    bool isAllAtOnce = false;
};

/// Times the pages of a check: from one report of a stage to the next of the same.
class PageWatch : public TaskObserver
{
public:
    void progressed(const TaskProgress& progress) override
    {
        const Milliseconds page = m_clock.lap();
        if (progress.stage == m_stage)
            m_longest[m_stage] = std::max(m_longest[m_stage], page);
        m_stage = progress.stage;
    }
    void happened(const Fact&) override {}

    double longestMs(TaskStage stage) const
    {
        const auto found = m_longest.find(stage);
        return found == m_longest.end() ? 0 : rounded(found->second.count());
    }

private:
    Stopwatch m_clock;
    TaskStage m_stage = TaskStage::Waiting;
    std::map<TaskStage, Milliseconds> m_longest;
};

/// One check. Errors: the check's own, or Internal when it did not end as Done.
Result<QJsonObject> checkOnce(const ManifestLibrary& library, int chunkSize)
{
    ManifestCheckRequest request;
    if (chunkSize > 0)
        request.chunkSize = chunkSize;
    PageWatch watch;
    const Stopwatch clock;
    const TaskResult result = runManifestCheck(library.environment(), request, watch, CancelToken());
    const Milliseconds time = clock.elapsed();
    if (result.state != JobState::Done)
        return result.error.value_or(Error{ErrorCode::Internal, {}, QStringLiteral("not done"), nullptr});
    return QJsonObject{
        {QStringLiteral("ms"), time.count()},
        {QStringLiteral("corrected"), result.summary[u"corrected"]},
        {QStringLiteral("memory_delta_mb"), rounded(result.summary[u"memory_delta_mb"].toDouble())},
        {QStringLiteral("longest_page_ms"), watch.longestMs(TaskStage::Comparing)},
        {QStringLiteral("longest_correcting_page_ms"), watch.longestMs(TaskStage::Correcting)}};
}

/// One folder check, in which every file has its row. Errors: as checkOnce().
Status checkFolderOnce(const ManifestLibrary& library)
{
    JobRequest request;
    request.steps = {MaintenanceTask::FolderCheck};
    PageWatch watch;
    const TaskResult result =
        runRequest(library.environment(), maintenanceTasks(), request, watch, CancelToken());
    if (result.state != JobState::Done || result.summary[u"corrected"].toInteger() != 0)
        return result.error.value_or(Error{ErrorCode::Internal, {}, QStringLiteral("not done"), nullptr});
    return {};
}

/// What a fresh process measures of itself.
Result<QJsonObject> runInChild(const ManifestWords& words)
{
    SAFELIGHT_ASSIGN(const auto library, ManifestLibrary::open(words.folder));
    if (!words.isAllAtOnce)
        return checkOnce(library, words.chunkSize);
    const MemoryGauge memory;
    const Stopwatch clock;
    SAFELIGHT_TRY(checkAllAtOnce(library));
    return QJsonObject{{QStringLiteral("ms"), clock.elapsed().count()},
                       {QStringLiteral("memory_delta_mb"), megabytes(memory.growth())}};
}

/// The runs that are compared with each other, in turns, so that what disturbs the machine disturbs all
/// alike.
struct Turns
{
    Series check;
    Series folderCheck;
    Series allAtOnce;
    Series listing;
    Series scan;
    double longestPageMs = 0;

    Status run(const ManifestLibrary& library, int chunkSize)
    {
        SAFELIGHT_ASSIGN(const QJsonObject checked, checkOnce(library, chunkSize));
        check.add(Milliseconds(checked[u"ms"].toDouble()));
        longestPageMs = std::max(longestPageMs, checked[u"longest_page_ms"].toDouble());
        Stopwatch clock;
        SAFELIGHT_TRY(checkFolderOnce(library));
        folderCheck.add(clock.lap());
        SAFELIGHT_TRY(listBare(library.folder()));
        listing.add(clock.lap());
        SAFELIGHT_TRY(scanBare(library));
        scan.add(clock.lap());
        SAFELIGHT_TRY(checkAllAtOnce(library));
        allAtOnce.add(clock.lap());
        return {};
    }

    QJsonObject toJson(qint64 photos) const
    {
        const Milliseconds limit = listing.median() + scan.median();
        return {{QStringLiteral("check"), check.toJson()},
                {QStringLiteral("folder_check"), folderCheck.toJson()},
                {QStringLiteral("folder_check_to_check"), rounded(folderCheck.median() / check.median())},
                {QStringLiteral("before"), allAtOnce.toJson()},
                {QStringLiteral("before_is"), QStringLiteral("all rows in a QVector, all names in a QSet")},
                {QStringLiteral("limit_listing"), listing.toJson()},
                {QStringLiteral("limit_scan"), scan.toJson()},
                {QStringLiteral("limit_ms"), rounded(limit.count())},
                {QStringLiteral("check_to_limit"), rounded(check.median() / limit)},
                {QStringLiteral("best_check_to_best_limit"),
                 rounded(check.best() / (listing.best() + scan.best()))},
                {QStringLiteral("before_to_limit"), rounded(allAtOnce.median() / limit)},
                {QStringLiteral("photos_per_second"), perSecond(static_cast<double>(photos), check.median())},
                {QStringLiteral("longest_page_ms"), longestPageMs}};
    }
};

QStringList childArguments(const std::filesystem::path& root, const ManifestWords& words)
{
    QStringList arguments = {QStringLiteral("manifest-child"), QStringLiteral("--dir"), pathToText(root)};
    if (words.chunkSize > 0)
        arguments << QStringLiteral("--chunk-size") << QString::number(words.chunkSize);
    return arguments;
}

/// Files deleted behind the catalogue's back: the check that corrects it, and the one after, which must find
/// none.
Result<QJsonObject> measureWrong(const ManifestLibrary& library, const ManifestWords& words)
{
    SAFELIGHT_ASSIGN(const qint64 wrong, library.deleteWrong(words.plan));
    SAFELIGHT_ASSIGN(const QJsonObject correcting, checkOnce(library, words.chunkSize));
    SAFELIGHT_ASSIGN(const QJsonObject following, checkOnce(library, words.chunkSize));
    SAFELIGHT_TRY(library.putBackWrong(words.plan));
    SAFELIGHT_TRY(checkOnce(library, words.chunkSize));
    return QJsonObject{{QStringLiteral("wrong_rows"), wrong},
                       {QStringLiteral("correcting_check"), correcting},
                       {QStringLiteral("following_check"), following}};
}

Result<QJsonObject> measure(const ManifestWords& words, const std::filesystem::path& root)
{
    const Stopwatch making;
    SAFELIGHT_ASSIGN(const auto library, ManifestLibrary::openOrMake(root, words.plan));
    settleDisk();
    const Milliseconds made = making.elapsed();
    Turns unheeded; // the untimed pass, after which everything is warm
    SAFELIGHT_TRY(unheeded.run(library, words.chunkSize));
    Turns turns;
    for (int i = 0; i < words.runs; ++i)
        SAFELIGHT_TRY(turns.run(library, words.chunkSize));
    SAFELIGHT_ASSIGN(const QJsonObject fresh, runChild(childArguments(root, words)));
    SAFELIGHT_ASSIGN(const QJsonObject freshBefore,
                     runChild(childArguments(root, words) << QStringLiteral("--all-at-once")));
    SAFELIGHT_ASSIGN(const QJsonObject wrong, measureWrong(library, words));

    QJsonObject figures = turns.toJson(words.plan.photos);
    figures[QStringLiteral("photos")] = words.plan.photos;
    figures[QStringLiteral("files")] = words.plan.files();
    figures[QStringLiteral("making_ms")] = rounded(made.count());
    figures[QStringLiteral("memory_delta_mb")] = fresh[u"memory_delta_mb"];
    figures[QStringLiteral("before_memory_delta_mb")] = freshBefore[u"memory_delta_mb"];
    for (auto it = wrong.begin(); it != wrong.end(); ++it)
        figures[it.key()] = it.value();
    return figures;
}

Result<QJsonObject> measureInFolder(const ManifestWords& words)
{
    if (!words.folder.empty())
        return measure(words, std::filesystem::absolute(words.folder));
    const QTemporaryDir folder;
    if (!folder.isValid())
        return Error{ErrorCode::WriteFailed, {}, folder.errorString(), nullptr};
    return measure(words, pathFromText(folder.path()));
}

void addOptions(CLI::App& command, ManifestWords& words)
{
    constexpr int kLargestChunk = 100'000;
    command.add_option("--chunk-size", words.chunkSize, "Photos in a page (as set: 2,000)")
        ->check(CLI::Range(1, kLargestChunk));
    command.add_option("--dir", words.folder, "The library's folder: made where there is none, and kept");
}

} // namespace

void addManifestCommands(CLI::App& app, Command& chosen)
{
    const auto words = std::make_shared<ManifestWords>();
    CLI::App* manifest =
        app.add_subcommand("manifest", "The manifest check beside a bare listing and a bare scan");
    addOptions(*manifest, *words);
    manifest->add_option("--photos", words->plan.photos, "Photos of the project")
        ->required()
        ->check(CLI::PositiveNumber);
    manifest->add_option("--raw-share", words->plan.rawShare, "Share of photos with a RAW (0.5)")
        ->check(CLI::Range(0.0, 1.0));
    manifest
        ->add_option("--wrong-share", words->plan.wrongShare, "Share of photos to delete the JPEG of (0.01)")
        ->check(CLI::Range(0.0, 1.0));
    manifest->add_option("--runs", words->runs, "Timed repetitions (5)")->check(CLI::PositiveNumber);
    manifest->callback([&chosen, words] { chosen = [words] { return measureInFolder(*words); }; });

    CLI::App* child = app.add_subcommand("manifest-child", "One check in a process of its own");
    addOptions(*child, *words);
    child->add_flag("--all-at-once", words->isAllAtOnce, "The check that reads all rows at once");
    child->callback([&chosen, words] { chosen = [words] { return runInChild(*words); }; });
}

} // namespace safelight::bench
