#pragma once

#include "base/ids.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QUuid>

#include <optional>

namespace safelight {

enum class JobType { Ingest, ManifestCheck };
enum class JobState { Queued, Running, Done, DoneWithFailures, Failed, Cancelled, Interrupted, Refused };

QString jobTypeName(JobType type);
std::optional<JobType> jobTypeFromName(QStringView name);
QString jobStateName(JobState state);
std::optional<JobState> jobStateFromName(QStringView name);

/// A unit of work whose state, progress and result outlive the process.
struct Job
{
    JobId id;
    QUuid uuid;
    JobType type = JobType::ManifestCheck;
    std::optional<ProjectId> project; ///< none: all projects
    JobState state = JobState::Queued;
    qint64 done = 0;
    std::optional<qint64> total;
    QJsonObject payload; ///< what was asked for; enough to ask for it again
    QJsonObject result;  ///< counts, as in the command line's summary
    QString error;
    QString worker; ///< which process runs it, see tasks/worker.h
    QDateTime createdAt;
    QDateTime startedAt;
    QDateTime finishedAt;
};

} // namespace safelight
