#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "domain/project.h"

#include <optional>
#include <vector>

namespace safelight {

/// Rows of projects that were not removed. Each function runs on the connection's thread.
class ProjectRepository
{
public:
    explicit ProjectRepository(Connection& connection) : m_connection(connection) {}

    /// All, by name, with their number of photos.
    Result<std::vector<Project>> all() const;
    Result<std::optional<Project>> find(ProjectId id) const;
    Result<std::optional<Project>> findByName(const QString& name) const;
    Result<std::optional<Project>> findByUuid(const QUuid& uuid) const;
    /// Whether any project, a removed one included, has this UUID.
    Result<bool> isUuidTaken(const QUuid& uuid) const;

    /// Errors: ProjectExists (name, folder or UUID is taken).
    Result<ProjectId> insert(const Project& project) const;
    /// Errors: ProjectExists, ProjectUnknown (no such project under `oldName` any more).
    Status rename(ProjectId id, const QString& oldName, const QString& newName) const;
    Status setState(ProjectId id, ProjectState state) const;
    Status setChecked(ProjectId id, ProjectState state, const QDateTime& at) const;
    /// Takes the project out of every listing; its rows stay, for a restore.
    Status markRemoved(ProjectId id, const QDateTime& at) const;

private:
    Result<std::optional<Project>> findWhere(const QString& condition, const QVariant& value) const;

    Connection& m_connection;
};

} // namespace safelight
