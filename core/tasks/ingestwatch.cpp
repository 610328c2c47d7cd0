#include "tasks/ingestwatch.h"

#include "catalog/jobrepository.h"
#include "tasks/worker.h"

#include <algorithm>

namespace safelight {

Result<bool> isIngestRunning(Connection& connection, ProjectId project)
{
    SAFELIGHT_ASSIGN(const auto running, JobRepository(connection).inState(JobState::Running));
    return std::ranges::any_of(running, [&](const Job& job) {
        return job.type == JobType::Ingest && job.project == project && mayBeAlive(job);
    });
}

} // namespace safelight
