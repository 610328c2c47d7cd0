#pragma once

#include "settings/settings.h"

#include <chrono>
#include <filesystem>
#include <vector>

namespace safelight {

/// How folders are watched. The settings' values by default.
struct WatchOptions
{
    enum class Notifications {
        WhereTheyWork,
        Off, ///< the folder is polled
    };
    enum class Until {
        Stopped,
        AllTakenIn, ///< one look at everything; ends when all of that is taken in, or has failed
    };

    std::chrono::milliseconds settle{2000};
    std::chrono::milliseconds rescan{300'000};
    std::chrono::milliseconds poll{5000};
    std::chrono::milliseconds retry{3000}; ///< how long after which a folder that is away is looked for again
    Notifications notifications = Notifications::WhereTheyWork;
    Until until = Until::Stopped;
    std::vector<std::filesystem::path> outputs; ///< more folders that Safelight writes to
    std::size_t mostFiles = 500;                ///< of one ingest

    static WatchOptions from(const Settings& settings)
    {
        WatchOptions options;
        options.settle = std::chrono::milliseconds(settings.number(u"monitor.settle_ms"));
        options.rescan = std::chrono::seconds(settings.number(u"monitor.rescan_seconds"));
        options.poll = std::chrono::seconds(settings.number(u"monitor.poll_seconds"));
        return options;
    }
};

} // namespace safelight
