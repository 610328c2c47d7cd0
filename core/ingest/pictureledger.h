#pragma once

#include "db/connection.h"
#include "ingest/frame.h"
#include "ingest/ingestcontext.h"
#include "ingest/itemledger.h"
#include "ingest/picturedesk.h"

#include <vector>

namespace safelight {

/// Keeps track of the pictures that were asked for, and writes into the rows what the decoders give. Belongs
/// to the committing thread.
class PictureLedger
{
public:
    PictureLedger(IngestContext& context, Connection& connection, PictureDesk& desk, ItemLedger& items,
                  TaskObserver& observer)
        : m_context(context), m_connection(connection), m_desk(desk), m_items(items), m_observer(observer)
    {
    }

    /// Tells a committed file's item: now if its picture is known or none is made, else when it is.
    void settle(FrameFile& file);

    /// Takes what decoders have finished. Errors: the catalogue's; items are told all the same.
    Status take(const std::vector<std::shared_ptr<PictureSlot>>& slots);

    /// Asks for more of the pictures that the project's files lack, while the decoders have little to do: of
    /// what an earlier, interrupted run left without, and of what came faster than they work.
    Status orderMore();

    qint64 awaited() const { return m_awaited; }
    qint64 done() const { return m_done; }
    bool isComplete() const { return m_done >= m_awaited && !m_hasMore; }
    /// Tells the items of pictures that will not come any more, after a cancel.
    void giveUp();

private:
    void postpone(const FrameFile& file);
    void order(const PhotoFile& file);
    Status write(const std::vector<std::shared_ptr<PictureSlot>>& slots);

    IngestContext& m_context;
    Connection& m_connection;
    PictureDesk& m_desk;
    ItemLedger& m_items;
    TaskObserver& m_observer;
    std::set<std::shared_ptr<PictureSlot>> m_waiting;
    std::vector<std::shared_ptr<PictureSlot>> m_finishedEarly; ///< in m_waiting, but no mail will come
    FileId m_after; ///< up to here, no file of the project lacks its picture, but for those in m_waiting
    bool m_hasMore = true;  ///< beyond it, some may
    qint64 m_postponed = 0; ///< of them, those that m_awaited counts
    qint64 m_awaited = 0;
    qint64 m_done = 0;
};

} // namespace safelight
