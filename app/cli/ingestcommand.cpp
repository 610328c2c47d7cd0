#include "app/cli/commands.h"
#include "base/pathtext.h"
#include "ingest/ingestjob.h"
#include "ui/words/ingesttext.h"
#include "ui/words/plantext.h"

#include <map>
#include <memory>

namespace safelight::cli {

namespace {

struct IngestWords
{
    std::vector<std::string> paths;
    std::string project;
    IngestRequest request;
    std::string second;
    std::string folderTemplate;
    std::string nameTemplate;
    std::vector<std::string> excluded;
    std::string creator;
    std::string copyright;
    std::vector<std::string> keywords;
    bool isMove = false;
};

AddedMetadata addedMetadata(const IngestWords& words)
{
    AddedMetadata added = {
        QString::fromStdString(words.creator), QString::fromStdString(words.copyright), {}};
    for (const std::string& keyword : words.keywords)
        added.keywords += QString::fromStdString(keyword);
    return added;
}

TaskResult planForNewLibrary(const Session& session, IngestRequest request)
{
    const auto settings = Settings::load(userSettingsFile());
    if (!settings)
        return {JobState::Refused, settings.error(), {}, {}};
    return safelight::planForNewLibrary(session.options().library, *settings, EventLog(), std::move(request),
                                        session.console(), session.cancel());
}

ExitCode ingest(const Session& session, const IngestWords& words)
{
    const QString command = QStringLiteral("ingest");
    const bool isPlan = words.request.planOnly;
    const auto missing = isPlan ? Session::Missing::IsError : Session::Missing::IsMade;
    const auto environment = session.environment(missing);
    const bool isForNewLibrary = isPlan && !environment && !session.options().catalog &&
                                 environment.error().code == ErrorCode::LibraryMissing;
    if (!environment && !isForNewLibrary)
        return session.console().fail(command, environment.error());
    IngestRequest request = words.request;
    request.projectName = textFromBytes(words.project);
    request.transfer = words.isMove ? IngestRequest::Transfer::Move : IngestRequest::Transfer::Copy;
    request.secondFolder = words.second;
    request.secondVerify = request.verify;
    request.folderTemplate = textFromBytes(words.folderTemplate);
    request.nameTemplate = textFromBytes(words.nameTemplate);
    request.excluded.assign(words.excluded.begin(), words.excluded.end());
    request.added = addedMetadata(words);
    for (const std::string& path : words.paths)
        request.sources.emplace_back(path);
    const TaskResult result = isForNewLibrary
                                  ? planForNewLibrary(session, std::move(request))
                                  : runIngest(*environment, request, session.console(), session.cancel());
    for (const CardWarning& warning : cardWarningsOf(result.summary))
        session.console().say(cardWarningText(warning));
    const QString last = isPlan ? planSummaryText(result.summary) : ingestSummaryText(result.summary);
    session.console().summarise(command, result.summary, last, result.error);
    const bool canGoOn = result.state == JobState::Cancelled || result.state == JobState::Interrupted;
    if (canGoOn && result.job.isValid())
        session.console().say(
            QStringLiteral("What was taken in is safe. To go on: safelight-cli jobs resume %1")
                .arg(result.job.value));
    return exitCodeOf(result);
}

void addMetadataOptions(CLI::App& command, IngestWords& words)
{
    command.add_option("--creator", words.creator,
                       "Who made the pictures: written into the XMP sidecars of what is new");
    command.add_option("--copyright", words.copyright, "The same for the copyright");
    command.add_option("--keyword", words.keywords, "The same for a keyword; as often as there are keywords")
        ->allow_extra_args(false);
}

} // namespace

void addIngestCommand(CLI::App& app, Command& chosen)
{
    const auto words = std::make_shared<IngestWords>();
    CLI::App* command = app.add_subcommand("ingest", "Take pictures in");
    command->add_option("PATH", words->paths, "Files and folders; a folder keeps its name below the project")
        ->required();
    command
        ->add_option("--project", words->project, "The project to take them into; made where there is none")
        ->required();
    command->add_flag("--move", words->isMove,
                      "Remove each source after its copy is proven and in the catalogue (default: copy)");
    command->add_flag("--plan", words->request.planOnly, "Read and decide, but write nothing");
    command->add_option("--second-copy", words->second,
                        "A folder, best on another disk, where every frame gets a second, proven copy");
    command->add_option("--folder-template", words->folderTemplate,
                        "Subfolders for what is taken in, as \"{year}/{date:yyyy-MM-dd}\"");
    command->add_option("--name-template", words->nameTemplate,
                        "Names for what is taken in, as \"{project}_{counter:4}\"");
    command
        ->add_option("--first-number", words->request.firstNumber, "What {counter} begins with (default 1)")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--exclude", words->excluded, "A file among them that is left where it is");
    const std::map<std::string, IngestOrder> orders = {{"found", IngestOrder::AsFound},
                                                       {"oldest", IngestOrder::OldestFirst},
                                                       {"newest", IngestOrder::NewestFirst}};
    command
        ->add_option("--order", words->request.order,
                     "Which frames come first: found (default: by name), oldest or newest")
        ->transform(CLI::CheckedTransformer(orders));
    const std::map<std::string, IngestRequest::OnRejected> rejected = {
        {"skip", IngestRequest::OnRejected::Skip}, {"import", IngestRequest::OnRejected::Import}};
    command
        ->add_option("--on-rejected", words->request.onRejected,
                     "What to do with photos that were rejected before: skip (default) or import")
        ->transform(CLI::CheckedTransformer(rejected));
    const std::map<std::string, IngestRequest::OnDuplicate> duplicates = {
        {"skip", IngestRequest::OnDuplicate::Skip}, {"import", IngestRequest::OnDuplicate::Import}};
    command
        ->add_option("--on-duplicate", words->request.onDuplicate,
                     "What to do with bytes that are stored already: skip (default) or import")
        ->transform(CLI::CheckedTransformer(duplicates));
    addMetadataOptions(*command, *words);
    addProofOptions(*command, words->request);
    command->callback(
        [&chosen, words] { chosen = [words](const Session& session) { return ingest(session, *words); }; });
}

} // namespace safelight::cli
