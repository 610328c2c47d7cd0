#pragma once

#include "base/ids.h"
#include "domain/maintenancetask.h"

#include <QDateTime>
#include <QJsonObject>
#include <QMetaType>
#include <QString>
#include <QUuid>
#include <QVector>

#include <optional>
#include <vector>

namespace safelight {

enum class JobType {
    Ingest,
    ManifestCheck, ///< one check, as `safelight-cli check` asks for
    Maintenance,   ///< any list of tasks
    AfterIngest,   ///< what a project wants after new photos
    Discovery,     ///< the search for new folders
};
enum class JobState {
    Queued,
    Running,
    Paused, ///< by a person, or parked because it ended the program too often: see `error`
    Done,
    DoneWithFailures,
    Failed,
    Cancelled,
    Interrupted, ///< an ingest that ended with its process; every other job goes back to the queue
    Refused,     ///< it would change so much that it asks first; in at least one project nothing was done
};

QString jobTypeName(JobType type);
std::optional<JobType> jobTypeFromName(QStringView name);
QString jobStateName(JobState state);
std::optional<JobState> jobStateFromName(QStringView name);
/// Nothing more will happen to a job in this state by itself or by resuming it.
bool isFinal(JobState state);

/// What a job is about: some projects, some photos of one, or (neither) the whole library.
struct JobScope
{
    QVector<ProjectId> projects; ///< empty: all
    QVector<PhotoId> photos;     ///< of the one project; empty: all

    static JobScope of(ProjectId project) { return {{project}, {}}; }
    /// The one project that it is about, if it is just one.
    std::optional<ProjectId> project() const
    {
        return projects.size() == 1 ? std::optional(projects.front()) : std::nullopt;
    }
    /// '', `project:7`, `projects:7,9` or `photos:7:…`: equal for equal scopes.
    QString toText() const;

    QJsonObject toJson() const;
    static JobScope fromJson(const QJsonObject& object);
};

/// Priorities of the queue: what a person asked for comes before what the clock did.
constexpr int kUserPriority = 100;
constexpr int kFollowUpPriority = 60;
constexpr int kScheduledPriority = 50;

/// A unit of work whose state, progress and result outlive the process.
struct Job
{
    JobId id;
    QUuid uuid;
    JobType type = JobType::ManifestCheck;
    std::optional<ProjectId> project; ///< none: all projects
    QString scope;                    ///< JobScope::toText()
    QString requestKey;               ///< equal for equal requests
    int priority = kScheduledPriority;
    JobState state = JobState::Queued;
    int attempts = 0;
    qint64 done = 0;
    std::optional<qint64> total;
    QJsonObject payload; ///< what was asked for; enough to ask for it again
    QJsonObject result;  ///< counts, as in the command line's summary
    QString error;
    QString worker; ///< which process runs it, see tasks/worker.h
    QDateTime createdAt;
    QDateTime startedAt;
    QDateTime finishedAt;
    QDateTime heartbeatAt;
    QDateTime notBefore; ///< after a failure: when it may be tried again
    QString wish;        ///< what its worker is asked to do: '', `pause`, `cancel`
};

using JobStepId = Id<struct JobStepTag>;
using JobItemId = Id<struct JobItemTag>;

/// One task of a job. A step starts once, when all of the step before is done; after a crash it goes on from
/// `cursor`.
struct JobStep
{
    JobStepId id;
    JobId job;
    int ordinal = 0;
    MaintenanceTask task = MaintenanceTask::ManifestCheck;
    JobState state = JobState::Queued;
    QJsonObject cursor; ///< the task's own
    qint64 done = 0;
    std::optional<qint64> total;
    QJsonObject result;
    QString error;
    QDateTime startedAt;
    QDateTime finishedAt;
};

/// Stored by value; never renumber.
enum class JobItemState {
    Queued = 0,
    Running = 1,
    Done = 2,
    Failed = 3,
    LeftAlone = 4, ///< listed for a person: nothing is wrong with it, and nothing was done
    Proposed = 5,  ///< waits for a person's decision
    Dismissed = 6, ///< decided: not to be done
};

/// A single thing of a step: to do, done, proposed or failed.
struct JobItem
{
    JobItemId id;
    JobId job;
    JobStepId step;
    std::optional<ProjectId> project;
    PhotoId photo;
    QString subject; ///< carried text: a file, a stem, a project's name
    QString action;  ///< untranslated: what is, was or would be done
    JobItemState state = JobItemState::Queued;
    int attempts = 0;
    QString message; ///< why it failed or was left: an error code's name, then its detail
    QJsonObject payload;
    QDateTime updatedAt;
};

/// One sample of a running job.
struct JobSample
{
    qint64 atMs = 0; ///< since the job was started
    qint64 done = 0; ///< things processed so far, over all steps
    double residentMb = 0;

    friend bool operator==(const JobSample&, const JobSample&) = default;
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::Job)
