#include "tasks/trash.h"

#include "base/pathtext.h"
#include "catalog/decisionrepository.h"
#include "catalog/filerepository.h"
#include "catalog/photorepository.h"
#include "catalog/projectrepository.h"
#include "storage/foldertree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace safelight {

namespace {

constexpr int kPage = 500;

enum class OnDisk { There, Absent, Unknown };

OnDisk look(const std::filesystem::path& path)
{
    struct stat status = {};
    if (::lstat(path.c_str(), &status) == 0)
        return OnDisk::There;
    return errno == ENOENT || errno == ENOTDIR ? OnDisk::Absent : OnDisk::Unknown;
}

Error changedByOther(const TrashEntry& entry)
{
    return {ErrorCode::NotFound, entry.origin, QStringLiteral("its entry in the trash was changed meanwhile"),
            nullptr};
}

TrashEntry newEntry(const Project& project, const QString& origin, const QString& reason)
{
    TrashEntry entry;
    entry.uuid = QUuid::createUuid();
    entry.project = project.id;
    entry.origin = origin;
    entry.storedAs =
        entry.uuid.toString(QUuid::WithoutBraces) + u'/' + pathToText(pathFromText(origin).filename());
    entry.reason = reason;
    entry.deletedAt = QDateTime::currentDateTimeUtc();
    entry.state = TrashState::PuttingAway;
    return entry;
}

} // namespace

std::filesystem::path Trash::folderOf(const TrashEntry& entry) const
{
    return m_environment.library.trashFolder() / entry.uuid.toString(QUuid::WithoutBraces).toStdString();
}

Trash::Places Trash::placesOf(const TrashEntry& entry, const Project& project) const
{
    const Library& library = m_environment.library;
    const auto stored = library.trashFolder() / pathFromText(entry.storedAs);
    if (entry.isFile())
        return {stored, library.folderOf(project) / pathFromText(entry.origin)};
    return {stored, (library.root() / pathFromText(entry.origin)).lexically_normal()};
}

Result<TrashEntry> Trash::putAway(const Project& project, const ProjectProbe& probe, const QString& reason)
{
    const auto folder = m_environment.library.folderOf(project);
    return putAway(newEntry(project, project.folder, reason), folder, probe, folder);
}

Result<TrashEntry> Trash::putAway(const Project& project, const ProjectProbe& probe, const PhotoFile& file,
                                  const QString& reason)
{
    const auto folder = m_environment.library.folderOf(project);
    TrashEntry entry = newEntry(project, file.name, reason);
    entry.photo = file.photo;
    entry.digest = file.digest;
    return putAway(std::move(entry), folder / pathFromText(file.name), probe, folder);
}

Result<TrashEntry> Trash::putAway(TrashEntry entry, const std::filesystem::path& from,
                                  const ProjectProbe& probe, const std::filesystem::path& folder)
{
    if (!isStillThere(probe, folder))
        return Error{ErrorCode::ProjectOffline, pathToText(folder), {}, nullptr};
    if (look(from) != OnDisk::There)
        return errorFromErrno(ENOENT, pathToText(from), ErrorCode::ReadFailed);
    SAFELIGHT_ASSIGN(entry.id, TrashRepository(m_connection).insert(entry));
    const auto target = m_environment.library.trashFolder() / pathFromText(entry.storedAs);
    const auto made = ensureFolder(m_environment.fs, target.parent_path());
    const Status moved = made ? move(entry, TrashState::Kept, from, target, [&] { return noteKept(entry); })
                              : Status(made.error());
    if (!moved && !isSettledAs(entry, TrashState::Kept))
        return moved.error();
    entry.state = TrashState::Kept;
    m_environment.log.info(u"trash_put_away", {{QStringLiteral("origin"), entry.origin},
                                               {QStringLiteral("stored_as"), entry.storedAs},
                                               {QStringLiteral("reason"), entry.reason}});
    return entry;
}

/// The second transaction of a move. The row comes first: it is locked then, and whoever settles waits.
Status Trash::move(const TrashEntry& entry, TrashState to, const std::filesystem::path& from,
                   const std::filesystem::path& target, const RowChanges& changes)
{
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(
        const bool isOurs,
        TrashRepository(m_connection).change(entry.id, entry.state, to, QDateTime::currentDateTimeUtc()));
    if (!isOurs)
        return changedByOther(entry);
    SAFELIGHT_TRY(changes());
    SAFELIGHT_TRY(publish(m_environment.fs, from, target));
    Status synced = syncFolder(m_environment.fs, target.parent_path());
    if (synced)
        synced = syncFolder(m_environment.fs, from.parent_path());
    if (!synced) {
        (void)publish(m_environment.fs, target, from); // what cannot go back is settled where it lies
        return synced;
    }
    return transaction.commit();
}

/// A move that failed is brought to an end at once; a commit of which nobody knows whether it happened may
/// have come to the right one. If the catalogue does not answer, the next start does it.
bool Trash::isSettledAs(const TrashEntry& entry, TrashState wanted)
{
    (void)settleOne(entry);
    const auto now = TrashRepository(m_connection).find(entry.id);
    return now && *now && (*now)->state == wanted;
}

