#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "domain/job.h"

#include <optional>
#include <span>
#include <vector>

namespace safelight {

/// How many proposals of a job wait for a decision, by project.
struct Proposals
{
    JobId job;
    ProjectId project; ///< invalid: of none
    QString projectName;
    QString action; ///< the correction kind's name
    qint64 count = 0;
    QDateTime at;
};

/// Rows of items of jobs: a durable queue within a step, and the list of what failed or waits for a decision.
/// Each function runs on the connection's thread; those that write many rows want a transaction around them.
class JobItemRepository
{
public:
    explicit JobItemRepository(Connection& connection) : m_connection(connection) {}

    Status insert(std::span<const JobItem> items) const;

    /// Takes up to `limit` queued items of the step, oldest first, and marks them as running. Items that a
    /// dead worker left running are queued again by requeue().
    Result<std::vector<JobItem>> claim(JobStepId step, int limit) const;
    Status finish(std::span<const JobItemId> items, JobItemState state) const;
    Status fail(JobItemId item, const QString& message) const;
    /// What was running when its worker died is queued again, its attempt counted.
    Status requeue(JobStepId step) const;

    Result<qint64> count(JobId job, JobItemState state) const;
    /// By ascending id, after `after`.
    Result<std::vector<JobItem>> page(JobId job, JobItemState state, JobItemId after, int limit) const;
    /// A proposal of the job that says this and was not decided on yet.
    Result<std::optional<JobItem>> findProposal(JobId job, const QString& action,
                                                std::optional<ProjectId> project,
                                                const QString& subject) const;
    /// What waits for a decision: by job, project and action, newest job first.
    Result<QVector<Proposals>> proposals() const;
    /// Decides on all proposals of a job, or on those of one project. Returns how many there were.
    Result<qint64> dismissProposals(JobId job, std::optional<ProjectId> project) const;
    /// Items of any job that say what is being done to a project (`action`), and that a killed worker may
    /// have left half done: queued or running, by ascending id.
    Result<std::vector<JobItem>> unfinished(ProjectId project, const QString& action) const;
    /// Writes one item that says what is about to be done. Returns its id.
    Result<JobItemId> begin(const JobItem& item) const;
    /// Forgets items.
    Status remove(std::span<const JobItemId> items) const;

private:
    Connection& m_connection;
};

} // namespace safelight
