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

    /// Asks for the pictures of the project's files that an earlier, interrupted run left without.
    Status orderLeftOver();

    qint64 awaited() const { return m_awaited; }
    qint64 done() const { return m_done; }
    bool isComplete() const { return m_done >= m_awaited; }
    /// Tells the items of pictures that will not come any more, after a cancel.
    void giveUp();

private:
    Status write(const std::vector<std::shared_ptr<PictureSlot>>& slots);

    IngestContext& m_context;
    Connection& m_connection;
    PictureDesk& m_desk;
    ItemLedger& m_items;
    TaskObserver& m_observer;
    std::set<std::shared_ptr<PictureSlot>> m_waiting;
    std::vector<std::shared_ptr<PictureSlot>> m_finishedEarly; ///< in m_waiting, but no mail will come
    qint64 m_awaited = 0;
    qint64 m_done = 0;
};

} // namespace safelight
