#include "maintenance/orphanedprojects.h"

#include "catalog/projectrepository.h"
#include "maintenance/projectloop.h"
#include "tasks/folderplace.h"
#include "tasks/projectsweep.h"

namespace safelight {

namespace {

/// One run over the projects.
class OrphanRun
{
public:
    explicit OrphanRun(StepContext& step) : m_step(step) {}

    Status run();

private:
    Status visit(const Project& project, const QJsonObject& cursor);
    Status noteBack(const Project& project, const QJsonObject& cursor);
    Status noteUnknown(const Project& project);
    Status change(const Project& project, ProjectState state, Correction change, const QJsonObject& cursor);

    StepContext& m_step;
    std::vector<Project> m_all; ///< also those out of scope: any of them tells that its disk is there
};

Status OrphanRun::run()
{
    SAFELIGHT_TRY(m_step.environment().library.confirm());
    SAFELIGHT_ASSIGN(m_all, ProjectRepository(m_step.connection()).all());
    SAFELIGHT_ASSIGN(auto projects, projectsInScope(m_step));
    return forEachProject(m_step, projects, [this](const Project& project, const QJsonObject& cursor) {
        return visit(project, cursor);
    });
}

Status OrphanRun::visit(const Project& project, const QJsonObject& cursor)
{
    switch (placeOf(m_step.environment().library, project, m_all)) {
    case FolderPlace::There:
        return project.state == ProjectState::Gone ? noteBack(project, cursor) : Status();
    case FolderPlace::Unknown:
        return noteUnknown(project);
    case FolderPlace::Gone:
        break;
    }
    m_step.count(u"gone");
    if (project.state == ProjectState::Gone)
        return {};
    Correction gone;
    gone.kind = CorrectionKind::ProjectGone;
    gone.beforeText = project.folder;
    return change(project, ProjectState::Gone, std::move(gone), cursor);
}

/// Something lies in the place of a project that was gone.
Status OrphanRun::noteBack(const Project& project, const QJsonObject& cursor)
{
    const auto folder = m_step.environment().library.folderOf(project);
    SAFELIGHT_ASSIGN(const ProjectProbe probe, probeProject(m_step.connection(), project, folder));
    if (probe.presence == ProjectProbe::Presence::Offline)
        return noteOffline(m_step, project, probe);
    Correction back;
    back.kind = CorrectionKind::ProjectFound;
    back.beforeText = project.folder;
    back.afterText = project.name;
    return change(project, ProjectState::Fine, std::move(back), cursor);
}

Status OrphanRun::noteUnknown(const Project& project)
{
    const auto folder = m_step.environment().library.folderOf(project);
    SAFELIGHT_ASSIGN(const ProjectProbe probe, probeProject(m_step.connection(), project, folder));
    return probe.presence == ProjectProbe::Presence::Offline ? noteOffline(m_step, project, probe) : Status();
}

Status OrphanRun::change(const Project& project, ProjectState state, Correction change,
                         const QJsonObject& cursor)
{
    change.project = project.id;
    change.projectName = project.name;
    SAFELIGHT_ASSIGN(const bool isPermitted, m_step.permits(change));
    if (!isPermitted)
        return {};
    const bool isGone = placeOf(m_step.environment().library, project, m_all) == FolderPlace::Gone;
    if (isGone != (state == ProjectState::Gone))
        return {}; // it came or went at this moment: the next run sees what stays
    WriteTransaction transaction(m_step.connection());
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const bool isAsRead,
                     ProjectRepository(m_step.connection()).changeState(project.id, project.state, state));
    if (!isAsRead)
        return {};
    SAFELIGHT_TRY(m_step.record(change));
    m_step.count(u"corrected");
    SAFELIGHT_TRY(m_step.keepWithin(cursor));
    SAFELIGHT_TRY(transaction.commit());
    m_step.environment().log.warning(
        state == ProjectState::Gone ? u"orphaned_projects_gone" : u"orphaned_projects_back",
        {{QStringLiteral("project"), project.name}, {QStringLiteral("folder"), project.folder}});
    m_step.tell({change});
    m_step.observer().happened(ProjectsChanged{{project.id}});
    return {};
}

} // namespace

StepOutcome runOrphanedProjectsTask(StepContext& step)
{
    OrphanRun run(step);
    return outcomeOf(step, run.run());
}

} // namespace safelight
