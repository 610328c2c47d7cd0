#include "ingest/framecommitter.h"

#include "base/pathtext.h"
#include "catalog/photorepository.h"
#include "ingest/sourcehandling.h"

#include <algorithm>
#include <cerrno>

namespace safelight {

namespace {

using Fate = FrameFile::Fate;

constexpr int kMostAttempts = 5; // to find a name that nobody else takes first

void fail(FrameFile& file, const Error& error)
{
    file.fate = Fate::Leave;
    file.item.outcome = IngestOutcome::Failed;
    file.item.reason = error;
    file.item.stem.clear();
    file.item.stored = {};
    file.row = {};
    file.incoming.reset();
    file.picture.reset();
}

DerivativeStatus thumbnailOf(const FrameFile& file)
{
    if (file.source.format.decoder == Decoder::None)
        return DerivativeStatus::Unsupported;
    return file.picture && file.picture->isInserted ? file.picture->outcome.thumbnail
                                                    : DerivativeStatus::Pending;
}

} // namespace

void FrameCommitter::commit(std::vector<Frame>& group)
{
    syncCopies(group);
    m_context.second.publish(group);
    for (Frame& frame : group) {
        keepSidecarsWithTheirPicture(frame);
        noteSecondCopies(frame);
    }
    if (const Status committed = commitGroup(group); !committed) {
        const bool isAway = !m_context.destination.seemsThere();
        for (Frame& frame : group) {
            if (isAway && frame.isAnyStored())
                takeBack(frame);
            else
                withdraw(frame, committed.error());
        }
        putBackStale(group);
        if (const Status noted = commitReceipts(group); !noted)
            m_context.environment.log.error(u"ingest_receipt_not_written",
                                            {{QStringLiteral("error"), describeForLog(noted.error())}});
    }
    putBackStale(group);
    for (Frame& frame : group)
        letGo(frame);
    if (m_context.isMove())
        removeSources(group);
}

/// All copies of the group reach the device, by one sync where the file system has such a thing.
void FrameCommitter::syncCopies(std::vector<Frame>& group)
{
    if (std::ranges::none_of(group, &Frame::isAnyStored))
        return;
    const auto whole = m_sync->syncAll();
    if (whole && *whole)
        return;
    for (Frame& frame : group) {
        for (FrameFile& file : frame.files) {
            if (file.fate != Fate::Store)
                continue;
            // A sync of the whole that failed does not say whose bytes are lost.
            Status synced = whole && file.incoming ? *whole
                            : file.incoming        ? file.incoming->sync()
                                                   : syncAdopted(file);
            if (!synced && file.incoming)
                synced = copyAgain(file);
            if (!synced)
                fail(file, synced.error());
        }
    }
}

/// A file that lay at its place already was digested, but may never have reached the device.
Status FrameCommitter::syncAdopted(const FrameFile& file)
{
    const auto path = m_context.finalPath(file);
    SAFELIGHT_ASSIGN(const FileHandle handle, openForReading(path));
    if (m_context.environment.fs.sync(handle.fd()) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::SyncFailed);
    return {};
}

/// After a failed sync the kernel may have dropped the bytes and call the file clean: only the source can be
/// trusted.
Status FrameCommitter::copyAgain(FrameFile& file)
{
    m_context.environment.log.warning(u"ingest_sync_failed", {{QStringLiteral("path"), file.item.path}});
    file.incoming.reset();
    SAFELIGHT_ASSIGN(IncomingFile incoming, IncomingFile::create(m_context.environment.fs, m_context.folder,
                                                                 m_context.tag, file.digest.size));
    FrameFile again;
    again.source = file.source;
    SAFELIGHT_TRY(m_context.read(again, &incoming));
    if (again.digest != file.digest)
        return Error{ErrorCode::ChangedWhileRead, file.item.path, {}, nullptr};
    if (!again.bytes.isEmpty())
        SAFELIGHT_TRY(incoming.append(again.bytes));
    incoming.finish(file.identity.mtimeNs);
    SAFELIGHT_TRY(incoming.verify(m_context.request.verify, file.digest, m_context.cancel));
    SAFELIGHT_TRY(incoming.sync());
    file.incoming.emplace(std::move(incoming));
    return {};
}

/// The write lock comes first: when another program holds it, nothing has been published yet; and while we
/// hold it, nobody else decides anything.
Status FrameCommitter::commitGroup(std::vector<Frame>& group)
{
    if (std::ranges::none_of(group, &Frame::isAnyStored))
        return commitReceipts(group);
    SAFELIGHT_TRY(prepareFolders(group));
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    for (Frame& frame : group) {
        SAFELIGHT_ASSIGN(const bool isTrue, isStillTrue(frame));
        if (isTrue)
            publishFrame(frame);
        else if (frame.attempts < kMostAttempts)
            takeBack(frame);
        else
            withdraw(frame, Error{ErrorCode::AlreadyExists, textFromBytes(frame.finalStem), {}, nullptr});
    }
    SAFELIGHT_TRY(syncFolders(group));
    for (Frame& frame : group) {
        if (!frame.isStale)
            SAFELIGHT_TRY(insertAlone(frame));
    }
    return transaction.commit();
}

/// For a group of which nothing is stored, or could be.
Status FrameCommitter::commitReceipts(std::vector<Frame>& group)
{
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    for (Frame& frame : group) {
        settleTwins(frame);
        for (FrameFile& file : frame.files)
            SAFELIGHT_TRY(m_receipts.add(file));
    }
    return transaction.commit();
}

/// Whether what was decided for the frame still holds. Another program on this catalogue may have stored the
/// same bytes since, or taken the name; within our transaction nobody can any more.
Result<bool> FrameCommitter::isStillTrue(const Frame& frame) const
{
    if (!frame.isAnyStored())
        return true;
    const FileRepository files(m_connection);
    const bool skipsDuplicates = m_context.request.onDuplicate == IngestRequest::OnDuplicate::Skip;
    for (const FrameFile& file : frame.files) {
        if (file.fate != Fate::Store)
            continue;
        SAFELIGHT_ASSIGN(const auto named,
                         files.findByName(m_context.project.id, textFromBytes(file.finalName)));
        if (named && named->id != file.restores)
            return false;
        if (!skipsDuplicates || file.isSidecar())
            continue;
        SAFELIGHT_ASSIGN(const auto holders, files.findByDigest(file.digest));
        for (const StoredFile& holder : holders) {
            const auto path =
                m_context.environment.library.folderOf(holder.project) / bytesFromText(holder.file.name);
            const auto identity = identityOf(path);
            if (holder.file.id != file.restores && identity && identity->size == file.digest.size &&
                identity->mtimeNs == holder.file.mtimeNs)
                return false;
        }
    }
    if (frame.existing.isValid())
        return true;
    SAFELIGHT_ASSIGN(
        const auto photo,
        PhotoRepository(m_connection).findByStem(m_context.project.id, textFromBytes(frame.finalStem)));
    return !photo;
}

/// What was published of it goes, and it begins anew.
void FrameCommitter::takeBack(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        if (file.incoming && file.incoming->isPublished())
            file.incoming->withdraw();
        file.incoming.reset();
        file.picture.reset();
    }
    SecondPlace::withdraw(frame);
    frame.isStale = true;
}

