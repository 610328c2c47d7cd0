#include "catalog/jobitemrepository.h"

#include "catalog/rowtext.h"

namespace safelight {

namespace {

const QString kItemColumns =
    QStringLiteral("id, job_id, step_id, project_id, photo_id, subject, action, state, "
                   "attempts, message, payload, updated_at");

JobItem jobItemFrom(const Statement& row)
{
    JobItem item;
    item.id = {row.value(0).toLongLong()};
    item.job = {row.value(1).toLongLong()};
    item.step = {row.value(2).toLongLong()};
    if (!row.value(3).isNull())
        item.project = ProjectId{row.value(3).toLongLong()};
    item.photo = {row.value(4).toLongLong()};
    item.subject = row.value(5).toString();
    item.action = row.value(6).toString();
    item.state = static_cast<JobItemState>(row.value(7).toInt());
    item.attempts = row.value(8).toInt();
    item.message = row.value(9).toString();
    item.payload = rowtext::toJson(row.value(10));
    item.updatedAt = rowtext::toTime(row.value(11));
    return item;
}

} // namespace

Status JobItemRepository::insert(std::span<const JobItem> items) const
{
    const QString at = rowtext::now();
    for (const JobItem& item : items) {
        SAFELIGHT_TRY(m_connection.run(
            QStringLiteral("INSERT INTO job_items (job_id, step_id, project_id, photo_id, subject, action, "
                           "state, message, payload, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
            {item.job.value, item.step.value, rowtext::idOrNull(item.project ? item.project->value : 0),
             rowtext::idOrNull(item.photo.value), rowtext::text(item.subject), rowtext::text(item.action),
             static_cast<int>(item.state), rowtext::text(item.message), rowtext::fromJson(item.payload),
             at}));
    }
    return {};
}

Result<std::vector<JobItem>> JobItemRepository::claim(JobStepId step, int limit) const
{
    // Chosen and marked in two statements: UPDATE … RETURNING promises no order.
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT %1 FROM job_items WHERE step_id = ? AND state = 0 "
                                        "ORDER BY id LIMIT ?")
                             .arg(kItemColumns),
                         {step.value, limit}));
    std::vector<JobItem> items;
    while (row.next()) {
        items.push_back(jobItemFrom(row));
        items.back().state = JobItemState::Running;
        ++items.back().attempts;
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    if (items.empty())
        return items;
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral(
            "UPDATE job_items SET state = 1, attempts = attempts + 1, updated_at = ? WHERE step_id "
            "= ? AND state = 0 AND id >= ? AND id <= ?"),
        {rowtext::now(), step.value, items.front().id.value, items.back().id.value}));
    return items;
}

Status JobItemRepository::finish(std::span<const JobItemId> items, JobItemState state) const
{
    const QString at = rowtext::now();
    for (const JobItemId item : items) {
        SAFELIGHT_TRY(
            m_connection.run(QStringLiteral("UPDATE job_items SET state = ?, updated_at = ? WHERE id = ?"),
                             {static_cast<int>(state), at, item.value}));
    }
    return {};
}

Status JobItemRepository::fail(JobItemId item, const QString& message) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE job_items SET state = 3, message = ?, updated_at = ? WHERE id = ?"),
        {rowtext::text(message), rowtext::now(), item.value}));
    return {};
}

Status JobItemRepository::requeue(JobStepId step) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE job_items SET state = 0, updated_at = ? WHERE step_id = ? AND state = 1"),
        {rowtext::now(), step.value}));
    return {};
}

Result<qint64> JobItemRepository::count(JobId job, JobItemState state) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT COUNT(*) FROM job_items WHERE job_id = ? AND state = ?"),
                         {job.value, static_cast<int>(state)}));
    row.next();
    return row.value(0).toLongLong();
}

Result<std::vector<JobItem>> JobItemRepository::page(JobId job, JobItemState state, JobItemId after,
                                                     int limit) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT %1 FROM job_items WHERE job_id = ? AND state = ? AND id > ? "
                                        "ORDER BY id LIMIT ?")
                             .arg(kItemColumns),
                         {job.value, static_cast<int>(state), after.value, limit}));
    std::vector<JobItem> items;
    while (row.next())
        items.push_back(jobItemFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return items;
}

Result<std::optional<JobItem>> JobItemRepository::findProposal(JobId job, const QString& action,
                                                               std::optional<ProjectId> project,
                                                               const QString& subject) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("SELECT %1 FROM job_items WHERE job_id = ? AND state = 5 AND subject = ? "
                           "AND action = ? AND COALESCE(project_id, 0) = ? ORDER BY id LIMIT 1")
                .arg(kItemColumns),
            {job.value, rowtext::text(subject), action, project ? project->value : 0}));
    std::optional<JobItem> found;
    if (row.next())
        found = jobItemFrom(row);
    SAFELIGHT_TRY(m_connection.endOf(row));
    return found;
}

Result<QVector<Proposals>> JobItemRepository::proposals() const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral(
                         "SELECT i.job_id, COALESCE(i.project_id, 0), COALESCE(MAX(p.name), ''), "
                         "i.action, COUNT(*), MIN(i.updated_at) FROM job_items i LEFT JOIN projects p "
                         "ON p.id = i.project_id WHERE i.state = 5 GROUP BY i.job_id, i.project_id, "
                         "i.action ORDER BY i.job_id DESC, i.project_id, i.action")));
    QVector<Proposals> all;
    while (row.next())
        all += Proposals{{row.value(0).toLongLong()}, {row.value(1).toLongLong()},
                         row.value(2).toString(),     row.value(3).toString(),
                         row.value(4).toLongLong(),   rowtext::toTime(row.value(5))};
    SAFELIGHT_TRY(m_connection.endOf(row));
    return all;
}

Result<qint64> JobItemRepository::dismissProposals(JobId job, std::optional<ProjectId> project) const
{
    const QString ofProject = project ? QStringLiteral(" AND project_id = ?") : QString();
    QVariantList values = {rowtext::now(), job.value};
    if (project)
        values += project->value;
    SAFELIGHT_ASSIGN(
        Statement changed,
        m_connection.run(u"UPDATE job_items SET state = 6, updated_at = ? WHERE job_id = ? AND state = 5" +
                             ofProject,
                         values));
    return changed.numRowsAffected();
}

Result<std::vector<JobItem>> JobItemRepository::unfinished(ProjectId project, const QString& action) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT %1 FROM job_items WHERE project_id = ? AND action = ? AND "
                                        "state IN (0, 1) ORDER BY id")
                             .arg(kItemColumns),
                         {project.value, action}));
    std::vector<JobItem> items;
    while (row.next())
        items.push_back(jobItemFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return items;
}

Result<JobItemId> JobItemRepository::begin(const JobItem& item) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("INSERT INTO job_items (job_id, step_id, project_id, photo_id, subject, action, "
                           "state, attempts, payload, updated_at) VALUES (?, ?, ?, ?, ?, ?, 1, 1, ?, ?) "
                           "RETURNING id"),
            {item.job.value, item.step.value, rowtext::idOrNull(item.project ? item.project->value : 0),
             rowtext::idOrNull(item.photo.value), rowtext::text(item.subject), rowtext::text(item.action),
             rowtext::fromJson(item.payload), rowtext::now()}));
    row.next();
    return JobItemId{row.value(0).toLongLong()};
}

Status JobItemRepository::remove(std::span<const JobItemId> items) const
{
    for (const JobItemId item : items)
        SAFELIGHT_TRY(m_connection.run(QStringLiteral("DELETE FROM job_items WHERE id = ?"), {item.value}));
    return {};
}

} // namespace safelight
