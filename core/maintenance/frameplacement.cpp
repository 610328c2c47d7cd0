#include "maintenance/frameplacement.h"

#include "base/pathtext.h"
#include "catalog/trashrepository.h"
#include "domain/stem.h"
#include "tasks/ingestwatch.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace safelight {

namespace {

bool isSameFile(const std::filesystem::path& path, const FileIdentity& identity)
{
    const auto now = identityOf(path);
    return now && now->isSameFile(identity);
}

std::string_view lastPart(std::string_view name)
{
    return name.substr(name.rfind('/') + 1); // npos + 1 is 0
}

FileChange changeOf(const FramePlacement::Place& place)
{
    return {textFromBytes(place.found.name), place.found.format.kind,
            place.from && place.from->file.isPresent, true};
}

} // namespace

bool FramePlacement::isAnyMoved() const
{
    return std::ranges::any_of(places, [](const Place& place) { return place.from.has_value(); });
}

std::vector<qint64> FramePlacement::fingerprint() const
{
    std::vector<qint64> ids = {photo ? photo->id.value : 0, moved ? moved->id.value : 0};
    for (const Place& place : places)
        ids.push_back(place.from ? place.from->file.id.value : 0);
    for (const Companion& companion : companions)
        ids.push_back(companion.row.id.value);
    return ids;
}

FramePlacer::FramePlacer(ProjectVisit& visit, const FolderNames& names)
    : m_visit(visit),
      m_step(visit.step),
      m_names(names),
      m_files(visit.step.connection()),
      m_photos(visit.step.connection())
{
}

Result<FramePlacement> FramePlacer::decide(const FoundFrame& frame)
{
    FramePlacement placement;
    SAFELIGHT_ASSIGN(placement.photo, m_photos.findByStem(m_visit.project.id, textFromBytes(frame.stem)));
    std::set<PhotoId> photos; // of which a sidecar may have been
    if (placement.photo)
        photos.insert(placement.photo->id);
    std::set<FileId> used = m_planned;
    for (const FoundFile& file : frame.files) {
        SAFELIGHT_ASSIGN(const auto known, m_files.findByName(m_visit.project.id, textFromBytes(file.name)));
        if (known)
            continue;
        FramePlacement::Place place{file, std::nullopt};
        SAFELIGHT_ASSIGN(place.from, sourceOf(file, file.isSidecar() ? &photos : nullptr, used));
        if (place.from) {
            used.insert(place.from->file.id);
            photos.insert(place.from->file.photo);
        }
        placement.places.push_back(std::move(place));
    }
    for (const auto& place : placement.places) {
        if (placement.photo || placement.moved || !place.from || place.found.isSidecar())
            continue;
        FramePlacement whole = placement;
        SAFELIGHT_ASSIGN(const bool isWhole, moveWhole(whole, *place.from, frame));
        if (isWhole) {
            placement = std::move(whole);
            break;
        }
    }
    return placement;
}

/// The row whose file this is, found elsewhere: of this project rather than of another, with the same name
/// rather than another, the oldest.
Result<std::optional<StoredFile>>
FramePlacer::sourceOf(const FoundFile& file, const std::set<PhotoId>* ofPhotos, const std::set<FileId>& used)
{
    SAFELIGHT_ASSIGN(auto candidates, m_files.findAnyByDigest(file.digest));
    std::ranges::stable_sort(candidates, {}, [&](const StoredFile& candidate) {
        const bool isElsewhere = candidate.project.id != m_visit.project.id;
        const bool isRenamed = lastPart(bytesFromText(candidate.file.name)) != lastPart(file.name);
        return std::pair(isElsewhere, isRenamed);
    });
    for (StoredFile& candidate : candidates) {
        const bool isSidecar = candidate.file.kind == FileKind::Sidecar;
        const bool isEligible = isSidecar == file.isSidecar() && !used.contains(candidate.file.id) &&
                                (!ofPhotos || ofPhotos->contains(candidate.file.photo));
        if (!isEligible)
            continue;
        SAFELIGHT_ASSIGN(const bool isInTrash, mayBeInTrash(candidate.file.photo));
        SAFELIGHT_ASSIGN(const bool isGoneFromThere, isGone(candidate, file));
        if (isGoneFromThere && !isInTrash)
            return std::optional(std::move(candidate));
    }
    return std::optional<StoredFile>();
}

/// A file that was put into the trash is not lost, and its row is where it goes back to.
Result<bool> FramePlacer::mayBeInTrash(PhotoId photo) const
{
    SAFELIGHT_ASSIGN(const auto restorable,
                     TrashRepository(m_step.connection()).restorablePhotos(photo, photo));
    return restorable.contains(photo);
}

