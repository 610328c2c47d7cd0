#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "domain/watchedfolder.h"

#include <optional>
#include <vector>

namespace safelight {

/// Rows of watched folders. Each function runs on the connection's thread.
class WatchRepository
{
public:
    explicit WatchRepository(Connection& connection) : m_connection(connection) {}

    /// All, in the order in which they were added.
    Result<std::vector<WatchedFolder>> all() const;
    Result<std::optional<WatchedFolder>> find(WatchedFolderId id) const;

    /// Errors: AlreadyExists (the folder is watched already).
    Result<WatchedFolderId> insert(const WatchedFolder& folder) const;
    /// Returns whether there is such a row.
    Result<bool> setEnabled(WatchedFolderId id, bool isEnabled) const;
    Result<bool> setOptions(WatchedFolderId id, ProjectId project, const QJsonObject& options) const;
    /// Notes the project once there is one; changes nothing where one is noted.
    Result<bool> noteProject(WatchedFolderId id, ProjectId project) const;
    Result<bool> remove(WatchedFolderId id) const;

private:
    Result<std::vector<WatchedFolder>> select(const QString& tail, const QVariantList& values) const;
    Result<bool> change(const QString& sql, const QVariantList& values) const;

    Connection& m_connection;
};

} // namespace safelight
