#include "maintenance/decisioncommit.h"

#include "base/pathtext.h"
#include "catalog/decisionrepository.h"
#include "catalog/filerepository.h"
#include "catalog/photorepository.h"
#include "catalog/tombstonerepository.h"
#include "storage/fileio.h"
#include "tasks/ingestwatch.h"
#include "tasks/projectsweep.h"
#include "tasks/trash.h"

#include <algorithm>

namespace safelight {

namespace {

constexpr int kDecisionPage = 200;

/// One photo of which something is to go.
struct DecidedPhoto
{
    Photo row;
    std::vector<PhotoFile> staying; ///< present ones
    std::vector<PhotoFile> going;
};

bool keeps(const Photo& photo, FileKind kind)
{
    switch (kind) {
    case FileKind::Jpg:
        return photo.keep.jpg;
    case FileKind::Raw:
        return photo.keep.raw;
    case FileKind::Other:
        return photo.keep.other;
    case FileKind::Sidecar:
        break;
    }
    return photo.keep.any();
}

/// `name.NEF.xmp` of `name.NEF`.
bool isNamedAfter(const PhotoFile& sidecar, const PhotoFile& variant)
{
    return sidecar.name.startsWith(variant.name + u'.');
}

/// The commit of one project's decisions.
class ProjectDecisions
{
public:
    explicit ProjectDecisions(ProjectVisit& visit)
        : m_visit(visit), m_step(visit.step), m_trash(visit.step.environment(), visit.step.connection())
    {
    }

    Status run();

private:
    Result<std::optional<DecidedPhoto>> read(PhotoId id) const;
    Status visitPhoto(PhotoId id);
    bool hasWhatItKeeps(const DecidedPhoto& photo) const;
    Status putAway(const DecidedPhoto& photo, Correction& change);
    Correction correctionOf(const DecidedPhoto& photo) const;

