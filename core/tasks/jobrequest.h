#pragma once

#include "domain/job.h"

namespace safelight {

/// Whether what a task finds is done, only said, or done where it was said and approved before.
enum class StepMode {
    Apply,
    Plan,     ///< tells what it would do, and changes nothing but the job's own rows
    Approved, ///< does what a plan (of the job `approved`) proposed and a person approved; nothing else
};

/// How the steps of a job are to work.
struct StepOptions
{
    StepMode mode = StepMode::Apply;
    bool acceptMassChange = false; ///< do not ask before very many rows are marked as missing or removed
    bool retryFailed = false;      ///< also what failed before and is not tried again by itself
    std::optional<int> chunkSize;  ///< rows a page; none: as set
    JobId approved;                ///< whose proposals are done; with StepMode::Approved only

    QJsonObject toJson() const;
    static StepOptions fromJson(const QJsonObject& object);
};

/// What somebody asks the queue for.
struct JobRequest
{
    JobType type = JobType::Maintenance;
    JobScope scope;
    std::vector<MaintenanceTask> steps;
    StepOptions options;
    int priority = kUserPriority;

    /// Equal for requests that would do the same.
    QString key() const;

    /// What a job's row keeps of it; `requestOf` reads it.
    QJsonObject toPayload() const;
};

/// What this job of the queue was asked for, to be asked for again.
JobRequest requestOf(const Job& job);

} // namespace safelight
