#include "ingest/framecommitter.h"

#include "base/pathtext.h"
#include "catalog/decisionrepository.h"
#include "catalog/photorepository.h"
#include "ingest/sourcehandling.h"
#include "ingest/sourceremoval.h"

#include <algorithm>
#include <cerrno>

namespace safelight {

namespace {

using Fate = FrameFile::Fate;

constexpr int kMostAttempts = 5; // to find a name that nobody else takes first

DerivativeStatus thumbnailOf(const FrameFile& file)
{
    if (file.source.format.decoder == Decoder::None)
        return DerivativeStatus::Unsupported;
    return file.picture && file.picture->isInserted ? file.picture->outcome.thumbnail
                                                    : DerivativeStatus::Pending;
}

/// The flags of a photo that has the frame's files and no others.
Availability storedVariants(const Frame& frame)
{
    Availability available;
    for (const FrameFile& file : frame.files) {
        if (file.fate == Fate::Store && !file.isSidecar())
            available.add(file.source.format.kind);
    }
    return available;
}

void forgetItems(std::vector<Frame>& group)
{
    for (Frame& frame : group) {
        for (FrameFile& file : frame.files)
            file.receiptItem = {};
    }
}

} // namespace

void FrameCommitter::commit(std::vector<Frame>& group)
{
    const auto stored = storedNow(group);
    m_copies->sync(group);
    takeBackLost(stored);
    putBackStale(group);
    m_context.second.publish(group);
    takeBackUnreached(group);
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
        if (const Status noted = commitReceipts(group); !noted) {
            m_receipts.noteLoss(noted.error());
            forgetItems(group); // their numbers may be those of other rows by now
        }
    }
    putBackStale(group);
    for (Frame& frame : group)
        letGo(frame);
    SourceRemoval removal(m_context, m_connection, m_receipts);
    if (const Status kept = m_context.environment.library.confirmCommits(m_context.environment.fs); !kept) {
        m_receipts.noteLoss(kept.error());
        m_context.stop(kept.error());
        removal.keepAll(group, kept.error());
        return;
    }
    m_mover.leave(group);
    if (m_context.isMove())
        removal.remove(group);
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
    SAFELIGHT_TRY(m_copies->syncNames(group));
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
            if (std::ranges::find(file.impostors, holder.file.id) != file.impostors.end())
                continue;
            const auto path =
                m_context.environment.library.folderOf(holder.project) / bytesFromText(holder.file.name);
            const auto identity = identityOf(path);
            if (holder.file.id != file.restores && identity && identity->size == file.digest.size &&
                identity->mtimeNs == holder.file.mtimeNs)
                return false;
        }
    }
    if (frame.move)
        return m_mover.isStillTrue(frame);
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
    PhotoMover::withdraw(frame);
    SecondPlace::withdraw(frame);
    frame.isStale = true;
}

/// Frames that are to be stored now, and how many files of each.
std::vector<FrameCommitter::StoredFrame> FrameCommitter::storedNow(std::vector<Frame>& group)
{
    std::vector<StoredFrame> stored;
    for (Frame& frame : group) {
        if (frame.isAnyStored())
            stored.push_back({&frame, countStored(frame)});
    }
    return stored;
}

std::ptrdiff_t FrameCommitter::countStored(const Frame& frame)
{
    return std::ranges::count(frame.files, Fate::Store, &FrameFile::fate);
}

/// Where the project's disk was taken away, no copy could be synced: that is no failure of these frames. It
/// may be back by now.
void FrameCommitter::takeBackLost(const std::vector<StoredFrame>& stored) const
{
    const bool isAway = !m_context.destination.seemsThere();
    const auto isLost = [](const FrameFile& file) {
        return file.item.outcome == IngestOutcome::Failed && file.item.reason &&
               file.item.reason->code == ErrorCode::NotFound;
    };
    for (const auto& [frame, files] : stored) {
        const bool hasLost = countStored(*frame) < files && std::ranges::any_of(frame->files, isLost);
        if (frame->attempts < kMostAttempts && (isAway || hasLost))
            takeBack(*frame);
    }
}

