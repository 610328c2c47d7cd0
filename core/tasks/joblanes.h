#pragma once

#include "settings/settings.h"

#include <optional>
#include <vector>

namespace safelight {

/// Who may run beside whom. Jobs of priority have places to themselves among all places; places that nobody
/// of priority wants are lent to the others, who give them back when asked.
struct JobLanes
{
    int places = 2;     ///< jobs.max_parallel
    int threshold = 90; ///< jobs.priority_threshold: what has priority
    int ownPlaces = 1;  ///< jobs.priority_lane_slots

    static JobLanes from(const Settings& settings);

    bool hasPriority(int priority) const { return priority >= threshold; }
    /// Whether a further job may start beside those that run, given their priorities. The queue hands out the
    /// highest priority first, so this holds for whichever comes.
    bool hasRoom(const std::vector<int>& running) const { return static_cast<int>(running.size()) < places; }
    /// Which of the running jobs should make room when a job of priority waits and there is none: the least
    /// important one that sits in a lent place; none when all are in places of their own.
    std::optional<std::size_t> whoYields(const std::vector<int>& running) const;
};

} // namespace safelight
