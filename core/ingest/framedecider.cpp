#include "ingest/framedecider.h"

#include "base/pathtext.h"
#include "catalog/photorepository.h"
#include "catalog/tombstonerepository.h"
#include "domain/stem.h"
#include "storage/manifest.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace safelight {

namespace {

constexpr int kMostNumbers = 10'000;
constexpr qint64 kNsPerMs = 1'000'000;
constexpr qint64 kSameFrameMs = 2'000; // a RAW and its JPEG bear the same second, or the next

using Fate = FrameFile::Fate;

Error nameTaken(const std::string& name)
{
    return {ErrorCode::AlreadyExists, textFromBytes(name), {}, nullptr};
}

void leave(FrameFile& file, IngestOutcome outcome, std::optional<Error> reason)
{
    file.fate = Fate::Leave;
    file.item.outcome = outcome;
    if (outcome == IngestOutcome::Duplicate)
        file.item.finding = Finding::Duplicate;
    else if (outcome == IngestOutcome::Conflict)
        file.item.finding = Finding::NameTaken;
    file.item.reason = std::move(reason);
    file.bytes.clear(); // the next file may have the memory, while it is still in the processor's cache
}

bool isOpen(const FrameFile& file)
{
    return file.fate == Fate::Undecided;
}

/// Whether nothing bears this name. A disk that does not answer properly says nothing of the kind.
bool isSurelyGone(const std::filesystem::path& path)
{
    struct stat status = {};
    return ::lstat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

/// Sidecars join the photo of their stem, if the project has it; otherwise there is nothing to keep them
/// with.
void leaveLoneSidecars(Frame& frame, bool isElsewhere)
{
    const QString detail = isElsewhere ? QStringLiteral("its photo lies in another project")
                                       : QStringLiteral("a sidecar without its photo");
    for (FrameFile& file : frame.files) {
        if (isOpen(file))
            leave(file, IngestOutcome::Skipped, Error{ErrorCode::NotFound, file.item.path, detail, nullptr});
    }
}

} // namespace

Status FrameDecider::findDuplicates(Frame& frame)
{
    SAFELIGHT_TRY(placeThoseInside(frame));
    for (FrameFile& file : frame.files) {
        if (isOpen(file) && !file.isSidecar())
            SAFELIGHT_TRY(findDuplicate(file));
    }
    leaveRepeated(frame);
    return {};
}

Status FrameDecider::chooseNames(Frame& frame)
{
    if (std::ranges::none_of(frame.files, isOpen))
        return {};
    bool isElsewhere = false;
    const std::string base = baseStem(frame, isElsewhere);
    const bool onlySidecars = std::ranges::none_of(
        frame.files, [](const FrameFile& file) { return isOpen(file) && !file.isSidecar(); });
    if (onlySidecars) {
        SAFELIGHT_ASSIGN(const auto photo,
                         PhotoRepository(m_connection).findByStem(m_context.project.id, textFromBytes(base)));
        if (!photo || isElsewhere) {
            leaveLoneSidecars(frame, isElsewhere);
            return {};
        }
    }
    SAFELIGHT_TRY(settleSidecars(frame, base));
    if (std::ranges::none_of(frame.files, isOpen))
        return {};
    return nameFrame(frame, base);
}

/// Files that lie in the project's folder already are not copied onto themselves: they get their row where
/// they are.
Status FrameDecider::placeThoseInside(Frame& frame)
{
    const auto root = canonicalFolder(m_context.folder);
    for (FrameFile& file : frame.files) {
        if (!isOpen(file))
            continue; // it could not be read: where it lies proves nothing
        const auto& source = file.source.path;
        std::error_code failure;
        const auto place = file.source.isLink ? std::filesystem::canonical(source, failure)
                                              : canonicalFolder(source.parent_path()) / source.filename();
        const auto relative = place.lexically_relative(root);
        if (failure || relative.empty() || relative.is_absolute() || *relative.begin() == "..")
            continue;
        file.isInPlace = true;
        file.finalName = relative.native();
        SAFELIGHT_ASSIGN(const auto row,
                         FileRepository(m_connection).findByName(m_context.project.id, pathToText(relative)));
        if (!row)
            continue;
        file.item.existing = textFromBytes(photoStemOf(file.finalName));
        file.item.existingProject = m_context.project.name;
        leave(file, IngestOutcome::Duplicate,
              Error{ErrorCode::AlreadyExists, file.item.path, QStringLiteral("it is the stored file itself"),
                    nullptr});
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
        leave(file, IngestOutcome::Duplicate, std::nullopt);
        return {};
    }
    SAFELIGHT_ASSIGN(const auto stored, FileRepository(m_connection).findByDigest(file.digest));
    const StoredFile* offline = nullptr;
    for (const StoredFile& candidate : stored) {
        bool isOffline = false;
        SAFELIGHT_ASSIGN(const bool isThere, isStoredNow(candidate, isOffline));
        if (isThere) {
            markDuplicate(file, candidate, std::nullopt);
            return {};
        }
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
        markDuplicate(file, *offline, Error{ErrorCode::ProjectOffline, offline->project.name, {}, nullptr});
    if (isOpen(file) && !file.restores.isValid())
        SAFELIGHT_TRY(leaveRejected(file));
    return {};
}

/// Bytes that a person had and rejected do not come back by themselves.
Status FrameDecider::leaveRejected(FrameFile& file) const
{
    if (!m_context.hasRejected || m_context.request.onRejected == IngestRequest::OnRejected::Import)
        return {};
    SAFELIGHT_ASSIGN(const bool isRejected, TombstoneRepository(m_connection).isRejected(file.digest));
    if (!isRejected)
        return {};
    leave(file, IngestOutcome::Skipped, Error{ErrorCode::KnownRejected, file.item.path, {}, nullptr});
    file.item.finding = Finding::KnownRejected;
    return {};
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
    markDuplicate(file, {*row, textFromBytes(photoStemOf(file.source.relative)), m_context.project},
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

/// When the stored file's bytes were proven. A file that no ingest wrote, but a check found, never was: it is
/// read now.
FileProof FrameDecider::proofOf(const FrameFile& file, const StoredFile& stored) const
{
    FileProof proof = {stored.file.name, stored.file.verifiedLevel, stored.file.verifiedAt};
    if (proof.isProven() || m_context.request.planOnly)
        return proof;
    const auto path =
        m_context.environment.library.folderOf(stored.project) / bytesFromText(stored.file.name);
    const auto now = m_context.reader.digestOf(path);
    if (now && *now == file.digest)
        return {stored.file.name, verifyLevelName(VerifyLevel::Digest), QDateTime::currentDateTimeUtc()};
    return proof;
}

void FrameDecider::markDuplicate(FrameFile& file, const StoredFile& stored, std::optional<Error> reason) const
{
    file.duplicateOf = stored;
    file.item.photo = stored.file.photo;
    file.item.existing = stored.stem;
    file.item.existingProject = stored.project.name;
    file.item.stored = proofOf(file, stored);
    leave(file, IngestOutcome::Duplicate, std::move(reason));
}

/// Two files of one frame with the same bytes (IMG.jpg and IMG.jpeg): the first is stored.
void FrameDecider::leaveRepeated(Frame& frame) const
{
    if (m_context.request.onDuplicate == IngestRequest::OnDuplicate::Import)
        return;
    for (auto file = frame.files.begin(); file != frame.files.end(); ++file) {
        const auto earlier = std::find_if(frame.files.begin(), file, [&](const FrameFile& other) {
            return isOpen(other) && !other.isSidecar() && other.digest == file->digest;
        });
        if (earlier == file || file->isSidecar() || !isOpen(*file))
            continue;
        file->twin = static_cast<std::size_t>(earlier - frame.files.begin());
        file->item.existing = textFromBytes(frame.stem);
        file->item.existingProject = m_context.project.name;
        leave(*file, IngestOutcome::Duplicate, std::nullopt);
    }
}

/// A frame of which a part is here already goes to where that part is.
std::string FrameDecider::baseStem(Frame& frame, bool& isElsewhere) const
{
    std::string base;
    bool isHere = false;
    for (const FrameFile& file : frame.files) {
        const bool isDuplicateHere = file.duplicateOf && file.duplicateOf->project.id == m_context.project.id;
        if (isDuplicateHere)
            base = bytesFromText(file.duplicateOf->stem);
        else if (file.isInPlace || file.restores.isValid())
            base = std::string(photoStemOf(file.finalName));
        else
            isElsewhere = isElsewhere || file.duplicateOf.has_value();
        isHere = isHere || isDuplicateHere || file.isInPlace || file.restores.isValid();
    }
    isElsewhere = isElsewhere && !isHere;
    const bool hasVariant = std::ranges::any_of(
        frame.files, [](const FrameFile& file) { return isOpen(file) && !file.isSidecar(); });
    if (!base.empty())
        return base;
    return hasVariant ? templatedStem(frame) : frame.stem;
}

/// The name that the templates give it; its own where there are none.
std::string FrameDecider::templatedStem(Frame& frame) const
{
    if (!m_context.folderTemplate && !m_context.nameTemplate)
        return frame.stem;
    const std::filesystem::path own(frame.stem);
    FrameFile& first = frame.files.front();
    NameFacts facts;
    facts.taken = frame.metadata.taken;
    facts.fileTime = QDateTime::fromMSecsSinceEpoch(first.source.mtimeNs / kNsPerMs);
    facts.camera = frame.metadata.camera;
    facts.lens = frame.metadata.lens;
    facts.serial = frame.metadata.details[u"serial"].toString();
    facts.iso = frame.metadata.details[u"iso"].toVariant().toString();
    facts.project = m_context.project.name;
    facts.original = textFromBytes(own.filename().native());
    facts.folder = textFromBytes(own.parent_path().native());
    if (m_context.isNumbered())
        facts.counter = m_context.turns.nextNumber();
    for (FrameFile& file : frame.files)
        file.counter = facts.counter;
    const QString folder = m_context.folderTemplate ? m_context.folderTemplate->expand(facts) : facts.folder;
    const QString name = m_context.nameTemplate ? m_context.nameTemplate->expand(facts) : facts.original;
    return bytesFromText(folder.isEmpty() ? name : QString(folder + u'/' + name));
}

/// A sidecar whose row says these very bytes is stored already, or comes back to its place.
Status FrameDecider::settleSidecars(Frame& frame, const std::string& base)
{
    for (FrameFile& file : frame.files) {
        if (!isOpen(file) || !file.isSidecar() || file.isInPlace)
            continue;
        const std::string name = withStem(file.source.relative, frame.stem, base);
        SAFELIGHT_ASSIGN(const auto row,
                         FileRepository(m_connection).findByName(m_context.project.id, textFromBytes(name)));
        if (!row || row->digest != file.digest)
            continue;
        if (!isSurelyGone(m_context.folder / name)) {
            markDuplicate(file, {*row, textFromBytes(base), m_context.project}, std::nullopt);
        } else {
            file.restores = row->id;
            file.finalName = name;
        }
    }
    return {};
}

Status FrameDecider::nameFrame(Frame& frame, const std::string& base)
{
    std::size_t longestEnding = 0;
    bool hasVariant = false;
    for (const FrameFile& file : frame.files) {
        longestEnding = std::max(longestEnding, file.source.relative.size() - frame.stem.size());
        hasVariant = hasVariant || (isOpen(file) && !file.isSidecar());
    }
    // A sidecar is never renamed on its own: under another stem it would be nobody's.
    const bool mayNumber = hasVariant && m_context.request.onConflict == IngestRequest::OnConflict::Rename;
    std::string wanted = base;
    for (int number = 1; number < (mayNumber ? kMostNumbers : 2); ++number) {
        // A name with a number of its own gets the next one.
        const bool hasCounter = frame.files.front().counter > 0;
        if (hasCounter && number > 1)
            wanted = templatedStem(frame);
        const std::string stem = hasCounter ? wanted : numberedStem(wanted, number, longestEnding);
        if (!m_context.stems.reserve(stem))
            continue;
        auto candidate = tryStem(frame, stem);
        if (candidate && candidate->verdict != Verdict::Taken) {
            take(frame, wanted, stem, *candidate);
            return {};
        }
        m_context.stems.release(stem);
        if (!candidate)
            return candidate.error();
    }
    leaveConflicts(frame, base);
    return {};
}

Result<FrameDecider::Candidate> FrameDecider::tryStem(Frame& frame, const std::string& stem)
{
    const PhotoRepository photos(m_connection);
    SAFELIGHT_ASSIGN(const auto photo, photos.findByStem(m_context.project.id, textFromBytes(stem)));
    if (photo && !isAnchored(frame, *photo) && !belongsTogether(frame, *photo))
        return Candidate{};
    std::vector<std::pair<FrameFile*, std::string>> adopted;
    for (FrameFile& file : frame.files) {
        if (!isOpen(file) || file.isInPlace || file.restores.isValid())
            continue;
        std::string name = withStem(file.source.relative, frame.stem, stem);
        bool isAdopted = false;
        SAFELIGHT_ASSIGN(const bool isFree, isNameFree(file, name, isAdopted));
        if (!isFree)
            return Candidate{};
        if (isAdopted)
            adopted.emplace_back(&file, std::move(name));
    }
    for (auto& [file, name] : adopted) {
        file->isInPlace = true;
        file->finalName = std::move(name);
    }
    if (photo)
        return Candidate{Verdict::Completes, photo->id};
    return Candidate{Verdict::Free, {}};
}

/// A name is free when neither a row nor a file bears it; or when its file has no row and these very bytes,
/// as after a crash between publishing and commit: then the file is adopted where it lies.
Result<bool> FrameDecider::isNameFree(const FrameFile& file, const std::string& name, bool& isAdopted) const
{
    SAFELIGHT_ASSIGN(const auto row,
                     FileRepository(m_connection).findByName(m_context.project.id, textFromBytes(name)));
    if (row)
        return false;
    const auto path = m_context.folder / name;
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0)
        return errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG;
    if (!S_ISREG(status.st_mode) || status.st_size != file.digest.size.value)
        return false;
    SAFELIGHT_ASSIGN(const Digest lying, m_context.reader.digestOf(path));
    isAdopted = lying == file.digest;
    return isAdopted;
}

/// Whether a part of the frame is this photo's already: the same bytes, or the same file.
bool FrameDecider::isAnchored(const Frame& frame, const Photo& photo) const
{
    return std::ranges::any_of(frame.files, [&](const FrameFile& file) {
        const bool isItsDuplicate = file.duplicateOf && file.duplicateOf->file.photo == photo.id;
        return isItsDuplicate || textFromBytes(photoStemOf(file.finalName)) == photo.stem;
    });
}

/// Same stem, but the same frame? A camera's counter begins anew after 9,999: the time of the shot tells.
bool FrameDecider::belongsTogether(const Frame& frame, const Photo& photo) const
{
    const CaptureTime& a = frame.metadata.taken;
    const CaptureTime& b = photo.metadata.taken;
    if (!a.isValid() || !b.isValid())
        return true;
    return std::abs(a.local.msecsTo(b.local)) <= kSameFrameMs;
}

void FrameDecider::take(Frame& frame, const std::string& base, const std::string& stem,
                        const Candidate& candidate) const
{
    frame.finalStem = stem;
    frame.reservedStem = stem;
    frame.existing = candidate.photo;
    const bool isRenamed = stem != base && candidate.verdict == Verdict::Free;
    for (FrameFile& file : frame.files) {
        if (!isOpen(file))
            continue;
        file.fate = Fate::Store;
        file.item.outcome = IngestOutcome::Imported;
        file.item.finding = candidate.photo.isValid() ? Finding::Completes : Finding::New;
        file.item.stem = textFromBytes(stem);
        if (file.finalName.empty())
            file.finalName = withStem(file.source.relative, frame.stem, stem);
        if (isRenamed && !file.isInPlace && !file.restores.isValid()) {
            file.item.existing = textFromBytes(base);
            file.item.existingProject = m_context.project.name;
            file.item.reason = nameTaken(withStem(file.source.relative, frame.stem, base));
            file.item.finding = Finding::NameTaken;
        }
    }
}

void FrameDecider::leaveConflicts(Frame& frame, const std::string& stem) const
{
    for (FrameFile& file : frame.files) {
        if (!isOpen(file))
            continue;
        file.item.existing = textFromBytes(stem);
        file.item.existingProject = m_context.project.name;
        const std::string name = withStem(file.source.relative, frame.stem, stem);
        leave(file, IngestOutcome::Conflict, nameTaken(name));
    }
}

} // namespace safelight
