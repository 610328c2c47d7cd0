#include "maintenance/folderdiscovery.h"

#include "base/pathtext.h"
#include "catalog/projectrepository.h"
#include "storage/foldertree.h"
#include "storage/incomingfile.h"
#include "tasks/libraryfolders.h"

#include <algorithm>

namespace safelight {

namespace {

using Folder = LibraryFolders::Folder;

/// One run over the library's folders.
class DiscoveryRun
{
public:
    explicit DiscoveryRun(StepContext& step) : m_step(step), m_projects(step.connection()) {}

    Status run();

private:
    Status adoptMoved(const LibraryFolders& folders);
    Status visit(const Folder& folder, const QJsonObject& cursor);
    Status visitKnown(const Folder& folder, const QJsonObject& cursor);
    Status visitNew(const Folder& folder, const QJsonObject& cursor);
    bool isOwned(const Folder& folder) const;
    Result<bool> isReady(const Folder& folder);
    Result<Project> planned(const Folder& folder, const QUuid& uuid);
    Status add(const Folder& folder, Project project, const QJsonObject& cursor);
    Status settleManifest(const Folder& folder, const Project& project) const;
    Result<bool> write(Project& project, Correction& change, const QJsonObject& cursor);
    std::filesystem::path pathOf(const Folder& folder) const
    {
        return m_step.environment().library.root() / folder.name;
    }

