#include "maintenance/folderalignment.h"

#include "base/pathtext.h"
#include "catalog/projectrepository.h"
#include "domain/stem.h"
#include "maintenance/projectloop.h"
#include "tasks/ingestwatch.h"
#include "tasks/libraryfolders.h"
#include "tasks/projectsweep.h"

#include <sys/stat.h>

#include <optional>

namespace safelight {

namespace {

bool isTopFolder(const QString& folder)
{
    return !folder.isEmpty() && !folder.contains(u'/');
}

/// One run over the projects.
class AlignmentRun
{
public:
    explicit AlignmentRun(StepContext& step) : m_step(step) {}

    Status run();

private:
    enum class Renamed { Yes, Taken, Left };

    Status visit(Project& project, const QJsonObject& cursor);
    Status align(Project& project, const ProjectProbe& probe, const QJsonObject& cursor);
    bool isTaken(const std::string& name, const ProjectProbe& probe) const;
    Result<Renamed> rename(Project& project, const ProjectProbe& probe, const std::string& name,
                           const QJsonObject& cursor);
    Result<Renamed> write(const Project& project, Correction& change, const std::string& name,
                          const QJsonObject& cursor);
    std::filesystem::path pathOf(const QString& folder) const
    {
        return m_step.environment().library.root() / pathFromText(folder);
    }

    StepContext& m_step;
    std::vector<Project> m_all;
    std::optional<LibraryFolders> m_folders; ///< listed when the first project is not at home
};

Status AlignmentRun::run()
{
    SAFELIGHT_TRY(m_step.environment().library.confirm());
    SAFELIGHT_ASSIGN(m_all, ProjectRepository(m_step.connection()).all());
    SAFELIGHT_ASSIGN(auto projects, projectsInScope(m_step));
    return forEachProject(m_step, projects, [this](Project& project, const QJsonObject& cursor) {
        return visit(project, cursor);
    });
}

Status AlignmentRun::visit(Project& project, const QJsonObject& cursor)
{
    const Library& library = m_step.environment().library;
    if (!isAtHome(library, project)) {
        if (!m_folders) {
            SAFELIGHT_ASSIGN(m_folders, LibraryFolders::list(library, m_step.cancel()));
        }
        // Its cursor leaves nothing behind yet: what it is to be named is still to be seen.
        SAFELIGHT_TRY(adoptMovedFolder(m_step, *m_folders, project, m_all, m_step.cursor()));
    }
    if (!isTopFolder(project.folder))
        return {};
    SAFELIGHT_ASSIGN(const ProjectProbe probe,
                     probeProject(m_step.connection(), project, library.folderOf(project)));
    if (probe.presence == ProjectProbe::Presence::Offline)
        return noteOffline(m_step, project, probe);
    if (probe.presence != ProjectProbe::Presence::Online)
        return {}; // without its manifest, nobody would find it again after a kill
    return align(project, probe, cursor);
}

/// Whether something else than the project's own folder bears the name.
bool AlignmentRun::isTaken(const std::string& name, const ProjectProbe& probe) const
{
    const auto path = m_step.environment().library.root() / name;
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0)
        return false;
    return status.st_dev != probe.identity.device || status.st_ino != probe.identity.inode;
}

Status AlignmentRun::align(Project& project, const ProjectProbe& probe, const QJsonObject& cursor)
{
    const std::string wanted = safeFolderName(project.name);
    for (int number = 1; number < kMostNumbers; ++number) {
        const std::string name = numberedFolderName(wanted, number);
        if (bytesFromText(project.folder) == name)
            return {}; // "Name (2)" stays as long as "Name" is taken
        SAFELIGHT_ASSIGN(const Renamed renamed, rename(project, probe, name, cursor));
        if (renamed == Renamed::Left)
            return {};
        if (renamed == Renamed::Taken)
            continue;
        // A disk that does not tell letter cases apart says "taken" of the folder's own name in other
        // letters: that goes by way of a number, each step whole by itself.
        if (number > 1 && !isTaken(wanted, probe))
            SAFELIGHT_TRY(rename(project, probe, wanted, cursor));
        return {};
    }
    return Error{ErrorCode::AlreadyExists, project.name, {}, nullptr};
}

Result<AlignmentRun::Renamed> AlignmentRun::rename(Project& project, const ProjectProbe& probe,
                                                   const std::string& name, const QJsonObject& cursor)
{
    Correction change;
    change.kind = CorrectionKind::FolderRenamed;
    change.project = project.id;
    change.projectName = project.name;
    change.beforeText = project.folder;
    change.afterText = textFromBytes(name);
    SAFELIGHT_ASSIGN(const auto holder,
                     ProjectRepository(m_step.connection()).findByFolder(change.afterText));
    if (holder || isTaken(name, probe))
        return Renamed::Taken; // also by a project that is away at this moment
    SAFELIGHT_ASSIGN(const bool isPermitted, m_step.permits(change));
    if (!isPermitted)
        return Renamed::Left;
    if (!isStillThere(probe, pathOf(project.folder)))
        return Error{ErrorCode::ProjectOffline, project.name, {}, nullptr};
    SAFELIGHT_ASSIGN(const Renamed renamed, write(project, change, name, cursor));
    if (renamed != Renamed::Yes)
        return renamed;
    m_step.environment().log.info(u"folder_alignment_renamed", {{QStringLiteral("project"), project.name},
                                                                {QStringLiteral("from"), change.beforeText},
                                                                {QStringLiteral("to"), change.afterText}});
    project.folder = change.afterText;
    m_step.tell({change});
    m_step.observer().happened(ProjectsChanged{{project.id}});
    return Renamed::Yes;
}

Result<AlignmentRun::Renamed> AlignmentRun::write(const Project& project, Correction& change,
                                                  const std::string& name, const QJsonObject& cursor)
{
    FileSystem& fs = m_step.environment().fs;
    const auto& root = m_step.environment().library.root();
    const ProjectRepository projects(m_step.connection());
    WriteTransaction transaction(m_step.connection());
    SAFELIGHT_TRY(transaction.begin());
    // Within the lock: an ingest that begins now writes its row after this, and does not find the folder.
    SAFELIGHT_ASSIGN(const bool isBusy, isIngestRunning(m_step.connection(), project.id));
    if (isBusy) {
        m_step.leftAlone({ErrorCode::LockedByOther, project.name, {}, nullptr}, &project);
        return Renamed::Left;
    }
    SAFELIGHT_ASSIGN(const auto holder, projects.findByFolder(change.afterText));
    if (holder)
        return Renamed::Taken;
    SAFELIGHT_ASSIGN(const bool isAsRead,
                     projects.moveFolder(project.id, change.beforeText, change.afterText));
    if (!isAsRead)
        return Renamed::Left;
    SAFELIGHT_TRY(m_step.record(change));
    if (const Status renamed = publish(fs, pathOf(project.folder), root / name); !renamed) {
        if (renamed.error().code == ErrorCode::AlreadyExists)
            return Renamed::Taken;
        return renamed.error();
    }
    m_step.count(u"corrected");
    Status kept = syncFolder(fs, root);
    if (kept)
        kept = m_step.keepWithin(cursor);
    if (kept)
        kept = transaction.commit();
    if (kept)
        return Renamed::Yes;
    m_step.count(u"corrected", -1);
    (void)publish(fs, root / name, pathOf(project.folder)); // what cannot go back is found by its UUID
    return kept.error();
}

} // namespace

StepOutcome runFolderAlignmentTask(StepContext& step)
{
    AlignmentRun run(step);
    return outcomeOf(step, run.run());
}

} // namespace safelight
