#include "maintenance/foldercheck.h"

#include "base/pathtext.h"
#include "maintenance/limits.h"
#include "tasks/ingestwatch.h"

#include <algorithm>

namespace safelight {

namespace {

constexpr int kNamesPage = 5000;
constexpr int kDigestPage = 20;
constexpr std::size_t kMostStrangers = 1000; // that are listed one by one
constexpr QStringView kDigestsPhase = u"digests";
constexpr QStringView kFramesPhase = u"frames";

QJsonObject cursorOf(QStringView phase, const QJsonValue& after)
{
    return {{QStringLiteral("phase"), phase.toString()}, {QStringLiteral("after"), after}};
}

} // namespace

StepOutcome runFolderCheckTask(StepContext& step)
{
    return sweepProjects(step, [](ProjectVisit& visit) { return FolderCheck(visit).run(); });
}

FolderCheck::FolderCheck(ProjectVisit& visit)
    : m_visit(visit),
      m_step(visit.step),
      m_reader(visit.step.environment().fs, kLargestRead, visit.step.cancel())
{
    m_clock.start();
}

Error FolderCheck::away() const
{
    return {ErrorCode::ProjectOffline, m_visit.project.name,
            QStringLiteral("the folder went away during the check"), nullptr};
}

Status FolderCheck::run()
{
    SAFELIGHT_TRY(digestPending());
    SAFELIGHT_ASSIGN(const bool isBusy, isIngestRunning(m_step.connection(), m_visit.project.id));
    if (isBusy) {
        m_step.leftAlone({ErrorCode::LockedByOther, m_visit.project.name,
                          QStringLiteral("an ingest is at work in it"), nullptr},
                         &m_visit.project);
        return {};
    }
    auto names = listFolder();
    if (!names)
        return m_step.shouldStop() ? Status() : Status(names.error());
    SAFELIGHT_TRY(placeFrames(*names));
    if (m_step.shouldStop())
        return {};
    listStrangers(*names);
    m_step.count(u"processed", static_cast<qint64>(names->size()));
    m_step.environment().log.info(u"folder_check_summary",
                                  {{QStringLiteral("project"), m_visit.project.name},
                                   {QStringLiteral("files"), static_cast<qint64>(names->size())},
                                   {QStringLiteral("strangers"), static_cast<qint64>(m_strangers.size())},
                                   {QStringLiteral("plan"), m_step.isPlan()},
                                   {QStringLiteral("duration_ms"), m_clock.elapsed()}});
    return {};
}

/// Files that a manifest check found have rows without digests.
Status FolderCheck::digestPending()
{
    const bool isThrough =
        !m_visit.cursor.isEmpty() && m_visit.cursor.value(u"phase").toString() != kDigestsPhase;
    if (isThrough || m_step.options().mode == StepMode::Approved)
        return {};
    const FileRepository files(m_step.connection());
    FileId after = {m_visit.cursor.value(u"after").toInteger()};
    while (!m_step.shouldStop()) {
        SAFELIGHT_ASSIGN(const auto page, files.pendingFiles(m_visit.project.id, after, kDigestPage));
        if (page.empty())
            return m_visit.keep(cursorOf(kFramesPhase, QString()));
        after = page.back().id;
        if (m_step.isPlan())
            m_step.count(u"digests", static_cast<qint64>(page.size()));
        else
            SAFELIGHT_TRY(digestPage(page));
    }
    return {};
}

Status FolderCheck::digestPage(const std::vector<PhotoFile>& page)
{
    std::vector<std::pair<const PhotoFile*, FileContent>> read;
    for (const PhotoFile& file : page) {
        if (m_step.shouldStop())
            break;
        auto content = m_reader.read(pathOf(bytesFromText(file.name)));
        if (content) {
            content->bytes.clear();
            read.emplace_back(&file, *std::move(content));
        } else if (content.error().code == ErrorCode::NotFound) {
            m_step.count(u"vanished"); // the manifest check's business
        } else if (content.error().code != ErrorCode::Cancelled) {
            m_step.failed(content.error(), &m_visit.project, file.photo);
        }
    }
    if (!m_visit.isStillThere())
        return away();
    const FileRepository files(m_step.connection());
    WriteTransaction transaction(m_step.connection());
    SAFELIGHT_TRY(transaction.begin());
    for (const auto& [file, content] : read) {
        SAFELIGHT_ASSIGN(const bool isAsRead,
                         files.updateDigest(*file, content.digest, content.identity.mtimeNs));
        m_step.count(u"digests", isAsRead ? 1 : 0);
    }
    if (!m_step.shouldStop())
        SAFELIGHT_TRY(m_visit.keepWithin(cursorOf(kDigestsPhase, page.back().id.value)));
    return transaction.commit();
}

Result<FolderNames> FolderCheck::listFolder()
{
    m_visit.progress(TaskStage::Listing, 0);
    FolderNames::Progress progress;
    progress.cancel = m_step.cancel();
    progress.onOther = [this](const std::string& name, FolderNames::Other why) {
        const bool isFile = why == FolderNames::Other::Format;
        m_strangers.push_back({name, isFile ? ErrorCode::Unsupported : ErrorCode::NotARegularFile});
    };
    return FolderNames::list(m_visit.folder, progress);
}

Status FolderCheck::placeFrames(const FolderNames& names)
{
    auto frames =
        findUnknownFiles(m_step.connection(), m_visit.project.id, names, kNamesPage, m_step.cancel(),
                         [this](qint64) { m_visit.progress(TaskStage::Comparing, 0); });
    if (!frames)
        return m_step.shouldStop() ? Status() : Status(frames.error());
    const bool isResumed = m_visit.cursor.value(u"phase").toString() == kFramesPhase;
    const std::string after =
        isResumed ? bytesFromText(m_visit.cursor.value(u"after").toString()) : std::string();
    FramePlacer placer(m_visit, names);
    const auto total = static_cast<qint64>(frames->size());
    qint64 done = 0;
    for (const UnknownFrame& frame : *frames) {
        if (m_step.shouldStop())
            return {};
        m_step.progress(TaskStage::TakingIn, done++, total, m_visit.project.name);
        if (!after.empty() && frame.stem <= after)
            continue; // before the cursor: could not be placed, and was listed
        SAFELIGHT_TRY(placeFrame(placer, frame));
    }
    return {};
}

Status FolderCheck::placeFrame(FramePlacer& placer, const UnknownFrame& unknown)
{
    m_cursor = cursorOf(kFramesPhase, textFromBytes(unknown.stem));
    const FoundFrame frame = readFrame(unknown, m_visit.folder, m_reader);
    if (m_step.shouldStop())
        return {}; // it was read in part: it is looked at again
    if (!m_visit.isStillThere())
        return away();
    for (const Error& reason : frame.failures)
        m_step.failed(reason, &m_visit.project);
    m_step.count(u"vanished", frame.vanished);
    SAFELIGHT_TRY(settle(placer, frame));
    return m_visit.keep(m_cursor);
}

Status FolderCheck::settle(FramePlacer& placer, const FoundFrame& frame)
{
    for (int attempt = 0; attempt < kWriteAttempts; ++attempt) {
        SAFELIGHT_ASSIGN(const bool isSettled, trySettle(placer, frame));
        if (isSettled)
            return {};
        if (!m_visit.isStillThere())
            return away();
    }
    m_step.failed({ErrorCode::ChangedWhileRead, pathToText(pathOf(frame.stem)), {}, nullptr},
                  &m_visit.project);
    return {};
}

/// False when something changed between the decision and the write lock: nothing was written.
Result<bool> FolderCheck::trySettle(FramePlacer& placer, const FoundFrame& frame)
{
    SAFELIGHT_ASSIGN(const FramePlacement placement, placer.decide(frame));
    // A moved frame of which a part cannot be read waits: placed without it, it would lose its history.
    const bool mustWait = !frame.failures.empty() && placement.isAnyMoved();
    if (placement.places.empty() || mustWait)
        return true;
    if (!frame.hasVariant() && !placement.photo) {
        if (frame.failures.empty())
            leaveAlone(frame);
        return true;
    }
    QVector<Correction> changes = placer.changes(placement, frame);
    SAFELIGHT_ASSIGN(const bool mayWrite, isPermitted(changes));
    if (!mayWrite) {
        if (m_step.isPlan()) {
            placer.remember(placement);
            count(placement);
        }
        return true;
    }
    WriteTransaction transaction(m_step.connection());
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const bool isBusy, isIngestRunning(m_step.connection(), m_visit.project.id));
    if (isBusy)
        return true; // an ingest has begun: the file is its own, or is found the next time
    SAFELIGHT_ASSIGN(const bool isWritten, placer.write(placement, frame, changes));
    if (!isWritten)
        return false;
    for (Correction& change : changes)
        SAFELIGHT_TRY(m_step.record(change));
    count(placement);
    SAFELIGHT_TRY(m_visit.keepWithin(m_cursor));
    SAFELIGHT_TRY(transaction.commit());
    tell(placement, changes);
    return true;
}

