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

    /// The reason of a photo of which no variant was to be kept.
    static QString rejectedReason() { return QStringLiteral("rejected"); }
    Result<bool> isAnyRejected() const;
    /// Whether a photo with these bytes was removed because it had been rejected.
    Result<bool> isRejected(const Digest& digest) const;

private:
    Connection& m_connection;
};

} // namespace safelight
