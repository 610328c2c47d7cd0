#include "maintenance/projectcheck.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "catalog/filerepository.h"
#include "catalog/jobitemrepository.h"
#include "catalog/projectrepository.h"
#include "maintenance/limits.h"

#include <QJsonArray>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kStemsInLog = 20;
constexpr qint64 kKeepIntervalMs = 500;

/// Whether `part` of `whole` is beyond what may change without a question.
bool isMassive(qint64 part, qint64 whole, const ProjectCheckOptions& options)
{
    return part > options.massChangeMin && part * 100 > whole * options.massChangePercent;
}

} // namespace

ProjectCheck::ProjectCheck(ProjectVisit& visit, const ProjectCheckOptions& options, const MemoryGauge& memory)
    : m_visit(visit),
      m_connection(visit.step.connection()),
      m_project(visit.project),
      m_options(options),
      m_memory(memory)
{
    readCursor();
}

void ProjectCheck::readCursor()
{
    const QJsonObject& from = m_visit.cursor;
    m_pass = from[u"pass"].toString() == u"correct" ? Pass::Correct : Pass::Compare;
    m_reached = {from[u"after"].toInteger()};
    m_compared.processed = from[u"processed"].toInteger();
    m_compared.presentFiles = from[u"present_files"].toInteger();
    m_compared.missingFiles = from[u"missing_files"].toInteger();
    m_compared.missingPhotos = from[u"missing_photos"].toInteger();
    m_compared.unreadable = from[u"unreadable"].toInt();
    m_found = from[u"found"].toInteger();
    m_settled = from[u"settled"].toInteger();
    m_corrected = from[u"corrected"].toInteger();
}

QJsonObject ProjectCheck::cursor() const
{
    return {{QStringLiteral("pass"),
             m_pass == Pass::Correct ? QStringLiteral("correct") : QStringLiteral("compare")},
            {QStringLiteral("after"), m_reached.value},
            {QStringLiteral("processed"), m_compared.processed},
            {QStringLiteral("present_files"), m_compared.presentFiles},
            {QStringLiteral("missing_files"), m_compared.missingFiles},
            {QStringLiteral("missing_photos"), m_compared.missingPhotos},
            {QStringLiteral("unreadable"), m_compared.unreadable},
            {QStringLiteral("found"), m_found},
            {QStringLiteral("settled"), m_settled},
            {QStringLiteral("corrected"), m_corrected}};
}

Status ProjectCheck::run()
{
    QElapsedTimer clock;
    clock.start();
    SAFELIGHT_ASSIGN(const FolderNames names, listFolder());
    PhotoComparer comparer(names, m_visit.probe.folder);
    if (m_pass == Pass::Compare) {
        SAFELIGHT_TRY(compare(names));
        const bool mustAsk = isMassChange() && m_visit.step.options().mode == StepMode::Apply;
        if (mustAsk) {
            SAFELIGHT_TRY(proposeAll(comparer));
            return massChange();
        }
        m_pass = Pass::Correct;
        if (isListed() && m_found > 0)
            SAFELIGHT_TRY(keepCompared());
    }
    if (!m_visit.step.isPlan())
        SAFELIGHT_TRY(settleManifest());
    SAFELIGHT_TRY(correct(comparer));
    if (m_visit.step.isPlan() && isMassChange())
        return massChange();
    const int unreadable = std::max(m_compared.unreadable, comparer.unreadable());
    SAFELIGHT_TRY(markChecked());
    logFinished(clock.elapsed());
    if (unreadable > 0)
        return Error{ErrorCode::ReadFailed, m_project.name, QStringLiteral("%1 files").arg(unreadable),
                     nullptr};
    return {};
}

Status ProjectCheck::settleManifest()
{
    const ProjectProbe& probe = m_visit.probe;
    const EventLog& log = m_visit.step.environment().log;
    const QJsonObject fields = {{QStringLiteral("project"), m_project.name},
                                {QStringLiteral("folder"), pathToText(m_visit.folder)}};
    const bool isMissing = probe.presence == ProjectProbe::Presence::ManifestMissing;
    if (!isMissing && !probe.nameDiffers)
        return {};
    if (isMissing)
        log.warning(u"manifest_missing", fields);
    SAFELIGHT_TRY(restoreManifest(m_visit.step.environment().fs, probe, m_project, m_visit.folder));
    log.info(isMissing ? u"manifest_regenerated" : u"manifest_changed", fields);
    return {};
}