/// Takes them out of the group.
void FrameCommitter::putBackStale(std::vector<Frame>& group)
{
    for (Frame& frame : group) {
        if (!frame.isStale)
            continue;
        letGo(frame);
        ++frame.attempts;
        m_context.queue.putBack(sourceOf(frame));
    }
    std::erase_if(group, [](const Frame& frame) { return frame.isStale; });
}

/// Sidecars whose picture could not be copied stay with it: alone they would be a photo without a picture,
/// and in move mode the picture would be left without its edits.
void FrameCommitter::keepSidecarsWithTheirPicture(Frame& frame)
{
    const FrameFile* failed = nullptr;
    for (const FrameFile& file : frame.files) {
        if (file.fate == Fate::Store && !file.isSidecar())
            return;
        if (!file.isSidecar() && file.item.outcome == IngestOutcome::Failed && file.item.reason)
            failed = &file;
    }
    if (!failed)
        return;
    const Error reason = *failed->item.reason;
    for (FrameFile& file : frame.files) {
        if (file.fate == Fate::Store && !file.isInPlace)
            fail(file, reason);
    }
}

/// One frame's rows in a savepoint: what one frame meets does not touch the others of its group.
Status FrameCommitter::insertAlone(Frame& frame)
{
    if (frame.isAnyStored()) {
        Savepoint rows(m_connection);
        SAFELIGHT_TRY(rows.begin());
        if (const Status inserted = insertFrame(frame); inserted) {
            SAFELIGHT_TRY(rows.release());
        } else {
            SAFELIGHT_TRY(rows.rollBack());
            withdraw(frame, inserted.error());
        }
    }
    settleTwins(frame);
    for (FrameFile& file : frame.files)
        SAFELIGHT_TRY(m_receipts.add(file));
    return {};
}

