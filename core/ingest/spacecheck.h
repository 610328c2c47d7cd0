#pragma once

#include "db/connection.h"
#include "ingest/sourcescan.h"

#include <filesystem>

namespace safelight {

struct IngestContext;

/// Whether what was found fits the disk of the project, asked before anything is written.
class SpaceCheck
{
public:
    SpaceCheck(const IngestContext& context, Connection& connection)
        : m_context(context), m_connection(connection)
    {
    }

    /// Errors: NoSpace.
    Status check(const SourceScan& scan);
    /// Of what a plan would store. Errors: NoSpace.
    Status checkPlanned(const SourceScan& scan, ByteCount needed) const;
    /// The place itself, or the nearest above it that is there: of a plan, not even the library need be.
    static std::filesystem::path nearestThere(std::filesystem::path place);

private:
    Result<ByteCount> bytesNotKnown(const SourceScan& scan);
    Status checkRoom(ByteCount needed) const;
    bool isMoveWithinVolume(const SourceScan& scan) const;

    const IngestContext& m_context;
    Connection& m_connection;
};

} // namespace safelight
