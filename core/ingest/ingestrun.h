#pragma once

#include "ingest/cardreview.h"
#include "ingest/framecommitter.h"
#include "ingest/ingestcontext.h"
#include "ingest/ingestjob.h"
#include "ingest/itemledger.h"
#include "ingest/mailbox.h"
#include "ingest/picturedesk.h"
#include "ingest/pictureledger.h"
#include "ingest/quickplan.h"
#include "ingest/receiptbook.h"
#include "ingest/sourcefingerprint.h"
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
    Status findProject();
    Status checkSpace();
    Status settleProject();
    Status startRecord();
    Status openReceipts();
    Status openSecondPlace();

    void takeIn();
    void planQuickly(int threads);
    void work(PictureDesk& pictures, Mailbox& mailbox);
    void receive(Mailbox& mailbox, PictureLedger& pictures, int workers);
    void awaitPictures(Mailbox& mailbox, PictureLedger& pictures, int endedWorkers);
    void takePictures(PictureLedger& pictures, const std::vector<std::shared_ptr<PictureSlot>>& slots);
    void commit(std::vector<Frame>& group, PictureLedger& pictures);
    void failRemaining();
    Status sweepAfterEarlier();
    void sweep(const std::set<std::string>& tags);
    void lookAtSourcesAgain();
    void settleRejected();
    Status noteRejected();
    bool isEndedEarly() const;

    void reportTakingIn();
    void reportPictures(const PictureLedger& pictures);
    TaskResult finish();
    TaskResult ended(JobState state, std::optional<Error> error);
    QJsonObject summary();
    void addPlanTo(QJsonObject& summary);

    const TaskEnvironment& m_environment;
    const IngestRequest& m_request;
    TaskObserver& m_observer;
    Connection m_connection;
    QElapsedTimer m_clock;
    IngestContext m_context;
    ReceiptBook m_receipts;
    FrameCommitter m_committer;
    ItemLedger m_items;
    std::optional<JobRecord> m_record;

    SourceScan m_scan;
    std::optional<SourceFingerprint> m_asListed;
    qint64 m_changedSince = 0; ///< files that came to the sources, or were written to, while it ran
    std::optional<QuickPlan> m_quickPlan; ///< of a plan
    std::mutex m_brokenMutex;
    std::optional<Error> m_brokenWork; // guarded by m_brokenMutex: why a worker could not begin
    QVector<CardWarning> m_warnings;   ///< of a plan
    qint64 m_provenMs = 0;             ///< until the last frame was committed
    qint64 m_sidecarsWritten = 0;      ///< with what was to be added
    qint64 m_settled = 0;              ///< files whose fate is known and committed
    qint64 m_settledBefore = 0;        ///< by an earlier attempt
};

} // namespace safelight