/// What the row says of its presence is as old as the last check: the disk is asked.
Result<bool> FramePlacer::isGone(const StoredFile& stored, const FoundFile& found)
{
    const std::string name = bytesFromText(stored.file.name);
    if (stored.project.id == m_visit.project.id) {
        const auto path = m_visit.folder / name;
        if (isSurelyGone(path))
            return true;
        // Where letter case means nothing, a file that was renamed in case only answers to both names.
        return !m_names.contains(name) && isSameFile(path, found.identity);
    }
    SAFELIGHT_ASSIGN(const OtherProject* there, other(stored.project));
    return there->probe && safelight::isStillThere(*there->probe, there->folder) &&
           isSurelyGone(there->folder / name);
}

Result<const FramePlacer::OtherProject*> FramePlacer::other(const Project& project)
{
    const auto [known, isNew] = m_others.try_emplace(project.id);
    OtherProject& there = known->second;
    if (!isNew)
        return &there;
    there.folder = m_step.environment().library.folderOf(project);
    SAFELIGHT_ASSIGN(const bool isBusy, isIngestRunning(m_step.connection(), project.id));
    SAFELIGHT_ASSIGN(ProjectProbe probe, probeProject(m_step.connection(), project, there.folder));
    if (!isBusy && probe.presence == ProjectProbe::Presence::Online)
        there.probe = std::move(probe);
    return &there;
}

/// Whether all of the photo was moved here or is missing; what is missing goes along.
Result<bool> FramePlacer::moveWhole(FramePlacement& placement, const StoredFile& from,
                                    const FoundFrame& frame)
{
    SAFELIGHT_ASSIGN(const auto photo, m_photos.find(from.file.photo));
    if (!photo)
        return false;
    SAFELIGHT_ASSIGN(const auto rows, m_files.filesOf(photo->id));
    for (const PhotoFile& row : rows) {
        const bool isHere = std::ranges::any_of(placement.places, [&](const FramePlacement::Place& place) {
            return place.from && place.from->file.id == row.id;
        });
        if (isHere)
            continue;
        SAFELIGHT_ASSIGN(const bool goesAlong, findCompanion(placement, row, *photo, from.project, frame));
        if (!goesAlong)
            return false;
    }
    placement.moved = *photo;
    return true;
}

/// A missing file of the photo: its row follows under the name that it would have here, if that is free.
Result<bool> FramePlacer::findCompanion(FramePlacement& placement, const PhotoFile& row, const Photo& photo,
                                        const Project& project, const FoundFrame& frame)
{
    const std::string name = bytesFromText(row.name);
    const std::string stem = bytesFromText(photo.stem);
    const auto folder = m_step.environment().library.folderOf(project);
    if (!name.starts_with(stem) || !isSurelyGone(folder / name))
        return false;
    const std::string newName = withStem(name, stem, frame.stem);
    if (!isSurelyGone(m_visit.folder / newName))
        return false;
    const QString newText = textFromBytes(newName);
    SAFELIGHT_ASSIGN(const auto taken, m_files.findByName(m_visit.project.id, newText));
    if (taken && taken->id != row.id)
        return false;
    placement.companions.push_back({row, newText});
    return true;
}

void FramePlacer::remember(const FramePlacement& placement)
{
    for (const FramePlacement::Place& place : placement.places) {
        if (place.from)
            m_planned.insert(place.from->file.id);
    }
}

QString FramePlacer::pathText(const Project& project, const QString& relative) const
{
    const Library& library = m_step.environment().library;
    return library.folderText(library.folderOf(project) / bytesFromText(relative));
}

Correction FramePlacer::changeOf(CorrectionKind kind, const FramePlacement& placement,
                                 const FoundFrame& frame) const
{
    Correction change;
    change.kind = kind;
    change.project = m_visit.project.id;
    change.projectName = m_visit.project.name;
    change.stem = textFromBytes(frame.stem);
    if (const auto& photo = placement.moved ? placement.moved : placement.photo) {
        change.photo = photo->id;
        change.before = photo->available;
    }
    change.after = placement.photo ? placement.photo->available : Availability();
    for (const FramePlacement::Place& place : placement.places)
        change.after.add(place.found.format.kind);
    return change;
}

