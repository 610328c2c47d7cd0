#include "catalog/watchrepository.h"

#include "catalog/rowtext.h"

#include <QSqlError>

namespace safelight {

namespace {

WatchedFolder folderFrom(const Statement& row)
{
    WatchedFolder folder;
    folder.id = {row.value(0).toLongLong()};
    folder.folder = row.value(1).toString();
    folder.project = {row.value(2).toLongLong()};
    folder.options = rowtext::toJson(row.value(3));
    folder.isEnabled = row.value(4).toInt() != 0;
    folder.createdAt = rowtext::toTime(row.value(5));
    return folder;
}

} // namespace

Result<std::vector<WatchedFolder>> WatchRepository::select(const QString& tail,
                                                           const QVariantList& values) const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT id, folder, project_id, options, enabled, "
                                                     "created_at FROM watched_folders ") +
                                          tail,
                                      values));
    std::vector<WatchedFolder> folders;
    while (row.next())
        folders.push_back(folderFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return folders;
}

Result<bool> WatchRepository::change(const QString& sql, const QVariantList& values) const
{
    SAFELIGHT_ASSIGN(Statement changed, m_connection.run(sql, values));
    return changed.numRowsAffected() == 1;
}

Result<std::vector<WatchedFolder>> WatchRepository::all() const
{
    return select(QStringLiteral("ORDER BY id"), {});
}

Result<std::optional<WatchedFolder>> WatchRepository::find(WatchedFolderId id) const
{
    SAFELIGHT_ASSIGN(const auto folders, select(QStringLiteral("WHERE id = ?"), {id.value}));
    return folders.empty() ? std::optional<WatchedFolder>() : std::optional(folders.front());
}

Result<WatchedFolderId> WatchRepository::insert(const WatchedFolder& folder) const
{
    // Asked before, because a statement that fails ends a transaction on PostgreSQL.
    SAFELIGHT_ASSIGN(const auto taken, select(QStringLiteral("WHERE folder = ?"), {folder.folder}));
    if (!taken.empty())
        return Error{ErrorCode::AlreadyExists, folder.folder, {}, nullptr};
    SAFELIGHT_ASSIGN(QSqlQuery query, m_connection.prepare(QStringLiteral(
                                          "INSERT INTO watched_folders (folder, project_id, options, "
                                          "enabled, created_at) VALUES (?, ?, ?, ?, ?) RETURNING id")));
    for (const QVariant& value :
         {QVariant(folder.folder), rowtext::idOrNull(folder.project),
          QVariant(rowtext::fromJson(folder.options)), QVariant(folder.isEnabled ? 1 : 0),
          QVariant(rowtext::fromTime(folder.createdAt))})
        query.addBindValue(value);
    if (!query.exec()) {
        if (m_connection.dialect().isUniqueViolation(query.lastError()))
            return Error{ErrorCode::AlreadyExists, folder.folder, query.lastError().text(), nullptr};
        return m_connection.dialect().translate(query.lastError(), m_connection.displayName());
    }
    query.next();
    return WatchedFolderId{query.value(0).toLongLong()};
}

Result<bool> WatchRepository::setEnabled(WatchedFolderId id, bool isEnabled) const
{
    return change(QStringLiteral("UPDATE watched_folders SET enabled = ? WHERE id = ?"),
                  {isEnabled ? 1 : 0, id.value});
}

Result<bool> WatchRepository::setOptions(WatchedFolderId id, ProjectId project,
                                         const QJsonObject& options) const
{
    return change(QStringLiteral("UPDATE watched_folders SET project_id = ?, options = ? WHERE id = ?"),
                  {rowtext::idOrNull(project), rowtext::fromJson(options), id.value});
}

Result<bool> WatchRepository::noteProject(WatchedFolderId id, ProjectId project) const
{
    return change(
        QStringLiteral("UPDATE watched_folders SET project_id = ? WHERE id = ? AND project_id IS NULL"),
        {rowtext::idOrNull(project), id.value});
}

Result<bool> WatchRepository::remove(WatchedFolderId id) const
{
    return change(QStringLiteral("DELETE FROM watched_folders WHERE id = ?"), {id.value});
}

} // namespace safelight
