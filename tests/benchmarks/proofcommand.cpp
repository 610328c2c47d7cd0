#include "benchmarks/bareingest.h"
#include "benchmarks/commands.h"
#include "benchmarks/figures.h"

#include "base/pathtext.h"
#include "base/processmemory.h"
#include "ingest/ingestjob.h"

#include <QTemporaryDir>
#include <QThread>

#include <fstream>
#include <memory>

namespace safelight::bench {

namespace {

constexpr qint64 kSmallFiles = 10'000;
constexpr qint64 kManyFiles = 100'000;
constexpr int kSmallBytes = 600;

struct ProofWords
{
    std::string corpus;
    std::string folder;
    std::string library;
    std::string verify = "digest";
    int group = 0; ///< 0: as set by default
    bool isMove = false;
    bool isPlan = false;
    int runs = 3;
    bool isPicturesOnly = false;
};

class Silence : public TaskObserver
{
public:
    void progressed(const TaskProgress&) override {}
    void happened(const Fact&) override {}
};

/// One ingest or plan in a process of its own.
Result<QJsonObject> runInChild(const ProofWords& words)
{
    const MemoryGauge memory;
    SAFELIGHT_ASSIGN(Library library, Library::openOrCreate(FileSystem::posix(), words.library));
    TaskEnvironment environment{std::move(library), Settings(), EventLog()};
    if (words.group > 0)
        SAFELIGHT_TRY(environment.settings.set(QStringLiteral("ingest.commit_group"), words.group));
    IngestRequest request;
    request.sources = {words.corpus};
    request.projectName = QStringLiteral("Benchmark");
    request.verify = verifyLevelFromName(QString::fromStdString(words.verify)).value_or(VerifyLevel::Digest);
    request.transfer = words.isMove ? IngestRequest::Transfer::Move : IngestRequest::Transfer::Copy;
    request.planOnly = words.isPlan;
    Silence silence;
    const Stopwatch clock;
    const TaskResult result = runIngest(environment, request, silence, CancelToken());
    const Milliseconds time = clock.elapsed();
    if (result.state != JobState::Done)
        return result.error.value_or(Error{ErrorCode::Internal, {}, QStringLiteral("not done"), nullptr});
    return QJsonObject{{QStringLiteral("ms"), time.count()},
                       {QStringLiteral("proven_ms"), result.summary[u"proven_ms"]},
                       {QStringLiteral("imported"), result.summary[u"imported"]},
                       {QStringLiteral("duplicates"), result.summary[u"duplicates"]},
                       {QStringLiteral("growth_mb"), megabytes(memory.growth())}};
}

enum class Sizes {
    Few,       ///< hundreds of files share each: their bytes are read
    OneOfEach, ///< as of a card's pictures
};

/// Files that are some hundred bytes each, and with sizes of their own more: pictures to the extension, so
/// that what is measured is the ways of the files and not those of the decoder.
Status makeSmallFiles(const std::filesystem::path& folder, qint64 count, Sizes sizes)
{
    for (qint64 i = 0; i < count; ++i) {
        const auto place = folder / ("d" + std::to_string(i / 1000));
        if (i % 1000 == 0)
            std::filesystem::create_directories(place);
        std::ofstream file(place / ("IMG_" + std::to_string(i) + ".jpg"), std::ios::binary);
        const std::string text = "small file " + std::to_string(i) + ' ';
        for (int written = 0; sizes == Sizes::Few && written < kSmallBytes + static_cast<int>(i % 97);
             written += static_cast<int>(text.size()))
            file << text;
        if (sizes == Sizes::OneOfEach) {
            file << text;
            file.seekp(kSmallBytes + i - 1); // a hole: what is between is not read
            file << '.';
        }
        if (!file)
            return Error{ErrorCode::WriteFailed, pathToText(folder), {}, nullptr};
    }
    return {};
}

class ProofRuns
{
public:
    ProofRuns(const ProofWords& words, std::filesystem::path folder)
        : m_words(words),
          m_folders(std::move(folder)),
          m_files(filesBelow(words.corpus)),
          m_threads(QThread::idealThreadCount())
    {
    }

