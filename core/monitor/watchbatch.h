#pragma once

#include "monitor/settletable.h"
#include "monitor/watchstatus.h"

#include "ingest/ingestjob.h"

#include <QHash>

#include <functional>
#include <vector>

namespace safelight {

/// What came of taking some settled files in.
struct BatchOutcome
{
    TaskResult result;
    QHash<QString, IngestItem> items; ///< by the source's path; a file that was not come to has none

    /// Why nothing more can be taken in at present, if that is so: the project is offline, its disk is full,
    /// the catalogue cannot be written. Not the fault of any file.
    std::optional<Error> obstacle() const;
    bool isFailed(const QString& path) const;
};

/// Takes files of a watched folder in, as one ingest; they keep their place below it. Blocks until it has
/// ended. `request`: all but the sources.
BatchOutcome takeBatch(const TaskEnvironment& environment, IngestRequest request,
                       const std::vector<SettledFile>& files, TaskObserver& observer,
                       const CancelToken& cancel);

/// Whether an error of a single file would meet every other one as well.
bool isObstacle(ErrorCode code);

} // namespace safelight
