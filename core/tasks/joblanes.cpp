#include "tasks/joblanes.h"

#include <algorithm>

namespace safelight {

JobLanes JobLanes::from(const Settings& settings)
{
    JobLanes lanes;
    lanes.places = settings.number(u"jobs.max_parallel");
    lanes.threshold = settings.number(u"jobs.priority_threshold");
    lanes.ownPlaces = std::min(settings.number(u"jobs.priority_lane_slots"), lanes.places);
    return lanes;
}

std::optional<std::size_t> JobLanes::whoYields(const std::vector<int>& running) const
{
    if (hasRoom(running))
        return std::nullopt;
    const auto others =
        std::ranges::count_if(running, [this](int priority) { return !hasPriority(priority); });
    if (others <= places - ownPlaces)
        return std::nullopt;
    // The last of equals: it has done least.
    const auto least = std::ranges::min_element(running.rbegin(), running.rend());
    return static_cast<std::size_t>(std::distance(running.begin(), least.base())) - 1;
}

} // namespace safelight
