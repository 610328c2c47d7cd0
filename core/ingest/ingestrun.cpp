#include "ingest/ingestrun.h"

#include "base/openfiles.h"
#include "base/pathtext.h"
#include "base/units.h"
#include "catalog/decisionrepository.h"
#include "catalog/projectrepository.h"
#include "catalog/tombstonerepository.h"
#include "ingest/frameworker.h"
#include "ingest/readrate.h"
#include "ingest/spacecheck.h"
#include "tasks/picturemaking.h"
#include "tasks/projectactions.h"
#include "tasks/projectprobe.h"
#include "tasks/worker.h"

#include <QJsonArray>
#include <QtConcurrent>

namespace safelight {

namespace {

constexpr std::chrono::milliseconds kGroupPatience{
    100}; // how long a proven frame waits for others to be committed with
constexpr std::chrono::milliseconds kIdlePatience{200};

std::size_t groupSize(const Settings& settings)
{
    return frameGroupSize(static_cast<std::size_t>(settings.number(u"ingest.commit_group")), mostOpenFiles());
}

/// Nothing more can be stored. A source that lies on a write-protected card says the same of another place.
bool endsTheRun(const IngestItem& item)
{
    return item.outcome == IngestOutcome::Failed && item.reason &&
           (item.reason->code == ErrorCode::NoSpace || item.reason->code == ErrorCode::ReadOnly);
}

} // namespace

IngestRun::IngestRun(const TaskEnvironment& environment, const IngestRequest& request, TaskObserver& observer,
                     const CancelToken& cancel)
    : m_environment(environment),
      m_request(request),
      m_observer(observer),
      m_connection(environment.library.catalog()),
      m_context(environment, request, cancel, observer),
      m_receipts(m_context, m_connection),
      m_committer(m_context, m_connection, m_receipts),
      m_items(observer, environment.log)
{
    m_clock.start();
}

TaskResult IngestRun::run()
{
    if (const Status opened = open(); !opened)
        return m_context.cancel.isCancelled() ? finish() : ended(JobState::Refused, opened.error());
    if (m_request.resumes.isValid()) {
        if (const Status there = m_receipts.checkRoots(m_request.resumes); !there)
            return ended(JobState::Refused, there.error());
    }
    m_scan = scanSources(m_request.sources, m_request.base, m_context.cancel, [this](qint64 found) {
        m_observer.progressed({TaskStage::Scanning, found, std::nullopt, {}, m_context.project.name});
    });
    if (!m_request.excluded.empty())
        m_scan.leaveOut(m_request.excluded);
    if (!m_request.planOnly)
        m_asListed.emplace(m_scan);
    m_scan.arrange(m_request.order);
    if (!m_request.planOnly) // what is in the files is said of each that is stored
        m_warnings = reviewCard(m_scan, ReviewDepth::Names, m_context.cancel);
    m_context.roots.emplace(m_scan.roots, m_environment.settings);
    // Nothing new may still leave pictures to be made that an interrupted run left out.
    const bool hasNothingToDo = m_scan.frameCount() == 0 && !m_context.project.id.isValid();
    if (m_context.cancel.isCancelled() || hasNothingToDo) {
        settleRejected();
        return finish();
    }
    for (const auto step :
         {&IngestRun::checkSpace, &IngestRun::openSecondPlace, &IngestRun::settleProject,
          &IngestRun::startRecord, &IngestRun::sweepAfterEarlier, &IngestRun::openReceipts}) {
        if (const Status status = (this->*step)(); !status)
            return ended(JobState::Refused, status.error());
    }
    settleRejected();
    takeIn();
    return finish();
}

Status IngestRun::open()
{
    SAFELIGHT_TRY(m_connection.open(
        Connection::Mode::ReadWrite,
        std::chrono::milliseconds(m_environment.settings.number(u"catalog.busy_timeout_ms"))));
    SAFELIGHT_TRY(m_connection.keepUndoInMemory()); // each frame has a savepoint
    if (!m_request.planOnly)
        SAFELIGHT_TRY(recoverInterruptedJobs(m_environment));
    SAFELIGHT_TRY(m_context.parseTemplates());
    m_context.turns.beginWith(m_request.firstNumber);
    SAFELIGHT_ASSIGN(const bool hasTombstones, TombstoneRepository(m_connection).isAnyRejected());
    SAFELIGHT_ASSIGN(const bool hasLetGo, DecisionRepository(m_connection).isAnyLetGo());
    m_context.hasRejected = hasTombstones || hasLetGo;
    return findProject();
}

Status IngestRun::findProject()
{
    const QString name = m_request.projectName.trimmed();
    if (name.isEmpty())
        return Error{ErrorCode::InvalidArgument, {}, QStringLiteral("a project needs a name"), nullptr};
    SAFELIGHT_ASSIGN(const auto project, ProjectRepository(m_connection).findByName(name));
    if (!project) {
        m_context.project.name = name;
        m_context.folder = m_environment.library.root() / safeFolderName(name);
        return {};
    }
    m_context.project = *project;
    m_context.folder = m_environment.library.folderOf(*project);
    SAFELIGHT_ASSIGN(const ProjectProbe probe, probeProject(m_connection, *project, m_context.folder));
    if (probe.presence == ProjectProbe::Presence::Offline)
        return (probe.reason ? *probe.reason : Error{})
            .wrappedIn({ErrorCode::ProjectOffline, name, {}, nullptr});
    if (probe.presence == ProjectProbe::Presence::ManifestMissing && !m_request.planOnly)
        return restoreManifest(m_environment.fs, probe, *project, m_context.folder);
    return {};
}

Status IngestRun::checkSpace()
{
    return m_request.planOnly ? Status() : SpaceCheck(m_context, m_connection).check(m_scan);
}

Status IngestRun::settleProject()
{
    if (m_context.project.id.isValid() || m_request.planOnly)
        return {};
    SAFELIGHT_ASSIGN(m_context.project, findOrAddProject(m_environment, m_request.projectName));
    m_context.folder = m_environment.library.folderOf(m_context.project);
    m_observer.happened(ProjectsChanged{{m_context.project.id}});
    return {};
}

Status IngestRun::startRecord()
{
    if (m_request.planOnly)
        return {};
    SAFELIGHT_ASSIGN(JobRecord record,
                     m_request.resumes.isValid()
                         ? JobRecord::takeUp(m_connection, m_request.resumes, m_context.cancel)
                         : JobRecord::start(m_connection, JobType::Ingest, m_context.project.id,
                                            m_request.toJson(), m_context.cancel));
    m_record.emplace(std::move(record));
    m_context.tag = m_record->uuid().toString(QUuid::WithoutBraces).toStdString();
    SAFELIGHT_TRY(m_context.destination.settle(m_context.folder));
    m_committer.open();
    return {};
}

/// Before the project is made: what is refused leaves nothing behind.
Status IngestRun::openSecondPlace()
{
    return m_context.second.open(m_scan);
}

Status IngestRun::openReceipts()
{
    if (m_request.planOnly) {
        m_quickPlan.emplace(m_context, m_scan);
        return m_quickPlan->load(m_connection);
    }
    SAFELIGHT_TRY(m_receipts.open(m_record->id(), m_scan));
    m_context.turns.beginWith(std::max(m_request.firstNumber, m_receipts.highestCounter() + 1));
    m_settledBefore = m_receipts.settledCount();
    if (m_settledBefore > 0)
        m_settledBefore -=
            m_scan.forgetFrames([this](const SourceFile& file) { return m_receipts.isSettled(file); });
    return {};
}

/// Files that will not be taken in are told, and noted in their receipt.
void IngestRun::settleRejected()
{
    for (const RejectedFile& rejected : m_scan.rejected)
        m_items.add(rejected.item);
    m_settled = m_items.total();
    if (!m_record)
        return;
    if (const Status noted = noteRejected(); !noted)
        m_receipts.noteLoss(noted.error());
}

Status IngestRun::noteRejected()
{
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    for (const RejectedFile& rejected : m_scan.rejected)
        SAFELIGHT_TRY(m_receipts.add(rejected));
    return transaction.commit();
}

void IngestRun::takeIn()
{
    const Settings& settings = m_environment.settings;
    const int workers = threadsOr(settings.number(u"ingest.workers"));
    Mailbox mailbox(groupSize(settings));
    PictureDesk pictures(decoderThreads(settings), pictureMaker(m_environment, m_context.cancel), mailbox);
    PictureLedger ledger(m_context, m_connection, pictures, m_items, m_observer);
    if (m_quickPlan)
        planQuickly(workers);
    else
        m_context.queue.open(m_scan);
    QThreadPool pool;
    pool.setMaxThreadCount(workers);
    for (int i = 0; i < workers; ++i)
        (void)QtConcurrent::run(&pool, [this, &pictures, &mailbox] { work(pictures, mailbox); });
    try {
        receive(mailbox, ledger, workers);
    } catch (...) { // no memory, most likely: the workers end before what they use does
        m_context.queue.close();
        mailbox.close();
        pool.waitForDone();
        throw;
    }
    pool.waitForDone();
    m_provenMs = m_clock.elapsed();
    if (m_context.wasAway)
        sweep({m_context.tag});
    failRemaining();
    if (m_request.planOnly)
        m_warnings = reviewCard(m_scan, ReviewDepth::Contents, m_context.cancel);
    if (!m_request.planOnly && !isEndedEarly())
        awaitPictures(mailbox, ledger, workers);
    ledger.giveUp();
    if (!m_request.planOnly && !isEndedEarly())
        lookAtSourcesAgain();
}

/// A picture that came while the others were taken in has no item in any receipt: none is complete then.
void IngestRun::lookAtSourcesAgain()
{
    m_changedSince = m_asListed->countChanged(m_request.sources, m_request.excluded, m_context.cancel);
    if (m_changedSince > 0)
        m_receipts.noteLoss({ErrorCode::ChangedWhileRead, pathToText(m_request.sources.front()),
                             QStringLiteral("%1 files came or changed since").arg(m_changedSince), nullptr});
}

/// What can be planned without being read; the workers get the rest.
void IngestRun::planQuickly(int threads)
{
    m_quickPlan->run(threads, [this](const std::vector<Frame>& frames) {
        for (const Frame& frame : frames) {
            for (const FrameFile& file : frame.files)
                m_items.add(file.item);
            m_settled += static_cast<qint64>(frame.files.size());
        }
        if (m_items.isDue())
            m_items.flush();
        reportTakingIn();
    });
    m_context.queue.open(m_scan, m_quickPlan->left());
}

/// A worker thread's life.
void IngestRun::work(PictureDesk& pictures, Mailbox& mailbox)
{
    try {
        FrameWorker worker(m_context, pictures, mailbox);
        if (const Status opened = worker.open(); !opened) {
            const std::lock_guard lock(m_brokenMutex);
            m_brokenWork = opened.error();
        } else {
            while (auto frame = m_context.queue.take(m_context.cancel))
                worker.process(*std::move(frame));
        }
    } catch (const std::exception& failure) {
        const std::lock_guard lock(m_brokenMutex);
        m_brokenWork = Error{ErrorCode::Internal, {}, QString::fromUtf8(failure.what()), nullptr};
    }
    mailbox.workerEnded();
}

/// Collects frames into groups until all workers have ended and everything they sent is committed.
void IngestRun::receive(Mailbox& mailbox, PictureLedger& pictures, int workers)
{
    const std::size_t mostFrames = groupSize(m_environment.settings);
    std::vector<Frame> group;
    QElapsedTimer sinceFirst;
    int ended = 0;
    while (true) {
        const auto patience = group.empty() ? kIdlePatience : kGroupPatience;
        auto mail = mailbox.take(mostFrames - group.size(), patience, ended);
        ended = mail.endedWorkers;
        if (group.empty() && !mail.frames.empty())
            sinceFirst.start();
        std::ranges::move(mail.frames, std::back_inserter(group));
        takePictures(pictures, mail.pictures);
        const bool isLast = ended == workers && mail.frames.empty();
        const bool isDue = group.size() >= mostFrames || isLast || m_context.digests.hasWaiters() ||
                           (sinceFirst.isValid() && sinceFirst.elapsed() >= kGroupPatience.count());
        if (!group.empty() && isDue)
            commit(group, pictures);
        if (isLast)
            return;
    }
}

void IngestRun::commit(std::vector<Frame>& group, PictureLedger& pictures)
{
    if (!m_request.planOnly)
        m_committer.commit(group);
    m_context.queue.settled(group.size());
    for (Frame& frame : group) {
        for (FrameFile& file : frame.files) {
            m_sidecarsWritten += file.fate == FrameFile::Fate::Store && file.madeFrom.isKnown() ? 1 : 0;
            if (!frame.isTold(file))
                continue;
            m_settled += file.isMade ? 0 : 1;
            if (endsTheRun(file.item))
                m_context.stop(*file.item.reason);
            if (m_request.planOnly)
                m_items.add(file.item);
            else
                pictures.settle(file);
        }
    }
    group.clear();
    if (m_items.isDue())
        m_items.flush();
    reportTakingIn();
}

void IngestRun::takePictures(PictureLedger& pictures, const std::vector<std::shared_ptr<PictureSlot>>& slots)
{
    if (const Status taken = pictures.take(slots); !taken)
        m_environment.log.error(u"ingest_pictures_not_written",
                                {{QStringLiteral("error"), describeForLog(taken.error())}});
    const Status ordered = m_request.planOnly ? Status() : pictures.orderMore();
    if (!ordered)
        m_environment.log.error(u"ingest_pictures_not_ordered",
                                {{QStringLiteral("error"), describeForLog(ordered.error())}});
    if (m_items.isDue())
        m_items.flush();
}

/// What the decoders still have to do, after every frame is proven.
void IngestRun::awaitPictures(Mailbox& mailbox, PictureLedger& pictures, int endedWorkers)
{
    while (!pictures.isComplete() && !m_context.cancel.isCancelled()) {
        const auto mail = mailbox.take(0, kIdlePatience, endedWorkers);
        takePictures(pictures, mail.pictures);
        reportPictures(pictures);
    }
}

/// An ingest whose disk took no more changes could not remove its own temporary files: whoever comes next
/// does.
Status IngestRun::sweepAfterEarlier()
{
    if (m_request.planOnly)
        return {};
    SAFELIGHT_ASSIGN(const auto earlier,
                     JobRepository(m_connection).endedBadly(JobType::Ingest, m_context.project.id));
    std::set<std::string> tags;
    for (const Job& job : earlier)
        tags.insert(job.uuid.toString(QUuid::WithoutBraces).toStdString());
    if (!tags.empty())
        sweep(tags);
    return {};
}

/// Temporary files of these jobs.
void IngestRun::sweep(const std::set<std::string>& tags)
{
    (void)removeTemporaryFilesOf(m_environment.fs, m_context.folder, tags);
    if (m_context.second.isWanted())
        (void)removeTemporaryFilesOf(m_environment.fs, m_context.second.folder().path(), tags);
}

/// Cancelled, paused, or stopped by a disk that was taken away: what was not begun is not told.
bool IngestRun::isEndedEarly() const
{
    const auto reason = m_context.stopReason();
    return m_context.cancel.isCancelled() || (reason && reason->code == ErrorCode::VolumeGone);
}

/// When the destination is full, or no worker could begin, every frame that was not begun is listed with that
/// reason.
void IngestRun::failRemaining()
{
    if (isEndedEarly())
        return;
    const Error reason = m_brokenWork.value_or(m_context.stopReason().value_or(Error{}));
    std::vector<RejectedFile> failed;
    m_context.queue.eachRemaining([&](const SourceFrame& frame) {
        for (const SourceFile& file : frame.files) {
            RejectedFile rejected;
            rejected.item.path = pathToText(file.path);
            rejected.item.project = m_context.project.id;
            rejected.item.size = file.size;
            rejected.item.reason = reason;
            rejected.root = file.root;
            rejected.mtimeNs = file.mtimeNs;
            failed.push_back(std::move(rejected));
        }
    });
    m_scan.rejected = std::move(failed);
    settleRejected();
}

void IngestRun::reportTakingIn()
{
    const qint64 total = m_scan.fileCount + m_scan.rejected.size();
    if (m_record)
        m_record->noteDone(m_settled);
    m_observer.progressed({TaskStage::TakingIn,
                           m_settled,
                           total,
                           {m_context.bytesRead.load(std::memory_order_relaxed)},
                           m_context.project.name});
}

void IngestRun::reportPictures(const PictureLedger& pictures)
{
    m_observer.progressed(
        {TaskStage::Picturing, pictures.done(), pictures.awaited(), {}, m_context.project.name});
}

QJsonObject IngestRun::summary()
{
    const qint64 duration = m_clock.elapsed();
    QJsonObject summary = m_items.summary();
    summary[QStringLiteral("duration_ms")] = duration;
    summary[QStringLiteral("proven_ms")] = m_provenMs;
    if (!m_request.added.isEmpty())
        summary[QStringLiteral("sidecars_written")] = m_sidecarsWritten;
    QJsonArray warnings;
    for (const CardWarning& warning : m_warnings)
        warnings += toJson(warning);
    summary[QStringLiteral("warnings")] = warnings;
    if (m_request.planOnly)
        addPlanTo(summary);
    if (m_record) {
        QJsonArray receipts;
        for (const ReceiptId receipt : m_receipts.ids())
            receipts += receipt.value;
        summary[QStringLiteral("receipts")] = receipts;
        summary[QStringLiteral("settled_before")] = m_settledBefore;
        if (m_changedSince > 0)
            summary[QStringLiteral("changed_since")] = m_changedSince;
    }
    summary[QStringLiteral("photos_per_second")] =
        static_cast<double>(m_settled) * kMsPerSecond / static_cast<double>(std::max<qint64>(duration, 1));
    return summary;
}

/// What a plan says beyond its items: whether there is room, and how long it will take.
void IngestRun::addPlanTo(QJsonObject& summary)
{
    if (const auto available = freeSpace(SpaceCheck::nearestThere(m_context.folder)))
        summary[QStringLiteral("free_bytes")] = available->value;
    const ByteCount needed{summary[QStringLiteral("bytes")].toInteger()};
    const Status room = SpaceCheck(m_context, m_connection).checkPlanned(m_scan, needed);
    bool isRoom = room || room.error().code != ErrorCode::NoSpace;
    const auto& second = m_request.secondFolder;
    const auto availableThere = freeSpace(SpaceCheck::nearestThere(second));
    if (!second.empty() && availableThere) {
        summary[QStringLiteral("second_free_bytes")] = availableThere->value;
        isRoom = isRoom && needed <= *availableThere;
    }
    summary[QStringLiteral("has_room")] = isRoom;
    const auto rate = needed.value > 0 ? sampleReadRate(m_scan, m_context.cancel) : std::nullopt;
    if (!rate)
        return;
    summary[QStringLiteral("read_bytes_per_second")] = *rate;
    summary[QStringLiteral("estimated_ms")] = static_cast<qint64>(m_request.timeFor(needed, *rate).count());
}

TaskResult IngestRun::finish()
{
    // Paused: whoever goes on finds in the receipts what is settled.
    if (m_context.cancel.isPaused())
        return ended(JobState::Interrupted, std::nullopt);
    if (m_context.cancel.isCancelled())
        return ended(JobState::Cancelled, std::nullopt);
    if (isEndedEarly())
        return ended(JobState::Interrupted, m_context.stopReason());
    if (m_brokenWork && m_items.count(IngestOutcome::Imported) == 0)
        return ended(JobState::Failed, m_brokenWork);
    return ended(m_items.hasFailures() ? JobState::DoneWithFailures : JobState::Done, std::nullopt);
}

TaskResult IngestRun::ended(JobState state, std::optional<Error> error)
{
    if (state == JobState::Refused)
        m_items.clear(); // nothing was done, so nothing is told of single files
    m_items.flush();
    TaskResult result{state, std::move(error), summary(), m_record ? m_record->id() : JobId{}};
    m_environment.log.info(u"ingest_summary", result.summary);
    if (m_record) {
        const bool isWhole = state == JobState::Done || state == JobState::DoneWithFailures;
        if (const Status kept = m_receipts.finish(isWhole); !kept)
            m_receipts.noteLoss(kept.error());
        if (const Status recorded = m_record->finish(result); !recorded)
            m_environment.log.error(u"job_not_recorded",
                                    {{QStringLiteral("error"), describeForLog(recorded.error())}});
    }
    return result;
}

} // namespace safelight
