#include "app/cli/commands.h"
#include "base/pathtext.h"
#include "maintenance/maintenancetasks.h"
#include "tasks/jobqueue.h"
#include "tasks/jobrun.h"
#include "ui/words/tasktext.h"

#include <memory>

namespace safelight::cli {

namespace {

struct MaintainWords
{
    std::vector<std::string> tasks;
    std::vector<std::string> projects;
    int chunkSize = 0;
    bool isPlan = false;
    bool acceptsMassChange = false;
    bool retriesFailed = false;
};

Result<JobRequest> requestOf(const MaintainWords& words, const Library& library)
{
    JobRequest request;
    request.steps = words.tasks.empty() ? wholeMaintenance() : std::vector<MaintenanceTask>();
    for (const std::string& name : words.tasks)
        request.steps.push_back(
            *maintenanceTaskFromName(QString::fromStdString(name))); // checked by the parser
    SAFELIGHT_ASSIGN(const auto ids, projectIds(words.projects, library));
    request.scope.projects = QVector<ProjectId>(ids.begin(), ids.end());
    request.options.mode = words.isPlan ? StepMode::Plan : StepMode::Apply;
    request.options.acceptMassChange = words.acceptsMassChange;
    request.options.retryFailed = words.retriesFailed;
    if (words.chunkSize > 0)
        request.options.chunkSize = words.chunkSize;
    return request;
}

ExitCode maintain(const Session& session, const MaintainWords& words)
{
    const QString command = QStringLiteral("maintain");
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(command, environment.error());
    const auto request = requestOf(words, environment->library);
    if (!request)
        return session.console().fail(command, request.error());
    if (!words.isPlan) {
        if (const auto recovered = recoverInterruptedJobs(*environment); !recovered)
            return session.console().fail(command, recovered.error());
    }
    const auto run = words.isPlan ? &runPlan : &runRequest;
    return finishJob(session, command,
                     run(*environment, maintenanceTasks(), *request, session.console(), session.cancel()));
}

std::vector<std::string> taskNames()
{
    std::vector<std::string> names;
    for (const MaintenanceTask task : allMaintenanceTasks())
        names.push_back(maintenanceTaskName(task).toStdString());
    return names;
}

} // namespace

ExitCode finishJob(const Session& session, const QString& command, const TaskResult& result)
{
    QJsonObject summary = result.summary;
    if (result.job.isValid())
        summary[QStringLiteral("job")] = result.job.value;
    summary[QStringLiteral("state")] = jobStateName(result.state);
    session.console().summarise(command, summary, maintenanceSummaryText(result.summary), result.error);
    return exitCodeOf(result);
}

ExitCode exitCodeOf(const TaskResult& result)
{
    switch (result.state) {
    case JobState::Done:
        return kDone;
    case JobState::Cancelled:
        return kInterrupted;
    case JobState::Refused:
    case JobState::Failed:
        return result.error ? exitCodeFor(*result.error) : kSomeFailed;
    default:
        return kSomeFailed;
    }
}

void addMaintainCommand(CLI::App& app, Command& chosen)
{
    constexpr int kLargestChunk = 100'000;
    const auto words = std::make_shared<MaintainWords>();
    CLI::App* command = app.add_subcommand(
        "maintain", "Do all maintenance, or the tasks that are named, one after the other");
    command->add_option("TASK", words->tasks, "A task (can be given more than once)")
        ->check(CLI::IsMember(taskNames()));
    command->add_option("--project", words->projects, "Only this project (can be given more than once)");
    command->add_option("--chunk-size", words->chunkSize, "Rows in a page (as set: 2,000)")
        ->check(CLI::Range(1, kLargestChunk));
    command->add_flag("--plan", words->isPlan, "Say what would be done, but change nothing");
    command->add_flag("--accept-mass-change", words->acceptsMassChange,
                      "Do not stop when very much would be marked as missing or removed");
    command->add_flag("--retry-failed", words->retriesFailed, "Try again what failed before, too");
    command->callback(
        [&chosen, words] { chosen = [words](const Session& session) { return maintain(session, *words); }; });
}

} // namespace safelight::cli