    StepContext& m_step;
    ProjectRepository m_projects;
    std::vector<Project> m_all;
};

Status DiscoveryRun::run()
{
    SAFELIGHT_ASSIGN(const auto folders, LibraryFolders::list(m_step.environment().library, m_step.cancel()));
    SAFELIGHT_ASSIGN(m_all, m_projects.all());
    SAFELIGHT_TRY(adoptMoved(folders));
    if (!m_step.scope().projects.isEmpty())
        return {}; // asked for these projects, not for new ones
    const std::string after = bytesFromText(m_step.cursor().value(u"after").toString());
    qint64 done = 0;
    for (const Folder& folder : folders.all()) {
        ++done;
        if (folder.name <= after)
            continue;
        if (m_step.shouldStop())
            return {};
        const QJsonObject cursor = {{QStringLiteral("after"), textFromBytes(folder.name)}};
        const Status visited = visit(folder, cursor);
        if (!visited && m_step.shouldStop())
            return {};
        if (!visited)
            m_step.failed(visited.error());
        m_step.count(u"processed");
        SAFELIGHT_TRY(m_step.keep(cursor));
        m_step.progress(TaskStage::Scanning, done, static_cast<qint64>(folders.all().size()),
                        textFromBytes(folder.name));
    }
    return {};
}

/// Before anything else: a folder that was renamed is neither new nor a copy.
Status DiscoveryRun::adoptMoved(const LibraryFolders& folders)
{
    const auto& scope = m_step.scope().projects;
    for (Project& project : m_all) {
        if (m_step.shouldStop())
            return {};
        const bool isWanted = scope.isEmpty() || scope.contains(project.id);
        if (isWanted && !isAtHome(m_step.environment().library, project))
            SAFELIGHT_TRY(adoptMovedFolder(m_step, folders, project, m_all, m_step.cursor()));
    }
    return {};
}

/// A project's own folder, by whatever name (a disk may not tell letter cases apart), or one in which a
/// project lies.
bool DiscoveryRun::isOwned(const Folder& folder) const
{
    const auto here = identityOf(pathOf(folder));
    return std::ranges::any_of(m_all, [&](const Project& project) {
        const QString own = project.folder + u'/';
        if (own.startsWith(QString(textFromBytes(folder.name) + u'/')))
            return true;
        const auto home = identityOf(m_step.environment().library.folderOf(project));
        return home && here && home->isSameFile(*here);
    });
}

Status DiscoveryRun::visit(const Folder& folder, const QJsonObject& cursor)
{
    if (isOwned(folder))
        return {};
    if (!folder.manifest && folder.manifest.error().code != ErrorCode::NotFound) {
        m_step.leftAlone(folder.manifest.error());
        return {};
    }
    if (folder.manifest) {
        SAFELIGHT_ASSIGN(const bool isKnown, m_projects.isUuidTaken(folder.manifest->id));
        if (isKnown)
            return visitKnown(folder, cursor);
    }
    return visitNew(folder, cursor);
}

Status DiscoveryRun::visitKnown(const Folder& folder, const QJsonObject& cursor)
{
    const auto owner = std::ranges::find(m_all, folder.manifest->id, &Project::uuid);
    if (owner == m_all.end()) {
        m_step.leftAlone({ErrorCode::ProjectRemoved, textFromBytes(folder.name), {}, nullptr});
        return {};
    }
    if (!isAtHome(m_step.environment().library, *owner))
        return {}; // perhaps the project itself: adoptMoved() has said so
    SAFELIGHT_ASSIGN(const bool isPicturesFolder, isReady(folder));
    if (!isPicturesFolder)
        return {};
    SAFELIGHT_ASSIGN(Project project, planned(folder, QUuid::createUuid()));
    return add(folder, std::move(project), cursor);
}

Status DiscoveryRun::visitNew(const Folder& folder, const QJsonObject& cursor)
{
    SAFELIGHT_ASSIGN(const bool isPicturesFolder, isReady(folder));
    if (!isPicturesFolder)
        return {}; // a manifest alone is what addProject() is about to give a row, or takes over
    SAFELIGHT_ASSIGN(Project project,
                     planned(folder, folder.manifest ? folder.manifest->id : QUuid::createUuid()));
    return add(folder, std::move(project), cursor);
}

Result<bool> DiscoveryRun::isReady(const Folder& folder)
{
    SAFELIGHT_ASSIGN(const bool isBusy, holdsIncomingFiles(pathOf(folder)));
    if (!isBusy)
        return holdsPictures(pathOf(folder), m_step.cancel());
    m_step.leftAlone({ErrorCode::LockedByOther, textFromBytes(folder.name), {}, nullptr});
    return false;
}

Result<Project> DiscoveryRun::planned(const Folder& folder, const QUuid& uuid)
{
    Project project;
    project.uuid = uuid;
    project.folder = textFromBytes(folder.name);
    QString name = folder.manifest ? folder.manifest->name.trimmed() : QString();
    if (name.isEmpty())
        name = project.folder.trimmed();
    if (name.isEmpty())
        name = textFromBytes(safeFolderName({}));
    SAFELIGHT_ASSIGN(project.name, m_projects.freeName(name));
    project.createdAt = QDateTime::currentDateTimeUtc();
    const bool isOwnManifest = folder.manifest && folder.manifest->id == uuid;
    if (isOwnManifest && folder.manifest->createdAt.isValid())
        project.createdAt = folder.manifest->createdAt;
    return project;
}

Status DiscoveryRun::add(const Folder& folder, Project project, const QJsonObject& cursor)
{
    Correction change;
    change.kind = CorrectionKind::ProjectFound;
    change.projectName = project.name;
    change.beforeText = project.folder;
    change.afterText = project.name;
    SAFELIGHT_ASSIGN(const bool isPermitted, m_step.permits(change));
    if (!isPermitted)
        return {};
    SAFELIGHT_TRY(settleManifest(folder, project));
    SAFELIGHT_ASSIGN(const bool isWritten, write(project, change, cursor));
    if (!isWritten)
        return {}; // somebody else took its name or folder at this moment: the next run sees what is left
    m_all.push_back(project);
    m_step.environment().log.info(u"folder_discovery_found",
                                  {{QStringLiteral("project"), project.name},
                                   {QStringLiteral("folder"), project.folder},
                                   {QStringLiteral("uuid"), project.uuid.toString(QUuid::WithoutBraces)}});
    m_step.tell({change});
    m_step.observer().happened(ProjectsChanged{{project.id}});
    return {};
}

Status DiscoveryRun::settleManifest(const Folder& folder, const Project& project) const
{
    FileSystem& fs = m_step.environment().fs;
    if (!folder.manifest)
        return Manifest{project.uuid, project.name, project.createdAt}.create(fs, pathOf(folder));
    if (folder.manifest->id == project.uuid && folder.manifest->name == project.name)
        return {};
    return Manifest::reissue(fs, pathOf(folder), folder.manifest->id, project.uuid, project.name);
}

Result<bool> DiscoveryRun::write(Project& project, Correction& change, const QJsonObject& cursor)
{
    WriteTransaction transaction(m_step.connection());
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const auto sameName, m_projects.findByName(project.name));
    SAFELIGHT_ASSIGN(const auto sameFolder, m_projects.findByFolder(project.folder));
    SAFELIGHT_ASSIGN(const bool isUuidTaken, m_projects.isUuidTaken(project.uuid));
    if (sameName || sameFolder || isUuidTaken)
        return false;
    SAFELIGHT_ASSIGN(project.id, m_projects.insert(project));
    change.project = project.id;
    SAFELIGHT_TRY(m_step.record(change));
    m_step.count(u"corrected");
    SAFELIGHT_TRY(m_step.keepWithin(cursor));
    SAFELIGHT_TRY(transaction.commit());
    return true;
}

} // namespace

StepOutcome runFolderDiscoveryTask(StepContext& step)
{
    DiscoveryRun run(step);
    return outcomeOf(step, run.run());
}

} // namespace safelight
