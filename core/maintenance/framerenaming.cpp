#include "maintenance/framerenaming.h"

#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "catalog/jobrepository.h"
#include "catalog/photorepository.h"
#include "domain/stem.h"
#include "tasks/ingestwatch.h"
#include "tasks/worker.h"

#include <QJsonArray>

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace safelight {

namespace {

const QString kAction = correctionKindName(CorrectionKind::PhotoRenamed);

/// Of the name itself, not of what a link leads to.
Result<struct stat> statusOf(const std::filesystem::path& path)
{
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    return status;
}

} // namespace

Result<FrameRenaming::Frame> FrameRenaming::frameOf(const Correction& change,
                                                    const std::vector<std::string>& names) const
{
    Frame frame = {bytesFromText(change.beforeText), bytesFromText(change.afterText), {}};
    for (const std::string& name : names) {
        SAFELIGHT_ASSIGN(const auto status, statusOf(m_visit.folder / name));
        frame.files.push_back({name.substr(frame.from.size()), status.st_ino, {status.st_size}});
    }
    return frame;
}

Result<JobItemId> FrameRenaming::begin(const Correction& change, const Frame& frame) const
{
    QJsonArray files;
    for (const File& file : frame.files)
        files += QJsonObject{{QStringLiteral("ending"), textFromBytes(file.ending)},
                             {QStringLiteral("inode"), QString::number(file.inode)},
                             {QStringLiteral("size"), file.size.value}};
    JobItem item;
    item.job = m_visit.step.job();
    item.step = m_visit.step.stepId();
    item.project = m_visit.project.id;
    item.photo = change.photo;
    item.subject = change.beforeText;
    item.action = kAction;
    item.payload = {{QStringLiteral("to"), change.afterText}, {QStringLiteral("files"), files}};
    return JobItemRepository(m_visit.step.connection()).begin(item);
}

Result<bool> FrameRenaming::rename(Correction& change, const std::vector<std::string>& names,
                                   const QJsonObject& cursor)
{
    StepContext& step = m_visit.step;
    const auto frame = frameOf(change, names);
    if (!frame) {
        step.failed(frame.error(), &m_visit.project, change.photo);
        return false;
    }
    SAFELIGHT_ASSIGN(const JobItemId item, begin(change, *frame));
    const Status written = write(change, *frame, item, cursor);
    if (written)
        return true;
    // A commit that failed may have come through all the same: the row says which names hold.
    SAFELIGHT_ASSIGN(const auto now, PhotoRepository(step.connection()).find(change.photo));
    if (now && now->stem == change.afterText)
        return true;
    step.failed(written.error(), &m_visit.project, change.photo);
    if (const Status back = putBack(*frame); !back) {
        step.failed(back.error(), &m_visit.project, change.photo); // the item stays, for settle()
        return false;
    }
    const JobItemId items[] = {item};
    SAFELIGHT_TRY(JobItemRepository(step.connection()).remove(items));
    return false;
}

Status FrameRenaming::write(Correction& change, const Frame& frame, JobItemId item, const QJsonObject& cursor)
{
    StepContext& step = m_visit.step;
    WriteTransaction transaction(step.connection());
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const bool isBusy, isIngestRunning(step.connection(), m_visit.project.id));
    if (isBusy)
        return Error{ErrorCode::LockedByOther, m_visit.project.name, {}, nullptr};
    if (!m_visit.isStillThere())
        return Error{ErrorCode::ProjectOffline, m_visit.project.name, {}, nullptr};
    SAFELIGHT_TRY(renameRows(change));
    SAFELIGHT_TRY(renameFiles(frame));
    SAFELIGHT_TRY(syncFolders(frame));
    const JobItemId items[] = {item};
    SAFELIGHT_TRY(JobItemRepository(step.connection()).finish(items, JobItemState::Done));
    SAFELIGHT_TRY(step.record(change));
    SAFELIGHT_TRY(m_visit.keepWithin(cursor));
    return transaction.commit();
}

