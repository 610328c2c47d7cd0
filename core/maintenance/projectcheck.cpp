#include "maintenance/projectcheck.h"

#include "base/pathtext.h"
#include "catalog/correctionrepository.h"
#include "catalog/filerepository.h"
#include "catalog/projectrepository.h"

#include <QJsonArray>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kWriteAttempts = 5;
constexpr int kMostInOneWrite = 200; // photos: other writers wait for a moment only
constexpr int kStemsInLog = 20;
constexpr double kBytesPerMb = 1024.0 * 1024.0;
constexpr double kMsPerSecond = 1000.0;

/// Whether `part` of `whole` is beyond what may change without a question.
bool isMassive(qint64 part, qint64 whole, const ProjectCheckOptions& options)
{
    return part > options.massChangeMin && part * 100 > whole * options.massChangePercent;
}

} // namespace

ProjectCheck::ProjectCheck(const TaskEnvironment& environment, Connection& connection, const Project& project,
                           const ProjectCheckOptions& options, const MemoryGauge& memory,
                           TaskObserver& observer, const CancelToken& cancel)
    : m_environment(environment),
      m_connection(connection),
      m_project(project),
      m_options(options),
      m_memory(memory),
      m_observer(observer),
      m_cancel(cancel),
      m_folder(environment.library.folderOf(project))
{
}

Status ProjectCheck::run()
{
    QElapsedTimer clock;
    clock.start();
    SAFELIGHT_ASSIGN(const ProjectProbe probe, probeProject(m_connection, m_project, m_folder));
    if (probe.presence == ProjectProbe::Presence::Offline)
        return markOffline(probe);
    SAFELIGHT_ASSIGN(const FolderNames names, listFolder());
    SAFELIGHT_TRY(compare(names, probe.folder));
    SAFELIGHT_TRY(refuseMassChange());
    if (!m_options.planOnly)
        SAFELIGHT_TRY(settleManifest(probe));
    PhotoComparer comparer(names, probe.folder);
    SAFELIGHT_TRY(correct(comparer, probe));
    m_outcome.unreadable = std::max(m_compared.unreadable, comparer.unreadable());
    if (!m_options.planOnly) {
        const auto state = m_outcome.corrected > 0 ? ProjectState::Corrected : ProjectState::Fine;
        SAFELIGHT_TRY(
            ProjectRepository(m_connection).setChecked(m_project.id, state, QDateTime::currentDateTimeUtc()));
        if (state != m_project.state)
            m_observer.happened(ProjectsChanged{{m_project.id}});
    }
    logFinished(clock.elapsed());
    return {};
}

Status ProjectCheck::markOffline(const ProjectProbe& probe)
{
    m_outcome.isOffline = true;
    m_outcome.reason = probe.reason;
    const bool isOther = probe.reason && probe.reason->code == ErrorCode::ManifestMismatch;
    m_environment.log.warning(
        isOther ? u"manifest_id_mismatch" : u"manifest_check_project_offline",
        {{QStringLiteral("project"), m_project.name},
         {QStringLiteral("folder"), pathToText(m_folder)},
         {QStringLiteral("reason"), probe.reason ? describeForLog(*probe.reason) : QString()}});
    if (m_options.planOnly || m_project.state == ProjectState::Offline)
        return {};
    SAFELIGHT_TRY(ProjectRepository(m_connection).setState(m_project.id, ProjectState::Offline));
    m_observer.happened(ProjectsChanged{{m_project.id}});
    return {};
}

Status ProjectCheck::settleManifest(const ProjectProbe& probe)
{
    const QJsonObject fields = {{QStringLiteral("project"), m_project.name},
                                {QStringLiteral("folder"), pathToText(m_folder)}};
    const bool isMissing = probe.presence == ProjectProbe::Presence::ManifestMissing;
    if (!isMissing && !probe.nameDiffers)
        return {};
    if (isMissing)
        m_environment.log.warning(u"manifest_missing", fields);
    SAFELIGHT_TRY(restoreManifest(m_environment.fs, probe, m_project, m_folder));
    m_environment.log.info(isMissing ? u"manifest_regenerated" : u"manifest_changed", fields);
    return {};
}

Result<FolderNames> ProjectCheck::listFolder()
{
    report(TaskStage::Listing, 0, std::nullopt);
    return FolderNames::list(m_folder, {m_cancel, [this](std::size_t listed) {
                                            report(TaskStage::Listing, static_cast<qint64>(listed),
                                                   std::nullopt);
                                        }});
}

Status ProjectCheck::compare(const FolderNames& names, const FileHandle& folder)
{
    SAFELIGHT_ASSIGN(const qint64 total, PhotoRepository(m_connection).count(m_project.id));
    ProjectComparison comparison(m_connection, m_project.id, names, folder, m_options.comparison, m_cancel);
    auto compared = comparison.run([&](qint64 processed) {
        m_outcome.processed = processed;
        report(TaskStage::Comparing, processed, std::max(total, processed)); // photos were added meanwhile
    });
    if (!compared)
        return compared.error().code == ErrorCode::Cancelled ? cancelled() : compared.error();
    m_compared = *std::move(compared);
    return {};
}

