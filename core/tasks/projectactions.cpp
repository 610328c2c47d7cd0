#include "tasks/projectactions.h"

#include "base/halffile.h"
#include "base/pathtext.h"
#include "catalog/projectrepository.h"
#include "storage/incomingfile.h"
#include "storage/manifest.h"
#include "tasks/projectprobe.h"
#include "tasks/trash.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>

namespace safelight {

namespace {

constexpr int kMostNumberedFolders = 10'000;

/// Whether a folder is what a crash between making it and adding its row leaves: empty, or with nothing in it
/// but a manifest of this name, whole or half, which no project has.
Result<bool> isLeftOver(const ProjectRepository& projects, const std::filesystem::path& folder,
                        const QString& name)
{
    std::error_code failure;
    if (std::filesystem::symlink_status(folder, failure).type() != std::filesystem::file_type::directory)
        return false;
    std::filesystem::directory_iterator entries(folder, failure);
    for (; !failure && entries != std::filesystem::directory_iterator(); entries.increment(failure)) {
        const std::string entry = entries->path().filename().native();
        if (entries->path() != Manifest::pathIn(folder) && !isHalfFile(entry))
            return false;
    }
    if (failure)
        return false;
    const auto manifest = Manifest::read(folder);
    if (!manifest)
        return manifest.error().code == ErrorCode::NotFound;
    SAFELIGHT_ASSIGN(const bool isTaken, projects.isUuidTaken(manifest->id));
    return !isTaken && manifest->name == name;
}

/// The first folder name for a project that is free, or was meant for it: "Wedding", "Wedding (2)", …
Result<std::filesystem::path> freeFolder(const ProjectRepository& projects, const Library& library,
                                         const QString& name)
{
    const std::string base = safeFolderName(name);
    for (int number = 1; number < kMostNumberedFolders; ++number) {
        auto folder = library.root() / numberedFolderName(base, number);
        std::error_code failure;
        if (std::filesystem::symlink_status(folder, failure).type() == std::filesystem::file_type::not_found)
            return folder;
        SAFELIGHT_ASSIGN(const bool isFree, isLeftOver(projects, folder, name));
        if (isFree)
            return folder;
    }
    return Error{ErrorCode::AlreadyExists, name, {}, nullptr};
}

/// Takes over the manifest that lies in the folder, or writes one.
Status settleManifest(FileSystem& fs, const std::filesystem::path& folder, Project& project)
{
    const auto manifest = Manifest::read(folder);
    if (manifest) {
        project.uuid = manifest->id;
        if (manifest->createdAt.isValid())
            project.createdAt = manifest->createdAt;
        return manifest->name == project.name ? Status() : Manifest::rename(fs, folder, project.name);
    }
    if (manifest.error().code != ErrorCode::NotFound)
        return manifest.error();
    return Manifest{project.uuid, project.name, project.createdAt}.create(fs, folder);
}

Status openCatalog(Connection& connection, const TaskEnvironment& environment)
{
    return connection.open(Connection::Mode::ReadWrite, std::chrono::milliseconds(environment.settings.number(
                                                            u"catalog.busy_timeout_ms")));
}

/// Projects of a library are made one at a time, by all programs: each looks for a folder that is free, and
/// then makes it. The kernel lets go of the lock when the handle is closed, however that comes.
Result<FileHandle> lockForMaking(const Library& library)
{
    const auto path = library.stateFolder() / "projects.lock";
    FileHandle lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!lock.isOpen())
        return errorFromErrno(errno, pathToText(path), ErrorCode::WriteFailed);
    while (::flock(lock.fd(), LOCK_EX) != 0) {
        // A file system without locks (some network shares) has to do without.
        if (errno != EINTR)
            break;
    }
    return lock;
}

Project newProject(const QString& name, const QString& folder)
{
    Project project;
    project.uuid = QUuid::createUuid();
    project.name = name;
    project.folder = folder;
    project.createdAt = QDateTime::currentDateTimeUtc();
    return project;
}

/// A project that was removed, and whose folder a person adds again: it comes back with its rows, under the
/// name and at the place that it is given now.
Result<Project> takeBack(const TaskEnvironment& environment, Connection& connection, Project removed,
                         const Project& wanted)
{
    const ProjectRepository projects(connection);
    WriteTransaction transaction(connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const auto sameName, projects.findByName(wanted.name));
    SAFELIGHT_ASSIGN(const auto sameFolder, projects.findByFolder(wanted.folder));
    if (sameName || sameFolder)
        return Error{ErrorCode::ProjectExists, wanted.name, {}, nullptr};
    SAFELIGHT_ASSIGN(const bool isBack, projects.revive(removed.id, wanted.name, wanted.folder));
    if (!isBack)
        return Error{ErrorCode::ProjectExists, wanted.name, {}, nullptr};
    SAFELIGHT_TRY(projects.setState(removed.id, ProjectState::Fine));
    SAFELIGHT_TRY(transaction.commit());
    removed.name = wanted.name; // a manifest with another name is corrected by the next check
    removed.folder = wanted.folder;
    removed.state = ProjectState::Fine;
    environment.log.info(u"project_taken_back", {{QStringLiteral("project"), removed.name},
                                                 {QStringLiteral("folder"), removed.folder}});
    return removed;
}

} // namespace

