#pragma once

#include "db/connection.h"
#include "ingest/frame.h"
#include "ingest/ingestcontext.h"

#include <filesystem>
#include <map>

namespace safelight {

/// Finds the files of a frame that need not be stored: those whose bytes are stored already, or were
/// rejected. Runs under the claim on the frame's digests, on a worker's own connection; changes no file and
/// no row.
class FrameDecider
{
public:
    FrameDecider(IngestContext& context, Connection& connection)
        : m_context(context), m_connection(connection)
    {
    }

    /// Which files are stored already. Leaves those.
    Status findDuplicates(Frame& frame);

private:
    Status placeThoseInside(Frame& frame);
    Status findDuplicate(FrameFile& file);
    bool leaveIfKept(FrameFile& file, const StoredFile& stored) const;
    void leaveRepeated(Frame& frame) const;
    bool mayBeRejected() const;
    Status leaveRejected(FrameFile& file) const;
    Result<bool> leaveLetGo(FrameFile& file, const StoredFile& stored) const;
    static void leaveSidecarsOfRejected(Frame& frame);
    static void leaveAsRejected(FrameFile& file);
    Result<bool> isPendingRow(FrameFile& file) const;
    Result<bool> isStoredNow(const StoredFile& stored, bool& isOffline) const;

    const std::filesystem::path& canonicalFolder(const std::filesystem::path& folder);

    IngestContext& m_context;
    Connection& m_connection;
    std::map<std::filesystem::path, std::filesystem::path> m_canonicalFolders; ///< asked for before
};

/// Leaves a file whose bytes `stored` has, or was made from; `reason` is why that is not quite sure.
void leaveAsDuplicate(const IngestContext& context, FrameFile& file, const StoredFile& stored,
                      std::optional<Error> reason);

} // namespace safelight