    Result<QJsonObject> run()
    {
        SAFELIGHT_TRY(readBare(m_files, m_threads)); // all is in memory
        for (int i = 0; i < m_words.runs; ++i) {
            SAFELIGHT_TRY(copyTurn(i, "digest", false, m_bareCopy, m_proven));
            SAFELIGHT_TRY(copyTurn(i, "readback", true, m_bareReadBack, m_readBack));
            SAFELIGHT_TRY(planTurn());
        }
        const auto perSecondOf = [this](const Series& series) {
            QJsonObject object = series.toJson();
            object[QStringLiteral("photos_per_second")] =
                perSecond(static_cast<double>(m_files.size()), series.median());
            return object;
        };
        QJsonObject all = {
            {QStringLiteral("files"), static_cast<qint64>(m_files.size())},
            {QStringLiteral("bare_copy"), perSecondOf(m_bareCopy)},
            {QStringLiteral("proven"), perSecondOf(m_proven)},
            {QStringLiteral("proven_of_bare"), rounded(m_bareCopy.median() / m_proven.median())},
            {QStringLiteral("bare_read_back"), perSecondOf(m_bareReadBack)},
            {QStringLiteral("read_back"), perSecondOf(m_readBack)},
            {QStringLiteral("read_back_of_bare"), rounded(m_bareReadBack.median() / m_readBack.median())},
            {QStringLiteral("bare_md5"), perSecondOf(m_bareRead)},
            {QStringLiteral("plan_by_bytes"), perSecondOf(m_plan)},
            {QStringLiteral("plan_by_bytes_of_md5"), rounded(m_bareRead.median() / m_plan.median())}};
        if (!m_words.isPicturesOnly) {
            SAFELIGHT_TRY(smallFiles(all));
            SAFELIGHT_TRY(manyFiles(all));
            SAFELIGHT_TRY(moves(all));
        }
        return all;
    }

private:
    Result<QJsonObject> child(const std::filesystem::path& corpus, const std::filesystem::path& library,
                              const QStringList& more) const
    {
        settleDisk();
        return runChild(QStringList{QStringLiteral("proof-child"), QStringLiteral("--corpus"),
                                    pathToText(corpus), QStringLiteral("--library"), pathToText(library)} +
                        more);
    }

    /// In turns the one or the other goes first: a disk that was idle may be faster than one that was not.
    Status copyTurn(int turn, const char* level, bool isReadBack, Series& bare, Series& ours)
    {
        if (turn % 2 == 0)
            SAFELIGHT_TRY(bareCopy(isReadBack, bare));
        SAFELIGHT_ASSIGN(const QJsonObject taken,
                         child(m_words.corpus, m_folders.next("library"),
                               {QStringLiteral("--verify"), QString::fromLatin1(level)}));
        ours.add(Milliseconds(taken[u"proven_ms"].toDouble()));
        return turn % 2 == 0 ? Status() : bareCopy(isReadBack, bare);
    }

    Status bareCopy(bool isReadBack, Series& times)
    {
        settleDisk();
        SAFELIGHT_ASSIGN(const BareRun run,
                         copyBare(m_files, {m_folders.next("copies"), m_threads, 64, isReadBack}));
        times.add(run.time);
        return {};
    }

    /// All files are known, but under other times: only bytes can tell.
    Status planTurn()
    {
        const auto library = m_folders.next("known");
        SAFELIGHT_TRY(child(m_words.corpus, library, {}));
        const auto corpus = m_folders.next("touched");
        std::filesystem::create_directories(corpus);
        for (const auto& file : m_files)
            std::filesystem::create_hard_link(file, corpus / file.filename());
        SAFELIGHT_ASSIGN(const QJsonObject plan, child(corpus, library, {QStringLiteral("--plan")}));
        m_plan.add(Milliseconds(plan[u"proven_ms"].toDouble()));
        settleDisk();
        SAFELIGHT_ASSIGN(const BareRun reading, readBare(m_files, m_threads));
        m_bareRead.add(reading.time);
        return {};
    }

    Status smallFiles(QJsonObject& all)
    {
        const auto corpus = m_folders.next("small");
        SAFELIGHT_TRY(makeSmallFiles(corpus, kSmallFiles, Sizes::Few));
        SAFELIGHT_ASSIGN(const QJsonObject single, child(corpus, m_folders.next("single"),
                                                         {QStringLiteral("--group"), QStringLiteral("1")}));
        const auto library = m_folders.next("grouped");
        SAFELIGHT_ASSIGN(const QJsonObject grouped, child(corpus, library, {}));
        SAFELIGHT_ASSIGN(const QJsonObject known, child(corpus, library, {QStringLiteral("--plan")}));
        SAFELIGHT_ASSIGN(const QJsonObject alike,
                         child(corpus, m_folders.next("fresh"), {QStringLiteral("--plan")}));
        const double a = single[u"proven_ms"].toDouble();
        const double b = grouped[u"proven_ms"].toDouble();
        all[QStringLiteral("small_files")] = kSmallFiles;
        all[QStringLiteral("sync_each_ms")] = a;
        all[QStringLiteral("sync_groups_ms")] = b;
        all[QStringLiteral("groups_faster")] = rounded(a / b);
        all[QStringLiteral("plan_known_per_second")] =
            perSecond(static_cast<double>(kSmallFiles), Milliseconds(known[u"proven_ms"].toDouble()));
        all[QStringLiteral("plan_known_duplicates")] = known[u"duplicates"];
        all[QStringLiteral("plan_new_of_few_sizes_per_second")] =
            perSecond(static_cast<double>(kSmallFiles), Milliseconds(alike[u"proven_ms"].toDouble()));
        return {};
    }

