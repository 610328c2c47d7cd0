#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "domain/photo.h"

namespace safelight {

/// Rows of what was removed from the catalogue: which file it was, by its digest, and why. On the
/// connection's thread.
class TombstoneRepository
{
public:
    explicit TombstoneRepository(Connection& connection) : m_connection(connection) {}

    /// One for each file. `job`: that removed it.
    Status insert(ProjectId project, JobId job, const QString& stem, const std::vector<PhotoFile>& files,
                  const QString& reason) const;

private:
    Connection& m_connection;
};

} // namespace safelight
