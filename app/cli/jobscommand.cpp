#include "app/cli/commands.h"
#include "catalog/catalogreader.h"
#include "ingest/ingestjob.h"
#include "maintenance/maintenancetasks.h"
#include "tasks/jobqueue.h"
#include "tasks/jobrun.h"
#include "ui/words/progresstext.h"
#include "ui/words/tasktext.h"

#include <QJsonArray>

#include <algorithm>
#include <memory>
#include <thread>

namespace safelight::cli {

namespace {

constexpr int kMostJobs = 100;
constexpr int kMostItems = 10'000;
constexpr std::chrono::milliseconds kAskEvery{50};
constexpr std::chrono::seconds kPatience{10};

const QString kJobsCommand = QStringLiteral("jobs");

QJsonValue timeOrNull(const QDateTime& time)
{
    return time.isValid() ? QJsonValue(time.toString(Qt::ISODateWithMs)) : QJsonValue(QJsonValue::Null);
}

QJsonValue numberOrNull(const std::optional<qint64>& number)
{
    return number ? QJsonValue(*number) : QJsonValue(QJsonValue::Null);
}

QJsonObject jobJson(const Job& job)
{
    QJsonObject object = {{QStringLiteral("event"), QStringLiteral("job")},
                          {QStringLiteral("id"), job.id.value},
                          {QStringLiteral("type"), jobTypeName(job.type)},
                          {QStringLiteral("scope"), job.scope},
                          {QStringLiteral("priority"), job.priority},
                          {QStringLiteral("state"), jobStateName(job.state)},
                          {QStringLiteral("attempts"), job.attempts},
                          {QStringLiteral("done"), job.done},
                          {QStringLiteral("total"), numberOrNull(job.total)},
                          {QStringLiteral("created_at"), job.createdAt.toString(Qt::ISODateWithMs)},
                          {QStringLiteral("started_at"), timeOrNull(job.startedAt)},
                          {QStringLiteral("finished_at"), timeOrNull(job.finishedAt)},
                          {QStringLiteral("heartbeat_at"), timeOrNull(job.heartbeatAt)},
                          {QStringLiteral("not_before"), timeOrNull(job.notBefore)},
                          {QStringLiteral("result"), job.result}};
    if (!job.error.isEmpty())
        object[QStringLiteral("error")] = job.error;
    return object;
}

QJsonObject stepJson(const JobStep& step)
{
    return {{QStringLiteral("event"), QStringLiteral("step")},
            {QStringLiteral("ordinal"), step.ordinal},
            {QStringLiteral("task"), maintenanceTaskName(step.task)},
            {QStringLiteral("state"), jobStateName(step.state)},
            {QStringLiteral("cursor"), step.cursor},
            {QStringLiteral("done"), step.done},
            {QStringLiteral("total"), numberOrNull(step.total)},
            {QStringLiteral("result"), step.result},
            {QStringLiteral("error"), step.error}};
}

QJsonObject itemJson(const JobItem& item, const QString& state)
{
    return {{QStringLiteral("event"), QStringLiteral("job_item")},
            {QStringLiteral("state"), state},
            {QStringLiteral("action"), item.action},
            {QStringLiteral("subject"), item.subject},
            {QStringLiteral("message"), item.message},
            {QStringLiteral("payload"), item.payload}};
}

QString lineOf(const Job& job)
{
    return QStringLiteral("%1  %2  %3  %4")
        .arg(job.id.value)
        .arg(jobTypeName(job.type), jobStateName(job.state),
             job.createdAt.toLocalTime().toString(Qt::ISODate));
}

ExitCode listJobs(const Session& session)
{
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(kJobsCommand, environment.error());
    CatalogReader reader(environment->library.catalog());
    const Status opened = reader.open();
    const auto jobs = opened ? reader.latestJobs(kMostJobs) : Result<QVector<Job>>(opened.error());
    if (!jobs)
        return session.console().fail(kJobsCommand, jobs.error());
    for (const Job& job : *jobs) {
        session.console().emitJson(jobJson(job));
        session.console().say(lineOf(job));
    }
    session.console().summarise(kJobsCommand, {{QStringLiteral("jobs"), static_cast<qint64>(jobs->size())}},
                                QString());
    return kDone;
}

Error unknownJob(JobId id)
{
    return {ErrorCode::NotFound, QStringLiteral("job %1").arg(id.value), {}, nullptr};
}

Status tellDetails(const Session& session, CatalogReader& reader, JobId id)
{
    SAFELIGHT_TRY(reader.open());
    SAFELIGHT_ASSIGN(const JobDetails details, reader.jobDetails(id));
    session.console().emitJson(jobJson(details.job));
    session.console().say(lineOf(details.job));
    for (const JobStep& step : details.steps) {
        session.console().emitJson(stepJson(step));
        session.console().say(QStringLiteral("  %1  %2  %3")
                                  .arg(maintenanceTaskName(step.task), jobStateName(step.state),
                                       maintenanceSummaryText(step.result)));
    }
    for (const auto& [state, name] : {std::pair(JobItemState::Failed, QStringLiteral("failed")),
                                      std::pair(JobItemState::LeftAlone, QStringLiteral("left_alone")),
                                      std::pair(JobItemState::Proposed, QStringLiteral("proposed"))}) {
        SAFELIGHT_ASSIGN(const auto items, reader.jobItems(id, state, {}, kMostItems));
        for (const JobItem& item : items) {
            session.console().emitJson(itemJson(item, name));
            session.console().say(QStringLiteral("  %1: %2  %3").arg(name, item.subject, item.message));
        }
    }
    session.console().summarise(kJobsCommand, {{QStringLiteral("jobs"), 1}}, QString());
    return {};
}

ExitCode showJob(const Session& session, JobId id)
{
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(kJobsCommand, environment.error());
    CatalogReader reader(environment->library.catalog());
    const Status told = tellDetails(session, reader, id);
    if (told)
        return kDone;
    const ExitCode code = session.console().fail(kJobsCommand, told.error());
    return told.error().code == ErrorCode::NotFound ? kUsage : code;
}

/// Asks for a change of a job's state, and waits for a worker to heed it.
ExitCode ask(const Session& session, JobId id, Result<JobQueue::Answer> (JobQueue::*what)(JobId))
{
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(kJobsCommand, environment.error());
    Connection connection(environment->library.catalog());
    if (const Status opened = connection.open(); !opened)
        return session.console().fail(kJobsCommand, opened.error());
    JobQueue queue(*environment, connection);
    if (const auto recovered = queue.recover(); !recovered)
        return session.console().fail(kJobsCommand, recovered.error());
    const auto began = std::chrono::steady_clock::now();
    while (true) {
        const auto answer = (queue.*what)(id);
        if (!answer)
            return session.console().fail(kJobsCommand, answer.error());
        const auto job = JobRepository(connection).find(id);
        if (!job)
            return session.console().fail(kJobsCommand, job.error());
        if (!*job) {
            (void)session.console().fail(kJobsCommand, unknownJob(id));
            return kUsage;
        }
        const bool isLast = *answer != JobQueue::Answer::Asked || session.cancel().isCancelled() ||
                            std::chrono::steady_clock::now() - began > kPatience;
        if (isLast) {
            session.console().summarise(
                kJobsCommand,
                {{QStringLiteral("job"), id.value}, {QStringLiteral("state"), jobStateName((*job)->state)}},
                lineOf(**job));
            return *answer == JobQueue::Answer::Done ? kDone : kSomeFailed;
        }
        std::this_thread::sleep_for(kAskEvery); // another program's worker answers between two of its items
    }
}

TaskResult resumeOne(const TaskEnvironment& environment, const Session& session, const Job& job)
{
    if (job.type == JobType::Ingest)
        return resumeIngest(environment, job.id, session.console(), session.cancel());
    std::optional<Job> claimed;
    {
        Connection connection(environment.library.catalog());
        if (const Status opened = connection.open(); !opened)
            return {JobState::Failed, opened.error(), {}, job.id};
        auto taken = JobQueue(environment, connection).claim(job.id);
        if (!taken)
            return {JobState::Failed, taken.error(), {}, job.id};
        claimed = *std::move(taken);
    }
    if (!claimed)
        return {JobState::Refused,
                Error{ErrorCode::LockedByOther, QString::number(job.id.value), {}, nullptr},
                {},
                job.id};
    return runClaimedJob(environment, maintenanceTasks(), *claimed, session.console(), session.cancel());
}

/// Jobs that wait, are paused or were interrupted: all of them, or the one of this number.
Result<std::vector<Job>> unfinished(const TaskEnvironment& environment, std::optional<JobId> only)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(connection.open());
    SAFELIGHT_TRY(JobQueue(environment, connection).recover());
    std::vector<Job> all;
    for (const JobState state : {JobState::Queued, JobState::Paused, JobState::Interrupted}) {
        SAFELIGHT_ASSIGN(const auto jobs, JobRepository(connection).inState(state));
        std::ranges::copy_if(jobs, std::back_inserter(all),
                             [&](const Job& job) { return !only || job.id == *only; });
    }
    // An ingest that was cancelled, or left files out because they failed, is gone on with when it is named.
    if (only && all.empty()) {
        SAFELIGHT_ASSIGN(const auto job, JobRepository(connection).find(*only));
        if (job && job->type == JobType::Ingest &&
            (job->state == JobState::Cancelled || job->state == JobState::DoneWithFailures))
            all.push_back(*job);
    }
    std::ranges::sort(all, {}, &Job::id);
    if (only && all.empty())
        return unknownJob(*only);
    return all;
}

ExitCode resume(const Session& session, std::optional<JobId> only)
{
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(kJobsCommand, environment.error());
    const auto jobs = unfinished(*environment, only);
    if (!jobs)
        return session.console().fail(kJobsCommand, jobs.error());
    ExitCode worst = kDone;
    QJsonArray told;
    std::optional<Error> error;
    for (const Job& job : *jobs) {
        if (session.cancel().isCancelled())
            return kInterrupted;
        const TaskResult result = resumeOne(*environment, session, job);
        const QString how = result.state == JobState::Refused && job.type == JobType::Ingest
                                ? QStringLiteral("not gone on with")
                                : jobStateText(result.state);
        session.console().say(QStringLiteral("%1: %2").arg(job.id.value).arg(how));
        told += QJsonObject{{QStringLiteral("job"), job.id.value},
                            {QStringLiteral("state"), jobStateName(result.state)},
                            {QStringLiteral("result"), result.summary}};
        worst = std::max(worst, exitCodeOf(result));
        if (result.error)
            error = result.error;
    }
    session.console().summarise(
        kJobsCommand,
        {{QStringLiteral("jobs"), static_cast<qint64>(jobs->size())}, {QStringLiteral("resumed"), told}},
        QStringLiteral("%1 jobs").arg(countText(static_cast<qint64>(jobs->size()))), error);
    return worst;
}

ExitCode approve(const Session& session, JobId id)
{
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(kJobsCommand, environment.error());
    const auto request = requestForProposals(*environment, id);
    if (!request)
        return session.console().fail(kJobsCommand, request.error());
    return finishJob(
        session, kJobsCommand,
        runRequest(*environment, maintenanceTasks(), *request, session.console(), session.cancel()));
}

ExitCode dismiss(const Session& session, JobId id)
{
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(kJobsCommand, environment.error());
    const auto count = dismissProposals(*environment, id);
    if (!count)
        return session.console().fail(kJobsCommand, count.error());
    session.console().summarise(kJobsCommand, {{QStringLiteral("dismissed"), *count}},
                                QStringLiteral("%1 dismissed").arg(countText(*count)));
    return kDone;
}

} // namespace

