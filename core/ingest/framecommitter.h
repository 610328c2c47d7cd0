#pragma once

#include "db/connection.h"
#include "ingest/copysync.h"
#include "ingest/frame.h"
#include "ingest/ingestcontext.h"
#include "ingest/photomover.h"
#include "ingest/receiptbook.h"

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
        : m_context(context), m_connection(connection), m_mover(context, connection), m_receipts(receipts)
    {
    }

    /// To be called before the first copy is written.
    void open() { m_copies.emplace(m_context); }

    /// Commits what is to be stored of the group, and the receipt of all of it, in one transaction.
    /// Afterwards each file that was stored has its rows and its item is complete; a file that could not be
    /// stored has become a failed one, and is at its source. Claims are released. What another program
    /// stored meanwhile, or was on a disk that is away, is not committed: these frames are taken out of the
    /// group and put back into the queue.
    void commit(std::vector<Frame>& group);

private:
    struct StoredFrame
    {
        Frame* frame = nullptr;
        std::ptrdiff_t files = 0;
    };
    struct PhotoRow
    {
        PhotoId id;
        bool isNew = false; ///< inserted now, with the flags of the frame's files
    };

    Status commitGroup(std::vector<Frame>& group);
    Status commitReceipts(std::vector<Frame>& group);
    Status prepareFolders(std::vector<Frame>& group);
    Status prepareFolder(const std::filesystem::path& folder);
    static void keepSidecarsWithTheirPicture(Frame& frame);
    Result<bool> isStillTrue(const Frame& frame) const;
    void publishFrame(Frame& frame);
    Status publishAll(Frame& frame);
    Status publishOne(FrameFile& file);
    void withdraw(Frame& frame, const Error& error);
    static std::vector<StoredFrame> storedNow(std::vector<Frame>& group);
    static std::ptrdiff_t countStored(const Frame& frame);
    void takeBackLost(const std::vector<StoredFrame>& stored) const;
    static void takeBack(Frame& frame);
    Status insertAlone(Frame& frame);
    Status insertFrame(Frame& frame);
    Status insertFile(FrameFile& file);
    Result<PhotoRow> photoFor(const Frame& frame);
    void settleTwins(Frame& frame) const;
    void noteSecondCopies(Frame& frame) const;
    void takeBackUnreached(std::vector<Frame>& group);
    void putBackStale(std::vector<Frame>& group);
    void letGo(Frame& frame);

    IngestContext& m_context;
    Connection& m_connection;
    PhotoMover m_mover;
    ReceiptBook& m_receipts;
    std::optional<CopySync> m_copies;
    std::set<std::filesystem::path> m_knownFolders;
};

} // namespace safelight
