#include "ingest/ingestjob.h"

#include "base/pathtext.h"
#include "catalog/jobrepository.h"
#include "catalog/projectrepository.h"
#include "ingest/ingestrun.h"

#include <QTemporaryDir>

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

TaskResult planForNewLibrary(const std::filesystem::path& root, const Settings& settings, const EventLog& log,
                             IngestRequest request, TaskObserver& observer, const CancelToken& cancel)
{
    const auto refused = [](const Error& error) { return TaskResult{JobState::Refused, error, {}, {}}; };
    const QTemporaryDir scratch;
    if (!scratch.isValid())
        return refused({ErrorCode::WriteFailed, scratch.path(), scratch.errorString(), nullptr});
    auto library = Library::foresee(root, pathFromText(scratch.path()));
    if (!library)
        return refused(library.error());
    request.planOnly = true;
    return runIngest({*std::move(library), settings, log}, request, observer, cancel);
}

TaskResult resumeIngest(const TaskEnvironment& environment, JobId job, TaskObserver& observer,
                        const CancelToken& cancel)
{
    const auto request = requestOf(environment, job);
    if (!request)
        return {JobState::Refused, request.error(), {}, job};
    return runIngest(environment, *request, observer, cancel);
}

Result<JobId> postponeIngest(const TaskEnvironment& environment, const IngestRequest& request)
{
    if (request.resumes.isValid())
        return request.resumes;
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(
        connection.open(Connection::Mode::ReadWrite,
                        std::chrono::milliseconds(environment.settings.number(u"catalog.busy_timeout_ms"))));
    SAFELIGHT_ASSIGN(const auto project,
                     ProjectRepository(connection).findByName(request.projectName.trimmed()));
    Job job;
    job.uuid = QUuid::createUuid();
    job.type = JobType::Ingest;
    if (project) {
        job.project = project->id;
        job.scope = JobScope::of(project->id).toText();
    }
    job.priority = kUserPriority;
    job.state = JobState::Interrupted;
    job.payload = request.toJson();
    job.error = job.worker = QStringLiteral("");
    job.createdAt = job.finishedAt = QDateTime::currentDateTimeUtc();
    return JobRepository(connection).insert(job);
}

} // namespace safelight