    Status manyFiles(QJsonObject& all)
    {
        for (const qint64 count : {kSmallFiles, kManyFiles}) {
            const auto corpus = m_folders.next("many");
            SAFELIGHT_TRY(makeSmallFiles(corpus, count, Sizes::Few));
            const auto library = m_folders.next("many-library");
            SAFELIGHT_ASSIGN(const QJsonObject taken, child(corpus, library, {}));
            SAFELIGHT_ASSIGN(const QJsonObject plan, child(corpus, library, {QStringLiteral("--plan")}));
            const QString prefix = QStringLiteral("of_%1_").arg(count);
            all[prefix + u"ms"] = taken[u"ms"];
            all[prefix + u"imported"] = taken[u"imported"];
            all[prefix + u"growth_mb"] = taken[u"growth_mb"];
            all[prefix + u"plan_per_second"] =
                perSecond(static_cast<double>(count), Milliseconds(plan[u"proven_ms"].toDouble()));
            all[prefix + u"plan_growth_mb"] = plan[u"growth_mb"];
            SAFELIGHT_TRY(planOfNewFiles(count, all));
        }
        return {};
    }

    /// Known by their sizes and names to be new.
    Status planOfNewFiles(qint64 count, QJsonObject& all)
    {
        const auto corpus = m_folders.next("new");
        SAFELIGHT_TRY(makeSmallFiles(corpus, count, Sizes::OneOfEach));
        SAFELIGHT_ASSIGN(const QJsonObject plan,
                         child(corpus, m_folders.next("fresh"), {QStringLiteral("--plan")}));
        const QString prefix = QStringLiteral("of_%1_new_").arg(count);
        all[prefix + u"planned"] = plan[u"imported"];
        all[prefix + u"plan_per_second"] =
            perSecond(static_cast<double>(count), Milliseconds(plan[u"proven_ms"].toDouble()));
        all[prefix + u"plan_growth_mb"] = plan[u"growth_mb"];
        return {};
    }

    /// The last of all, since it removes files (FreshFolders).
    Status moves(QJsonObject& all)
    {
        const auto corpus = m_folders.next("to-move");
        SAFELIGHT_TRY(makeSmallFiles(corpus, kSmallFiles, Sizes::Few));
        settleDisk();
        SAFELIGHT_ASSIGN(const BareRun reading, readBare(filesBelow(corpus), m_threads));
        SAFELIGHT_ASSIGN(const QJsonObject moved,
                         child(corpus, m_folders.next("moved"), {QStringLiteral("--move")}));
        all[QStringLiteral("move_ms")] = moved[u"proven_ms"];
        all[QStringLiteral("move_imported")] = moved[u"imported"];
        all[QStringLiteral("move_read_md5_ms")] = rounded(reading.time.count());
        return {};
    }

    const ProofWords& m_words;
    FreshFolders m_folders;
    std::vector<std::filesystem::path> m_files;
    int m_threads;
    Series m_bareCopy;
    Series m_proven;
    Series m_bareReadBack;
    Series m_readBack;
    Series m_bareRead;
    Series m_plan;
};

Result<QJsonObject> measureProof(const ProofWords& words)
{
    const QTemporaryDir folder(words.folder.empty()
                                   ? QString()
                                   : pathToText(words.folder) + QStringLiteral("/safelight-bench-XXXXXX"));
    if (!folder.isValid())
        return Error{ErrorCode::WriteFailed, {}, folder.errorString(), nullptr};
    return ProofRuns(words, pathFromText(folder.path())).run();
}

} // namespace

void addProofCommands(CLI::App& app, Command& chosen)
{
    const auto words = std::make_shared<ProofWords>();
    CLI::App* proof = app.add_subcommand("proof", "Proving copies, moves and plans beside bare loops");
    proof->add_option("--corpus", words->corpus, "The folder of pictures to take in; on the disk of --dir")
        ->required()
        ->check(CLI::ExistingDirectory);
    proof->add_option("--runs", words->runs, "Timed repetitions (3)")->check(CLI::PositiveNumber);
    proof->add_flag("--pictures-only", words->isPicturesOnly, "Leave out what is measured with small files");
    proof->add_option("--dir", words->folder, "Where to make the temporary libraries")
        ->check(CLI::ExistingDirectory);
    proof->callback([&chosen, words] { chosen = [words] { return measureProof(*words); }; });

    CLI::App* child = app.add_subcommand("proof-child", "One ingest or plan in a process of its own");
    child->add_option("--corpus", words->corpus, "What to take in")->required();
    child->add_option("--library", words->library, "The library; made where there is none")->required();
    child->add_option("--verify", words->verify, "size, digest or readback");
    child->add_option("--group", words->group, "Frames that are synced and committed together");
    child->add_flag("--move", words->isMove, "Move instead of copying");
    child->add_flag("--plan", words->isPlan, "Only plan");
    child->callback([&chosen, words] { chosen = [words] { return runInChild(*words); }; });
}

} // namespace safelight::bench
