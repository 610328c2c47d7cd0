#include "ingest/framenamer.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "catalog/photorepository.h"
#include "domain/stem.h"
#include "ingest/framedecider.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace safelight {

namespace {

constexpr qint64 kSameFrameMs = 2'000; // a RAW and its JPEG bear the same second, or the next

using Fate = FrameFile::Fate;

Error nameTaken(const std::string& name)
{
    return {ErrorCode::AlreadyExists, textFromBytes(name), {}, nullptr};
}

/// Sidecars join the photo of their stem, if the project has it; otherwise there is nothing to keep them
/// with.
void leaveLoneSidecars(Frame& frame, bool isElsewhere)
{
    const QString detail = isElsewhere ? QStringLiteral("its photo lies in another project")
                                       : QStringLiteral("a sidecar without its photo");
    for (FrameFile& file : frame.files) {
        if (file.isUndecided())
            file.leave(IngestOutcome::Skipped, Error{ErrorCode::NotFound, file.item.path, detail, nullptr});
    }
}

} // namespace

Status FrameNamer::chooseNames(Frame& frame)
{
    if (!frame.move && std::ranges::none_of(frame.files, &FrameFile::isUndecided))
        return {};
    bool isElsewhere = false;
    const std::string base = baseStem(frame, isElsewhere);
    const bool onlySidecars = std::ranges::none_of(
        frame.files, [](const FrameFile& file) { return file.isUndecided() && !file.isSidecar(); });
    if (onlySidecars && !frame.move) {
        SAFELIGHT_ASSIGN(const auto photo,
                         PhotoRepository(m_connection).findByStem(m_context.project.id, textFromBytes(base)));
        if (!photo || isElsewhere) {
            leaveLoneSidecars(frame, isElsewhere);
            return {};
        }
    }
    SAFELIGHT_TRY(settleSidecars(frame, base));
    if (!frame.move && std::ranges::none_of(frame.files, &FrameFile::isUndecided))
        return {};
    return nameFrame(frame, base);
}

/// A frame of which a part is here already goes to where that part is.
std::string FrameNamer::baseStem(Frame& frame, bool& isElsewhere) const
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
        frame.files, [](const FrameFile& file) { return file.isUndecided() && !file.isSidecar(); });
    if (!base.empty())
        return base;
    return hasVariant || frame.move ? templatedStem(frame) : frame.stem;
}

/// The name that the templates give it; its own where there are none.
std::string FrameNamer::templatedStem(Frame& frame) const
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
    facts.creator = m_context.request.added.creator;
    if (m_context.isNumbered())
        facts.counter = m_context.turns.nextNumber();
    for (FrameFile& file : frame.files)
        file.counter = facts.counter;
    const QString folder = m_context.folderTemplate ? m_context.folderTemplate->expand(facts) : facts.folder;
    const QString name = m_context.nameTemplate ? m_context.nameTemplate->expand(facts) : facts.original;
    return bytesFromText(folder.isEmpty() ? name : QString(folder + u'/' + name));
}

/// By size and time, and where those differ by its bytes.
Result<bool> FrameNamer::isAsStored(const PhotoFile& row, const std::filesystem::path& path) const
{
    SAFELIGHT_ASSIGN(const FileIdentity identity, identityOf(path));
    if (identity.size != row.digest.size)
        return false;
    if (identity.mtimeNs == row.mtimeNs)
        return true;
    SAFELIGHT_ASSIGN(const Digest now, m_context.reader.digestOf(path));
    return now == row.digest;
}

