#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "domain/job.h"

#include <optional>
#include <vector>

namespace safelight {

/// Rows of jobs. Each function runs on the connection's thread.
class JobRepository
{
public:
    explicit JobRepository(Connection& connection) : m_connection(connection) {}

    Result<JobId> insert(const Job& job) const;
    Status updateProgress(JobId id, qint64 done, std::optional<qint64> total) const;
    /// Ends a job that is running; one that ended already keeps its state.
    Status finish(JobId id, JobState state, const QJsonObject& result, const QString& error) const;

    Result<std::optional<Job>> find(JobId id) const;
    Result<std::vector<Job>> inState(JobState state) const;
    Result<std::vector<Job>> latest(int limit) const;

private:
    Result<std::vector<Job>> select(const QString& tail, const QVariantList& values) const;

    Connection& m_connection;
};

} // namespace safelight
