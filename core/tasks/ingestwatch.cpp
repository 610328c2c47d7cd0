#include "tasks/ingestwatch.h"

#include "catalog/jobrepository.h"
#include "tasks/worker.h"

#include <algorithm>

namespace safelight {

Result<bool> isIngestRunning(Connection& connection, ProjectId project)
{
    SAFELIGHT_ASSIGN(const auto running, JobRepository(connection).running(JobType::Ingest, project));
    return std::ranges::any_of(running, [](const Job& job) { return mayBeAlive(job); });
}

} // namespace safelight
