#pragma once

#include "db/connection.h"
#include "ingest/frame.h"
#include "ingest/ingestcontext.h"

#include <functional>
#include <set>
#include <vector>

namespace safelight {

/// The last steps of groups of frames, on the job's own thread: sync, publish, commit, and only then removal
/// of the sources.
class FrameCommitter
{
public:
    FrameCommitter(IngestContext& context, Connection& connection)
        : m_context(context), m_connection(connection)
    {
    }

    /// Commits what is to be stored of the group, in one transaction. Afterwards each file that was stored
    /// has its rows and its item is complete; a file that could not be stored has become a failed one, and is
    /// at its source. Claims are released.
    void commit(std::vector<Frame>& group);

private:
    void syncCopies(std::vector<Frame>& group);
    Status syncAdopted(const FrameFile& file);
    Status copyAgain(FrameFile& file);
    Status commitGroup(std::vector<Frame>& group);
    Status prepareFolders(std::vector<Frame>& group);
    static void keepSidecarsWithTheirPicture(Frame& frame);
    void publishFrame(Frame& frame);
    void withdraw(Frame& frame, const Error& error);
    Status syncFolders(std::vector<Frame>& group);
    Status insertAlone(Frame& frame);
    Status insertFrame(Frame& frame);
    Status insertFile(FrameFile& file);
    Result<PhotoId> photoFor(const Frame& frame);
    void removeSources(Frame& frame);
    Result<bool> isStoredFile(const FrameFile& file) const;
    void letGo(Frame& frame);

    IngestContext& m_context;
    Connection& m_connection;
    std::set<std::filesystem::path> m_knownFolders;
};

} // namespace safelight
