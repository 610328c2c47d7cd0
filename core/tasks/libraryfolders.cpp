#include "tasks/libraryfolders.h"

#include "base/pathtext.h"
#include "catalog/projectrepository.h"
#include "tasks/folderplace.h"

#include <sys/stat.h>

#include <algorithm>

namespace safelight {

namespace {

QString textOf(const LibraryFolders::Folder& folder)
{
    return textFromBytes(folder.name);
}

bool isAway(ProjectState state)
{
    return state == ProjectState::Offline || state == ProjectState::Gone;
}

/// The rows of a move. False when they are not any more what was read.
Result<bool> writeMove(StepContext& step, const Project& project, Correction& change,
                       const QJsonObject& cursor)
{
    const ProjectRepository projects(step.connection());
    WriteTransaction transaction(step.connection());
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const auto holder, projects.findByFolder(change.afterText));
    if (holder)
        return false;
    SAFELIGHT_ASSIGN(const bool isMoved,
                     projects.moveFolder(project.id, change.beforeText, change.afterText));
    if (!isMoved)
        return false;
    if (isAway(project.state))
        SAFELIGHT_TRY(projects.setState(project.id, ProjectState::Fine));
    SAFELIGHT_TRY(step.record(change));
    step.count(u"corrected");
    SAFELIGHT_TRY(step.keepWithin(cursor));
    SAFELIGHT_TRY(transaction.commit());
    return true;
}

} // namespace

Result<LibraryFolders> LibraryFolders::list(const Library& library, const CancelToken& cancel)
{
    SAFELIGHT_TRY(library.confirm());
    LibraryFolders listed;
    std::error_code failure;
    std::filesystem::directory_iterator it(library.root(), failure);
    for (; !failure && it != std::filesystem::directory_iterator(); it.increment(failure)) {
        if (cancel.isCancelled())
            return Error{ErrorCode::Cancelled, pathToText(library.root()), {}, nullptr};
        const std::string name = it->path().filename().native();
        struct stat status = {};
        const bool isFolder =
            ::lstat(it->path().c_str(), &status) == 0 && S_ISDIR(status.st_mode) && !name.starts_with('.');
        if (isFolder)
            listed.m_folders.push_back({name, Manifest::read(it->path())});
    }
    if (failure)
        return Error{ErrorCode::ReadFailed, pathToText(library.root()),
                     QString::fromStdString(failure.message()), nullptr};
    std::ranges::sort(listed.m_folders, {}, &Folder::name);
    return listed;
}

std::vector<const LibraryFolders::Folder*> LibraryFolders::bearing(const QUuid& uuid) const
{
    std::vector<const Folder*> found;
    for (const Folder& folder : m_folders) {
        if (folder.manifest && folder.manifest->id == uuid)
            found.push_back(&folder);
    }
    return found;
}

bool isAtHome(const Library& library, const Project& project)
{
    const auto manifest = Manifest::read(library.folderOf(project));
    return manifest && manifest->id == project.uuid;
}

Result<bool> adoptMovedFolder(StepContext& step, const LibraryFolders& folders, Project& project,
                              const std::vector<Project>& projects, const QJsonObject& cursor)
{
    const Library& library = step.environment().library;
    const auto found = folders.bearing(project.uuid);
    if (found.empty())
        return false;
    const auto own = Manifest::read(library.folderOf(project));
    const FolderPlace place = placeOf(library, project, projects);
    const bool isOthers = own && own->id != project.uuid;
    if (place == FolderPlace::There && !isOthers)
        return false; // at home, or its manifest is not readable at this moment: nothing is believed
    if (found.size() > 1 || place == FolderPlace::Unknown) {
        for (const auto* folder : found)
            step.leftAlone({ErrorCode::ManifestTwice, textOf(*folder), {}, nullptr}, &project);
        return false;
    }
    Correction change;
    change.kind = CorrectionKind::ProjectMoved;
    change.project = project.id;
    change.projectName = project.name;
    change.beforeText = project.folder;
    change.afterText = textOf(*found.front());
    SAFELIGHT_ASSIGN(const bool isPermitted, step.permits(change));
    if (!isPermitted)
        return false;
    const auto now = Manifest::read(library.root() / found.front()->name);
    if (!now || now->id != project.uuid)
        return false;
    SAFELIGHT_ASSIGN(const bool isWritten, writeMove(step, project, change, cursor));
    if (!isWritten)
        return false;
    step.environment().log.info(u"project_moved", {{QStringLiteral("project"), project.name},
                                                   {QStringLiteral("from"), change.beforeText},
                                                   {QStringLiteral("to"), change.afterText}});
    project.folder = change.afterText;
    step.tell({change});
    step.observer().happened(ProjectsChanged{{project.id}});
    return true;
}

} // namespace safelight