/// A file with the same bytes as another one of its frame is as safe as that one.
void FrameCommitter::settleTwins(Frame& frame) const
{
    for (FrameFile& file : frame.files) {
        if (!file.twin)
            continue;
        const FrameFile& twin = frame.files[*file.twin];
        if (twin.fate != Fate::Store) {
            file.item.outcome = twin.item.outcome;
            file.item.finding = twin.item.finding;
            file.item.reason = twin.item.reason;
            continue;
        }
        file.item.photo = twin.item.photo;
        file.item.existing = textFromBytes(frame.finalStem);
        file.item.stored = twin.item.stored;
        file.item.second = twin.item.second;
        PhotoFile row;
        row.id = twin.row;
        row.name = textFromBytes(twin.finalName);
        file.duplicateOf = StoredFile{row, textFromBytes(frame.finalStem), m_context.project};
    }
}

void FrameCommitter::noteSecondCopies(Frame& frame) const
{
    for (FrameFile& file : frame.files) {
        if (!file.second)
            continue;
        if (file.second->failure)
            file.item.reason = file.second->failure;
        else
            file.item.second = {pathToText(file.second->path),
                                verifyLevelName(m_context.request.secondVerify),
                                QDateTime::currentDateTimeUtc()};
    }
}

/// Folders are made below the project's own, never that one itself: where it has gone, its disk has.
Status FrameCommitter::prepareFolders(std::vector<Frame>& group)
{
    if (!m_context.destination.seemsThere())
        return Error{ErrorCode::ProjectOffline, m_context.project.name, {}, nullptr};
    for (Frame& frame : group) {
        for (FrameFile& file : frame.files) {
            if (file.fate != Fate::Store)
                continue;
            const auto folder = m_context.finalPath(file).parent_path();
            if (m_knownFolders.contains(folder))
                continue;
            if (const auto made = ensureFolder(m_context.environment.fs, folder); !made)
                fail(file, made.error());
            else
                m_knownFolders.insert(folder);
        }
    }
    return {};
}

/// A frame is published whole or not at all: when one of its names was taken meanwhile, the others are taken
/// back.
void FrameCommitter::publishFrame(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        if (file.fate != Fate::Store || file.isInPlace)
            continue;
        const Status published = publishOne(file);
        if (published)
            continue;
        // Somebody else was faster, or wrote to what is being moved: it begins anew.
        const ErrorCode code = published.error().code;
        const bool isOvertaken = code == ErrorCode::AlreadyExists || code == ErrorCode::ChangedWhileRead;
        if (isOvertaken && frame.attempts < kMostAttempts)
            takeBack(frame);
        else
            withdraw(frame, published.error());
        return;
    }
}

/// What is moved within a file system has the bytes of its source, also those that are written to it after it
/// was read.
Status FrameCommitter::publishOne(FrameFile& file)
{
    SAFELIGHT_TRY(file.incoming->publish(m_context.finalPath(file)));
    if (file.incoming->isLinked() && !file.incoming->isUnchangedSince(file.identity))
        return Error{ErrorCode::ChangedWhileRead, file.item.path, {}, nullptr};
    return {};
}

