#include "maintenance/manifestcheck.h"

#include "catalog/projectrepository.h"
#include "maintenance/maintenancetasks.h"
#include "maintenance/projectcheck.h"
#include "tasks/jobrun.h"

namespace safelight {

namespace {

ProjectCheckOptions optionsOf(const StepContext& step)
{
    const Settings& settings = step.environment().settings;
    ProjectCheckOptions options;
    options.comparison.chunkSize =
        step.options().chunkSize.value_or(settings.number(u"maintenance.manifest_check_chunk_size"));
    options.comparison.yieldEveryChunk = settings.flag(u"maintenance.yield_every_chunk");
    options.comparison.busyTimeout = std::chrono::milliseconds(settings.number(u"catalog.busy_timeout_ms"));
    options.massChangePercent = settings.number(u"maintenance.mass_change_percent");
    options.massChangeMin = settings.number(u"maintenance.mass_change_min");
    return options;
}

Status checkKnown(const TaskEnvironment& environment, const std::vector<ProjectId>& ids)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(connection.open());
    for (const ProjectId id : ids) {
        SAFELIGHT_ASSIGN(const auto project, ProjectRepository(connection).find(id));
        if (!project)
            return Error{ErrorCode::ProjectUnknown, QString::number(id.value), {}, nullptr};
    }
    return {};
}

} // namespace

StepOutcome runManifestCheckTask(StepContext& step)
{
    const ProjectCheckOptions options = optionsOf(step);
    const MemoryGauge memory;
    StepOutcome outcome = sweepProjects(step, [&](ProjectVisit& visit) {
        Status checked = ProjectCheck(visit, options, memory).run();
        const bool isFailure = !checked && checked.error().code != ErrorCode::Cancelled &&
                               checked.error().code != ErrorCode::MassChange;
        if (isFailure) {
            step.environment().log.error(u"manifest_check_project_failed",
                                         {{QStringLiteral("project"), visit.project.name},
                                          {QStringLiteral("error"), describeForLog(checked.error())}});
        }
        return checked;
    });
    step.environment().log.info(u"manifest_check_global_summary", step.result());
    return outcome;
}

JobRequest ManifestCheckRequest::toJob() const
{
    JobRequest request;
    request.type = JobType::ManifestCheck;
    request.steps = {MaintenanceTask::ManifestCheck};
    request.scope.projects = QVector<ProjectId>(projects.begin(), projects.end());
    request.options.mode = planOnly ? StepMode::Plan : StepMode::Apply;
    request.options.acceptMassChange = acceptMassChange;
    request.options.chunkSize = chunkSize;
    return request;
}

TaskResult runManifestCheck(const TaskEnvironment& environment, const ManifestCheckRequest& request,
                            TaskObserver& observer, const CancelToken& cancel)
{
    if (const Status known = checkKnown(environment, request.projects); !known)
        return {JobState::Failed, known.error(), {}, {}};
    const auto run = request.planOnly ? &runPlan : &runRequest;
    return run(environment, maintenanceTasks(), request.toJob(), observer, cancel);
}

} // namespace safelight