Result<FolderNames> ProjectCheck::listFolder()
{
    StepContext& step = m_visit.step;
    step.progress(TaskStage::Listing, 0, std::nullopt, m_project.name);
    return FolderNames::list(m_visit.folder, {step.cancel(), [&](std::size_t listed) {
                                                  step.progress(TaskStage::Listing,
                                                                static_cast<qint64>(listed), std::nullopt,
                                                                m_project.name);
                                              }});
}

Status ProjectCheck::compare(const FolderNames& names)
{
    const qint64 before = m_compared.processed;
    ProjectComparison comparison(m_connection, m_project.id, m_reached, names, m_visit.probe.folder,
                                 m_options.comparison, m_visit.step.cancel());
    QElapsedTimer sinceKept;
    sinceKept.start();
    const Status compared = comparison.run([&](qint64 processed) -> Status {
        m_visit.progress(TaskStage::Comparing, before + processed);
        if (!isListed() || sinceKept.elapsed() < kKeepIntervalMs)
            return {};
        sinceKept.start();
        take(comparison.reached());
        return keepCompared();
    });
    take(comparison.reached());
    if (compared)
        return {};
    if (compared.error().code != ErrorCode::Cancelled)
        return compared.error();
    if (isListed())
        SAFELIGHT_TRY(keepCompared());
    return cancelled();
}

void ProjectCheck::take(const ProjectComparison::Reached& reached)
{
    m_reached = reached.photo;
    m_found += static_cast<qint64>(reached.outcome.different.size());
    m_visit.step.count(u"processed", reached.outcome.processed);
    m_compared.add(reached.outcome);
}

/// Gives an item to each photo that differs and has none yet, and remembers what was found.
Status ProjectCheck::keepCompared()
{
    std::vector<JobItem> items;
    for (const PhotoId photo : std::exchange(m_compared.different, {})) {
        JobItem item = m_visit.step.newItem(JobItemState::Queued);
        item.project = m_project.id;
        item.photo = photo;
        item.action = QStringLiteral("look");
        items.push_back(std::move(item));
    }
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_TRY(JobItemRepository(m_connection).insert(items));
    SAFELIGHT_TRY(m_visit.keepWithin(cursor()));
    return transaction.commit();
}

bool ProjectCheck::isMassChange() const
{
    return !m_visit.step.options().acceptMassChange &&
           (isMassive(m_compared.missingFiles, m_compared.presentFiles, m_options) ||
            isMassive(m_compared.missingPhotos, m_compared.processed, m_options));
}

Error ProjectCheck::massChange() const
{
    m_visit.step.environment().log.warning(u"manifest_check_mass_change",
                                           {{QStringLiteral("project"), m_project.name},
                                            {QStringLiteral("missing_files"), m_compared.missingFiles},
                                            {QStringLiteral("missing_photos"), m_compared.missingPhotos},
                                            {QStringLiteral("photos"), m_compared.processed}});
    return Error{ErrorCode::MassChange, m_project.name,
                 QStringLiteral("%1 of %2 photos")
                     .arg(std::max(m_compared.missingPhotos, m_compared.missingFiles))
                     .arg(m_compared.processed),
                 nullptr};
}

/// What would be corrected waits for a person's decision.
Status ProjectCheck::proposeAll(PhotoComparer& comparer)
{
    SAFELIGHT_TRY(keepCompared());
    const JobItemRepository items(m_connection);
    Page page;
    do {
        if (m_visit.step.shouldStop())
            return cancelled();
        SAFELIGHT_ASSIGN(page, nextPage({}));
        SAFELIGHT_ASSIGN(const auto photos, PhotoRepository(m_connection).checkRows(page.photos));
        QVector<Correction> rows;
        for (const CheckedPhoto& photo : photos) {
            const PhotoDifference difference = comparer.difference(photo);
            if (difference.isAny())
                rows += correctionOf(photo, difference);
        }
        SAFELIGHT_TRY(m_visit.step.propose(rows));
        WriteTransaction transaction(m_connection);
        SAFELIGHT_TRY(transaction.begin());
        SAFELIGHT_TRY(items.remove(page.items));
        SAFELIGHT_TRY(m_visit.keepWithin(cursor()));
        SAFELIGHT_TRY(transaction.commit());
    } while (!page.photos.empty());
    return {};
}

