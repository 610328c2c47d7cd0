#include "catalog/jobrepository.h"

#include "catalog/rowtext.h"

#include <QJsonArray>

namespace safelight {

namespace {

const QString kJobColumns =
    QStringLiteral("id, uuid, type, project_id, state, done, total, payload, result, error, worker, "
                   "created_at, started_at, finished_at, scope, request_key, priority, attempts, not_before, "
                   "heartbeat_at, wish");

QVariant numberOrNull(const std::optional<qint64>& value)
{
    return value ? QVariant(*value) : QVariant(QMetaType(QMetaType::LongLong));
}

Job jobFrom(const Statement& row)
{
    Job job;
    job.id = {row.value(0).toLongLong()};
    job.uuid = QUuid::fromString(row.value(1).toString());
    job.type = jobTypeFromName(row.value(2).toString()).value_or(JobType::Maintenance);
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
    job.scope = row.value(14).toString();
    job.requestKey = row.value(15).toString();
    job.priority = row.value(16).toInt();
    job.attempts = row.value(17).toInt();
    job.notBefore = rowtext::toTime(row.value(18));
    job.heartbeatAt = rowtext::toTime(row.value(19));
    job.wish = row.value(20).toString();
    return job;
}

JobStep stepFrom(const Statement& row)
{
    JobStep step;
    step.id = {row.value(0).toLongLong()};
    step.job = {row.value(1).toLongLong()};
    step.ordinal = row.value(2).toInt();
    step.task = maintenanceTaskFromName(row.value(3).toString()).value_or(MaintenanceTask::ManifestCheck);
    step.state = jobStateFromName(row.value(4).toString()).value_or(JobState::Failed);
    step.cursor = rowtext::toJson(row.value(5));
    step.done = row.value(6).toLongLong();
    if (!row.value(7).isNull())
        step.total = row.value(7).toLongLong();
    step.result = rowtext::toJson(row.value(8));
    step.error = row.value(9).toString();
    step.startedAt = rowtext::toTime(row.value(10));
    step.finishedAt = rowtext::toTime(row.value(11));
    return step;
}

QString metricsText(const QVector<JobSample>& samples)
{
    QJsonArray rows;
    for (const JobSample& sample : samples)
        rows += QJsonArray{sample.atMs, sample.done, sample.residentMb};
    return QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact));
}

QVector<JobSample> metricsFrom(const QString& text)
{
    QVector<JobSample> samples;
    for (const auto& row : QJsonDocument::fromJson(text.toUtf8()).array())
        samples += JobSample{row[0].toInteger(), row[1].toInteger(), row[2].toDouble()};
    return samples;
}

} // namespace

Result<JobId> JobRepository::insert(const Job& job) const
{
    const QVariant project =
        job.project ? QVariant(job.project->value) : QVariant(QMetaType(QMetaType::LongLong));
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("INSERT INTO jobs (uuid, type, project_id, state, done, total, payload, worker, "
                           "created_at, started_at, scope, request_key, priority, heartbeat_at, attempts) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"),
            {job.uuid.toString(QUuid::WithoutBraces), jobTypeName(job.type), project, jobStateName(job.state),
             job.done, numberOrNull(job.total), rowtext::fromJson(job.payload), rowtext::text(job.worker),
             rowtext::fromTime(job.createdAt), rowtext::fromOptionalTime(job.startedAt),
             rowtext::text(job.scope), rowtext::text(job.requestKey), job.priority,
             rowtext::fromOptionalTime(job.startedAt), job.attempts}));
    row.next();
    return JobId{row.value(0).toLongLong()};
}

Status JobRepository::insertSteps(JobId job, std::span<const MaintenanceTask> tasks) const
{
    int ordinal = 0;
    for (const MaintenanceTask task : tasks) {
        SAFELIGHT_TRY(
            m_connection.run(QStringLiteral("INSERT INTO job_steps (job_id, ordinal, task) VALUES (?, ?, ?)"),
                             {job.value, ordinal++, maintenanceTaskName(task)}));
    }
    return {};
}