Status Trash::noteKept(const TrashEntry& entry) const
{
    if (!entry.isFile())
        return ProjectRepository(m_connection).markRemoved(entry.project, entry.deletedAt);
    const FileRepository files(m_connection);
    SAFELIGHT_ASSIGN(const auto file, files.findByName(entry.project, entry.origin));
    if (!file)
        return {};
    SAFELIGHT_TRY(files.updatePresence(file->id, true, false));
    return PhotoRepository(m_connection).refreshAvailability(file->photo);
}

Status Trash::noteRestored(const TrashEntry& entry) const
{
    if (!entry.isFile()) {
        const ProjectRepository projects(m_connection);
        SAFELIGHT_ASSIGN(const auto project, projects.findEvenRemoved(entry.project));
        if (project)
            SAFELIGHT_TRY(projects.revive(entry.project, project->name, entry.origin));
        return {};
    }
    const FileRepository files(m_connection);
    SAFELIGHT_ASSIGN(const auto file, files.findByName(entry.project, entry.origin));
    if (!file)
        return {}; // its row was removed meanwhile: the folder check takes it in again
    SAFELIGHT_TRY(files.updatePresence(file->id, false, true));
    // Who takes a file back has changed their mind: the next commit must not put it away again.
    SAFELIGHT_TRY(DecisionRepository(m_connection).comesBack(file->id, file->photo));
    return PhotoRepository(m_connection).refreshAvailability(file->photo);
}

Status Trash::restore(TrashId id)
{
    const TrashRepository rows(m_connection);
    SAFELIGHT_TRY(m_environment.library.confirm());
    SAFELIGHT_ASSIGN(auto entry, rows.find(id));
    if (!entry || entry->state == TrashState::Restored)
        return Error{ErrorCode::NotFound, QString::number(id.value), {}, nullptr};
    if (entry->state == TrashState::Purging || entry->state == TrashState::Purged)
        return Error{ErrorCode::PurgedFromTrash, entry->origin, {}, nullptr};
    SAFELIGHT_ASSIGN(const auto project, ProjectRepository(m_connection).findEvenRemoved(entry->project));
    if (!project)
        return Error{ErrorCode::ProjectUnknown, entry->origin, {}, nullptr};
    SAFELIGHT_TRY(entry->isFile() ? prepareFile(*entry, *project) : prepareProject(*entry, *project));
    SAFELIGHT_ASSIGN(const bool isOurs, rows.change(id, TrashState::Kept, TrashState::Restoring));
    if (!isOurs)
        return changedByOther(*entry);
    entry->state = TrashState::Restoring;
    Status restored = restoreTo(*entry, *project);
    if (!restored && !isSettledAs(*entry, TrashState::Restored))
        return restored; // it lies in the trash as before
    forgetFolder(*entry);
    m_environment.log.info(u"trash_restored", {{QStringLiteral("origin"), entry->origin},
                                               {QStringLiteral("stored_as"), entry->storedAs}});
    return {};
}

Status Trash::restoreTo(const TrashEntry& entry, const Project& project)
{
    const Places places = placesOf(entry, project);
    return move(entry, TrashState::Restored, places.stored, places.origin, [&]() -> Status {
        if (!entry.isFile()) // asked once more, within the lock: a statement that fails ends a transaction
            SAFELIGHT_TRY(prepareProject(entry, project));
        return noteRestored(entry);
    });
}

/// A project comes back under its own name, to its own folder, or not at all.
Status Trash::prepareProject(const TrashEntry& entry, const Project& project) const
{
    const ProjectRepository projects(m_connection);
    SAFELIGHT_ASSIGN(const auto live, projects.find(project.id));
    SAFELIGHT_ASSIGN(const auto sameName, projects.findByName(project.name));
    SAFELIGHT_ASSIGN(const auto sameFolder, projects.findByFolder(entry.origin));
    if (live || sameName || sameFolder)
        return Error{ErrorCode::ProjectExists,
                     (live       ? *live
                      : sameName ? *sameName
                                 : *sameFolder)
                         .name,
                     {},
                     nullptr};
    const auto& root = m_environment.library.root();
    const FileHandle folder(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen())
        return errorFromErrno(errno, pathToText(root), ErrorCode::ReadFailed);
    return makeFoldersBelow(m_environment.fs, folder, root, pathFromText(entry.origin).parent_path());
}

Status Trash::prepareFile(const TrashEntry& entry, const Project& project)
{
    SAFELIGHT_ASSIGN(const auto live, ProjectRepository(m_connection).find(project.id));
    if (!live)
        return Error{ErrorCode::ProjectRemoved, project.name, {}, nullptr};
    const auto folder = m_environment.library.folderOf(project);
    SAFELIGHT_ASSIGN(const ProjectProbe probe, probeProject(m_connection, project, folder));
    if (probe.presence == ProjectProbe::Presence::Offline)
        return probe.reason.value_or(Error{}).wrappedIn(
            {ErrorCode::ProjectOffline, project.name, {}, nullptr});
    return makeFoldersBelow(m_environment.fs, probe.folder, folder, pathFromText(entry.origin).parent_path());
}

