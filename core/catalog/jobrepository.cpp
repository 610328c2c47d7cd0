#include "catalog/jobrepository.h"

#include "catalog/rowtext.h"

namespace safelight {

namespace {

QVariant orNull(const std::optional<qint64>& value)
{
    return value ? QVariant(*value) : QVariant(QMetaType(QMetaType::LongLong));
}

Job jobFrom(const Statement& row)
{
    Job job;
    job.id = {row.value(0).toLongLong()};
    job.uuid = QUuid::fromString(row.value(1).toString());
    job.type = jobTypeFromName(row.value(2).toString()).value_or(JobType::ManifestCheck);
    if (!row.value(3).isNull())
        job.project = ProjectId{row.value(3).toLongLong()};
    job.state = jobStateFromName(row.value(4).toString()).value_or(JobState::Failed);
    job.done = row.value(5).toLongLong();
    if (!row.value(6).isNull())
        job.total = row.value(6).toLongLong();
    job.payload = rowtext::toJson(row.value(7));
    job.result = rowtext::toJson(row.value(8));
    job.error = row.value(9).toString();
    job.worker = row.value(10).toString();
    job.createdAt = rowtext::toTime(row.value(11));
    job.startedAt = rowtext::toTime(row.value(12));
    job.finishedAt = rowtext::toTime(row.value(13));
    return job;
}

} // namespace

Result<JobId> JobRepository::insert(const Job& job) const
{
    const QVariant project =
        job.project ? QVariant(job.project->value) : QVariant(QMetaType(QMetaType::LongLong));
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("INSERT INTO jobs (uuid, type, project_id, state, done, total, "
                                        "payload, worker, created_at, started_at) "
                                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"),
                         {job.uuid.toString(QUuid::WithoutBraces), jobTypeName(job.type), project,
                          jobStateName(job.state), job.done, orNull(job.total),
                          rowtext::fromJson(job.payload), rowtext::text(job.worker),
                          rowtext::fromTime(job.createdAt), rowtext::fromOptionalTime(job.startedAt)}));
    row.next();
    return JobId{row.value(0).toLongLong()};
}

Status JobRepository::updateProgress(JobId id, qint64 done, std::optional<qint64> total) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE jobs SET done = ?, total = ? WHERE id = ? AND state = 'running'"),
        {done, orNull(total), id.value}));
    return {};
}

Status JobRepository::finish(JobId id, JobState state, const QJsonObject& result, const QString& error) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE jobs SET state = ?, result = ?, error = ?, finished_at = ? WHERE id = ? AND "
                       "state IN ('queued', 'running')"),
        {jobStateName(state), rowtext::fromJson(result), rowtext::text(error),
         rowtext::fromTime(QDateTime::currentDateTimeUtc()), id.value}));
    return {};
}

Result<std::vector<Job>> JobRepository::select(const QString& tail, const QVariantList& values) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT id, uuid, type, project_id, state, done, total, payload, "
                                        "result, error, worker, created_at, started_at, "
                                        "finished_at FROM jobs ") +
                             tail,
                         values));
    std::vector<Job> jobs;
    while (row.next())
        jobs.push_back(jobFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return jobs;
}

Result<std::optional<Job>> JobRepository::find(JobId id) const
{
    SAFELIGHT_ASSIGN(const auto jobs, select(QStringLiteral("WHERE id = ?"), {id.value}));
    return jobs.empty() ? std::optional<Job>() : std::optional(jobs.front());
}

Result<std::vector<Job>> JobRepository::inState(JobState state) const
{
    return select(QStringLiteral("WHERE state = ? ORDER BY id"), {jobStateName(state)});
}

Result<std::vector<Job>> JobRepository::latest(int limit) const
{
    return select(QStringLiteral("ORDER BY id DESC LIMIT ?"), {limit});
}

} // namespace safelight
