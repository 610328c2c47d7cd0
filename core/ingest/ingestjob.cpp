#include "ingest/ingestjob.h"

#include "catalog/jobrepository.h"
#include "catalog/projectrepository.h"
#include "ingest/ingestrun.h"

namespace safelight {

namespace {

Result<IngestRequest> requestOf(const TaskEnvironment& environment, JobId id)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(connection.open());
    SAFELIGHT_ASSIGN(const auto job, JobRepository(connection).find(id));
    if (!job || job->type != JobType::Ingest)
        return Error{ErrorCode::NotFound, QStringLiteral("job %1").arg(id.value), {}, nullptr};
    SAFELIGHT_ASSIGN(IngestRequest request, IngestRequest::fromJson(job->payload));
    request.resumes = id;
    if (job->project) { // it may have another name by now
        SAFELIGHT_ASSIGN(const auto project, ProjectRepository(connection).find(*job->project));
        if (project)
            request.projectName = project->name;
    }
    return request;
}

} // namespace

TaskResult runIngest(const TaskEnvironment& environment, const IngestRequest& request, TaskObserver& observer,
                     const CancelToken& cancel)
{
    return IngestRun(environment, request, observer, cancel).run();
}

TaskResult resumeIngest(const TaskEnvironment& environment, JobId job, TaskObserver& observer,
                        const CancelToken& cancel)
{
    const auto request = requestOf(environment, job);
    if (!request)
        return {JobState::Refused, request.error(), {}, job};
    return runIngest(environment, *request, observer, cancel);
}

} // namespace safelight