/// Takes back what was published of a frame that is not committed. These are our own copies; their sources
/// were not touched. A file that lay in place before us stays.
void FrameCommitter::withdraw(Frame& frame, const Error& error)
{
    for (FrameFile& file : frame.files) {
        if (file.fate != Fate::Store)
            continue;
        if (!file.isInPlace && file.incoming && file.incoming->isPublished())
            file.incoming->withdraw();
        fail(file, error);
    }
    SecondPlace::withdraw(frame);
}

Status FrameCommitter::syncFolders(std::vector<Frame>& group)
{
    if (std::ranges::none_of(group, &Frame::isAnyStored))
        return {};
    if (const auto whole = m_sync->syncAll())
        return *whole;
    std::set<std::filesystem::path> folders;
    for (const Frame& frame : group) {
        for (const FrameFile& file : frame.files) {
            if (file.fate == Fate::Store)
                folders.insert(m_context.finalPath(file).parent_path());
        }
    }
    if (!folders.empty())
        folders.insert(m_context.folder); // the temporary names have gone from here
    for (const auto& folder : folders)
        SAFELIGHT_TRY(syncFolder(m_context.environment.fs, folder));
    return {};
}

Result<PhotoId> FrameCommitter::photoFor(const Frame& frame)
{
    if (frame.existing.isValid())
        return frame.existing;
    const PhotoRepository photos(m_connection);
    const QString stem = textFromBytes(frame.finalStem);
    SAFELIGHT_ASSIGN(const auto known, photos.findByStem(m_context.project.id, stem));
    if (known)
        return known->id;
    Photo photo;
    photo.project = m_context.project.id;
    photo.stem = stem;
    photo.metadata = frame.metadata;
    photo.createdAt = QDateTime::currentDateTimeUtc();
    return photos.insert(photo);
}

Status FrameCommitter::insertFrame(Frame& frame)
{
    const PhotoRepository photos(m_connection);
    SAFELIGHT_ASSIGN(const PhotoId photo, photoFor(frame));
    DerivativeStatus thumbnail = DerivativeStatus::Pending;
    bool hasVariant = false;
    for (FrameFile& file : frame.files) {
        if (file.fate != Fate::Store)
            continue;
        file.item.photo = photo;
        SAFELIGHT_TRY(insertFile(file));
        if (file.isSidecar())
            continue;
        const DerivativeStatus status = thumbnailOf(file);
        if (!hasVariant || status == DerivativeStatus::Ready || thumbnail == DerivativeStatus::Unsupported)
            thumbnail = status;
        hasVariant = true;
    }
    SAFELIGHT_TRY(photos.refreshAvailability(photo));
    if (frame.existing.isValid() && hasVariant)
        SAFELIGHT_TRY(photos.completeMetadata(photo, frame.metadata));
    if (hasVariant)
        SAFELIGHT_TRY(photos.updateThumbnail(photo, thumbnail));
    return {};
}

Status FrameCommitter::insertFile(FrameFile& file)
{
    const FileRepository files(m_connection);
    PhotoFile row;
    row.photo = file.item.photo;
    row.name = textFromBytes(file.finalName);
    row.kind = file.source.format.kind;
    row.digest = file.digest;
    row.mtimeNs = file.identity.mtimeNs;
    row.verifiedAt = QDateTime::currentDateTimeUtc();
    row.verifiedLevel = verifyLevelName(file.isInPlace ? VerifyLevel::Digest : m_context.request.verify);
    if (file.picture && file.picture->isDone.load(std::memory_order_acquire) &&
        file.picture->outcome.thumbnail != DerivativeStatus::Pending) {
        file.picture->isInserted = true;
        row.perceptualHash = file.picture->outcome.hash;
        row.damage =
            file.picture->outcome.damage ? errorCodeName(file.picture->outcome.damage->code) : QString();
    }
    FileId id = file.restores;
    if (id.isValid()) {
        SAFELIGHT_TRY(files.markStoredAgain(id, row));
        SAFELIGHT_TRY(files.updateHash(id, row.perceptualHash, row.damage));
    } else {
        SAFELIGHT_ASSIGN(id, files.insert(m_context.project.id, row));
    }
    file.row = id;
    file.item.stored = {row.name, row.verifiedLevel, row.verifiedAt};
    if (file.picture) {
        file.picture->file = id;
        file.picture->photo = row.photo;
    }
    return {};
}

