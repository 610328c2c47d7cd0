#pragma once

#include "domain/project.h"
#include "tasks/taskenvironment.h"

#include <optional>

namespace safelight {

/// What a person does to whole projects. Each opens its own connection; call off the GUI thread.

/// Makes a project: a row, a folder (below the library, named after it, or `folder`, which is adopted as it
/// lies) and a manifest in it. A folder that bears a manifest already keeps its UUID; where that is one of a
/// project that was removed, the project comes back with its rows. Errors: ProjectExists,
/// InvalidArgument (empty name), those of writing.
Result<Project> addProject(const TaskEnvironment& environment, const QString& name,
                           const std::optional<std::filesystem::path>& folder = {});

/// The project of this name, made where there is none.
Result<Project> findOrAddProject(const TaskEnvironment& environment, const QString& name);

/// Renames the project in the catalogue and in its manifest; its folder keeps its name (folder alignment is a
/// task of its own). Errors: ProjectUnknown, ProjectExists, ProjectOffline (the manifest could not be
/// changed; nothing was).
Status renameProject(const TaskEnvironment& environment, const QString& oldName, const QString& newName);

/// What became of a removed project's folder.
enum class RemovedFolder {
    InTrash,  ///< moved to `.safelight/trash/<uuid>/`
    LeftAlone ///< it lies outside the library, or is offline: only the catalogue forgets it
};
/// Takes a project out of the library; its photos go to the trash as a whole. Errors: ProjectUnknown, those
/// of writing.
Result<RemovedFolder> removeProject(const TaskEnvironment& environment, const QString& name);

} // namespace safelight
