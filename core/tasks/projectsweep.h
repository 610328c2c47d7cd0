#pragma once

#include "tasks/projectprobe.h"
#include "tasks/stepcontext.h"

#include <filesystem>

namespace safelight {

/// One project as a task visits it: online, its folder held open.
class ProjectVisit
{
public:
    ProjectVisit(StepContext& step, const Project& project, const ProjectProbe& probe,
                 std::filesystem::path folder, QJsonObject cursor, qint64 doneBefore, qint64 total);

    StepContext& step;
    const Project& project;
    const ProjectProbe& probe;
    const std::filesystem::path folder;
    /// Where the visit goes on within the project; empty at its beginning.
    QJsonObject cursor;

    /// StepContext::keep…, with a cursor within this project.
    Status keep(const QJsonObject& inner);
    Status keepWithin(const QJsonObject& inner);
    /// Progress within the project, added to that of the projects before it.
    void progress(TaskStage stage, qint64 done);
    /// Whether the folder still is the one that was probed; to be asked before each change.
    bool isStillThere() const { return safelight::isStillThere(probe, folder); }

private:
    QJsonObject whole(const QJsonObject& inner) const;

    qint64 m_doneBefore;
    qint64 m_total;
};

/// What a task does with one project. An error is this project's: it is listed, and the sweep goes on.
using VisitBody = std::function<Status(ProjectVisit&)>;

/// Visits the projects of the step's scope, by id, from the step's cursor on. A project that is offline is
/// not visited: its state says so, it is told (ProjectSkipped) and counted, and nothing else is written.
/// Counts: projects, offline, failed.
StepOutcome sweepProjects(StepContext& step, const VisitBody& visit);

/// The projects that a step is about, by id.
Result<std::vector<Project>> projectsInScope(StepContext& step);

/// Marks a project as offline, where it is not (or gone) already, and tells it. A plan writes nothing.
Status noteOffline(StepContext& step, const Project& project, const ProjectProbe& probe);

} // namespace safelight
