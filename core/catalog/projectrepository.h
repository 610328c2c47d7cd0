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

    /// Also a project that was removed.
    Result<std::optional<Project>> findEvenRemoved(ProjectId id) const;
    /// A project that was removed.
    Result<std::optional<Project>> findRemoved(const QUuid& uuid) const;
    Result<std::optional<Project>> findByFolder(const QString& folder) const;
    /// The name, or "Name (2)" and so on: the first that no project has.
    Result<QString> freeName(const QString& name) const;

    /// Errors: ProjectExists (name, folder or UUID is taken).
    Result<ProjectId> insert(const Project& project) const;
    /// Errors: ProjectExists, ProjectUnknown (no such project under `oldName` any more).
    Status rename(ProjectId id, const QString& oldName, const QString& newName) const;
    Status setState(ProjectId id, ProjectState state) const;
    /// Guarded: changes nothing and returns false where the row does not say `from` any more.
    Result<bool> changeState(ProjectId id, ProjectState from, ProjectState to) const;
    Status setChecked(ProjectId id, ProjectState state, const QDateTime& at) const;
    /// Takes the project out of every listing; its rows stay, for a restore.
    Status markRemoved(ProjectId id, const QDateTime& at) const;
    /// Takes a removed project back, under this name and at this folder, which must be free. Returns whether
    /// it was removed.
    Result<bool> revive(ProjectId id, const QString& name, const QString& folder) const;
    /// Says where the project's folder lies now, where the row still says `from`. The new one must be free.
    Result<bool> moveFolder(ProjectId id, const QString& from, const QString& to) const;

private:
    Result<std::optional<Project>> findWhere(const QString& condition, const QVariant& value) const;

    Connection& m_connection;
};

} // namespace safelight