/// Whether the source is a file that the catalogue holds, as when one project's folder is dropped on another:
/// that goes only through the trash.
Result<bool> FrameCommitter::isStoredFile(const FrameFile& file) const
{
    SAFELIGHT_ASSIGN(const auto holders, FileRepository(m_connection).findAnyByDigest(file.digest));
    return std::ranges::any_of(holders, [&](const StoredFile& holder) {
        if (holder.file.id == file.row)
            return false; // its own copy, which may be a second name of it
        const auto folder = m_context.environment.library.folderOf(holder.project);
        const auto identity = identityOf(folder / bytesFromText(holder.file.name));
        return identity && identity->mayBeSameFile(file.identity);
    });
}

/// It is proven at as many places as were wanted.
bool FrameCommitter::isSourceDispensable(const FrameFile& file) const
{
    return file.item.stored.isProven() && (!m_context.second.isWanted() || file.item.second.isProven());
}

void FrameCommitter::removeSources(std::vector<Frame>& group)
{
    std::vector<FrameFile*> removed;
    for (Frame& frame : group) {
        for (FrameFile& file : frame.files) {
            const bool isDuplicate = file.item.outcome == IngestOutcome::Duplicate && file.duplicateOf &&
                                     !file.item.reason && !file.item.isSourceRemoved;
            if (!isSourceDispensable(file))
                continue;
            if (file.fate == Fate::Store && file.item.outcome == IngestOutcome::Imported)
                removeStoredSource(file);
            else if (isDuplicate && (file.twin || m_context.second.isWanted()))
                removeDuplicateSource(m_context, file);
            if (file.item.isSourceRemoved)
                removed.push_back(&file);
        }
    }
    if (removed.empty())
        return;
    WriteTransaction transaction(m_connection);
    Status noted = transaction.begin();
    for (auto file = removed.begin(); noted && file != removed.end(); ++file)
        noted = m_receipts.noteSourceRemoved(**file);
    if (noted)
        noted = transaction.commit();
    if (!noted)
        m_context.environment.log.error(u"ingest_receipt_not_written",
                                        {{QStringLiteral("error"), describeForLog(noted.error())}});
}

void FrameCommitter::removeStoredSource(FrameFile& file)
{
    const auto final = m_context.finalPath(file);
    const auto stored = identityOf(final);
    const bool mayBeSame = !stored || stored->mayBeSameFile(file.identity);
    if (mayBeSame && !areTwoNamesOfOneFile(file.source.path, final))
        return; // it was taken in where it lies
    if (stored->size != file.digest.size)
        return;
    if (file.isInPlace) {
        // Not our own copy: a file that lay there with the same digest. A digest alone removes nothing.
        const auto isSame = m_context.reader.isSameContent(file.source.path, final);
        if (!isSame || !*isSame) {
            file.item.reason =
                isSame ? Error{ErrorCode::VerifyFailed, file.item.path, {}, nullptr} : isSame.error();
            return;
        }
    }
    const auto isStored = isStoredFile(file);
    if (!isStored || *isStored) {
        file.item.reason = isStored ? Error{ErrorCode::AlreadyExists, file.item.path,
                                            QStringLiteral("it is a stored file itself"), nullptr}
                                    : isStored.error();
        return;
    }
    if (const Status removed = removeSource(m_context.environment.fs, file); !removed)
        file.item.reason = removed.error();
    else
        file.item.isSourceRemoved = true;
}

void FrameCommitter::letGo(Frame& frame)
{
    if (!frame.claimed.empty())
        m_context.digests.release(frame.claimed);
    frame.claimed.clear();
    if (!frame.reservedStem.empty())
        m_context.stems.release(frame.reservedStem);
    frame.reservedStem.clear();
}

} // namespace safelight
