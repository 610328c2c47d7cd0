#pragma once

#include "catalog/departurerepository.h"
#include "tasks/taskenvironment.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace safelight {

/// Removes the names that photos had in the project that they were moved from, after the commit that moved
/// their rows. Each goes only while the file lies at its new place: as the same file, or, where that is
/// another volume, with the same bytes, read again from both. Whatever a crash or a disk that is away leaves
/// undone is found in the catalogue.
class Departures
{
public:
    Departures(const TaskEnvironment& environment, Connection& connection)
        : m_environment(environment), m_connection(connection)
    {
    }

    struct Outcome
    {
        int removed = 0;
        std::vector<std::pair<DepartureId, Error>> left; ///< to be tried again
    };
    /// Errors are the catalogue's.
    Result<Outcome> finish(const std::vector<Departure>& departures);
    /// All that the catalogue knows of.
    Result<Outcome> settle();

private:
    enum class Step { Removed, Over, Away };
    Result<Step> finishOne(const Departure& departure);
    bool isOnline(const Project& project);
    Status removeName(const std::filesystem::path& old, const std::filesystem::path& now) const;

    const TaskEnvironment& m_environment;
    Connection& m_connection;
    std::map<ProjectId, bool> m_online;
    std::set<std::filesystem::path> m_folders; ///< that a name was removed from, and that are not synced yet
};

} // namespace safelight