/// Asks before it writes: a statement that fails ends the transaction.
Status FrameRenaming::renameRows(const Correction& change) const
{
    Connection& connection = m_visit.step.connection();
    const PhotoRepository photos(connection);
    const FileRepository files(connection);
    const std::string from = bytesFromText(change.beforeText);
    const std::string to = bytesFromText(change.afterText);
    const Error changed = {ErrorCode::ChangedWhileRead, change.beforeText, {}, nullptr};
    SAFELIGHT_ASSIGN(const auto taken, photos.findByStem(m_visit.project.id, change.afterText));
    if (taken)
        return Error{ErrorCode::AlreadyExists, change.afterText, {}, nullptr};
    SAFELIGHT_ASSIGN(const bool isRenamed, photos.rename(change.photo, change.beforeText, change.afterText));
    if (!isRenamed)
        return changed;
    SAFELIGHT_ASSIGN(const auto rows, files.filesOf(change.photo));
    for (const PhotoFile& row : rows) {
        const std::string name = bytesFromText(row.name);
        if (!name.starts_with(from))
            continue; // a name that was never its stem's: nobody renames that
        const QString newName = textFromBytes(withStem(name, from, to));
        SAFELIGHT_ASSIGN(const auto other, files.findByName(m_visit.project.id, newName));
        if (other)
            return Error{ErrorCode::AlreadyExists, newName, {}, nullptr};
        SAFELIGHT_ASSIGN(const bool isAsRead, files.rename(row.id, row.name, newName));
        if (!isAsRead)
            return changed;
    }
    return {};
}

Status FrameRenaming::renameFiles(const Frame& frame)
{
    for (const File& file : frame.files)
        SAFELIGHT_TRY(
            publish(m_visit.step.environment().fs, pathOf(frame.from, file), pathOf(frame.to, file)));
    return {};
}

Status FrameRenaming::syncFolders(const Frame& frame) const
{
    return syncFolder(m_visit.step.environment().fs, (m_visit.folder / frame.to).parent_path());
}

/// Every file that is known again under its new name goes back to its old one. Done as well when there is
/// nothing to be put back.
Status FrameRenaming::putBack(const Frame& frame) const
{
    Status result;
    for (const File& file : frame.files) {
        if (const Status back = putBack(frame, file); !back)
            result = back;
    }
    return result ? syncFolders(frame) : result;
}

Status FrameRenaming::putBack(const Frame& frame, const File& file) const
{
    const auto here = statusOf(pathOf(frame.to, file));
    if (!here)
        return here.error().code == ErrorCode::NotFound ? Status() : Status(here.error());
    const bool isThatFile = here->st_ino == file.inode && here->st_size == file.size.value;
    if (!isThatFile)
        return {}; // somebody else's: ours never got there
    return publish(m_visit.step.environment().fs, pathOf(frame.to, file), pathOf(frame.from, file));
}

Status FrameRenaming::settle()
{
    Connection& connection = m_visit.step.connection();
    SAFELIGHT_ASSIGN(const auto items, JobItemRepository(connection).unfinished(m_visit.project.id, kAction));
    for (const JobItem& item : items) {
        SAFELIGHT_ASSIGN(const auto job, JobRepository(connection).find(item.job));
        const bool isAtWork =
            job && job->id != m_visit.step.job() && job->state == JobState::Running && mayBeAlive(*job);
        if (isAtWork)
            return Error{ErrorCode::LockedByOther, m_visit.project.name, {}, nullptr};
        SAFELIGHT_TRY(settle(item));
    }
    return {};
}

Status FrameRenaming::settle(const JobItem& item)
{
    Connection& connection = m_visit.step.connection();
    Frame frame = {bytesFromText(item.subject), bytesFromText(item.payload[u"to"].toString()), {}};
    for (const auto& value : item.payload[u"files"].toArray()) {
        const QJsonObject file = value.toObject();
        frame.files.push_back({bytesFromText(file[u"ending"].toString()),
                               static_cast<ino_t>(file[u"inode"].toString().toULongLong()),
                               {file[u"size"].toInteger()}});
    }
    // The item ends in the transaction that changes the rows: as long as it is open, they say the old stem.
    const Status back = putBack(frame);
    if (!back) {
        m_visit.step.failed(back.error(), &m_visit.project, item.photo);
        return {};
    }
    m_visit.step.environment().log.warning(
        u"duplicate_names_put_back",
        {{QStringLiteral("project"), m_visit.project.name}, {QStringLiteral("stem"), item.subject}});
    const JobItemId items[] = {item.id};
    return JobItemRepository(connection).remove(items);
}

} // namespace safelight
