#pragma once

#include "tasks/stepcontext.h"

#include <functional>
#include <vector>

namespace safelight {

/// Visits every project of the step's scope by id, also those that are offline, from the step's cursor on.
/// For tasks that are about the projects' folders as such; what lies in them is the business of
/// sweepProjects(). `visit` is given the cursor that leaves the project behind. An error of it is this
/// project's: it is listed, and the loop goes on. Counts: projects, processed, failed.
using ProjectVisitor = std::function<Status(Project& project, const QJsonObject& cursor)>;
Status forEachProject(StepContext& step, std::vector<Project>& projects, const ProjectVisitor& visit);

} // namespace safelight
