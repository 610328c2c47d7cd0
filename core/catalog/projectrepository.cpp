#include "catalog/projectrepository.h"

#include "catalog/rowtext.h"
#include "domain/stem.h"

#include <QSqlError>

namespace safelight {

namespace {

const QString kProjectColumns =
    QStringLiteral("p.id, p.uuid, p.name, p.folder, p.state, p.created_at, p.checked_at");

Project projectFrom(const Statement& row)
{
    Project project;
    project.id = {row.value(0).toLongLong()};
    project.uuid = QUuid::fromString(row.value(1).toString());
    project.name = row.value(2).toString();
    project.folder = row.value(3).toString();
    project.state = static_cast<ProjectState>(row.value(4).toInt());
    project.createdAt = rowtext::toTime(row.value(5));
    project.checkedAt = rowtext::toTime(row.value(6));
    return project;
}

} // namespace

Result<std::vector<Project>> ProjectRepository::all() const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT %1, (SELECT COUNT(*) FROM photos WHERE project_id = p.id) "
                                        "FROM projects p WHERE p.removed_at IS NULL ORDER BY p.name")
                             .arg(kProjectColumns)));
    std::vector<Project> projects;
    while (row.next()) {
        projects.push_back(projectFrom(row));
        projects.back().photoCount = row.value(7).toLongLong();
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    return projects;
}

Result<std::optional<Project>> ProjectRepository::findWhere(const QString& condition,
                                                            const QVariant& value) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT %1 FROM projects p WHERE p.removed_at IS NULL AND %2 = ?")
                             .arg(kProjectColumns, condition),
                         {value}));
    if (row.next())
        return std::optional(projectFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return std::optional<Project>();
}

Result<std::optional<Project>> ProjectRepository::find(ProjectId id) const
{
    return findWhere(QStringLiteral("p.id"), id.value);
}

Result<std::optional<Project>> ProjectRepository::findEvenRemoved(ProjectId id) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT %1 FROM projects p WHERE p.id = ?").arg(kProjectColumns),
                         {id.value}));
    if (row.next())
        return std::optional(projectFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return std::optional<Project>();
}

Result<std::optional<Project>> ProjectRepository::findRemoved(const QUuid& uuid) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("SELECT %1 FROM projects p WHERE p.uuid = ? AND p.removed_at IS NOT NULL")
                .arg(kProjectColumns),
            {uuid.toString(QUuid::WithoutBraces)}));
    if (row.next())
        return std::optional(projectFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return std::optional<Project>();
}

Result<std::optional<Project>> ProjectRepository::findByFolder(const QString& folder) const
{
    return findWhere(QStringLiteral("p.folder"), folder);
}

Result<QString> ProjectRepository::freeName(const QString& name) const
{
    for (int number = 1; number < kMostNumbers; ++number) {
        const QString candidate = number == 1 ? name : QStringLiteral("%1 (%2)").arg(name).arg(number);
        SAFELIGHT_ASSIGN(const auto taken, findByName(candidate));
        if (!taken)
            return candidate;
    }
    return Error{ErrorCode::ProjectExists, name, {}, nullptr};
}

Result<std::optional<Project>> ProjectRepository::findByName(const QString& name) const
{
    return findWhere(QStringLiteral("p.name"), name);
}

Result<std::optional<Project>> ProjectRepository::findByUuid(const QUuid& uuid) const
{
    return findWhere(QStringLiteral("p.uuid"), uuid.toString(QUuid::WithoutBraces));
}

Result<bool> ProjectRepository::isUuidTaken(const QUuid& uuid) const
{
    SAFELIGHT_ASSIGN(Statement row, m_connection.run(QStringLiteral("SELECT 1 FROM projects WHERE uuid = ?"),
                                                     {uuid.toString(QUuid::WithoutBraces)}));
    const bool isTaken = row.next();
    SAFELIGHT_TRY(m_connection.endOf(row));
    return isTaken;
}

