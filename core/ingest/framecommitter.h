#pragma once

#include "db/connection.h"
#include "ingest/frame.h"
#include "ingest/ingestcontext.h"
#include "ingest/receiptbook.h"
#include "storage/volumesync.h"

#include <optional>
#include <set>
#include <vector>

namespace safelight {

/// The last steps of groups of frames, on the job's own thread: sync, publish, commit, and only then removal
/// of the sources.
class FrameCommitter
{
public:
    FrameCommitter(IngestContext& context, Connection& connection, ReceiptBook& receipts)
        : m_context(context), m_connection(connection), m_receipts(receipts)
    {
    }

    /// To be called before the first copy is written.
    void open() { m_sync.emplace(m_context.environment.fs, m_context.folder); }

    /// Commits what is to be stored of the group, and the receipt of all of it, in one transaction.
    /// Afterwards each file that was stored has its rows and its item is complete; a file that could not be
    /// stored has become a failed one, and is at its source. Claims are released. What another program
    /// stored meanwhile, or was on a disk that is away, is not committed: these frames are taken out of the
    /// group and put back into the queue.
    void commit(std::vector<Frame>& group);

private:
    void syncCopies(std::vector<Frame>& group);
    Status syncAdopted(const FrameFile& file);
    Status copyAgain(FrameFile& file);
    Status commitGroup(std::vector<Frame>& group);
    Status commitReceipts(std::vector<Frame>& group);
    Status prepareFolders(std::vector<Frame>& group);
    static void keepSidecarsWithTheirPicture(Frame& frame);
    Result<bool> isStillTrue(const Frame& frame) const;
    void publishFrame(Frame& frame);
    Status publishOne(FrameFile& file);
    void withdraw(Frame& frame, const Error& error);
    static void takeBack(Frame& frame);
    Status syncFolders(std::vector<Frame>& group);
    Status insertAlone(Frame& frame);
    Status insertFrame(Frame& frame);
    Status insertFile(FrameFile& file);
    Result<PhotoId> photoFor(const Frame& frame);
    void settleTwins(Frame& frame) const;
    void noteSecondCopies(Frame& frame) const;
    void putBackStale(std::vector<Frame>& group);
    void removeSources(std::vector<Frame>& group);
    void removeStoredSource(FrameFile& file);
    Result<bool> isStoredFile(const FrameFile& file) const;
    bool isSourceDispensable(const FrameFile& file) const;
    void letGo(Frame& frame);

    IngestContext& m_context;
    Connection& m_connection;
    ReceiptBook& m_receipts;
    std::optional<VolumeSync> m_sync;
    std::set<std::filesystem::path> m_knownFolders;
};

} // namespace safelight