Result<bool> JobRepository::change(const QString& sql, const QVariantList& values) const
{
    SAFELIGHT_ASSIGN(Statement changed, m_connection.run(sql, values));
    return changed.numRowsAffected() == 1;
}

Result<std::optional<Job>> JobRepository::findQueued(const QString& requestKey) const
{
    SAFELIGHT_ASSIGN(const auto jobs,
                     select(QStringLiteral("WHERE state = 'queued' AND request_key = ? ORDER BY id LIMIT 1"),
                            {requestKey}));
    return jobs.empty() ? std::optional<Job>() : std::optional(jobs.front());
}

Result<std::optional<Job>> JobRepository::nextQueued(int leastPriority, const QDateTime& at) const
{
    SAFELIGHT_ASSIGN(const auto jobs,
                     select(QStringLiteral("WHERE state = 'queued' AND priority >= ? AND (not_before IS NULL "
                                           "OR not_before <= ?) ORDER BY priority DESC, id LIMIT 1"),
                            {leastPriority, rowtext::fromTime(at)}));
    return jobs.empty() ? std::optional<Job>() : std::optional(jobs.front());
}

Result<std::optional<QDateTime>> JobRepository::nextDue() const
{
    SAFELIGHT_ASSIGN(Statement row, m_connection.run(QStringLiteral(
                                        "SELECT MIN(not_before) FROM jobs WHERE state = 'queued' "
                                        "AND not_before IS NOT NULL")));
    std::optional<QDateTime> due;
    if (row.next() && !row.value(0).isNull())
        due = rowtext::toTime(row.value(0));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return due;
}

Result<bool> JobRepository::claim(JobId id, const QString& worker, const QDateTime& at) const
{
    const QString time = rowtext::fromTime(at);
    return change(
        QStringLiteral("UPDATE jobs SET state = 'running', worker = ?, wish = '', error = '', attempts "
                       "= attempts + 1, not_before = NULL, heartbeat_at = ?, started_at = "
                       "COALESCE(started_at, ?) WHERE id = ? AND state IN ('queued', 'paused')"),
        {worker, time, time, id.value});
}

Result<bool> JobRepository::takeUpEnded(JobId id, const QString& worker, const QDateTime& at) const
{
    return change(QStringLiteral(
                      "UPDATE jobs SET state = 'running', worker = ?, wish = '', error = '', attempts "
                      "= attempts + 1, heartbeat_at = ?, finished_at = NULL WHERE id = ? AND type = 'ingest' "
                      "AND state IN ('interrupted', 'cancelled', 'failed', 'done_with_failures')"),
                  {worker, rowtext::fromTime(at), id.value});
}

Result<bool> JobRepository::yield(JobId id, const QString& worker) const
{
    return change(
        QStringLiteral("UPDATE jobs SET state = 'queued', attempts = attempts - 1, wish = '' WHERE id = "
                       "? AND state = 'running' AND worker = ?"),
        {id.value, worker});
}

Result<bool> JobRepository::requeue(JobId id, const QString& worker, const QDateTime& notBefore,
                                    const QString& error) const
{
    return change(
        QStringLiteral("UPDATE jobs SET state = 'queued', not_before = ?, error = ?, wish = '' WHERE "
                       "id = ? AND state = 'running' AND worker = ?"),
        {rowtext::fromOptionalTime(notBefore), rowtext::text(error), id.value, worker});
}

Result<bool> JobRepository::pause(JobId id, const QString& worker, const QString& error) const
{
    return change(
        QStringLiteral("UPDATE jobs SET state = 'paused', error = ?, wish = '' WHERE id = ? AND state "
                       "= 'running' AND worker = ?"),
        {rowtext::text(error), id.value, worker});
}