Result<bool> FolderCheck::isPermitted(const QVector<Correction>& changes)
{
    bool isPermitted = true;
    for (const Correction& change : changes) {
        SAFELIGHT_ASSIGN(const bool mayThis, m_step.permits(change));
        isPermitted = isPermitted && mayThis;
    }
    return isPermitted;
}

void FolderCheck::count(const FramePlacement& placement)
{
    for (const FramePlacement::Place& place : placement.places)
        m_step.count(place.from ? u"moved" : u"added");
    m_step.count(u"corrected");
}

void FolderCheck::tell(const FramePlacement& placement, const QVector<Correction>& changes)
{
    m_step.tell(changes);
    QVector<ProjectId> projects;
    for (const FramePlacement::Place& place : placement.places) {
        if (place.from && place.from->project.id != m_visit.project.id)
            projects = {place.from->project.id, m_visit.project.id};
    }
    if (!projects.isEmpty())
        m_step.observer().happened(ProjectsChanged{projects});
}

void FolderCheck::leaveAlone(const FoundFrame& frame)
{
    for (const FoundFile& file : frame.files) {
        m_step.leftAlone({ErrorCode::NotFound, pathToText(pathOf(file.name)),
                          QStringLiteral("a sidecar without its photo"), nullptr},
                         &m_visit.project);
    }
}

void FolderCheck::listStrangers(const FolderNames& names)
{
    std::erase_if(m_strangers,
                  [&](const Stranger& stranger) { return isOfInnerProject(names, stranger.name); });
    std::ranges::sort(m_strangers, {}, &Stranger::name);
    const std::size_t listed = std::min(m_strangers.size(), kMostStrangers);
    for (std::size_t i = 0; i < listed; ++i) {
        m_step.leftAlone({m_strangers[i].why, pathToText(pathOf(m_strangers[i].name)), {}, nullptr},
                         &m_visit.project);
    }
    m_step.count(u"left_alone", static_cast<qint64>(m_strangers.size() - listed));
}

} // namespace safelight