Status ProjectCheck::refuseMassChange() const
{
    if (m_options.acceptMassChange)
        return {};
    const bool isMass = isMassive(m_compared.missingFiles, m_compared.presentFiles, m_options) ||
                        isMassive(m_compared.missingPhotos, m_outcome.processed, m_options);
    if (!isMass)
        return {};
    m_environment.log.warning(u"manifest_check_mass_change",
                              {{QStringLiteral("project"), m_project.name},
                               {QStringLiteral("missing_files"), m_compared.missingFiles},
                               {QStringLiteral("missing_photos"), m_compared.missingPhotos},
                               {QStringLiteral("photos"), m_outcome.processed}});
    return Error{ErrorCode::MassChange, m_project.name,
                 QStringLiteral("%1 of %2 photos")
                     .arg(std::max(m_compared.missingPhotos, m_compared.missingFiles))
                     .arg(m_outcome.processed),
                 nullptr};
}

Status ProjectCheck::correct(PhotoComparer& comparer, const ProjectProbe& probe)
{
    const std::span<const PhotoId> all(m_compared.different);
    const auto chunk = static_cast<std::size_t>(std::min(m_options.comparison.chunkSize, kMostInOneWrite));
    for (std::size_t begin = 0; begin < all.size(); begin += chunk) {
        if (m_cancel.isCancelled())
            return cancelled();
        if (!isStillThere(probe, m_folder))
            return Error{ErrorCode::ProjectOffline, m_project.name,
                         QStringLiteral("the folder went away during the check"), nullptr};
        SAFELIGHT_TRY(correctPage(comparer, all.subspan(begin, std::min(chunk, all.size() - begin))));
        report(TaskStage::Correcting, static_cast<qint64>(std::min(begin + chunk, all.size())),
               static_cast<qint64>(all.size()));
    }
    return {};
}

Status ProjectCheck::correctPage(PhotoComparer& comparer, std::span<const PhotoId> ids)
{
    for (int attempt = 0; attempt < kWriteAttempts; ++attempt) {
        SAFELIGHT_ASSIGN(const bool isDone, tryCorrectPage(comparer, ids));
        if (isDone)
            return {};
    }
    return Error{ErrorCode::CatalogBusy, m_project.name,
                 QStringLiteral("its rows kept changing while they were corrected"), nullptr};
}

/// Reads, looks at the disk without holding a lock, and then writes what still holds. False when a row had
/// changed since it was read: nothing was written, and the page wants to be read again.
Result<bool> ProjectCheck::tryCorrectPage(PhotoComparer& comparer, std::span<const PhotoId> ids)
{
    SAFELIGHT_ASSIGN(const auto photos, PhotoRepository(m_connection).checkRows(ids));
    QVector<Correction> rows;
    std::vector<std::pair<const CheckedPhoto*, PhotoDifference>> differences;
    for (const CheckedPhoto& photo : photos) {
        PhotoDifference difference = comparer.difference(photo);
        if (difference.isAny()) {
            rows += correctionOf(photo, difference);
            differences.emplace_back(&photo, std::move(difference));
        }
    }
    if (!m_options.planOnly && !differences.empty()) {
        WriteTransaction transaction(m_connection);
        SAFELIGHT_TRY(transaction.begin());
        for (std::size_t i = 0; i < differences.size(); ++i) {
            const auto& [photo, difference] = differences[i];
            SAFELIGHT_ASSIGN(const bool isWritten,
                             write(*photo, difference, rows[static_cast<qsizetype>(i)]));
            if (!isWritten)
                return false;
        }
        SAFELIGHT_TRY(transaction.commit());
        logCorrected(rows);
    }
    m_outcome.corrected += rows.size();
    if (!rows.isEmpty())
        m_observer.happened(RowsCorrected{rows});
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
    SAFELIGHT_ASSIGN(correction.id, CorrectionRepository(m_connection).insert(correction));
    return true;
}

Correction ProjectCheck::correctionOf(const CheckedPhoto& photo, const PhotoDifference& difference) const
{
    Correction correction;
    correction.job = m_options.job;
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

Error ProjectCheck::cancelled() const
{
    return {ErrorCode::Cancelled, m_project.name, {}, nullptr};
}

void ProjectCheck::report(TaskStage stage, qint64 done, std::optional<qint64> total)
{
    m_observer.progressed({stage, done, total, {}, m_project.name});
}

void ProjectCheck::logCorrected(const QVector<Correction>& rows) const
{
    QJsonArray stems;
    for (const Correction& row : rows.first(std::min<qsizetype>(rows.size(), kStemsInLog)))
        stems += row.stem;
    m_environment.log.info(u"manifest_check_corrected",
                           {{QStringLiteral("project"), m_project.name},
                            {QStringLiteral("count"), static_cast<qint64>(rows.size())},
                            {QStringLiteral("first_stems"), stems}});
}

void ProjectCheck::logFinished(qint64 durationMs) const
{
    const double seconds = static_cast<double>(std::max<qint64>(durationMs, 1)) / kMsPerSecond;
    m_environment.log.info(u"manifest_check_summary", {{QStringLiteral("project"), m_project.name},
                                                       {QStringLiteral("processed"), m_outcome.processed},
                                                       {QStringLiteral("corrected"), m_outcome.corrected},
                                                       {QStringLiteral("unreadable"), m_outcome.unreadable},
                                                       {QStringLiteral("plan"), m_options.planOnly}});
    m_environment.log.info(
        u"manifest_check_performance",
        {{QStringLiteral("project"), m_project.name},
         {QStringLiteral("duration_ms"), durationMs},
         {QStringLiteral("memory_delta_mb"), static_cast<double>(m_memory.growth().value) / kBytesPerMb},
         {QStringLiteral("photos_processed"), m_outcome.processed},
         {QStringLiteral("photos_per_second"), static_cast<double>(m_outcome.processed) / seconds}});
}

} // namespace safelight