Result<bool> JobRepository::holdQueued(JobId id) const
{
    return change(QStringLiteral("UPDATE jobs SET state = 'paused' WHERE id = ? AND state = 'queued'"),
                  {id.value});
}

Result<bool> JobRepository::release(JobId id) const
{
    return change(
        QStringLiteral("UPDATE jobs SET state = 'queued', error = '', attempts = 0, not_before = NULL "
                       "WHERE id = ? AND state = 'paused'"),
        {id.value});
}

Result<bool> JobRepository::cancelIdle(JobId id) const
{
    return change(
        QStringLiteral("UPDATE jobs SET state = 'cancelled', finished_at = ? WHERE id = ? AND state IN "
                       "('queued', 'paused', 'interrupted')"),
        {rowtext::now(), id.value});
}

Status JobRepository::raisePriority(JobId id, int priority) const
{
    SAFELIGHT_TRY(
        m_connection.run(QStringLiteral("UPDATE jobs SET priority = ? WHERE id = ? AND priority < ?"),
                         {priority, id.value, priority}));
    return {};
}

Result<std::optional<QString>> JobRepository::beat(JobId id, const QString& worker, const QDateTime& at,
                                                   const QVector<JobSample>& metrics) const
{
    SAFELIGHT_TRY(
        m_connection.run(QStringLiteral("UPDATE jobs SET heartbeat_at = ?, metrics = ? WHERE id = ? "
                                        "AND state = 'running' AND worker = ?"),
                         {rowtext::fromTime(at), metricsText(metrics), id.value, worker}));
    return wish(id, worker);
}

Result<std::optional<QString>> JobRepository::wish(JobId id, const QString& worker) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT wish FROM jobs WHERE id = ? AND state = 'running' "
                                        "AND worker = ?"),
                         {id.value, worker}));
    std::optional<QString> wish;
    if (row.next())
        wish = row.value(0).toString();
    SAFELIGHT_TRY(m_connection.endOf(row));
    return wish;
}

Status JobRepository::setWish(JobId id, const QString& wish) const
{
    // Cancelled stays cancelled: a later wish to pause does not take it back.
    SAFELIGHT_TRY(
        m_connection.run(QStringLiteral("UPDATE jobs SET wish = ? WHERE id = ? AND state = 'running' "
                                        "AND wish <> 'cancel'"),
                         {rowtext::text(wish), id.value}));
    return {};
}

Status JobRepository::keepMetrics(JobId id, const QVector<JobSample>& metrics) const
{
    SAFELIGHT_TRY(m_connection.run(QStringLiteral("UPDATE jobs SET metrics = ? WHERE id = ?"),
                                   {metricsText(metrics), id.value}));
    return {};
}

Status JobRepository::updateProgress(JobId id, qint64 done, std::optional<qint64> total) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE jobs SET done = ?, total = ? WHERE id = ? AND state = 'running'"),
        {done, numberOrNull(total), id.value}));
    return {};
}

Status JobRepository::finish(JobId id, const QString& worker, JobState state, const QJsonObject& result,
                             const QString& error) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE jobs SET state = ?, result = ?, error = ?, finished_at = ? WHERE id = ? AND "
                       "state = 'running' AND worker = ?"),
        {jobStateName(state), rowtext::fromJson(result), rowtext::text(error), rowtext::now(), id.value,
         worker}));
    return {};
}

Result<std::vector<JobStep>> JobRepository::selectSteps(const QString& condition,
                                                        const QVariantList& values) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT id, job_id, ordinal, task, state, resume_from, done, total, "
                                        "result, error, started_at, finished_at FROM job_steps ") +
                             condition,
                         values));
    std::vector<JobStep> steps;
    while (row.next())
        steps.push_back(stepFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return steps;
}

Result<std::vector<JobStep>> JobRepository::steps(JobId job) const
{
    return selectSteps(QStringLiteral("WHERE job_id = ? ORDER BY ordinal"), {job.value});
}

