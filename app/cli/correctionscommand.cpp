#include "app/cli/commands.h"
#include "base/pathtext.h"
#include "catalog/catalogreader.h"
#include "maintenance/correctionexport.h"
#include "maintenance/correctionundo.h"
#include "ui/words/progresstext.h"

#include <memory>

namespace safelight::cli {

namespace {

struct CorrectionsWords
{
    qint64 job = 0;
    std::vector<qint64> ids;
    std::string file;
};

std::optional<JobId> jobOf(const CorrectionsWords& words)
{
    return words.job > 0 ? std::optional(JobId{words.job}) : std::nullopt;
}

/// Tells every correction, page by page.
template <class Tell>
Status forEachPage(const Library& library, std::optional<JobId> job, Tell tell)
{
    CatalogReader reader(library.catalog());
    SAFELIGHT_TRY(reader.open());
    return reader.forEachCorrection(job, tell);
}

ExitCode listCorrections(const Session& session, const CorrectionsWords& words)
{
    const QString command = QStringLiteral("corrections");
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(command, environment.error());
    qint64 count = 0;
    const Status told = forEachPage(environment->library, jobOf(words), [&](const QVector<Correction>& page) {
        count += page.size();
        session.console().happened(RowsCorrected{page});
    });
    if (!told)
        return session.console().fail(command, told.error());
    session.console().summarise(command, {{QStringLiteral("corrections"), count}},
                                countText(count) + u" corrections");
    return kDone;
}

ExitCode undo(const Session& session, const CorrectionsWords& words)
{
    const QString command = QStringLiteral("corrections");
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(command, environment.error());
    UndoRequest request;
    request.job = jobOf(words);
    for (const qint64 id : words.ids)
        request.corrections.push_back({id});
    if (!request.job && request.corrections.empty()) {
        return session.console().fail(command, Error{ErrorCode::InvalidArgument, QStringLiteral("undo"),
                                                     QStringLiteral("--job or --id"), nullptr});
    }
    const TaskResult result = undoCorrections(*environment, request, session.console(), session.cancel());
    session.console().summarise(command, result.summary,
                                QStringLiteral("%1 undone, %2 left as they are")
                                    .arg(countText(result.summary[u"undone"].toInteger()),
                                         countText(result.summary[u"skipped"].toInteger())),
                                result.error);
    return exitCodeOf(result);
}

ExitCode exportTo(const Session& session, const CorrectionsWords& words)
{
    const QString command = QStringLiteral("corrections");
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(command, environment.error());
    QVector<Correction> all;
    const Status read = forEachPage(environment->library, jobOf(words),
                                    [&](const QVector<Correction>& page) { all += page; });
    const Status written = read ? exportCorrections(environment->fs, words.file, all) : read;
    if (!written)
        return session.console().fail(command, written.error());
    session.console().summarise(
        command, {{QStringLiteral("corrections"), static_cast<qint64>(all.size())}},
        QStringLiteral("%1 corrections written to %2").arg(countText(all.size()), textFromBytes(words.file)));
    return kDone;
}

} // namespace

void addCorrectionsCommand(CLI::App& app, Command& chosen)
{
    const auto words = std::make_shared<CorrectionsWords>();
    CLI::App* corrections = app.add_subcommand("corrections", "What checks have corrected");
    corrections->require_subcommand(1);
    CLI::App* listing = corrections->add_subcommand("list", "Say each correction");
    CLI::App* exporting = corrections->add_subcommand(
        "export", "Write them to a new file: CSV, or JSON lines when its name ends in .json");
    exporting->add_option("FILE", words->file, "The file to write; an existing one is not overwritten")
        ->required();
    CLI::App* undoing = corrections->add_subcommand(
        "undo", "Set rows back to what they said before, where they still say what the correction wrote");
    undoing->add_option("--id", words->ids, "Only this correction (can be given more than once)")
        ->check(CLI::PositiveNumber);
    undoing->callback(
        [&chosen, words] { chosen = [words](const Session& session) { return undo(session, *words); }; });
    for (CLI::App* command : {listing, exporting, undoing})
        command->add_option("--job", words->job, "Only those of this job")->check(CLI::PositiveNumber);
    listing->callback([&chosen, words] {
        chosen = [words](const Session& session) { return listCorrections(session, *words); };
    });
    exporting->callback(
        [&chosen, words] { chosen = [words](const Session& session) { return exportTo(session, *words); }; });
}

} // namespace safelight::cli
