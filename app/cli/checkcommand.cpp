#include "app/cli/commands.h"
#include "base/pathtext.h"
#include "catalog/catalogreader.h"
#include "maintenance/manifestcheck.h"
#include "tasks/jobqueue.h"
#include "ui/words/ingesttext.h"

#include <algorithm>
#include <memory>

namespace safelight::cli {

namespace {

struct CheckWords
{
    std::vector<std::string> projects;
    int chunkSize = 0;
    bool isPlan = false;
    bool acceptsMassChange = false;
};

ExitCode check(const Session& session, const CheckWords& words)
{
    const QString command = QStringLiteral("check");
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(command, environment.error());
    const auto ids = projectIds(words.projects, environment->library);
    if (!ids)
        return session.console().fail(command, ids.error());
    if (!words.isPlan) {
        if (const auto recovered = recoverInterruptedJobs(*environment); !recovered)
            return session.console().fail(command, recovered.error());
    }
    ManifestCheckRequest request;
    request.projects = *ids;
    if (words.chunkSize > 0)
        request.chunkSize = words.chunkSize;
    request.planOnly = words.isPlan;
    request.acceptMassChange = words.acceptsMassChange;
    return finishJob(session, command,
                     runManifestCheck(*environment, request, session.console(), session.cancel()));
}

} // namespace

Result<std::vector<ProjectId>> projectIds(const std::vector<std::string>& names, const Library& library)
{
    CatalogReader reader(library.catalog());
    SAFELIGHT_TRY(reader.open());
    SAFELIGHT_ASSIGN(const auto projects, reader.projects());
    std::vector<ProjectId> ids;
    for (const std::string& bytes : names) {
        const QString name = textFromBytes(bytes);
        const auto found = std::ranges::find(projects, name, &Project::name);
        if (found == projects.end())
            return Error{ErrorCode::ProjectUnknown, name, {}, nullptr};
        ids.push_back(found->id);
    }
    return ids;
}

void addCheckCommand(CLI::App& app, Command& chosen)
{
    constexpr int kLargestChunk = 100'000;
    const auto words = std::make_shared<CheckWords>();
    CLI::App* command = app.add_subcommand("check", "Compare the catalogue with the disk and set it right");
    command->add_option("--project", words->projects, "Only this project (can be given more than once)");
    command->add_option("--chunk-size", words->chunkSize, "Photos in a page (as set: 2,000)")
        ->check(CLI::Range(1, kLargestChunk));
    command->add_flag("--plan", words->isPlan, "Say what would be corrected, but write nothing");
    command->add_flag("--accept-mass-change", words->acceptsMassChange,
                      "Do not stop when very many files are missing");
    command->callback(
        [&chosen, words] { chosen = [words](const Session& session) { return check(session, *words); }; });
}

} // namespace safelight::cli