Result<std::vector<JobStep>> JobRepository::latestSteps() const
{
    return selectSteps(
        QStringLiteral("WHERE id IN (SELECT MAX(id) FROM job_steps WHERE started_at IS NOT NULL GROUP "
                       "BY task) ORDER BY id"),
        {});
}

Status JobRepository::startStep(JobStepId step) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral(
            "UPDATE job_steps SET state = 'running', started_at = COALESCE(started_at, ?) WHERE id = ?"),
        {rowtext::now(), step.value}));
    return {};
}

Status JobRepository::keepStep(const JobStep& step) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE job_steps SET resume_from = ?, done = ?, total = ?, result = ? WHERE id = ?"),
        {rowtext::fromJson(step.cursor), step.done, numberOrNull(step.total), rowtext::fromJson(step.result),
         step.id.value}));
    return {};
}

Status JobRepository::finishStep(const JobStep& step) const
{
    SAFELIGHT_TRY(keepStep(step));
    const QVariant finished =
        isFinal(step.state) ? QVariant(rowtext::now()) : QVariant(QMetaType(QMetaType::QString));
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE job_steps SET state = ?, error = ?, finished_at = ? WHERE id = ?"),
        {jobStateName(step.state), rowtext::text(step.error), finished, step.id.value}));
    return {};
}

Result<std::vector<Job>> JobRepository::select(const QString& tail, const QVariantList& values) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT %1 FROM jobs ").arg(kJobColumns) + tail, values));
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

Result<std::vector<Job>> JobRepository::running(JobType type, ProjectId project) const
{
    return select(QStringLiteral("WHERE state = ? AND type = ? AND project_id = ? ORDER BY id"),
                  {jobStateName(JobState::Running), jobTypeName(type), project.value});
}

Result<std::vector<Job>> JobRepository::endedBadly(JobType type, ProjectId project) const
{
    return select(QStringLiteral("WHERE state IN (?, ?, ?, ?) AND type = ? AND project_id = ? ORDER BY id"),
                  {jobStateName(JobState::DoneWithFailures), jobStateName(JobState::Failed),
                   jobStateName(JobState::Cancelled), jobStateName(JobState::Interrupted), jobTypeName(type),
                   project.value});
}

Result<std::vector<Job>> JobRepository::latest(int limit) const
{
    return select(QStringLiteral("ORDER BY id DESC LIMIT ?"), {limit});
}

Result<std::optional<Job>> JobRepository::latestStarted(JobType type, const QString& scope) const
{
    SAFELIGHT_ASSIGN(
        const auto jobs,
        select(QStringLiteral("WHERE type = ? AND scope = ? AND started_at IS NOT NULL ORDER BY id "
                              "DESC LIMIT 1"),
               {jobTypeName(type), rowtext::text(scope)}));
    return jobs.empty() ? std::optional<Job>() : std::optional(jobs.front());
}

Result<QVector<JobSample>> JobRepository::metrics(JobId id) const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT metrics FROM jobs WHERE id = ?"), {id.value}));
    const QVector<JobSample> samples =
        row.next() ? metricsFrom(row.value(0).toString()) : QVector<JobSample>();
    SAFELIGHT_TRY(m_connection.endOf(row));
    return samples;
}

Result<int> JobRepository::removeEndedBefore(const QDateTime& before) const
{
    SAFELIGHT_ASSIGN(
        Statement removed,
        m_connection.run(
            QStringLiteral("DELETE FROM jobs WHERE finished_at < ? AND state NOT IN ('queued', 'running', "
                           "'paused', 'interrupted') AND NOT EXISTS (SELECT 1 FROM corrections WHERE "
                           "corrections.job_id = jobs.id) AND NOT EXISTS (SELECT 1 FROM job_items WHERE "
                           "job_items.job_id = jobs.id AND job_items.state IN (0, 1, 5))"),
            {rowtext::fromTime(before)}));
    return removed.numRowsAffected();
}

} // namespace safelight
