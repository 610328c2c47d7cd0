#include "ingest/photomover.h"

#include "base/pathtext.h"
#include "catalog/departurerepository.h"
#include "catalog/photorepository.h"
#include "domain/stem.h"
#include "ingest/framedecider.h"
#include "tasks/departures.h"

#include <algorithm>

namespace safelight {

namespace {

using Fate = FrameFile::Fate;

bool isOf(const FrameFile& file, const PhotoMove& move)
{
    return file.duplicateOf && file.duplicateOf->file.photo == move.was.id;
}

/// Whether something of the frame is taken for stored because of that file.
bool isDuplicateOf(const Frame& frame, const MovedFile& moved)
{
    return std::ranges::any_of(frame.files, [&](const FrameFile& file) {
        return file.duplicateOf && file.duplicateOf->file.id == moved.was.id;
    });
}

/// What follows the stem in a file's name: `.JPG`, `.JPG.xmp`.
std::string_view endingOf(std::string_view name, std::string_view stem)
{
    return name.starts_with(stem) ? name.substr(stem.size()) : std::string_view();
}

} // namespace

Status PhotoMover::choose(Frame& frame) const
{
    if (m_context.request.onConflict != IngestRequest::OnConflict::MoveHere)
        return {};
    const FrameFile* elsewhere = nullptr;
    for (const FrameFile& file : frame.files) {
        const bool isElsewhere = file.duplicateOf && file.duplicateOf->project.id != m_context.project.id;
        if (file.isInPlace || file.restores.isValid() || (file.duplicateOf && !isElsewhere))
            return {}; // the photo is here
        if (!elsewhere && isElsewhere && !file.item.reason)
            elsewhere = &file;
    }
    return elsewhere ? chooseAmong(frame, *elsewhere->duplicateOf) : Status();
}

Status PhotoMover::chooseAmong(Frame& frame, const StoredFile& elsewhere) const
{
    SAFELIGHT_ASSIGN(const auto photo, PhotoRepository(m_connection).find(elsewhere.file.photo));
    SAFELIGHT_ASSIGN(const auto files, FileRepository(m_connection).filesOf(elsewhere.file.photo));
    const bool isWhole = photo && std::ranges::all_of(files, [&](const PhotoFile& file) {
                             return bytesFromText(file.name).starts_with(bytesFromText(photo->stem));
                         });
    if (!isWhole || photo->project != elsewhere.project.id)
        return {}; // it is on its way already: what is decided now is found stale at the commit
    frame.move.emplace(PhotoMove{*photo, elsewhere.project, {}});
    for (const PhotoFile& file : files) {
        MovedFile& moved = frame.move->files.emplace_back();
        moved.was = file;
    }
    settleNamesakes(frame);
    return {};
}

/// A file of the frame cannot have a name that a file of the photo has. With the same bytes it need not; a
/// file that is gone comes back.
void PhotoMover::settleNamesakes(Frame& frame) const
{
    const std::string stem = bytesFromText(frame.move->was.stem);
    const auto folder = m_context.environment.library.folderOf(frame.move->from);
    for (FrameFile& file : frame.files) {
        const auto ending = endingOf(file.source.relative, frame.stem);
        const auto same = std::ranges::find_if(frame.move->files, [&](const MovedFile& moved) {
            return endingOf(bytesFromText(moved.was.name), stem) == ending;
        });
        if (!file.isUndecided() || same == frame.move->files.end())
            continue;
        // What the row says of its presence is as old as the last check: the disk is asked.
        const bool isGone = isSurelyGone(folder / bytesFromText(same->was.name));
        if (same->was.holds(file.digest) && !isGone) {
            leaveAsDuplicate(m_context, file, {same->was, frame.move->was.stem, frame.move->from},
                             std::nullopt);
        } else if (!same->was.holds(file.digest)) {
            file.item.existing = frame.move->was.stem;
            file.item.existingProject = frame.move->from.name;
            file.leave(IngestOutcome::Conflict, Error{ErrorCode::AlreadyExists, same->was.name, {}, nullptr});
        }
    }
}

void PhotoMover::takeNames(Frame& frame) const
{
    if (!frame.move || frame.finalStem.empty()) {
        frame.move.reset();
        return;
    }
    PhotoMove& move = *frame.move;
    const std::string oldStem = bytesFromText(move.was.stem);
    for (MovedFile& moved : move.files) {
        moved.name = withStem(bytesFromText(moved.was.name), oldStem, frame.finalStem);
        for (FrameFile& file : frame.files) {
            if (file.fate == Fate::Store && file.finalName == moved.name)
                file.restores = moved.was.id;
            if (!isOf(file, move) || file.duplicateOf->file.id != moved.was.id)
                continue;
            file.duplicateOf->project = m_context.project;
            file.duplicateOf->stem = textFromBytes(frame.finalStem);
            file.duplicateOf->file.name = textFromBytes(moved.name);
            file.item.stored.path = file.duplicateOf->file.name;
            file.item.stem = file.duplicateOf->stem;
            file.item.finding = Finding::MovedHere;
        }
    }
}

void PhotoMover::write(Frame& frame) const
{
    if (!frame.move)
        return;
    for (MovedFile& moved : frame.move->files) {
        Status written = writeOne(*frame.move, moved);
        if (written && !moved.isHere() && isDuplicateOf(frame, moved))
            written = Error{ErrorCode::NotFound, moved.was.name, {}, nullptr}; // it was there a moment ago
        if (!written) {
            giveUp(frame, written.error());
            return;
        }
    }
}

Status PhotoMover::writeOne(const PhotoMove& move, MovedFile& file) const
{
    const auto path = m_context.environment.library.folderOf(move.from) / bytesFromText(file.was.name);
    if (isSurelyGone(path))
        return {}; // its row goes along
    SAFELIGHT_ASSIGN(file.identity, identityOf(path));
    SAFELIGHT_ASSIGN(file.digest, m_context.reader.digestOf(path));
    if (file.was.digest.isKnown() && file.was.digest != file.digest)
        return Error{ErrorCode::VerifyFailed, pathToText(path),
                     QStringLiteral("it is not what was stored any more"), nullptr};
    return file.isInPlace ? Status() : writeFrom(path, file);
}

Status PhotoMover::writeFrom(const std::filesystem::path& path, MovedFile& file) const
{
    FileSystem& fs = m_context.environment.fs;
    if (auto linked = IncomingFile::link(fs, m_context.folder, m_context.tag, path, file.identity)) {
        file.incoming.emplace(*std::move(linked));
    } else {
        SAFELIGHT_ASSIGN(IncomingFile copy,
                         IncomingFile::create(fs, m_context.folder, m_context.tag, file.digest.size));
        SAFELIGHT_TRY(copy.appendFrom(path, file.digest, m_context.cancel));
        file.incoming.emplace(std::move(copy));
    }
    file.incoming->finish(file.identity.mtimeNs);
    return file.incoming->verify(std::max(m_context.request.verify, VerifyLevel::Digest), file.digest,
                                 m_context.cancel);
}

Result<bool> PhotoMover::isStillTrue(const Frame& frame) const
{
    const PhotoMove& move = *frame.move;
    const PhotoRepository photos(m_connection);
    SAFELIGHT_ASSIGN(const auto photo, photos.find(move.was.id));
    if (!photo || photo->project != move.from.id || photo->stem != move.was.stem)
        return false;
    SAFELIGHT_ASSIGN(const auto files, FileRepository(m_connection).filesOf(move.was.id));
    const bool isSame =
        std::ranges::equal(files, move.files, [](const PhotoFile& now, const MovedFile& moved) {
            return now.id == moved.was.id && now.name == moved.was.name && now.digest == moved.was.digest;
        });
    if (!isSame)
        return false;
    for (const MovedFile& moved : move.files) {
        SAFELIGHT_ASSIGN(
            const auto named,
            FileRepository(m_connection).findByName(m_context.project.id, textFromBytes(moved.name)));
        if (named)
            return false;
    }
    SAFELIGHT_ASSIGN(const auto there,
                     photos.findByStem(m_context.project.id, textFromBytes(frame.finalStem)));
    return !there;
}

Status PhotoMover::publish(Frame& frame) const
{
    if (!frame.move)
        return {};
    for (MovedFile& moved : frame.move->files) {
        if (!moved.incoming)
            continue;
        SAFELIGHT_TRY(moved.incoming->publish(m_context.folder / moved.name));
        if (moved.incoming->isLinked() && !moved.incoming->isUnchangedSince(moved.identity))
            return Error{ErrorCode::ChangedWhileRead, moved.was.name, {}, nullptr};
    }
    return {};
}

Status PhotoMover::moveRows(Frame& frame) const
{
    if (!frame.move)
        return {};
    PhotoMove& move = *frame.move;
    const FileRepository files(m_connection);
    const Error overtaken = {ErrorCode::AlreadyExists, textFromBytes(frame.finalStem), {}, nullptr};
    SAFELIGHT_ASSIGN(
        const bool isMoved,
        PhotoRepository(m_connection).move(move.was, m_context.project.id, textFromBytes(frame.finalStem)));
    if (!isMoved)
        return overtaken;
    for (MovedFile& moved : move.files) {
        const QString name = textFromBytes(moved.name);
        bool isChanged = false;
        if (moved.isHere()) {
            if (!moved.was.digest.isKnown())
                SAFELIGHT_TRY(files.updateDigest(moved.was, moved.digest, moved.identity.mtimeNs));
            PhotoFile is = moved.was;
            is.name = name;
            is.mtimeNs = moved.identity.mtimeNs;
            SAFELIGHT_ASSIGN(isChanged, files.move(move.from.id, moved.was, m_context.project.id, is));
            SAFELIGHT_ASSIGN(
                moved.departure,
                DepartureRepository(m_connection).insert(move.from.id, moved.was.name, moved.was.id));
        } else {
            SAFELIGHT_ASSIGN(isChanged,
                             files.moveMissing(move.from.id, moved.was, m_context.project.id, name));
        }
        if (!isChanged)
            return overtaken;
    }
    return {};
}

void PhotoMover::leave(std::span<Frame> group) const
{
    std::vector<Departure> departures;
    std::set<ProjectId> projects;
    for (Frame& frame : group) {
        if (!frame.move)
            continue;
        projects.insert({frame.move->from.id, m_context.project.id});
        for (MovedFile& moved : frame.move->files) {
            if (!moved.departure.isValid())
                continue;
            PhotoFile now = moved.was;
            now.name = textFromBytes(moved.name);
            now.digest = moved.digest;
            moved.incoming.reset();
            departures.push_back({moved.departure, frame.move->from, moved.was.name,
                                  StoredFile{now, textFromBytes(frame.finalStem), m_context.project}});
        }
    }
    if (departures.empty() && projects.empty())
        return;
    // What is left is tried again when the catalogue is next recovered.
    if (const auto left = Departures(m_context.environment, m_connection).finish(departures); !left)
        m_context.environment.log.error(u"departures_not_finished",
                                        {{QStringLiteral("error"), describeForLog(left.error())}});
    m_context.observer.happened(ProjectsChanged{{projects.begin(), projects.end()}});
}

void PhotoMover::withdraw(Frame& frame)
{
    if (!frame.move)
        return;
    const PhotoMove& move = *frame.move;
    for (FrameFile& file : frame.files) {
        if (!isOf(file, move))
            continue;
        const auto was = std::ranges::find(move.files, file.duplicateOf->file.id,
                                           [](const MovedFile& moved) { return moved.was.id; });
        file.duplicateOf->project = move.from;
        file.duplicateOf->stem = move.was.stem;
        if (was != move.files.end())
            file.duplicateOf->file.name = was->was.name;
        file.item.stored.path = file.duplicateOf->file.name;
        file.item.stem.clear();
        file.item.finding = Finding::Duplicate;
    }
    for (MovedFile& moved : frame.move->files) {
        if (moved.incoming && moved.incoming->isPublished())
            moved.incoming->withdraw();
    }
    frame.move.reset();
}

void PhotoMover::giveUp(Frame& frame, const Error& reason)
{
    if (!frame.move)
        return;
    for (FrameFile& file : frame.files) {
        if (isOf(file, *frame.move) && !file.item.reason)
            file.item.reason = reason;
        else if (file.fate == Fate::Store)
            file.fail(reason);
    }
    withdraw(frame);
}

} // namespace safelight