Status Trash::removeForGood(const TrashEntry& entry, const CancelToken& cancel)
{
    if (entry.state == TrashState::Kept) {
        SAFELIGHT_ASSIGN(
            const bool isOurs,
            TrashRepository(m_connection).change(entry.id, TrashState::Kept, TrashState::Purging));
        if (!isOurs)
            return changedByOther(entry);
    }
    return removeTree(m_environment.fs, folderOf(entry), cancel);
}

Result<int> Trash::settle()
{
    SAFELIGHT_ASSIGN(const auto entries, TrashRepository(m_connection).unsettled());
    if (entries.empty())
        return 0;
    SAFELIGHT_TRY(m_environment.library.confirm());
    for (const TrashEntry& entry : entries)
        SAFELIGHT_TRY(settleOne(entry));
    return static_cast<int>(entries.size());
}

/// The disk says which end a move came to: what is not in the trash (any more) is, or was, in its place.
Status Trash::settleOne(const TrashEntry& entry)
{
    const TrashRepository rows(m_connection);
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const bool isOpen, rows.change(entry.id, entry.state, entry.state)); // locks the row
    SAFELIGHT_ASSIGN(const auto project, ProjectRepository(m_connection).findEvenRemoved(entry.project));
    if (!isOpen || !project)
        return {};
    const Places places = placesOf(entry, *project);
    const OnDisk stored = look(places.stored);
    if (stored == OnDisk::Unknown || look(m_environment.library.trashFolder()) != OnDisk::There)
        return {};
    const bool isPuttingAway = entry.state == TrashState::PuttingAway;
    if (stored == OnDisk::There) {
        SAFELIGHT_TRY(rows.change(entry.id, entry.state, TrashState::Kept));
        if (isPuttingAway)
            SAFELIGHT_TRY(noteKept(entry));
    } else if (isPuttingAway) {
        SAFELIGHT_TRY(rows.removeUnmoved(entry.id));
    } else if (look(places.origin) == OnDisk::There) {
        SAFELIGHT_TRY(
            rows.change(entry.id, entry.state, TrashState::Restored, QDateTime::currentDateTimeUtc()));
        SAFELIGHT_TRY(noteRestored(entry));
    } else {
        return {}; // in neither place: a person has to look
    }
    SAFELIGHT_TRY(transaction.commit());
    if (stored == OnDisk::Absent)
        forgetFolder(entry);
    m_environment.log.warning(u"trash_settled", {{QStringLiteral("origin"), entry.origin},
                                                 {QStringLiteral("was"), trashStateName(entry.state)},
                                                 {QStringLiteral("in_trash"), stored == OnDisk::There}});
    return {};
}

/// The empty folder of an entry; one that is not empty stays.
void Trash::forgetFolder(const TrashEntry& entry) const
{
    m_environment.fs.unlinkAt(AT_FDCWD, folderOf(entry).c_str(), AT_REMOVEDIR);
}

Result<std::vector<std::filesystem::path>> Trash::leftOver()
{
    const auto trash = m_environment.library.trashFolder();
    std::vector<std::filesystem::path> unknown;
    std::error_code failure;
    std::filesystem::directory_iterator it(trash, failure);
    for (; !failure && it != std::filesystem::directory_iterator(); it.increment(failure)) {
        const std::string name = it->path().filename().native();
        const QUuid uuid = QUuid::fromString(textFromBytes(name));
        const bool isOurs = uuid.toString(QUuid::WithoutBraces).toStdString() == name;
        SAFELIGHT_ASSIGN(const bool isKnown, TrashRepository(m_connection).isKnown(uuid));
        if (!isOurs || !isKnown)
            unknown.push_back(it->path());
    }
    if (failure)
        return Error{ErrorCode::ReadFailed, pathToText(trash), QString::fromStdString(failure.message()),
                     nullptr};
    return unknown;
}

namespace {

Status openSettled(const TaskEnvironment& environment, Connection& connection)
{
    SAFELIGHT_TRY(
        connection.open(Connection::Mode::ReadWrite,
                        std::chrono::milliseconds(environment.settings.number(u"catalog.busy_timeout_ms"))));
    SAFELIGHT_TRY(Trash(environment, connection).settle());
    return {};
}

} // namespace

Result<std::vector<TrashEntry>> listTrash(const TaskEnvironment& environment)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(openSettled(environment, connection));
    std::vector<TrashEntry> all;
    TrashId after;
    while (true) {
        SAFELIGHT_ASSIGN(const auto page, TrashRepository(connection).page(after, kPage));
        all.insert(all.end(), page.begin(), page.end());
        if (page.size() < kPage)
            return all;
        after = page.back().id;
    }
}

Status restoreFromTrash(const TaskEnvironment& environment, TrashId id)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(openSettled(environment, connection));
    return Trash(environment, connection).restore(id);
}

} // namespace safelight