QVector<Correction> FramePlacer::changes(const FramePlacement& placement, const FoundFrame& frame) const
{
    QVector<Correction> all;
    Correction added = changeOf(CorrectionKind::PhotoAdded, placement, frame);
    Correction movedWhole = changeOf(CorrectionKind::PhotoMoved, placement, frame);
    for (const FramePlacement::Place& place : placement.places) {
        if (!place.from) {
            added.files += safelight::changeOf(place);
        } else if (placement.moved && place.from->file.photo == placement.moved->id) {
            movedWhole.files += safelight::changeOf(place);
            movedWhole.beforeText = pathText(place.from->project, placement.moved->stem);
            movedWhole.afterText = pathText(m_visit.project, movedWhole.stem);
        } else {
            Correction moved = changeOf(CorrectionKind::PhotoMoved, placement, frame);
            moved.files += safelight::changeOf(place);
            moved.beforeText = pathText(place.from->project, place.from->file.name);
            moved.afterText = pathText(m_visit.project, textFromBytes(place.found.name));
            all += moved;
        }
    }
    if (!movedWhole.files.isEmpty())
        all.prepend(movedWhole);
    if (!added.files.isEmpty())
        all += added;
    return all;
}

/// Whether each file still is what was digested.
bool FramePlacer::isUnchanged(const FramePlacement& placement) const
{
    return std::ranges::all_of(placement.places, [&](const FramePlacement::Place& place) {
        const auto now = identityOf(m_visit.folder / place.found.name);
        return now && now->isSameFile(place.found.identity) && now->size == place.found.identity.size &&
               now->mtimeNs == place.found.identity.mtimeNs;
    });
}

Result<bool> FramePlacer::write(const FramePlacement& placement, const FoundFrame& frame,
                                QVector<Correction>& changes)
{
    if (!m_visit.isStillThere() || !isUnchanged(placement))
        return false;
    SAFELIGHT_ASSIGN(const FramePlacement now, decide(frame)); // under the write lock
    if (now.fingerprint() != placement.fingerprint())
        return false;
    SAFELIGHT_ASSIGN(const PhotoId photo, settlePhoto(placement, frame));
    if (!photo.isValid())
        return false;
    std::set<PhotoId> touched = {photo};
    for (const FramePlacement::Place& place : placement.places) {
        SAFELIGHT_ASSIGN(const bool isWritten, writePlace(place, photo));
        if (!isWritten)
            return false;
        if (place.from)
            touched.insert(place.from->file.photo);
    }
    for (const PhotoId id : touched)
        SAFELIGHT_TRY(m_photos.refreshAvailability(id));
    for (Correction& change : changes)
        change.photo = photo;
    return true;
}

/// The photo that the files belong to: the one of this stem, the one that moves here, or a new one. No id
/// when a row was not as it was read.
Result<PhotoId> FramePlacer::settlePhoto(const FramePlacement& placement, const FoundFrame& frame)
{
    if (placement.photo) {
        if (frame.hasVariant())
            SAFELIGHT_TRY(m_photos.completeMetadata(placement.photo->id, frame.metadata));
        return placement.photo->id;
    }
    if (placement.moved) {
        const Photo& was = *placement.moved;
        for (const FramePlacement::Companion& along : placement.companions) {
            SAFELIGHT_ASSIGN(const bool isAsRead,
                             m_files.moveMissing(was.project, along.row, m_visit.project.id, along.newName));
            if (!isAsRead)
                return PhotoId();
        }
        SAFELIGHT_ASSIGN(const bool isAsRead,
                         m_photos.move(was, m_visit.project.id, textFromBytes(frame.stem)));
        return isAsRead ? was.id : PhotoId();
    }
    Photo photo;
    for (const FramePlacement::Place& place : placement.places) {
        if (!place.from)
            continue;
        // A part of a photo whose rest stays where it is: what was decided for it holds for the part, too.
        SAFELIGHT_ASSIGN(const auto whole, m_photos.find(place.from->file.photo));
        if (whole) {
            photo.keep = whole->keep;
            photo.decidedAt = whole->decidedAt;
        }
        break;
    }
    photo.project = m_visit.project.id;
    photo.stem = textFromBytes(frame.stem);
    photo.metadata = frame.metadata;
    photo.createdAt = QDateTime::currentDateTimeUtc();
    return m_photos.insert(photo);
}

Result<bool> FramePlacer::writePlace(const FramePlacement::Place& place, PhotoId photo)
{
    PhotoFile row;
    row.photo = photo;
    row.name = textFromBytes(place.found.name);
    row.kind = place.found.format.kind;
    row.digest = place.found.digest;
    row.mtimeNs = place.found.identity.mtimeNs;
    row.verifiedAt = QDateTime::currentDateTimeUtc();
    row.verifiedLevel = QStringLiteral("digest");
    if (place.from)
        return m_files.move(place.from->project.id, place.from->file, m_visit.project.id, row);
    SAFELIGHT_TRY(m_files.insert(m_visit.project.id, row));
    return true;
}

} // namespace safelight
