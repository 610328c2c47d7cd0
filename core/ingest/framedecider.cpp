#include "ingest/framedecider.h"

#include "base/pathtext.h"
#include "catalog/decisionrepository.h"
#include "catalog/tombstonerepository.h"
#include "domain/stem.h"
#include "storage/manifest.h"

#include <algorithm>
#include <utility>

namespace safelight {

namespace {

/// As when one project's folder is dropped on another. A second name of it counts as a copy of its own only
/// where the first one goes.
bool isSourceItself(const IngestContext& context, const FrameFile& file, const StoredFile& stored)
{
    const auto path = context.environment.library.folderOf(stored.project) / bytesFromText(stored.file.name);
    const auto identity = identityOf(path);
    return identity && mayBeOneFile(*identity, path, file.identity) &&
           !(context.isMove() && areTwoNamesOfOneFile(file.source.path, path));
}

/// When the stored file's bytes were proven, as well as was asked for now. A file that no ingest wrote, but a
/// check found, never was: it is read now; so is one that was proven less well. None: it has other bytes.
std::optional<FileProof> proofOf(const IngestContext& context, const Digest& digest, const StoredFile& stored)
{
    FileProof proof = {stored.file.name, stored.file.verifiedLevel, stored.file.verifiedAt};
    const auto level = verifyLevelFromName(proof.level).value_or(VerifyLevel::Size);
    const bool isEnough = proof.isProven() && level >= context.verifyLevel();
    if (isEnough || context.request.planOnly)
        return proof;
    const auto path = context.environment.library.folderOf(stored.project) / bytesFromText(stored.file.name);
    const bool isFromDevice = context.verifyLevel() == VerifyLevel::Readback;
    const auto now =
        context.reader.digestOf(path, isFromDevice ? FileReader::From::Device : FileReader::From::Anywhere);
    if (!now)
        return FileProof{stored.file.name, proof.level, {}}; // whatever was said of it once
    if (*now != digest)
        return std::nullopt;
    const auto reached = isFromDevice ? VerifyLevel::Readback : VerifyLevel::Digest;
    return FileProof{stored.file.name, verifyLevelName(reached), QDateTime::currentDateTimeUtc()};
}

void leaveProven(const IngestContext& context, FrameFile& file, const StoredFile& stored, FileProof proof,
                 std::optional<Error> reason)
{
    file.duplicateOf = stored;
    if (stored.file.digest.isKnown() && stored.file.digest != file.digest) {
        file.madeFrom = std::exchange(file.digest, stored.file.digest);
        file.storedAt =
            context.environment.library.folderOf(stored.project) / bytesFromText(stored.file.name);
    }
    file.item.photo = stored.file.photo;
    file.item.existing = stored.stem;
    file.item.existingProject = stored.project.name;
    file.item.stored = std::move(proof);
    file.isItself = file.isItself || isSourceItself(context, file, stored);
    file.leave(IngestOutcome::Duplicate, std::move(reason));
}

/// Of the stored file, whose digest is known or else was found to be the source's.
const Digest& storedDigest(const FrameFile& file, const StoredFile& stored)
{
    return stored.file.digest.isKnown() ? stored.file.digest : file.digest;
}

} // namespace

void leaveAsDuplicate(const IngestContext& context, FrameFile& file, const StoredFile& stored,
                      std::optional<Error> reason)
{
    auto proof = proofOf(context, storedDigest(file, stored), stored);
    leaveProven(context, file, stored,
                proof ? *std::move(proof) : FileProof{stored.file.name, stored.file.verifiedLevel, {}},
                std::move(reason));
}

Status FrameDecider::findDuplicates(Frame& frame)
{
    SAFELIGHT_TRY(placeThoseInside(frame));
    for (FrameFile& file : frame.files) {
        if (file.isUndecided() && !file.isSidecar())
            SAFELIGHT_TRY(findDuplicate(file));
    }
    leaveRepeated(frame);
    leaveSidecarsOfRejected(frame);
    return {};
}

/// Files that lie in the project's folder already are not copied onto themselves: they get their row where
/// they are.
Status FrameDecider::placeThoseInside(Frame& frame)
{
    const auto root = canonicalFolder(m_context.folder);
    for (FrameFile& file : frame.files) {
        if (!file.isUndecided())
            continue; // it could not be read: where it lies proves nothing
        const auto& source = file.source.path;
        std::error_code failure;
        const auto place = file.source.isLink ? std::filesystem::canonical(source, failure)
                                              : canonicalFolder(source.parent_path()) / source.filename();
        const auto relative = place.lexically_relative(root);
        if (failure || relative.empty() || relative.is_absolute() || *relative.begin() == "..")
            continue;
        file.isInPlace = file.isItself = true;
        file.finalName = relative.native();
        SAFELIGHT_ASSIGN(const auto row,
                         FileRepository(m_connection).findByName(m_context.project.id, pathToText(relative)));
        if (!row)
            continue;
        file.item.existing = textFromBytes(photoStemOf(file.finalName));
        file.item.existingProject = m_context.project.name;
        file.leave(IngestOutcome::Duplicate, Error{ErrorCode::AlreadyExists, file.item.path,
                                                   QStringLiteral("it is the stored file itself"), nullptr});
    }
    return {};
}

/// Where a folder of the sources really is; empty when it is gone or cannot be entered. Asking costs a system
/// call for each part of the path, so each folder is asked for once.
const std::filesystem::path& FrameDecider::canonicalFolder(const std::filesystem::path& folder)
{
    const auto [known, isNew] = m_canonicalFolders.try_emplace(folder);
    std::error_code failure;
    if (isNew)
        known->second = std::filesystem::canonical(folder, failure);
    return known->second;
}

Status FrameDecider::findDuplicate(FrameFile& file)
{
    if (m_context.request.onDuplicate == IngestRequest::OnDuplicate::Import)
        return {};
    if (const std::string planned = m_context.planned.find(file.digest); !planned.empty()) {
        file.item.existing = textFromBytes(planned);
        file.item.existingProject = m_context.project.name;
        file.leave(IngestOutcome::Duplicate, std::nullopt);
        return {};
    }
    SAFELIGHT_ASSIGN(const auto stored, FileRepository(m_connection).findByDigest(file.digest));
    const StoredFile* offline = nullptr;
    for (const StoredFile& candidate : stored) {
        bool isOffline = false;
        SAFELIGHT_ASSIGN(const bool isThere, isStoredNow(candidate, isOffline));
        if (isThere && leaveIfKept(file, candidate))
            return {};
        if (isThere)
            continue;
        SAFELIGHT_ASSIGN(const bool isLeft, leaveLetGo(file, candidate));
        if (isLeft)
            return {};
        if (isOffline && !offline)
            offline = &candidate;
        // What the row says of its presence is as old as the last check: the disk is asked.
        const auto name = bytesFromText(candidate.file.name);
        if (!isOffline && candidate.project.id == m_context.project.id && !file.restores.isValid() &&
            isSurelyGone(m_context.folder / name)) {
            file.restores = candidate.file.id;
            file.finalName = name;
        }
    }
    SAFELIGHT_ASSIGN(const bool isPendingSame, isPendingRow(file));
    if (!isPendingSame && offline)
        leaveAsDuplicate(m_context, file, *offline,
                         Error{ErrorCode::ProjectOffline, offline->project.name, {}, nullptr});
    if (file.isUndecided() && !file.restores.isValid())
        SAFELIGHT_TRY(leaveRejected(file));
    return {};
}

/// A stored file that has other bytes by now than its row says keeps nothing: the source is taken in again.
bool FrameDecider::leaveIfKept(FrameFile& file, const StoredFile& stored) const
{
    auto proof = proofOf(m_context, storedDigest(file, stored), stored);
    if (proof) {
        leaveProven(m_context, file, stored, *std::move(proof), std::nullopt);
        return true;
    }
    file.impostors.push_back(stored.file.id);
    const auto path =
        m_context.environment.library.folderOf(stored.project) / bytesFromText(stored.file.name);
    m_context.environment.log.error(
        u"stored_file_damaged",
        {{QStringLiteral("path"), pathToText(path)}, {QStringLiteral("taken_in_again"), file.item.path}});
    return false;
}

bool FrameDecider::mayBeRejected() const
{
    return m_context.hasRejected && m_context.request.onRejected != IngestRequest::OnRejected::Import;
}

/// Bytes that a person had and rejected do not come back by themselves.
Status FrameDecider::leaveRejected(FrameFile& file) const
{
    if (!mayBeRejected())
        return {};
    SAFELIGHT_ASSIGN(const bool isRejected, TombstoneRepository(m_connection).isRejected(file.digest));
    if (isRejected)
        leaveAsRejected(file);
    return {};
}

/// The same of those whose rows are there still, while they can be restored from the trash.
Result<bool> FrameDecider::leaveLetGo(FrameFile& file, const StoredFile& stored) const
{
    if (!mayBeRejected() || stored.file.isPresent)
        return false;
    SAFELIGHT_ASSIGN(const bool isLetGo, DecisionRepository(m_connection).isLetGo(stored.file.id));
    if (isLetGo)
        leaveAsRejected(file);
    return isLetGo;
}

/// The sidecars of a photo go with it, and one that is named after a variant with that.
void FrameDecider::leaveSidecarsOfRejected(Frame& frame)
{
    const auto isRejected = [](const FrameFile& file) {
        return !file.isSidecar() && file.item.finding == Finding::KnownRejected;
    };
    if (std::ranges::none_of(frame.files, isRejected))
        return;
    const bool isWhole = std::ranges::all_of(
        frame.files, [&](const FrameFile& file) { return file.isSidecar() || isRejected(file); });
    for (FrameFile& file : frame.files) {
        const bool goesAlong = std::ranges::any_of(frame.files, [&](const FrameFile& variant) {
            return isRejected(variant) && file.source.relative.starts_with(variant.source.relative + '.');
        });
        if (file.isSidecar() && file.isUndecided() && (isWhole || goesAlong))
            leaveAsRejected(file);
    }
}

void FrameDecider::leaveAsRejected(FrameFile& file)
{
    file.leave(IngestOutcome::Skipped, Error{ErrorCode::KnownRejected, file.item.path, {}, nullptr});
    file.item.finding = Finding::KnownRejected;
}

/// A file that a check found on disk has a row whose digest is pending: its bytes are looked at instead.
/// Leaves `file` as a duplicate when they are the same.
Result<bool> FrameDecider::isPendingRow(FrameFile& file) const
{
    const QString name = textFromBytes(file.source.relative);
    SAFELIGHT_ASSIGN(const auto row, FileRepository(m_connection).findByName(m_context.project.id, name));
    if (!row || row->digest.isKnown() || row->digest.size != file.digest.size)
        return false;
    const auto lying = m_context.reader.digestOf(m_context.folder / file.source.relative);
    if (!lying || *lying != file.digest)
        return false;
    leaveAsDuplicate(m_context, file,
                     {*row, textFromBytes(photoStemOf(file.source.relative)), m_context.project},
                     std::nullopt);
    return true;
}

Result<bool> FrameDecider::isStoredNow(const StoredFile& stored, bool& isOffline) const
{
    const auto folder = m_context.environment.library.folderOf(stored.project);
    const auto path = folder / bytesFromText(stored.file.name);
    const auto identity = identityOf(path);
    if (identity) {
        if (identity->size != stored.file.digest.size)
            return false; // it was changed, and is no proof of these bytes
        if (identity->mtimeNs == stored.file.mtimeNs)
            return true;
        SAFELIGHT_ASSIGN(const Digest now,
                         m_context.reader.digestOf(path)); // touched since: is it still that?
        return now == stored.file.digest;
    }
    const auto manifest = Manifest::read(folder);
    isOffline = !manifest || manifest->id != stored.project.uuid;
    return false;
}

/// Two files of one frame with the same bytes (IMG.jpg and IMG.jpeg): the first is stored.
void FrameDecider::leaveRepeated(Frame& frame) const
{
    if (m_context.request.onDuplicate == IngestRequest::OnDuplicate::Import)
        return;
    for (auto file = frame.files.begin(); file != frame.files.end(); ++file) {
        const auto earlier = std::find_if(frame.files.begin(), file, [&](const FrameFile& other) {
            return other.isUndecided() && !other.isSidecar() && other.digest == file->digest;
        });
        if (earlier == file || file->isSidecar() || !file->isUndecided())
            continue;
        file->twin = static_cast<std::size_t>(earlier - frame.files.begin());
        file->item.existing = textFromBytes(frame.stem);
        file->item.existingProject = m_context.project.name;
        file->leave(IngestOutcome::Duplicate, std::nullopt);
    }
}

} // namespace safelight
