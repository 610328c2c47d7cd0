#include "ingest/ingestrun.h"

#include "base/pathtext.h"
#include "catalog/projectrepository.h"
#include "ingest/frameworker.h"
#include "tasks/picturemaking.h"
#include "tasks/projectactions.h"
#include "tasks/projectprobe.h"
#include "tasks/worker.h"

#include <QtConcurrent>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

namespace safelight {

namespace {

constexpr std::chrono::milliseconds kGroupPatience{
    100}; // how long a proven frame waits for others to be committed with
constexpr std::chrono::milliseconds kIdlePatience{200};
constexpr qint64 kBytesPerMiB = qint64{1024} * 1024;
constexpr std::chrono::milliseconds kTurnPatience{100};
constexpr ByteCount kLargestLockFile{4096};
constexpr double kMsPerSecond = 1000.0;

} // namespace

IngestRun::IngestRun(const TaskEnvironment& environment, const IngestRequest& request, TaskObserver& observer,
                     const CancelToken& cancel)
    : m_environment(environment),
      m_request(request),
      m_observer(observer),
      m_connection(environment.library.catalog()),
      m_context(environment, request, cancel),
      m_committer(m_context, m_connection),
      m_items(observer, environment.log)
{
    m_clock.start();
}

TaskResult IngestRun::run()
{
    if (const Status opened = open(); !opened)
        return m_context.cancel.isCancelled() ? finish() : ended(JobState::Refused, opened.error());
    m_scan = scanSources(m_request.sources, m_request.base, m_context.cancel, [this](qint64 found) {
        m_observer.progressed({TaskStage::Scanning, found, std::nullopt, {}, m_context.project.name});
    });
    for (const IngestItem& item : m_scan.rejected)
        m_items.add(item);
    m_settled = m_items.total();
    // Nothing new may still leave pictures to be made that an interrupted run left out.
    const bool hasNothingToDo = m_scan.frames.empty() && !m_context.project.id.isValid();
    if (m_context.cancel.isCancelled() || hasNothingToDo)
        return finish();
    for (const auto step : {&IngestRun::checkSpace, &IngestRun::settleProject, &IngestRun::startRecord}) {
        if (const Status status = (this->*step)(); !status)
            return ended(JobState::Refused, status.error());
    }
    takeIn();
    return finish();
}

Status IngestRun::open()
{
    SAFELIGHT_TRY(m_connection.open(
        Connection::Mode::ReadWrite,
        std::chrono::milliseconds(m_environment.settings.number(u"catalog.busy_timeout_ms"))));
    if (!m_request.planOnly) {
        SAFELIGHT_TRY(lockLibrary());
        SAFELIGHT_TRY(recoverInterruptedJobs(m_environment));
    }
    return findProject();
}

Status IngestRun::lockLibrary()
{
    const auto lockFile = m_environment.library.ingestLockFile();
    m_lock = FileHandle(::open(lockFile.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!m_lock.isOpen())
        return errorFromErrno(errno, pathToText(lockFile), ErrorCode::WriteFailed);
    // The kernel lets go of the lock when the process ends, however it ends.
    while (::flock(m_lock.fd(), LOCK_EX | LOCK_NB) != 0) {
        const auto holder = readSmallFile(lockFile, kLargestLockFile);
        const bool isOurs = holder && QString::fromStdString(*holder) == currentWorker();
        if (!isOurs)
            return Error{ErrorCode::LockedByOther, pathToText(m_environment.library.root()), {}, nullptr};
        // Another ingest of this program: this one takes its turn.
        if (m_context.cancel.isCancelled())
            return Error{ErrorCode::Cancelled, m_request.projectName, {}, nullptr};
        m_observer.progressed({TaskStage::Waiting, 0, std::nullopt, {}, m_request.projectName});
        std::this_thread::sleep_for(kTurnPatience);
    }
    const std::string worker = currentWorker().toStdString();
    const bool isNoted =
        ::ftruncate(m_lock.fd(), 0) == 0 &&
        ::pwrite(m_lock.fd(), worker.data(), worker.size(), 0) == static_cast<ssize_t>(worker.size());
    if (!isNoted)
        return errorFromErrno(errno, pathToText(lockFile), ErrorCode::WriteFailed);
    return {};
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

/// Everything that was found must fit, but for what seems to be here already: a file of a size that the
/// catalogue knows.
Status IngestRun::checkSpace()
{
    if (m_request.planOnly)
        return {};
    std::error_code failure;
    const auto place =
        std::filesystem::exists(m_context.folder, failure) ? m_context.folder : m_environment.library.root();
    SAFELIGHT_ASSIGN(const ByteCount available, freeSpace(place));
    const ByteCount usable =
        available - ByteCount{m_environment.settings.number(u"ingest.space_reserve_mb") * kBytesPerMiB};
    if (m_scan.bytes <= usable)
        return {};
    ByteCount needed;
    const FileRepository files(m_connection);
    for (const SourceFrame& frame : m_scan.frames) {
        for (const SourceFile& file : frame.files) {
            SAFELIGHT_ASSIGN(const bool mayBeKnown, files.anyOfSize(file.size));
            if (!mayBeKnown)
                needed += file.size;
        }
    }
    if (needed <= usable)
        return {};
    return Error{ErrorCode::NoSpace, pathToText(place),
                 QStringLiteral("%1 bytes needed, %2 free").arg(needed.value).arg(available.value), nullptr};
}

Status IngestRun::settleProject()
{
    if (m_context.project.id.isValid() || m_request.planOnly)
        return {};
    SAFELIGHT_ASSIGN(m_context.project, addProject(m_environment, m_request.projectName));
    m_context.folder = m_environment.library.folderOf(m_context.project);
    m_observer.happened(ProjectsChanged{{m_context.project.id}});
    return {};
}

Status IngestRun::startRecord()
{
    if (m_request.planOnly)
        return {};
    SAFELIGHT_ASSIGN(JobRecord record, JobRecord::start(m_connection, JobType::Ingest, m_context.project.id,
                                                        m_request.toJson(), m_context.cancel));
    m_record.emplace(std::move(record));
    SAFELIGHT_ASSIGN(m_context.folderIdentity, identityOf(m_context.folder));
    m_context.tag = m_record->uuid().toString(QUuid::WithoutBraces).toStdString();
    return {};
}

void IngestRun::takeIn()
{
    const Settings& settings = m_environment.settings;
    const int workers = threadsOr(settings.number(u"ingest.workers"));
    Mailbox mailbox(static_cast<std::size_t>(settings.number(u"ingest.commit_group")));
    PictureDesk pictures(decoderThreads(settings), pictureMaker(m_environment, m_context.cancel), mailbox);
    PictureLedger ledger(m_context, m_connection, pictures, m_items, m_observer);
    if (m_context.project.id.isValid() && !m_request.planOnly) {
        if (const Status ordered = ledger.orderLeftOver(); !ordered)
            m_environment.log.error(u"ingest_pictures_not_ordered",
                                    {{QStringLiteral("error"), describeForLog(ordered.error())}});
    }
    QThreadPool pool;
    pool.setMaxThreadCount(workers);
    for (int i = 0; i < workers; ++i)
        (void)QtConcurrent::run(&pool, [this, &pictures, &mailbox] { work(pictures, mailbox); });
    receive(mailbox, ledger, workers);
    pool.waitForDone();
    failRemaining();
    if (!m_request.planOnly && !m_context.cancel.isCancelled())
        awaitPictures(mailbox, ledger, workers);
    ledger.giveUp();
}

/// A worker thread's life.
void IngestRun::work(PictureDesk& pictures, Mailbox& mailbox)
{
    try {
        FrameWorker worker(m_context, pictures, mailbox);
        if (const Status opened = worker.open(); !opened) {
            const std::lock_guard lock(m_nextMutex);
            m_brokenWork = opened.error();
        } else {
            while (auto frame = nextFrame())
                worker.process(*std::move(frame));
        }
    } catch (const std::exception& failure) {
        const std::lock_guard lock(m_nextMutex);
        m_brokenWork = Error{ErrorCode::Internal, {}, QString::fromUtf8(failure.what()), nullptr};
    }
    mailbox.workerEnded();
}

std::optional<SourceFrame> IngestRun::nextFrame()
{
    const std::lock_guard lock(m_nextMutex);
    if (m_next == m_scan.frames.size() || m_context.cancel.isCancelled() || m_context.isFull)
        return std::nullopt;
    return std::move(m_scan.frames[m_next++]);
}

/// Collects frames into groups until all workers have ended and everything they sent is committed.
void IngestRun::receive(Mailbox& mailbox, PictureLedger& pictures, int workers)
{
    const auto groupSize = static_cast<std::size_t>(m_environment.settings.number(u"ingest.commit_group"));
    std::vector<Frame> group;
    QElapsedTimer sinceFirst;
    int ended = 0;
    while (true) {
        const auto patience = group.empty() ? kIdlePatience : kGroupPatience;
        auto mail = mailbox.take(groupSize - group.size(), patience, ended);
        ended = mail.endedWorkers;
        if (group.empty() && !mail.frames.empty())
            sinceFirst.start();
        std::ranges::move(mail.frames, std::back_inserter(group));
        takePictures(pictures, mail.pictures);
        const bool isLast = ended == workers && mail.frames.empty();
        const bool isDue = group.size() >= groupSize || isLast || m_context.digests.hasWaiters() ||
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
    for (Frame& frame : group) {
        for (FrameFile& file : frame.files) {
            ++m_settled;
            if (file.item.reason && file.item.reason->code == ErrorCode::NoSpace)
                m_context.isFull = true;
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

/// When the destination is full, or no worker could begin, every frame that was not begun is listed with that
/// reason.
void IngestRun::failRemaining()
{
    if (m_context.cancel.isCancelled() || m_next == m_scan.frames.size())
        return;
    const Error reason =
        m_brokenWork.value_or(Error{ErrorCode::NoSpace, pathToText(m_context.folder), {}, nullptr});
    for (; m_next < m_scan.frames.size(); ++m_next) {
        for (const SourceFile& file : m_scan.frames[m_next].files) {
            IngestItem item;
            item.path = pathToText(file.path);
            item.project = m_context.project.id;
            item.size = file.size;
            item.reason = reason;
            m_items.add(item);
        }
    }
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

QJsonObject IngestRun::summary() const
{
    const qint64 duration = m_clock.elapsed();
    QJsonObject summary = m_items.summary();
    summary[QStringLiteral("duration_ms")] = duration;
    summary[QStringLiteral("photos_per_second")] =
        static_cast<double>(m_settled) * kMsPerSecond / static_cast<double>(std::max<qint64>(duration, 1));
    return summary;
}

TaskResult IngestRun::finish()
{
    // Paused: whoever goes on asks for the same again, and finds what is stored as duplicates.
    if (m_context.cancel.isPaused())
        return ended(JobState::Interrupted, std::nullopt);
    if (m_context.cancel.isCancelled())
        return ended(JobState::Cancelled, std::nullopt);
    if (m_brokenWork && m_items.count(IngestOutcome::Imported) == 0)
        return ended(JobState::Failed, m_brokenWork);
    return ended(m_items.count(IngestOutcome::Failed) > 0 ? JobState::DoneWithFailures : JobState::Done,
                 std::nullopt);
}

TaskResult IngestRun::ended(JobState state, std::optional<Error> error)
{
    if (state == JobState::Refused)
        m_items.clear(); // nothing was done, so nothing is told of single files
    m_items.flush();
    TaskResult result{state, std::move(error), summary(), m_record ? m_record->id() : JobId{}};
    m_environment.log.info(u"ingest_summary", result.summary);
    if (m_record) {
        if (const Status recorded = m_record->finish(result); !recorded)
            m_environment.log.error(u"job_not_recorded",
                                    {{QStringLiteral("error"), describeForLog(recorded.error())}});
    }
    return result;
}

} // namespace safelight