    ProjectVisit& m_visit;
    StepContext& m_step;
    Trash m_trash;
    qint64 m_seen = 0;
};

Status ProjectDecisions::run()
{
    SAFELIGHT_ASSIGN(const bool isBusy, isIngestRunning(m_step.connection(), m_visit.project.id));
    if (isBusy) {
        m_step.leftAlone({ErrorCode::LockedByOther, m_visit.project.name, {}, nullptr}, &m_visit.project);
        return {};
    }
    PhotoId after = {m_visit.cursor.value(u"after").toInteger()};
    while (true) {
        SAFELIGHT_ASSIGN(
            const auto page,
            DecisionRepository(m_step.connection()).pending(m_visit.project.id, after, kDecisionPage));
        for (const PhotoId id : page) {
            if (m_step.shouldStop())
                return {};
            if (!m_step.isPlan() && !m_visit.isStillThere())
                return Error{ErrorCode::ProjectOffline, m_visit.project.name, {}, nullptr};
            SAFELIGHT_TRY(visitPhoto(id));
            after = id;
            m_visit.progress(TaskStage::Removing, ++m_seen);
        }
        if (static_cast<int>(page.size()) < kDecisionPage)
            return {};
    }
}

Result<std::optional<DecidedPhoto>> ProjectDecisions::read(PhotoId id) const
{
    SAFELIGHT_ASSIGN(const auto row, PhotoRepository(m_step.connection()).find(id));
    if (!row || row->project != m_visit.project.id || !row->decidedAt.isValid())
        return std::optional<DecidedPhoto>(); // it was decided otherwise since
    SAFELIGHT_ASSIGN(auto files, FileRepository(m_step.connection()).filesOf(id));
    std::erase_if(files, [](const PhotoFile& file) { return !file.isPresent; });
    DecidedPhoto photo{*row, {}, {}};
    for (const PhotoFile& file : files) {
        const bool goesAlong =
            file.kind == FileKind::Sidecar && std::ranges::any_of(files, [&](const PhotoFile& variant) {
                return variant.kind != FileKind::Sidecar && isNamedAfter(file, variant) &&
                       !keeps(*row, variant.kind);
            });
        (keeps(*row, file.kind) && !goesAlong ? photo.staying : photo.going).push_back(file);
    }
    // Sidecars first: what a kill leaves is found again by its variant.
    std::stable_partition(photo.going.begin(), photo.going.end(),
                          [](const PhotoFile& file) { return file.kind == FileKind::Sidecar; });
    return photo.going.empty() ? std::optional<DecidedPhoto>() : std::optional(std::move(photo));
}

/// A photo that keeps something keeps it: a variant lies in its place. A rejected one keeps nothing.
bool ProjectDecisions::hasWhatItKeeps(const DecidedPhoto& photo) const
{
    if (!photo.row.keep.any())
        return true;
    return std::ranges::any_of(photo.staying, [this](const PhotoFile& file) {
        const auto identity = identityOf(m_visit.folder / bytesFromText(file.name));
        const bool isWanted = file.kind == FileKind::Jpg;
        return isWanted && identity && identity->size == file.digest.size;
    });
}

Status ProjectDecisions::visitPhoto(PhotoId id)
{
    SAFELIGHT_ASSIGN(const auto photo, read(id));
    if (!photo)
        return {};
    m_step.count(u"processed");
    if (!hasWhatItKeeps(*photo)) {
        m_step.failed(
            {ErrorCode::NotFound, photo->row.stem, QStringLiteral("no JPEG of it is in its place"), nullptr},
            &m_visit.project, id);
        return {};
    }
    Correction change = correctionOf(*photo);
    SAFELIGHT_ASSIGN(const bool isPermitted, m_step.permits(change));
    if (!isPermitted) {
        for (const PhotoFile& file : photo->going) {
            m_step.count(u"files");
            m_step.count(u"bytes", file.digest.size.value);
        }
        return {};
    }
    return putAway(*photo, change);
}

Status ProjectDecisions::putAway(const DecidedPhoto& photo, Correction& change)
{
    qsizetype moved = 0;
    for (const PhotoFile& file : photo.going) {
        const auto entry =
            m_trash.putAway(m_visit.project, m_visit.probe, file, TombstoneRepository::rejectedReason());
        if (!entry && entry.error().code == ErrorCode::ProjectOffline)
            return entry.error();
        if (!entry) {
            m_step.failed(entry.error(), &m_visit.project, photo.row.id);
            change.files.removeIf([&](const FileChange& one) { return one.name == file.name; });
            continue;
        }
        ++moved;
        m_step.count(u"files");
        m_step.count(u"bytes", file.digest.size.value);
    }
    if (moved == 0)
        return {};
    SAFELIGHT_ASSIGN(const auto now, PhotoRepository(m_step.connection()).find(photo.row.id));
    if (now)
        change.after = now->available;
    WriteTransaction transaction(m_step.connection());
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_TRY(m_step.record(change));
    m_step.count(u"corrected");
    SAFELIGHT_TRY(m_visit.keepWithin({{QStringLiteral("after"), photo.row.id.value}}));
    SAFELIGHT_TRY(transaction.commit());
    m_step.tell({change});
    return {};
}

Correction ProjectDecisions::correctionOf(const DecidedPhoto& photo) const
{
    Correction change;
    change.kind = CorrectionKind::FileRejected;
    change.project = m_visit.project.id;
    change.projectName = m_visit.project.name;
    change.photo = photo.row.id;
    change.stem = photo.row.stem;
    change.before = photo.row.available;
    for (const PhotoFile& file : photo.staying)
        change.after.add(file.kind);
    for (const PhotoFile& file : photo.going)
        change.files += FileChange{file.name, file.kind, true, false};
    QStringList names;
    for (const PhotoFile& file : photo.going)
        names += file.name;
    change.beforeText = names.join(u", ");
    change.afterText = QStringLiteral("trash");
    return change;
}

} // namespace

StepOutcome runDecisionCommitTask(StepContext& step)
{
    if (const Status there = step.environment().library.confirm(); !there)
        return outcomeOf(step, there.error()); // its trash would be made on whatever lies there instead
    if (!step.isPlan()) {
        if (const auto settled = Trash(step.environment(), step.connection()).settle(); !settled)
            return outcomeOf(step, settled.error());
    }
    return sweepProjects(step, [](ProjectVisit& visit) { return ProjectDecisions(visit).run(); });
}

} // namespace safelight