/// A sidecar whose row says these very bytes is stored already, or comes back to its place.
Status FrameNamer::settleSidecars(Frame& frame, const std::string& base)
{
    for (FrameFile& file : frame.files) {
        if (!file.isUndecided() || !file.isSidecar() || file.isInPlace || file.isMade)
            continue;
        const std::string name = withStem(file.source.relative, frame.stem, base);
        SAFELIGHT_ASSIGN(const auto row,
                         FileRepository(m_connection).findByName(m_context.project.id, textFromBytes(name)));
        if (!row || (!row->holds(file.digest) && row->digest != file.addedDigest()))
            continue;
        if (!isSurelyGone(m_context.folder / name)) {
            SAFELIGHT_ASSIGN(const bool isUnchanged, isAsStored(*row, m_context.folder / name));
            if (!isUnchanged)
                continue;
            leaveAsDuplicate(m_context, file, {*row, textFromBytes(base), m_context.project}, std::nullopt);
        } else {
            file.restores = row->id;
            file.finalName = name;
        }
    }
    return {};
}

Status FrameNamer::nameFrame(Frame& frame, const std::string& base)
{
    std::size_t longestEnding = 0;
    bool hasVariant = false;
    for (const FrameFile& file : frame.files) {
        longestEnding = std::max(longestEnding, file.source.relative.size() - frame.stem.size());
        hasVariant = hasVariant || (file.isUndecided() && !file.isSidecar());
    }
    if (frame.move) {
        const auto oldStem = frame.move->was.stem.size();
        for (const MovedFile& moved : frame.move->files)
            longestEnding = std::max(longestEnding, bytesFromText(moved.was.name.mid(oldStem)).size());
    }
    // A sidecar is never renamed on its own: under another stem it would be nobody's.
    const bool mayNumber =
        (hasVariant || frame.move) && m_context.request.onConflict != IngestRequest::OnConflict::Skip;
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

Result<FrameNamer::Candidate> FrameNamer::tryStem(Frame& frame, const std::string& stem)
{
    const PhotoRepository photos(m_connection);
    SAFELIGHT_ASSIGN(const auto photo, photos.findByStem(m_context.project.id, textFromBytes(stem)));
    if (photo && (frame.move || (!isAnchored(frame, *photo) && !belongsTogether(frame, *photo))))
        return Candidate{};
    std::vector<std::pair<FrameFile*, std::string>> adopted;
    Candidate candidate;
    candidate.isWritten = !photo || std::ranges::any_of(frame.files, [](const FrameFile& file) {
        return !file.isMade && file.restores.isValid();
    });
    for (FrameFile& file : frame.files) {
        if (file.isMade)
            file.restores = {}; // what another stem would have brought back
        if (!file.isUndecided() || file.isInPlace || file.restores.isValid())
            continue;
        std::string name = withStem(file.source.relative, frame.stem, stem);
        if (file.isMade && photo) {
            SAFELIGHT_ASSIGN(const bool isPlaced, placeMadeAgain(file, name));
            candidate.isMade = isPlaced && candidate.isWritten;
            continue;
        }
        candidate.isMade = candidate.isMade || file.isMade;
        bool isAdopted = false;
        const Digest& digest = candidate.isWritten ? file.addedDigest() : file.digest;
        SAFELIGHT_ASSIGN(const bool isFree, isNameFree(digest, name, isAdopted));
        if (!isFree)
            return Candidate{};
        if (isAdopted)
            adopted.emplace_back(&file, std::move(name));
    }
    if (frame.move) {
        SAFELIGHT_ASSIGN(const bool areFree, areMovedNamesFree(*frame.move, stem));
        if (!areFree)
            return Candidate{};
    }
    for (auto& [file, name] : adopted) {
        file->isInPlace = true;
        const auto lying = identityOf(m_context.folder / name);
        const auto path = m_context.folder / name;
        // What leads to the source itself is no copy of it, nor is a second name while the first one stays.
        if (!lying || (mayBeOneFile(*lying, path, file->identity) &&
                       !(m_context.isMove() && areTwoNamesOfOneFile(file->source.path, path))))
            file->isItself = true;
        file->finalName = std::move(name);
    }
    candidate.verdict = photo ? Verdict::Completes : Verdict::Free;
    candidate.photo = photo ? photo->id : PhotoId();
    return candidate;
}

/// The sidecar of a photo that comes back was made once: it comes back as well, to where nothing lies.
Result<bool> FrameNamer::placeMadeAgain(FrameFile& file, const std::string& name) const
{
    SAFELIGHT_ASSIGN(const auto row,
                     FileRepository(m_connection).findByName(m_context.project.id, textFromBytes(name)));
    if (row && row->isMade())
        file.restores = row->id;
    return (!row || row->isMade()) && isSurelyGone(m_context.folder / name);
}

/// A name is free when neither a row nor a file bears it; or when its file has no row and these very bytes,
/// as after a crash between publishing and commit: then the file is adopted where it lies.
Result<bool> FrameNamer::isNameFree(const Digest& digest, const std::string& name, bool& isAdopted) const
{
    SAFELIGHT_ASSIGN(const auto row,
                     FileRepository(m_connection).findByName(m_context.project.id, textFromBytes(name)));
    if (row)
        return false;
    const auto path = m_context.folder / name;
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0)
        return errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG;
    if (!S_ISREG(status.st_mode) || status.st_size != digest.size.value)
        return false;
    SAFELIGHT_ASSIGN(const Digest lying, m_context.reader.digestOf(path));
    isAdopted = lying == digest;
    return isAdopted;
}