/// Without a job (a plan that only tells), what differs is in memory.
Result<ProjectCheck::Page> ProjectCheck::nextPage(JobItemId after)
{
    Page page;
    if (isListed()) {
        SAFELIGHT_ASSIGN(const auto items, JobItemRepository(m_connection)
                                               .page(m_visit.step.job(), JobItemState::Queued, after,
                                                     std::min(m_options.comparison.chunkSize,
                                                              static_cast<int>(kMostInOneWrite))));
        for (const JobItem& item : items) {
            page.photos.push_back(item.photo);
            page.items.push_back(item.id);
        }
        return page;
    }
    auto& all = m_compared.different;
    const auto count = std::min(all.size(), kMostInOneWrite);
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(count);
    page.photos.assign(all.begin(), end);
    all.erase(all.begin(), end);
    return page;
}

Status ProjectCheck::correct(PhotoComparer& comparer)
{
    if (m_found == 0)
        return {};
    while (true) {
        SAFELIGHT_ASSIGN(const Page page, nextPage({}));
        if (page.photos.empty())
            return {};
        if (m_visit.step.shouldStop())
            return cancelled();
        if (!m_visit.isStillThere())
            return Error{ErrorCode::ProjectOffline, m_project.name,
                         QStringLiteral("the folder went away during the check"), nullptr};
        m_settled += static_cast<qint64>(page.photos.size());
        SAFELIGHT_TRY(correctPage(comparer, page));
        m_visit.step.progress(TaskStage::Correcting, std::min(m_settled, m_found), m_found, m_project.name);
    }
}

Status ProjectCheck::correctPage(PhotoComparer& comparer, const Page& page)
{
    for (int attempt = 0; attempt < kWriteAttempts; ++attempt) {
        SAFELIGHT_ASSIGN(const bool isDone, tryCorrectPage(comparer, page));
        if (isDone)
            return {};
    }
    return Error{ErrorCode::CatalogBusy, m_project.name,
                 QStringLiteral("its rows kept changing while they were corrected"), nullptr};
}

/// Reads, looks at the disk without holding a lock, and then writes what still holds. False when a row had
/// changed since it was read: nothing was written, and the page wants to be read again.
Result<bool> ProjectCheck::tryCorrectPage(PhotoComparer& comparer, const Page& page)
{
    StepContext& step = m_visit.step;
    SAFELIGHT_ASSIGN(const auto photos, PhotoRepository(m_connection).checkRows(page.photos));
    QVector<Correction> rows;
    std::vector<std::pair<const CheckedPhoto*, PhotoDifference>> differences;
    for (const CheckedPhoto& photo : photos) {
        PhotoDifference difference = comparer.difference(photo);
        if (!difference.isAny())
            continue;
        Correction correction = correctionOf(photo, difference);
        SAFELIGHT_ASSIGN(const bool isPermitted, step.permits(correction));
        if (!isPermitted)
            continue;
        rows += std::move(correction);
        differences.emplace_back(&photo, std::move(difference));
    }
    if (!isListed())
        return true;
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    for (std::size_t i = 0; i < differences.size(); ++i) {
        const auto& [photo, difference] = differences[i];
        SAFELIGHT_ASSIGN(const bool isWritten, write(*photo, difference, rows[static_cast<qsizetype>(i)]));
        if (!isWritten)
            return false;
    }
    m_corrected += rows.size();
    step.count(u"corrected", rows.size());
    SAFELIGHT_TRY(JobItemRepository(m_connection).remove(page.items));
    SAFELIGHT_TRY(m_visit.keepWithin(cursor()));
    SAFELIGHT_TRY(transaction.commit());
    if (!rows.isEmpty())
        logCorrected(rows);
    step.tell(rows);
    return true;
}

