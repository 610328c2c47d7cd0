#include "tasks/projectsweep.h"

#include "base/pathtext.h"
#include "catalog/projectrepository.h"

#include <algorithm>

namespace safelight {

namespace {

/// A project of a sweep, from its probe to its end.
Status visitOne(StepContext& step, const Project& project, const QJsonObject& cursor, qint64 doneBefore,
                qint64 total, const VisitBody& visit)
{
    const auto folder = step.environment().library.folderOf(project);
    SAFELIGHT_ASSIGN(const ProjectProbe probe, probeProject(step.connection(), project, folder));
    if (probe.presence == ProjectProbe::Presence::Offline)
        return noteOffline(step, project, probe);
    ProjectVisit here(step, project, probe, folder, cursor, doneBefore, total);
    return visit(here);
}

} // namespace

ProjectVisit::ProjectVisit(StepContext& ofStep, const Project& visited, const ProjectProbe& probed,
                           std::filesystem::path itsFolder, QJsonObject innerCursor, qint64 doneBefore,
                           qint64 total)
    : step(ofStep),
      project(visited),
      probe(probed),
      folder(std::move(itsFolder)),
      cursor(std::move(innerCursor)),
      m_doneBefore(doneBefore),
      m_total(total)
{
}

QJsonObject ProjectVisit::whole(const QJsonObject& inner) const
{
    return {{QStringLiteral("project"), project.id.value}, {QStringLiteral("inner"), inner}};
}

Status ProjectVisit::keep(const QJsonObject& inner)
{
    cursor = inner;
    return step.keep(whole(inner));
}

Status ProjectVisit::keepWithin(const QJsonObject& inner)
{
    cursor = inner;
    return step.keepWithin(whole(inner));
}

void ProjectVisit::progress(TaskStage stage, qint64 done)
{
    const qint64 all = m_doneBefore + done;
    step.progress(stage, all, std::max(m_total, all), project.name); // photos may have come meanwhile
}

Result<std::vector<Project>> projectsInScope(StepContext& step)
{
    const ProjectRepository repository(step.connection());
    SAFELIGHT_ASSIGN(auto projects, repository.all());
    const auto& wanted = step.scope().projects;
    if (!wanted.isEmpty())
        std::erase_if(projects, [&](const Project& project) { return !wanted.contains(project.id); });
    std::ranges::sort(projects, {}, &Project::id);
    return projects;
}

Status noteOffline(StepContext& step, const Project& project, const ProjectProbe& probe)
{
    const bool isOther = probe.reason && probe.reason->code == ErrorCode::ManifestMismatch;
    step.environment().log.warning(
        isOther ? u"manifest_id_mismatch" : u"project_offline",
        {{QStringLiteral("project"), project.name},
         {QStringLiteral("task"), maintenanceTaskName(step.task())},
         {QStringLiteral("reason"), probe.reason ? describeForLog(*probe.reason) : QString()}});
    step.offline(project, probe.reason.value_or(Error{ErrorCode::ProjectOffline, {}, {}, nullptr}));
    const bool isKnown = project.state == ProjectState::Offline || project.state == ProjectState::Gone;
    if (step.isPlan() || isKnown)
        return {};
    SAFELIGHT_TRY(ProjectRepository(step.connection()).setState(project.id, ProjectState::Offline));
    step.observer().happened(ProjectsChanged{{project.id}});
    return {};
}

StepOutcome sweepProjects(StepContext& step, const VisitBody& visit)
{
    const auto projects = projectsInScope(step);
    if (!projects)
        return {JobState::Failed, projects.error()};
    const ProjectId begun = {step.cursor().value(u"project").toInteger()};
    const bool isThrough = step.cursor().value(u"through").toBool(); // with the project of the cursor
    qint64 total = 0;
    for (const Project& project : *projects)
        total += project.photoCount;
    qint64 done = 0;
    for (const Project& project : *projects) {
        const bool isDone = project.id < begun || (project.id == begun && isThrough);
        if (isDone) {
            done += project.photoCount;
            continue;
        }
        if (step.shouldStop())
            break;
        const QJsonObject inner =
            project.id == begun ? step.cursor().value(u"inner").toObject() : QJsonObject();
        const Status visited = visitOne(step, project, inner, done, total, visit);
        if (step.shouldStop())
            break; // in the middle of it: the cursor is where the visit put it
        if (!visited)
            step.skipped(project, visited.error());
        step.count(u"projects");
        done += project.photoCount;
        const Status kept =
            step.keep({{QStringLiteral("project"), project.id.value}, {QStringLiteral("through"), true}});
        if (!kept)
            return {JobState::Failed, kept.error()};
    }
    return outcomeOf(step, {});
}

} // namespace safelight
