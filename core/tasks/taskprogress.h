#pragma once

#include "base/ids.h"
#include "domain/maintenancetask.h"

#include <QMetaType>
#include <QString>

#include <optional>

namespace safelight {

/// What a task is doing; the window and the command line have the words.
enum class TaskStage {
    Waiting,
    Scanning,
    Listing,
    Comparing,
    Correcting,
    TakingIn,
    Picturing,
    Finishing,
    Removing,
    AwaitingVolume ///< a card or disk was taken away; `subject` is its name
};
QString taskStageName(TaskStage stage);

/// How far a task is, within its stage. `done` never exceeds `total` and never goes backwards within a stage;
/// while the total is not known, `done` things were processed of who knows how many.
struct TaskProgress
{
    TaskStage stage = TaskStage::Waiting;
    qint64 done = 0;
    std::optional<qint64> total;
    ByteCount bytes;                                    ///< read so far, where bytes mean something
    QString subject;                                    ///< what it works on: a project's name
    std::optional<MaintenanceTask> task = std::nullopt; ///< of a job with steps: which one it is at,
    int step = 0;                                       ///< from 1,
    int steps = 0;                                      ///< of how many
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::TaskProgress)
