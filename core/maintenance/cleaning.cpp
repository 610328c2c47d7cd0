#include "maintenance/cleaning.h"

#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "catalog/photorepository.h"
#include "catalog/tombstonerepository.h"
#include "catalog/trashrepository.h"
#include "domain/stem.h"
#include "maintenance/limits.h"
#include "storage/dirpointer.h"
#include "storage/foldernames.h"
#include "tasks/ingestwatch.h"
#include "tasks/projectsweep.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace safelight {

namespace {

/// What is known of a photo of which the rows know no variant.
enum class Remains {
    Nothing, ///< surely none of its variants is on disk
    Some,    ///< one is there
    Unknown,
};

bool isEmptyFolder(const FileHandle& project, const std::string& relative)
{
    const int fd = ::openat(project.fd(), relative.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const DirPointer dir(fd < 0 ? nullptr : ::fdopendir(fd));
    if (!dir)
        return true; // cannot be looked into: as good as a disk that is away
    while (const dirent* entry = ::readdir(dir.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..")
            return false;
    }
    return true;
}

/// Whether a file that is not there may lie on a disk that is not: below a link, or below an empty folder,
/// which may be a mount point.
bool mayBeOnOtherDisk(const FileHandle& project, const std::string& name)
{
    for (std::size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
        const std::string folder = name.substr(0, slash);
        struct stat status = {};
        if (::fstatat(project.fd(), folder.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
            return errno != ENOENT; // the folder is gone, and all that it held
        if (!S_ISDIR(status.st_mode))
            return S_ISLNK(status.st_mode);
        if (isEmptyFolder(project, folder))
            return true;
    }
    return false;
}

Remains lookFor(const FileHandle& project, const std::string& name)
{
    struct stat status = {};
    if (::fstatat(project.fd(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
        return Remains::Some;
    if (errno != ENOENT && errno != ENOTDIR)
        return Remains::Unknown;
    return mayBeOnOtherDisk(project, name) ? Remains::Unknown : Remains::Nothing;
}

/// The cleaning of one project, in two passes: what would go, and then, if that is not too much, it goes.
class ProjectCleaning
{
public:
    explicit ProjectCleaning(ProjectVisit& visit) : m_visit(visit), m_step(visit.step) {}

    Status run();

private:
    struct Photo
    {
        PhotoId id;
        QString stem;
        bool isRejected = false; ///< none of its variants was to be kept
        std::vector<PhotoFile> files;
    };

    bool isChecked() const;
    Status find();
    Status findIn(const std::vector<PhotoId>& page);
    Result<std::optional<Photo>> read(PhotoId id) const;
    Result<Remains> remainsOf(const Photo& photo);
    bool isMassChange() const;
    Status propose();
    Status refuse();
    Status removeAll();
    Status remove(std::span<const PhotoId> ids);
    Result<bool> removeOne(const Photo& photo, Correction& change);
    Correction correctionOf(const Photo& photo) const;

    ProjectVisit& m_visit;
    StepContext& m_step;
    std::optional<FolderNames> m_names; ///< listed for the first photo of which nothing seems to be left
    std::vector<PhotoId> m_goners;
};

/// A check that did not come to its end, or found the project offline, says nothing of what is missing.
bool ProjectCleaning::isChecked() const
{
    const Project& project = m_visit.project;
    const bool isSettled = project.state == ProjectState::Fine || project.state == ProjectState::Corrected;
    return isSettled && project.checkedAt.isValid() &&
           m_visit.probe.presence == ProjectProbe::Presence::Online;
}

Status ProjectCleaning::run()
{
    if (!isChecked())
        return {};
    SAFELIGHT_TRY(find());
    if (m_step.shouldStop() || m_goners.empty())
        return {};
    if (m_step.isPlan())
        SAFELIGHT_TRY(propose());
    if (isMassChange())
        return refuse();
    SAFELIGHT_ASSIGN(const bool isBusy, isIngestRunning(m_step.connection(), m_visit.project.id));
    if (isBusy) {
        m_step.leftAlone({ErrorCode::LockedByOther, m_visit.project.name, {}, nullptr}, &m_visit.project);
        return {};
    }
    return m_step.isPlan() ? Status() : removeAll();
}

Status ProjectCleaning::find()
{
    constexpr int kPage = 500;
    PhotoId after;
    while (true) {
        SAFELIGHT_ASSIGN(
            const auto page,
            PhotoRepository(m_step.connection()).withoutVariants(m_visit.project.id, after, kPage));
        if (page.empty() || m_step.shouldStop())
            return {};
        SAFELIGHT_TRY(findIn(page));
        after = page.back();
        m_visit.progress(TaskStage::Comparing, 0);
        if (page.size() < kPage)
            return {};
    }
}

Status ProjectCleaning::findIn(const std::vector<PhotoId>& page)
{
    SAFELIGHT_ASSIGN(const auto restorable,
                     TrashRepository(m_step.connection()).restorablePhotos(page.front(), page.back()));
    for (const PhotoId id : page) {
        if (m_step.shouldStop())
            return {};
        if (restorable.contains(id))
            continue;
        SAFELIGHT_ASSIGN(const auto photo, read(id));
        if (!photo)
            continue;
        SAFELIGHT_ASSIGN(const Remains remains, remainsOf(*photo));
        if (remains == Remains::Nothing)
            m_goners.push_back(id);
        else if (remains == Remains::Unknown)
            m_step.count(u"unreadable");
    }
    return {};
}

Result<std::optional<ProjectCleaning::Photo>> ProjectCleaning::read(PhotoId id) const
{
    SAFELIGHT_ASSIGN(const auto row, PhotoRepository(m_step.connection()).find(id));
    if (!row)
        return std::optional<Photo>();
    SAFELIGHT_ASSIGN(auto files, FileRepository(m_step.connection()).filesOf(id));
    return std::optional(Photo{id, row->stem, !row->keep.any(), std::move(files)});
}

/// By its rows, file by file, and by the folder: a variant without a row counts as well.
Result<Remains> ProjectCleaning::remainsOf(const Photo& photo)
{
    if (!m_names) {
        SAFELIGHT_ASSIGN(FolderNames names, FolderNames::list(m_visit.folder, {m_step.cancel(), {}}));
        m_names.emplace(std::move(names));
    }
    const std::string stem = bytesFromText(photo.stem);
    std::vector<std::string_view> endings;
    m_names->endingsOf(stem, endings);
    const bool hasVariant = std::ranges::any_of(endings, [](std::string_view ending) {
        const auto format = formatForEnding(ending);
        return format && format->kind != FileKind::Sidecar;
    });
    if (hasVariant)
        return Remains::Some;
    Remains remains = mayBeOnOtherDisk(m_visit.probe.folder, stem) ? Remains::Unknown : Remains::Nothing;
    for (const PhotoFile& file : photo.files) {
        if (file.kind == FileKind::Sidecar)
            continue;
        const Remains here = lookFor(m_visit.probe.folder, bytesFromText(file.name));
        if (here == Remains::Some)
            return here;
        remains = here == Remains::Unknown ? here : remains;
    }
    return remains;
}

bool ProjectCleaning::isMassChange() const
{
    const Settings& settings = m_step.environment().settings;
    const auto count = static_cast<qint64>(m_goners.size());
    return !m_step.options().acceptMassChange && m_step.options().mode != StepMode::Approved &&
           count > settings.number(u"maintenance.mass_change_min") &&
           count * 100 > m_visit.project.photoCount * settings.number(u"maintenance.mass_change_percent");
}

/// A plan: each is told and proposed; nothing else happens.
Status ProjectCleaning::propose()
{
    for (const PhotoId id : m_goners) {
        if (m_step.shouldStop())
            return {};
        SAFELIGHT_ASSIGN(const auto photo, read(id));
        if (photo)
            SAFELIGHT_TRY(m_step.permits(correctionOf(*photo)));
    }
    return {};
}

Status ProjectCleaning::refuse()
{
    QVector<Correction> changes;
    for (const PhotoId id : m_goners) {
        SAFELIGHT_ASSIGN(const auto photo, read(id));
        if (photo)
            changes += correctionOf(*photo);
    }
    if (!m_step.isPlan())
        SAFELIGHT_TRY(m_step.propose(changes));
    m_step.environment().log.warning(u"cleaning_mass_change",
                                     {{QStringLiteral("project"), m_visit.project.name},
                                      {QStringLiteral("photos"), static_cast<qint64>(m_goners.size())}});
    return Error{ErrorCode::MassChange, m_visit.project.name,
                 QStringLiteral("%1 of %2 photos").arg(m_goners.size()).arg(m_visit.project.photoCount),
                 nullptr};
}

Status ProjectCleaning::removeAll()
{
    const std::span<const PhotoId> all(m_goners);
    for (std::size_t begin = 0; begin < all.size(); begin += kMostInOneWrite) {
        if (m_step.shouldStop())
            return {};
        if (!m_visit.isStillThere())
            return Error{ErrorCode::ProjectOffline, m_visit.project.name, {}, nullptr};
        SAFELIGHT_TRY(remove(all.subspan(begin, std::min(kMostInOneWrite, all.size() - begin))));
        m_visit.progress(TaskStage::Removing, static_cast<qint64>(begin));
    }
    return {};
}

Status ProjectCleaning::remove(std::span<const PhotoId> ids)
{
    std::vector<std::pair<Photo, Correction>> chosen;
    for (const PhotoId id : ids) {
        SAFELIGHT_ASSIGN(auto photo, read(id));
        if (!photo)
            continue;
        SAFELIGHT_ASSIGN(const Remains remains, remainsOf(*photo));
        Correction change = correctionOf(*photo);
        SAFELIGHT_ASSIGN(const bool isPermitted, m_step.permits(change));
        if (isPermitted && remains == Remains::Nothing)
            chosen.emplace_back(*std::move(photo), std::move(change));
    }
    WriteTransaction transaction(m_step.connection());
    SAFELIGHT_TRY(transaction.begin());
    // A file that an ingest is about to put back in its place needs its row.
    SAFELIGHT_ASSIGN(const bool isBusy, isIngestRunning(m_step.connection(), m_visit.project.id));
    if (isBusy)
        return Error{ErrorCode::LockedByOther, m_visit.project.name, {}, nullptr};
    QVector<Correction> changes;
    for (auto& [photo, change] : chosen) {
        SAFELIGHT_ASSIGN(const bool isRemoved, removeOne(photo, change));
        if (isRemoved)
            changes += change;
    }
    m_step.count(u"processed", static_cast<qint64>(ids.size()));
    m_step.count(u"corrected", changes.size());
    SAFELIGHT_TRY(m_visit.keepWithin({{QStringLiteral("after"), ids.back().value}}));
    SAFELIGHT_TRY(transaction.commit());
    m_step.environment().log.info(u"cleaning_removed",
                                  {{QStringLiteral("project"), m_visit.project.name},
                                   {QStringLiteral("count"), static_cast<qint64>(changes.size())}});
    m_step.tell(changes);
    return {};
}

/// Within the transaction. A photo that got a file or a place in the trash meanwhile stays.
Result<bool> ProjectCleaning::removeOne(const Photo& photo, Correction& change)
{
    SAFELIGHT_ASSIGN(const auto restorable,
                     TrashRepository(m_step.connection()).restorablePhotos(photo.id, photo.id));
    SAFELIGHT_ASSIGN(const auto files, FileRepository(m_step.connection()).filesOf(photo.id));
    if (!restorable.empty() || files.size() != photo.files.size())
        return false;
    SAFELIGHT_ASSIGN(const bool isRemoved,
                     PhotoRepository(m_step.connection()).removeWithoutVariants(photo.id));
    if (!isRemoved)
        return false;
    SAFELIGHT_TRY(TombstoneRepository(m_step.connection())
                      .insert(m_visit.project.id, m_step.job(), photo.stem, files,
                              photo.isRejected ? TombstoneRepository::rejectedReason()
                                               : QStringLiteral("no file of it was on disk")));
    SAFELIGHT_TRY(m_step.record(change));
    return true;
}

Correction ProjectCleaning::correctionOf(const Photo& photo) const
{
    Correction change;
    change.kind = CorrectionKind::PhotoRemoved;
    change.project = m_visit.project.id;
    change.projectName = m_visit.project.name;
    change.photo = photo.id;
    change.stem = photo.stem;
    change.beforeText = photo.stem;
    for (const PhotoFile& file : photo.files)
        change.files += FileChange{file.name, file.kind, file.isPresent, file.isPresent};
    return change;
}

} // namespace

StepOutcome runCleaningTask(StepContext& step)
{
    return sweepProjects(step, [](ProjectVisit& visit) { return ProjectCleaning(visit).run(); });
}

} // namespace safelight