void addJobsCommand(CLI::App& app, Command& chosen)
{
    CLI::App* jobs = app.add_subcommand("jobs", "What was done and is to be done, and how it ended");
    jobs->require_subcommand(1);
    jobs->add_subcommand("list", "The latest jobs, newest first")->callback([&chosen] { chosen = listJobs; });

    const auto id = std::make_shared<qint64>(0);
    using Act = std::function<ExitCode(const Session&, JobId)>;
    const auto addFor = [&](const char* name, const char* help, const Act& act) {
        CLI::App* command = jobs->add_subcommand(name, help);
        command->add_option("ID", *id, "The job's number")->required()->check(CLI::PositiveNumber);
        command->callback([&chosen, id, act] {
            chosen = [id, act](const Session& session) { return act(session, {*id}); };
        });
    };
    addFor("show", "One job with its steps, failures and proposals", showJob);
    addFor("pause", "Stop a job for a while; it goes on from there when it is resumed",
           [](const Session& session, JobId job) { return ask(session, job, &JobQueue::pause); });
    addFor("cancel", "Stop a job for good; what it committed stays",
           [](const Session& session, JobId job) { return ask(session, job, &JobQueue::cancel); });
    addFor("approve", "Do what a job has proposed, as far as it still holds", approve);
    addFor("dismiss", "Forget what a job has proposed", dismiss);

    CLI::App* resuming =
        jobs->add_subcommand("resume", "Go on here with what waits, was paused or was interrupted");
    resuming->add_option("ID", *id, "Only this job")->check(CLI::PositiveNumber);
    resuming->callback([&chosen, id] {
        chosen = [id](const Session& session) {
            return resume(session, *id > 0 ? std::optional(JobId{*id}) : std::nullopt);
        };
    });
}

} // namespace safelight::cli
