#include "benchmarks/bareingest.h"
#include "benchmarks/commands.h"
#include "benchmarks/figures.h"

#include "base/pathtext.h"
#include "base/processmemory.h"
#include "ingest/ingestjob.h"

#include <QTemporaryDir>
#include <QThread>

#include <memory>

namespace safelight::bench {

namespace {

struct IngestWords
{
    std::string corpus;
    std::string folder;
    std::string library;
    int workers = 0;
    int runs = 3;

    int threads() const { return workers > 0 ? workers : QThread::idealThreadCount(); }
};

/// Notes when the last frame was proven and committed; pictures may follow.
class ProofWatch : public TaskObserver
{
public:
    void progressed(const TaskProgress& progress) override
    {
        if (progress.stage == TaskStage::TakingIn)
            m_proven = m_clock.elapsed();
    }
    void happened(const Fact&) override {}

    Milliseconds proven() const { return m_proven; }
    Milliseconds elapsed() const { return m_clock.elapsed(); }

private:
    Stopwatch m_clock;
    Milliseconds m_proven{};
};

/// One ingest of the corpus, in a process of its own.
Result<QJsonObject> ingestInChild(const IngestWords& words)
{
    const MemoryGauge memory;
    SAFELIGHT_ASSIGN(Library library, Library::openOrCreate(FileSystem::posix(), words.library));
    TaskEnvironment environment{std::move(library), Settings(), EventLog()};
    SAFELIGHT_TRY(environment.settings.set(QStringLiteral("ingest.workers"), words.threads()));
    SAFELIGHT_TRY(environment.settings.set(QStringLiteral("ingest.decoders"), words.threads()));
    IngestRequest request;
    request.sources = {words.corpus};
    request.projectName = QStringLiteral("Benchmark");
    ProofWatch watch;
    const TaskResult result = runIngest(environment, request, watch, CancelToken());
    const Milliseconds time = watch.elapsed();
    if (result.state != JobState::Done)
        return result.error.value_or(Error{ErrorCode::Internal, {}, QStringLiteral("not done"), nullptr});
    return QJsonObject{{QStringLiteral("ms"), time.count()},
                       {QStringLiteral("proven_ms"), watch.proven().count()},
                       {QStringLiteral("imported"), result.summary[u"imported"]},
                       {QStringLiteral("duplicates"), result.summary[u"duplicates"]},
                       {QStringLiteral("peak_mb"), megabytes(processMemory().peak)},
                       {QStringLiteral("growth_mb"), megabytes(memory.growth())}};
}

Result<QJsonObject> ingestFresh(const IngestWords& words, const std::filesystem::path& library)
{
    return runChild({QStringLiteral("ingest-child"), QStringLiteral("--corpus"), pathToText(words.corpus),
                     QStringLiteral("--library"), pathToText(library), QStringLiteral("--workers"),
                     QString::number(words.threads())});
}

/// All repeated measurements, in turns, so that what disturbs the machine disturbs all alike.
class IngestTurns
{
public:
    IngestTurns(const IngestWords& words, std::filesystem::path folder)
        : m_words(words), m_folders(std::move(folder)), m_files(filesBelow(words.corpus))
    {
    }

    /// Reads everything once, so that all is in memory.
    Status warm()
    {
        SAFELIGHT_TRY(readBare(m_files, m_words.threads()));
        return {};
    }

    Status run()
    {
        SAFELIGHT_TRY(runLimit());
        const auto library = m_folders.next("library");
        settleDisk();
        SAFELIGHT_ASSIGN(const QJsonObject first, ingestFresh(m_words, library));
        m_ingest.add(Milliseconds(first[u"ms"].toDouble()));
        m_proven.add(Milliseconds(first[u"proven_ms"].toDouble()));
        m_first = first;
        settleDisk();
        SAFELIGHT_ASSIGN(const QJsonObject second, ingestFresh(m_words, library));
        m_duplicates.add(Milliseconds(second[u"ms"].toDouble()));
        m_second = second;
        SAFELIGHT_ASSIGN(const BareRun reading, readBare(m_files, m_words.threads()));
        m_reading.add(reading.time);
        return {};
    }

