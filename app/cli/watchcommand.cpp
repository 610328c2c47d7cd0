#include "monitor/folderwatch.h"

#include "app/cli/commands.h"
#include "base/pathtext.h"
#include "ui/words/errortext.h"
#include "ui/words/ingesttext.h"

#include <QElapsedTimer>

#include <map>
#include <memory>
#include <mutex>

namespace safelight::cli {

namespace {

constexpr std::chrono::milliseconds kSignalPatience{200}; // how soon Ctrl-C is seen

struct WatchWords
{
    std::string folder;
    std::string project;
    IngestRequest request;
    bool isMove = false;
    bool isOnce = false;
    int settleMs = 0;
};

/// Prints what a folder tells, and keeps the counts that only the items give.
class WatchPrinter final : public MonitorObserver
{
public:
    explicit WatchPrinter(Console& console) : m_console(console) {}

    void statusChanged(const WatchStatus& status) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_said && *m_said == status.state)
            return;
        m_said = status.state;
        m_console.emitJson(statusJson(status));
        m_console.say(sentence(status));
    }
    void happened(WatchedFolderId /*folder*/, const Fact& fact) override
    {
        if (const auto* ingested = std::get_if<ItemsIngested>(&fact)) {
            const std::lock_guard lock(m_mutex);
            for (const IngestItem& item : ingested->items) {
                ++m_counts[item.outcome];
                m_bytes += item.outcome == IngestOutcome::Imported ? item.size.value : 0;
            }
        }
        m_console.happened(fact);
    }
    void progressed(WatchedFolderId /*folder*/, const TaskProgress& progress) override
    {
        m_console.progressed(progress);
    }

    QJsonObject summary(const WatchStatus& status, qint64 durationMs)
    {
        const std::lock_guard lock(m_mutex);
        return {{QStringLiteral("found"), status.found},
                {QStringLiteral("imported"), m_counts[IngestOutcome::Imported]},
                {QStringLiteral("duplicates"), m_counts[IngestOutcome::Duplicate]},
                {QStringLiteral("conflicts"), m_counts[IngestOutcome::Conflict]},
                {QStringLiteral("skipped"), m_counts[IngestOutcome::Skipped]},
                {QStringLiteral("failed"), status.failed},
                {QStringLiteral("bytes"), m_bytes},
                {QStringLiteral("duration_ms"), durationMs}};
    }

private:
    static QJsonObject statusJson(const WatchStatus& status)
    {
        QJsonObject object = {{QStringLiteral("event"), QStringLiteral("status")},
                              {QStringLiteral("folder"), status.folder},
                              {QStringLiteral("state"), watchStateName(status.state)},
                              {QStringLiteral("found"), status.found},
                              {QStringLiteral("queue"), status.queue}};
        if (status.error) {
            object[QStringLiteral("error")] = errorCodeName(status.error->code);
            object[QStringLiteral("message")] = fullText(*status.error);
        }
        return object;
    }

    static QString sentence(const WatchStatus& status)
    {
        const QString folder = displayText(status.folder);
        switch (status.state) {
        case WatchState::Running:
            return QStringLiteral("Watching %1").arg(folder);
        case WatchState::Polling:
            return QStringLiteral("Watching %1; the system does not tell of new files there, so it is "
                                  "looked at again and again")
                .arg(folder);
        case WatchState::Stopped:
            return QStringLiteral("Stopped watching %1").arg(folder);
        case WatchState::Error:
            return status.error ? fullText(*status.error) : QString();
        }
        return {};
    }

    Console& m_console;
    std::mutex m_mutex;
    std::optional<WatchState> m_said;         // guarded by m_mutex
    std::map<IngestOutcome, qint64> m_counts; // guarded by m_mutex
    qint64 m_bytes = 0;                       // guarded by m_mutex
};

WatchOptions optionsOf(const WatchWords& words, const Settings& settings)
{
    WatchOptions options = WatchOptions::from(settings);
    if (words.settleMs > 0)
        options.settle = std::chrono::milliseconds(words.settleMs);
    if (words.isOnce)
        options.until = WatchOptions::Until::AllTakenIn;
    return options;
}

ExitCode exitCodeOf(const Session& session, const WatchStatus& status)
{
    if (session.cancel().isCancelled())
        return kInterrupted;
    if (status.error)
        return exitCodeFor(*status.error);
    return status.failed > 0 ? kSomeFailed : kDone;
}

ExitCode watch(const Session& session, const WatchWords& words)
{
    const QString command = QStringLiteral("watch");
    const auto environment = session.environment(Session::Missing::IsMade);
    if (!environment)
        return session.console().fail(command, environment.error());
    IngestRequest request = words.request;
    request.projectName = textFromBytes(words.project);
    request.transfer = words.isMove ? IngestRequest::Transfer::Move : IngestRequest::Transfer::Copy;
    WatchPrinter printer(session.console());
    QElapsedTimer clock;
    clock.start();
    const auto folder = FolderWatch::create(*environment, watchedFolder(words.folder, request),
                                            optionsOf(words, environment->settings), printer);
    if (!folder)
        return session.console().fail(command, folder.error());
    (*folder)->start();
    while (!(*folder)->awaitStopped(kSignalPatience)) {
        if (session.cancel().isCancelled())
            (*folder)->stop();
    }
    const WatchStatus status = (*folder)->status();
    const QJsonObject summary = printer.summary(status, clock.elapsed());
    session.console().summarise(command, summary, ingestSummaryText(summary), status.error);
    return exitCodeOf(session, status);
}

} // namespace

void addWatchCommand(CLI::App& app, Command& chosen)
{
    constexpr int kShortestSettle = 10;
    constexpr int kLongestSettle = 3'600'000;
    const auto words = std::make_shared<WatchWords>();
    CLI::App* command =
        app.add_subcommand("watch", "Take in everything that comes to lie in a folder, until Ctrl-C");
    command->add_option("DIR", words->folder, "The folder; what lies below it keeps its place in the project")
        ->required();
    command
        ->add_option("--project", words->project, "The project to take them into; made where there is none")
        ->required();
    command->add_flag("--move", words->isMove,
                      "Remove each source after its copy is proven and in the catalogue (default: copy)");
    command
        ->add_option("--settle-ms", words->settleMs,
                     "How long a file must stay the same before it is taken in (as set: 2,000)")
        ->check(CLI::Range(kShortestSettle, kLongestSettle));
    command->add_flag("--once", words->isOnce, "End when all that lies there is taken in");
    addProofOptions(*command, words->request);
    command->callback(
        [&chosen, words] { chosen = [words](const Session& session) { return watch(session, *words); }; });
}

} // namespace safelight::cli