Result<ProjectId> ProjectRepository::insert(const Project& project) const
{
    SAFELIGHT_ASSIGN(QSqlQuery query, m_connection.prepare(QStringLiteral(
                                          "INSERT INTO projects (uuid, name, folder, state, created_at, "
                                          "updated_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id")));
    for (const QVariant& value :
         {QVariant(project.uuid.toString(QUuid::WithoutBraces)), QVariant(project.name),
          QVariant(project.folder), QVariant(static_cast<int>(project.state)),
          QVariant(rowtext::fromTime(project.createdAt)), QVariant(rowtext::fromTime(project.createdAt))})
        query.addBindValue(value);
    if (!query.exec()) {
        if (m_connection.dialect().isUniqueViolation(query.lastError()))
            return Error{ErrorCode::ProjectExists, project.name, query.lastError().text(), nullptr};
        return m_connection.dialect().translate(query.lastError(), m_connection.displayName());
    }
    query.next();
    return ProjectId{query.value(0).toLongLong()};
}

Status ProjectRepository::rename(ProjectId id, const QString& oldName, const QString& newName) const
{
    SAFELIGHT_ASSIGN(QSqlQuery query,
                     m_connection.prepare(QStringLiteral("UPDATE projects SET name = ?, updated_at = ? WHERE "
                                                         "id = ? AND name = ? AND removed_at IS NULL")));
    for (const QVariant& value :
         {QVariant(newName), QVariant(rowtext::fromTime(QDateTime::currentDateTimeUtc())), QVariant(id.value),
          QVariant(oldName)})
        query.addBindValue(value);
    if (!query.exec()) {
        if (m_connection.dialect().isUniqueViolation(query.lastError()))
            return Error{ErrorCode::ProjectExists, newName, {}, nullptr};
        return m_connection.dialect().translate(query.lastError(), m_connection.displayName());
    }
    if (query.numRowsAffected() == 0)
        return Error{ErrorCode::ProjectUnknown, oldName, {}, nullptr};
    return {};
}

Status ProjectRepository::setState(ProjectId id, ProjectState state) const
{
    SAFELIGHT_TRY(
        m_connection.run(QStringLiteral("UPDATE projects SET state = ? WHERE id = ? AND state <> ?"),
                         {static_cast<int>(state), id.value, static_cast<int>(state)}));
    return {};
}

Result<bool> ProjectRepository::changeState(ProjectId id, ProjectState from, ProjectState to) const
{
    SAFELIGHT_ASSIGN(Statement changed,
                     m_connection.run(QStringLiteral("UPDATE projects SET state = ? WHERE id = ? AND state = "
                                                     "? AND removed_at IS NULL"),
                                      {static_cast<int>(to), id.value, static_cast<int>(from)}));
    return changed.numRowsAffected() == 1;
}

Status ProjectRepository::setChecked(ProjectId id, ProjectState state, const QDateTime& at) const
{
    SAFELIGHT_TRY(
        m_connection.run(QStringLiteral("UPDATE projects SET state = ?, checked_at = ? WHERE id = ?"),
                         {static_cast<int>(state), rowtext::fromTime(at), id.value}));
    return {};
}

Status ProjectRepository::markRemoved(ProjectId id, const QDateTime& at) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE projects SET removed_at = ? WHERE id = ? AND removed_at IS NULL"),
        {rowtext::fromTime(at), id.value}));
    return {};
}

Result<bool> ProjectRepository::revive(ProjectId id, const QString& name, const QString& folder) const
{
    SAFELIGHT_ASSIGN(
        Statement changed,
        m_connection.run(
            QStringLiteral("UPDATE projects SET removed_at = NULL, name = ?, folder = ?, updated_at = ? "
                           "WHERE id = ? AND removed_at IS NOT NULL"),
            {name, folder, rowtext::fromTime(QDateTime::currentDateTimeUtc()), id.value}));
    return changed.numRowsAffected() == 1;
}

Result<bool> ProjectRepository::moveFolder(ProjectId id, const QString& from, const QString& to) const
{
    SAFELIGHT_ASSIGN(
        Statement changed,
        m_connection.run(QStringLiteral("UPDATE projects SET folder = ?, updated_at = ? "
                                        "WHERE id = ? AND folder = ? AND removed_at IS NULL"),
                         {to, rowtext::fromTime(QDateTime::currentDateTimeUtc()), id.value, from}));
    return changed.numRowsAffected() == 1;
}

} // namespace safelight
