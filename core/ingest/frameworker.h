#pragma once

#include "db/connection.h"
#include "ingest/frame.h"
#include "ingest/framedecider.h"
#include "ingest/framenamer.h"
#include "ingest/ingestcontext.h"
#include "ingest/mailbox.h"
#include "ingest/photomover.h"
#include "ingest/picturedesk.h"

namespace safelight {

/// The reading side of an ingest, one a worker thread: takes a frame from its source to written and proven
/// copies under temporary names, and hands it to the committing thread.
class FrameWorker
{
public:
    FrameWorker(IngestContext& context, PictureDesk& pictures, Mailbox& mailbox);

    Status open();

    /// Every frame reaches the mailbox, each of its files with a fate, or goes back to the queue; only one
    /// that was cancelled, or whose volume did not come back, does neither.
    void process(SourceFrame source);

private:
    enum class Handled { Decided, PutBack, Dropped };

    Handled handle(Frame& frame);
    Handled awaitDestination(Frame& frame);
    const FrameFile* firstLostSource(const Frame& frame) const;
    Handled awaitSource(Frame& frame, const FrameFile& lost);
    bool isCutShort(const Frame& frame) const;
    void dropCopies(Frame& frame);
    bool read(Frame& frame);
    Status readOne(FrameFile& file);
    bool isSourceGone(const FrameFile& file) const;
    bool awaitFolder(const AwaitedFolder& folder);
    Status decide(Frame& frame);
    void streamLarge(Frame& frame);
    void readAllMetadata(Frame& frame);
    void write(Frame& frame);
    Status writeOne(FrameFile& file);
    Status makeCopy(FrameFile& file);
    bool tryLink(FrameFile& file);
    Status stream(FrameFile& file);
    bool writeSeconds(Frame& frame);
    void orderPictures(Frame& frame);
    void rememberPlan(const Frame& frame);
    void fail(FrameFile& file, const Error& error);
    void failAll(Frame& frame, const Error& error);
    void letGo(Frame& frame);

    IngestContext& m_context;
    PictureDesk& m_pictures;
    Mailbox& m_mailbox;
    Connection m_connection;
    FrameDecider m_decider;
    FrameNamer m_namer;
    PhotoMover m_mover;
};

} // namespace safelight
