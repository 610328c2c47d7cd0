#pragma once

#include "base/error.h"
#include "domain/correction.h"
#include "domain/ingestitem.h"
#include "domain/maintenancetask.h"
#include "tasks/taskprogress.h"

#include <QVector>

#include <variant>

namespace safelight {

/// Facts: what has become true in the catalogue. Sent after the commit, lossless and in order.
struct RowsCorrected
{
    QVector<Correction> rows;
};
/// Corrections that were taken back.
struct CorrectionsUndone
{
    QVector<Correction> rows;
};
struct ItemsIngested
{
    QVector<IngestItem> items;
};
/// Photos whose thumbnail status changed after they were taken in.
struct PhotosPictured
{
    QVector<PhotoId> photos;
};
/// A project came, or its name or state changed.
struct ProjectsChanged
{
    QVector<ProjectId> projects;
};
/// A project that a task left as it was, or only half done, and why.
struct ProjectSkipped
{
    QString project;
    Error reason; ///< its subject is the project
};
/// A single thing that a maintenance task could not do, and why.
struct ItemFailed
{
    MaintenanceTask task = MaintenanceTask::ManifestCheck;
    QString project; ///< empty: none
    Error reason;    ///< its subject is the thing
};
/// A single thing that a maintenance task left as it is, for a person to know.
struct ItemLeftAlone
{
    MaintenanceTask task = MaintenanceTask::ManifestCheck;
    QString project; ///< empty: none
    Error reason;    ///< its subject is the thing
};
using Fact = std::variant<RowsCorrected, CorrectionsUndone, ItemsIngested, PhotosPictured, ProjectsChanged,
                          ProjectSkipped, ItemFailed, ItemLeftAlone>;

/// Who watches a running task. Called on the task's threads, one call at a time for facts, any thread for
/// telemetry; implementations return quickly.
class TaskObserver
{
public:
    virtual ~TaskObserver() = default;

    /// Telemetry: the latest wins, some may never be seen.
    virtual void progressed(const TaskProgress& progress) = 0;
    virtual void happened(const Fact& fact) = 0;

protected:
    TaskObserver() = default;
};

} // namespace safelight
