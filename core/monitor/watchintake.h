#pragma once

#include "monitor/watchbatch.h"
#include "monitor/watchcontext.h"

#include "db/connection.h"

#include <vector>

namespace safelight {

/// Takes settled files in and notes what became of each.
class WatchIntake
{
public:
    WatchIntake(WatchContext& context, CancelToken cancel) : m_context(context), m_cancel(std::move(cancel))
    {
    }

    /// Whether the folder may be watched: it is not, and holds none, that Safelight writes to. Errors:
    /// InvalidArgument, the catalogue's.
    Status checkPlace();

    /// Whether the catalogue still says that the folder is watched; one that has no row is. Errors: the
    /// catalogue's.
    Result<bool> isWanted();

    /// Blocks until the files have been seen to, or the current ones when cancelled. Errors: what keeps
    /// anything from being taken in at present; the files wait on.
    Status take(const std::vector<SettledFile>& batch);

private:
    Status checkPlace(Connection& connection);
    Result<IngestRequest> currentRequest();
    Status open(Connection& connection) const;
    void note(const SettledFile& file, const BatchOutcome& outcome);

    WatchContext& m_context;
    CancelToken m_cancel;
};

} // namespace safelight