    QJsonObject toJson() const
    {
        const auto files = static_cast<double>(m_limitRun.files);
        const double megabytesRead = megabytes(m_limitRun.bytes);
        return {{QStringLiteral("threads"), m_words.threads()},
                {QStringLiteral("files"), m_limitRun.files},
                {QStringLiteral("megabytes"), megabytesRead},
                {QStringLiteral("limit"), withRates(m_limit, files, megabytesRead)},
                {QStringLiteral("limit_shares"), m_limitRun.shares()},
                {QStringLiteral("limit_sync_ms"), rounded(m_limitRun.sync.count())},
                {QStringLiteral("ingest"), withRates(m_ingest, files, megabytesRead)},
                {QStringLiteral("ingest_proven"), withRates(m_proven, files, megabytesRead)},
                {QStringLiteral("ingest_of_limit"), rounded(m_limit.median() / m_ingest.median())},
                {QStringLiteral("best_ingest_of_best_limit"), rounded(m_limit.best() / m_ingest.best())},
                {QStringLiteral("ingest_peak_mb"), m_first[u"peak_mb"]},
                {QStringLiteral("ingest_growth_mb"), m_first[u"growth_mb"]},
                {QStringLiteral("imported"), m_first[u"imported"]},
                {QStringLiteral("second_ingest"), withRates(m_duplicates, files, megabytesRead)},
                {QStringLiteral("second_duplicates"), m_second[u"duplicates"]},
                {QStringLiteral("read_md5"), withRates(m_reading, files, megabytesRead)},
                {QStringLiteral("second_to_read_md5"), rounded(m_duplicates.median() / m_reading.median())},
                {QStringLiteral("best_second_to_best_read_md5"),
                 rounded(m_duplicates.best() / m_reading.best())}};
    }

private:
    Status runLimit()
    {
        const auto copies = m_folders.next("copies");
        settleDisk();
        SAFELIGHT_ASSIGN(m_limitRun, takeInBare(m_files, copies, m_words.threads()));
        m_limit.add(m_limitRun.time);
        return {};
    }

    static QJsonObject withRates(const Series& series, double files, double megabytesRead)
    {
        QJsonObject object = series.toJson();
        object[QStringLiteral("photos_per_second")] = perSecond(files, series.median());
        object[QStringLiteral("mb_per_second")] = perSecond(megabytesRead, series.median());
        return object;
    }

    const IngestWords& m_words;
    FreshFolders m_folders;
    std::vector<std::filesystem::path> m_files;
    BareRun m_limitRun;
    Series m_limit;
    Series m_ingest;
    Series m_proven;
    Series m_duplicates;
    Series m_reading;
    QJsonObject m_first;
    QJsonObject m_second;
};

Result<QJsonObject> measureIngest(const IngestWords& words)
{
    const QTemporaryDir folder(words.folder.empty()
                                   ? QString()
                                   : pathToText(words.folder) + QStringLiteral("/safelight-bench-XXXXXX"));
    if (!folder.isValid())
        return Error{ErrorCode::WriteFailed, {}, folder.errorString(), nullptr};
    IngestTurns turns(words, pathFromText(folder.path()));
    SAFELIGHT_TRY(turns.warm());
    for (int i = 0; i < words.runs; ++i)
        SAFELIGHT_TRY(turns.run());
    return turns.toJson();
}

} // namespace

void addIngestCommands(CLI::App& app, Command& chosen)
{
    const auto words = std::make_shared<IngestWords>();
    const auto addCommon = [words](CLI::App& command) {
        command.add_option("--corpus", words->corpus, "The folder of pictures to take in")
            ->required()
            ->check(CLI::ExistingDirectory);
        command.add_option("--workers", words->workers, "Threads of each kind (0: the cores)")
            ->check(CLI::NonNegativeNumber);
    };
    CLI::App* ingest = app.add_subcommand("ingest", "An ingest beside a bare loop over the same work");
    addCommon(*ingest);
    ingest->add_option("--runs", words->runs, "Timed repetitions (3)")->check(CLI::PositiveNumber);
    ingest->add_option("--dir", words->folder, "Where to make the temporary libraries")
        ->check(CLI::ExistingDirectory);
    ingest->callback([&chosen, words] { chosen = [words] { return measureIngest(*words); }; });

    CLI::App* child = app.add_subcommand("ingest-child", "One ingest in a process of its own");
    addCommon(*child);
    child->add_option("--library", words->library, "The library; made where there is none")->required();
    child->callback([&chosen, words] { chosen = [words] { return ingestInChild(*words); }; });
}

} // namespace safelight::bench
