#pragma once

#include "monitor/wakeup.h"
#include "monitor/watchedfiles.h"
#include "monitor/watchoptions.h"
#include "monitor/watchstatus.h"

#include "ingest/ingestjob.h"

#include <atomic>

namespace safelight {

/// What the parts of one folder's watching share. Belongs to its thread, but for what says otherwise.
struct WatchContext
{
    WatchContext(TaskEnvironment taskEnvironment, const WatchedFolder& watched, IngestRequest asked,
                 WatchOptions how, MonitorObserver& who)
        : environment(std::move(taskEnvironment)),
          folder(watched),
          request(std::move(asked)),
          options(std::move(how)),
          observer(who),
          files(options.settle),
          board(watched, who)
    {
    }

    const TaskEnvironment environment;
    WatchedFolder folder;        ///< its project is noted once there is one
    const IngestRequest request; ///< its base is the folder
    const WatchOptions options;
    MonitorObserver& observer;
    WatchedFiles files;
    StatusBoard board;                       ///< any thread
    WakeUp wake;                             ///< any thread
    std::atomic<bool> isRetryWanted = false; ///< any thread: what is in quarantine is to be tried now
};

} // namespace safelight