Result<bool> FrameNamer::areMovedNamesFree(PhotoMove& move, const std::string& stem) const
{
    const std::string oldStem = bytesFromText(move.was.stem);
    for (MovedFile& moved : move.files) {
        moved.isInPlace = false;
        const std::string name = withStem(bytesFromText(moved.was.name), oldStem, stem);
        SAFELIGHT_ASSIGN(const bool isFree, isNameFree(moved.was.digest, name, moved.isInPlace));
        if (!isFree)
            return false;
    }
    return true;
}

/// Whether a part of the frame is this photo's already: the same bytes, or the same file.
bool FrameNamer::isAnchored(const Frame& frame, const Photo& photo) const
{
    return std::ranges::any_of(frame.files, [&](const FrameFile& file) {
        const bool isItsDuplicate = file.duplicateOf && file.duplicateOf->file.photo == photo.id;
        return isItsDuplicate || textFromBytes(photoStemOf(file.finalName)) == photo.stem;
    });
}

/// Same stem, but the same frame? A camera's counter begins anew after 9,999: the time of the shot tells.
bool FrameNamer::belongsTogether(const Frame& frame, const Photo& photo) const
{
    const CaptureTime& a = frame.metadata.taken;
    const CaptureTime& b = photo.metadata.taken;
    if (!a.isValid() || !b.isValid())
        return true;
    return std::abs(a.local.msecsTo(b.local)) <= kSameFrameMs;
}

void FrameNamer::take(Frame& frame, const std::string& base, const std::string& stem,
                      const Candidate& candidate) const
{
    frame.finalStem = stem;
    frame.reservedStem = stem;
    frame.existing = frame.move ? frame.move->was.id : candidate.photo;
    const bool isRenamed = stem != base && candidate.verdict == Verdict::Free;
    for (FrameFile& file : frame.files) {
        if (!file.isUndecided())
            continue;
        if (file.isMade && !candidate.isMade) {
            file.fate = Fate::Leave;
            continue;
        }
        if (candidate.isWritten)
            file.takeAddition();
        file.fate = Fate::Store;
        file.item.outcome = IngestOutcome::Imported;
        file.item.finding = frame.existing.isValid() ? Finding::Completes : Finding::New;
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

void FrameNamer::leaveConflicts(Frame& frame, const std::string& stem) const
{
    for (FrameFile& file : frame.files) {
        if (!file.isUndecided())
            continue;
        file.item.existing = textFromBytes(stem);
        file.item.existingProject = m_context.project.name;
        const std::string name = withStem(file.source.relative, frame.stem, stem);
        file.leave(IngestOutcome::Conflict, nameTaken(name));
    }
}

} // namespace safelight