Result<Project> addProject(const TaskEnvironment& environment, const QString& givenName,
                           const std::optional<std::filesystem::path>& folder)
{
    const QString name = givenName.trimmed();
    if (name.isEmpty())
        return Error{ErrorCode::InvalidArgument, givenName, QStringLiteral("a project needs a name"),
                     nullptr};
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(openCatalog(connection, environment));
    SAFELIGHT_ASSIGN(const FileHandle lock, lockForMaking(environment.library));
    const ProjectRepository projects(connection);
    SAFELIGHT_ASSIGN(const auto sameName, projects.findByName(name));
    if (sameName)
        return Error{ErrorCode::ProjectExists, name, {}, nullptr};

    std::filesystem::path place;
    if (folder) {
        place = std::filesystem::absolute(*folder).lexically_normal();
    } else {
        SAFELIGHT_ASSIGN(place, freeFolder(projects, environment.library, name));
    }
    Project project = newProject(name, environment.library.folderText(place));
    if (const auto manifest = Manifest::read(place); manifest) {
        SAFELIGHT_ASSIGN(const auto removed, projects.findRemoved(manifest->id));
        if (removed && folder)
            return takeBack(environment, connection, *removed, project);
        // Asked before anything is written: a folder that is a project already keeps its manifest as it is.
        SAFELIGHT_ASSIGN(const bool isTaken, projects.isUuidTaken(manifest->id));
        if (isTaken)
            return Error{ErrorCode::ProjectExists, name, manifest->name, nullptr};
    }
    SAFELIGHT_TRY(ensureFolder(environment.fs, place));
    if (!folder) // one of our own naming: what is temporary in it is of a run that died
        SAFELIGHT_TRY(removeTemporaryFiles(environment.fs, place, {}));
    SAFELIGHT_TRY(settleManifest(environment.fs, place, project));
    // The row comes last: a folder without a row is adopted again, a row without a folder would be a project
    // that is offline.
    SAFELIGHT_ASSIGN(project.id, projects.insert(project));
    environment.log.info(u"project_added",
                         {{QStringLiteral("project"), name}, {QStringLiteral("folder"), project.folder}});
    return project;
}

Result<Project> findOrAddProject(const TaskEnvironment& environment, const QString& name)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(openCatalog(connection, environment));
    const ProjectRepository projects(connection);
    SAFELIGHT_ASSIGN(const auto project, projects.findByName(name.trimmed()));
    if (project)
        return *project;
    auto added = addProject(environment, name);
    if (added || added.error().code != ErrorCode::ProjectExists)
        return added;
    SAFELIGHT_ASSIGN(const auto others, projects.findByName(name.trimmed())); // another program was faster
    return others ? Result<Project>(*others) : added;
}

Status renameProject(const TaskEnvironment& environment, const QString& oldName, const QString& givenName)
{
    const QString newName = givenName.trimmed();
    if (newName.isEmpty())
        return Error{ErrorCode::InvalidArgument, givenName, QStringLiteral("a project needs a name"),
                     nullptr};
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(openCatalog(connection, environment));
    const ProjectRepository projects(connection);
    SAFELIGHT_ASSIGN(auto project, projects.findByName(oldName));
    if (!project)
        return Error{ErrorCode::ProjectUnknown, oldName, {}, nullptr};
    const auto folder = environment.library.folderOf(*project);
    SAFELIGHT_ASSIGN(const ProjectProbe probe, probeProject(connection, *project, folder));
    if (probe.presence != ProjectProbe::Presence::Online)
        return (probe.reason ? *probe.reason : Error{})
            .wrappedIn({ErrorCode::ProjectOffline, oldName, {}, nullptr});
    SAFELIGHT_TRY(projects.rename(project->id, oldName, newName));
    // The catalogue's name holds; a manifest that could not be changed now is corrected by the next check.
    if (const Status renamed = Manifest::rename(environment.fs, folder, newName); !renamed)
        environment.log.warning(u"manifest_rename_failed",
                                {{QStringLiteral("project"), newName},
                                 {QStringLiteral("error"), describeForLog(renamed.error())}});
    return {};
}

Result<RemovedFolder> removeProject(const TaskEnvironment& environment, const QString& name)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(openCatalog(connection, environment));
    const ProjectRepository projects(connection);
    SAFELIGHT_ASSIGN(const auto project, projects.findByName(name));
    if (!project)
        return Error{ErrorCode::ProjectUnknown, name, {}, nullptr};
    const auto folder = environment.library.folderOf(*project);
    SAFELIGHT_ASSIGN(const ProjectProbe probe, probeProject(connection, *project, folder));
    const bool isInside = !pathFromText(project->folder).is_absolute();
    const bool goesToTrash = isInside && probe.presence != ProjectProbe::Presence::Offline;

    if (!goesToTrash) {
        SAFELIGHT_TRY(projects.markRemoved(project->id, QDateTime::currentDateTimeUtc()));
        return RemovedFolder::LeftAlone;
    }
    SAFELIGHT_ASSIGN(
        const TrashEntry entry,
        Trash(environment, connection).putAway(*project, probe, QStringLiteral("project removed")));
    environment.log.info(u"project_removed",
                         {{QStringLiteral("project"), name}, {QStringLiteral("trash"), entry.storedAs}});
    return RemovedFolder::InTrash;
}

} // namespace safelight
