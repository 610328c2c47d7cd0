#include "app/cli/commands.h"
#include "catalog/catalogreader.h"

namespace safelight::cli {

namespace {

constexpr int kMostJobs = 100;

QJsonObject jobJson(const Job& job)
{
    QJsonObject object = {{QStringLiteral("event"), QStringLiteral("job")},
                          {QStringLiteral("id"), job.id.value},
                          {QStringLiteral("type"), jobTypeName(job.type)},
                          {QStringLiteral("state"), jobStateName(job.state)},
                          {QStringLiteral("created_at"), job.createdAt.toString(Qt::ISODateWithMs)},
                          {QStringLiteral("finished_at"),
                           job.finishedAt.isValid() ? QJsonValue(job.finishedAt.toString(Qt::ISODateWithMs))
                                                    : QJsonValue(QJsonValue::Null)},
                          {QStringLiteral("result"), job.result}};
    if (!job.error.isEmpty())
        object[QStringLiteral("error")] = job.error;
    return object;
}

ExitCode list(const Session& session)
{
    const QString command = QStringLiteral("jobs");
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(command, environment.error());
    CatalogReader reader(environment->library.catalog());
    const Status opened = reader.open();
    const auto jobs = opened ? reader.latestJobs(kMostJobs) : Result<QVector<Job>>(opened.error());
    if (!jobs)
        return session.console().fail(command, jobs.error());
    for (const Job& job : *jobs) {
        session.console().emitJson(jobJson(job));
        session.console().say(QStringLiteral("%1  %2  %3  %4")
                                  .arg(job.id.value)
                                  .arg(jobTypeName(job.type), jobStateName(job.state),
                                       job.createdAt.toLocalTime().toString(Qt::ISODate)));
    }
    session.console().summarise(command, {{QStringLiteral("jobs"), static_cast<qint64>(jobs->size())}},
                                QString());
    return kDone;
}

} // namespace

void addJobsCommand(CLI::App& app, Command& chosen)
{
    CLI::App* jobs = app.add_subcommand("jobs", "What was done, and how it ended");
    jobs->require_subcommand(1);
    jobs->add_subcommand("list", "The latest jobs, newest first")->callback([&chosen] { chosen = list; });
}

} // namespace safelight::cli