/// Frames whose second place was taken away after their copies were written begin anew: a worker waits for
/// it.
void FrameCommitter::takeBackUnreached(std::vector<Frame>& group)
{
    const auto isUnreached = [](const FrameFile& file) {
        const auto cause = file.second && file.second->failure ? file.second->failure->cause : nullptr;
        return cause && (cause->code == ErrorCode::VolumeGone || cause->code == ErrorCode::NotFound);
    };
    for (Frame& frame : group) {
        if (frame.attempts < kMostAttempts && std::ranges::any_of(frame.files, isUnreached))
            takeBack(frame);
    }
    putBackStale(group);
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
            file.fail(reason);
    }
    frame.dropUnmade();
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
            file.item.stored = file.item.second = {};
            file.duplicateOf.reset();
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
        // One that lay there already was compared with its source, not read from the device.
        const QString secondLevel =
            verifyLevelName(file.second->isInPlace ? VerifyLevel::Digest : m_context.secondVerifyLevel());
        if (file.second->failure)
            file.item.reason = file.second->failure;
        else
            file.item.second = {pathToText(file.second->path), secondLevel, QDateTime::currentDateTimeUtc()};
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
            if (const Status made = prepareFolder(m_context.finalPath(file).parent_path()); !made)
                file.fail(made.error());
        }
        if (!frame.move)
            continue;
        if (const Status made = prepareFolder((m_context.folder / frame.finalStem).parent_path()); !made)
            withdraw(frame, made.error());
    }
    return {};
}

Status FrameCommitter::prepareFolder(const std::filesystem::path& folder)
{
    if (m_knownFolders.contains(folder))
        return {};
    SAFELIGHT_TRY(ensureFolder(m_context.environment.fs, folder));
    m_knownFolders.insert(folder);
    return {};
}

/// A frame is published whole or not at all: when one of its names was taken meanwhile, the others are taken
/// back.
void FrameCommitter::publishFrame(Frame& frame)
{
    const Status published = publishAll(frame);
    if (published)
        return;
    // Somebody else was faster, or wrote to what is being moved: it begins anew.
    const ErrorCode code = published.error().code;
    const bool isOvertaken = code == ErrorCode::AlreadyExists || code == ErrorCode::ChangedWhileRead ||
                             code == ErrorCode::NotFound; // its folder has gone, and may be back
    if (isOvertaken && frame.attempts < kMostAttempts)
        takeBack(frame);
    else
        withdraw(frame, published.error());
}

Status FrameCommitter::publishAll(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        if (file.fate == Fate::Store && !file.isInPlace)
            SAFELIGHT_TRY(publishOne(file));
    }
    return m_mover.publish(frame);
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
        file.fail(error);
    }
    PhotoMover::giveUp(frame, error);
    SecondPlace::withdraw(frame);
}

Result<FrameCommitter::PhotoRow> FrameCommitter::photoFor(const Frame& frame)
{
    if (frame.existing.isValid())
        return PhotoRow{frame.existing, false};
    const PhotoRepository photos(m_connection);
    const QString stem = textFromBytes(frame.finalStem);
    SAFELIGHT_ASSIGN(const auto known, photos.findByStem(m_context.project.id, stem));
    if (known)
        return PhotoRow{known->id, false};
    Photo photo;
    photo.project = m_context.project.id;
    photo.stem = stem;
    photo.available = storedVariants(frame);
    photo.metadata = frame.metadata;
    photo.createdAt = QDateTime::currentDateTimeUtc();
    SAFELIGHT_ASSIGN(const PhotoId id, photos.insert(photo));
    return PhotoRow{id, true};
}

Status FrameCommitter::insertFrame(Frame& frame)
{
    const PhotoRepository photos(m_connection);
    SAFELIGHT_TRY(m_mover.moveRows(frame));
    SAFELIGHT_ASSIGN(const PhotoRow photo, photoFor(frame));
    DerivativeStatus thumbnail = DerivativeStatus::Pending;
    bool hasVariant = false;
    for (FrameFile& file : frame.files) {
        if (file.fate != Fate::Store)
            continue;
        file.item.photo = photo.id;
        SAFELIGHT_TRY(insertFile(file));
        if (file.isSidecar())
            continue;
        const DerivativeStatus status = thumbnailOf(file);
        if (!hasVariant || status == DerivativeStatus::Ready || thumbnail == DerivativeStatus::Unsupported)
            thumbnail = status;
        hasVariant = true;
    }
    if (!photo.isNew)
        SAFELIGHT_TRY(photos.refreshAvailability(photo.id));
    if (frame.existing.isValid() && hasVariant)
        SAFELIGHT_TRY(photos.completeMetadata(photo.id, frame.metadata));
    const bool isAsInserted = photo.isNew && thumbnail == DerivativeStatus::Pending;
    if (hasVariant && !isAsInserted)
        SAFELIGHT_TRY(photos.updateThumbnail(photo.id, thumbnail));
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
    row.madeFrom = file.madeFrom;
    row.mtimeNs = file.identity.mtimeNs;
    row.verifiedAt = QDateTime::currentDateTimeUtc();
    row.verifiedLevel = verifyLevelName(file.isInPlace ? VerifyLevel::Digest : m_context.verifyLevel());
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
        SAFELIGHT_TRY(DecisionRepository(m_connection).comesBack(id, row.photo));
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
