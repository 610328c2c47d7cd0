#pragma once

#include "ingest/framecommitter.h"
#include "ingest/ingestcontext.h"
#include "ingest/ingestjob.h"
#include "ingest/itemledger.h"
#include "ingest/mailbox.h"
#include "ingest/picturedesk.h"
#include "ingest/pictureledger.h"
#include "tasks/jobqueue.h"
#include "tasks/jobrecord.h"

#include <QElapsedTimer>

#include <optional>

namespace safelight {

/// One ingest from its scan to its last picture.
///
///   sources -> scan -> FrameWorkers (read, decide, copy, verify) -> mailbox -> this thread (group, sync,
///   publish, commit)
///                            \-> PictureWorkers (decode, hash, thumbnail) -> mailbox -> this thread (update
///                            rows)
///
/// Pictures whose bytes did not fit the decoders' queue follow from the copy after the commit.
class IngestRun
{
public:
    IngestRun(const TaskEnvironment& environment, const IngestRequest& request, TaskObserver& observer,
              const CancelToken& cancel);

    TaskResult run();

private:
    Status open();
    Status lockLibrary();
    Status findProject();
    Status checkSpace();
    Status settleProject();
    Status startRecord();

    void takeIn();
    void work(PictureDesk& pictures, Mailbox& mailbox);
    std::optional<SourceFrame> nextFrame();
    void receive(Mailbox& mailbox, PictureLedger& pictures, int workers);
    void awaitPictures(Mailbox& mailbox, PictureLedger& pictures, int endedWorkers);
    void takePictures(PictureLedger& pictures, const std::vector<std::shared_ptr<PictureSlot>>& slots);
    void commit(std::vector<Frame>& group, PictureLedger& pictures);
    void failRemaining();

    void reportTakingIn();
    void reportPictures(const PictureLedger& pictures);
    TaskResult finish();
    TaskResult ended(JobState state, std::optional<Error> error);
    QJsonObject summary() const;

    const TaskEnvironment& m_environment;
    const IngestRequest& m_request;
    TaskObserver& m_observer;
    Connection m_connection;
    QElapsedTimer m_clock;
    IngestContext m_context;
    FrameCommitter m_committer;
    ItemLedger m_items;
    FileHandle m_lock;
    std::optional<JobRecord> m_record;

    SourceScan m_scan;
    std::mutex m_nextMutex;
    std::size_t m_next = 0;            // guarded by m_nextMutex
    std::optional<Error> m_brokenWork; // guarded by m_nextMutex: why a worker could not begin
    qint64 m_settled = 0;              ///< files whose fate is known and committed
};

} // namespace safelight