Result<bool> ProjectCheck::write(const CheckedPhoto& photo, const PhotoDifference& difference,
                                 Correction& correction)
{
    const FileRepository files(m_connection);
    SAFELIGHT_ASSIGN(
        const bool isPhotoAsRead,
        PhotoRepository(m_connection).updateAvailability(photo.id, difference.before, difference.after));
    if (!isPhotoAsRead)
        return false;
    for (const PhotoDifference::Change& change : difference.changes) {
        if (change.id.isValid()) {
            SAFELIGHT_ASSIGN(const bool isFileAsRead,
                             files.updatePresence(change.id, change.wasPresent, change.isPresent));
            if (!isFileAsRead)
                return false;
            continue;
        }
        SAFELIGHT_ASSIGN(const auto other, files.findByName(m_project.id, textFromBytes(change.name)));
        if (other)
            return false; // it got its row since the page was read
        PhotoFile file;   // its digest is pending
        file.photo = photo.id;
        file.name = textFromBytes(change.name);
        file.kind = change.kind;
        file.digest.size = change.identity.size;
        file.mtimeNs = change.identity.mtimeNs;
        SAFELIGHT_TRY(files.insert(m_project.id, file));
    }
    SAFELIGHT_TRY(m_visit.step.record(correction));
    return true;
}

Correction ProjectCheck::correctionOf(const CheckedPhoto& photo, const PhotoDifference& difference) const
{
    Correction correction;
    correction.project = m_project.id;
    correction.projectName = m_project.name;
    correction.photo = photo.id;
    correction.stem = textFromBytes(photo.stem);
    correction.before = difference.before;
    correction.after = difference.after;
    for (const PhotoDifference::Change& change : difference.changes)
        correction.files +=
            FileChange{textFromBytes(change.name), change.kind, change.wasPresent, change.isPresent};
    correction.at = QDateTime::currentDateTimeUtc();
    return correction;
}

Status ProjectCheck::markChecked()
{
    StepContext& step = m_visit.step;
    if (step.isPlan())
        return {};
    const auto state = m_corrected > 0 ? ProjectState::Corrected : ProjectState::Fine;
    // May run after this object is gone; the connection is the job's.
    const auto write = [&connection = m_connection, state, id = m_project.id,
                        at = QDateTime::currentDateTimeUtc()] {
        return ProjectRepository(connection).setChecked(id, state, at);
    };
    if (state == m_project.state) {
        // Only the time changes: written with the next cursor, so that a thousand small projects do not wait
        // for a thousand syncs.
        step.writeLater(write);
        return {};
    }
    SAFELIGHT_TRY(write());
    step.observer().happened(ProjectsChanged{{m_project.id}});
    return {};
}

Error ProjectCheck::cancelled() const
{
    return {ErrorCode::Cancelled, m_project.name, {}, nullptr};
}

void ProjectCheck::logCorrected(const QVector<Correction>& rows) const
{
    QJsonArray stems;
    for (const Correction& row : rows.first(std::min<qsizetype>(rows.size(), kStemsInLog)))
        stems += row.stem;
    m_visit.step.environment().log.info(u"manifest_check_corrected",
                                        {{QStringLiteral("project"), m_project.name},
                                         {QStringLiteral("count"), static_cast<qint64>(rows.size())},
                                         {QStringLiteral("first_stems"), stems}});
}

void ProjectCheck::logFinished(qint64 durationMs) const
{
    const EventLog& log = m_visit.step.environment().log;
    const double seconds = static_cast<double>(std::max<qint64>(durationMs, 1)) / kMsPerSecond;
    log.info(u"manifest_check_summary", {{QStringLiteral("project"), m_project.name},
                                         {QStringLiteral("processed"), m_compared.processed},
                                         {QStringLiteral("corrected"), m_corrected},
                                         {QStringLiteral("unreadable"), m_compared.unreadable},
                                         {QStringLiteral("plan"), m_visit.step.isPlan()}});
    log.info(
        u"manifest_check_performance",
        {{QStringLiteral("project"), m_project.name},
         {QStringLiteral("duration_ms"), durationMs},
         {QStringLiteral("memory_delta_mb"), static_cast<double>(m_memory.growth().value) / kBytesPerMiB},
         {QStringLiteral("photos_processed"), m_compared.processed},
         {QStringLiteral("photos_per_second"), static_cast<double>(m_compared.processed) / seconds}});
}

} // namespace safelight
