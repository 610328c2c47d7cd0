#include "ingest/frameworker.h"

#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "ingest/sidecarwriting.h"
#include "ingest/sourcehandling.h"
#include "media/metadata.h"
#include "storage/digester.h"

#include <algorithm>
#include <set>

namespace safelight {

namespace {

using Fate = FrameFile::Fate;

PictureSource pictureSourceOf(const FrameFile& file, const IngestContext& context)
{
    if (!file.bytes.isEmpty())
        return QByteArrayView(file.bytes);
    if (file.incoming)
        return file.incoming->path();
    return context.finalPath(file);
}

/// Nothing more can be written there, by any frame.
bool endsWriting(const Error& error)
{
    return error.code == ErrorCode::NoSpace || error.code == ErrorCode::ReadOnly;
}

} // namespace

FrameWorker::FrameWorker(IngestContext& context, PictureDesk& pictures, Mailbox& mailbox)
    : m_context(context),
      m_pictures(pictures),
      m_mailbox(mailbox),
      m_connection(context.environment.library.catalog()),
      m_decider(context, m_connection),
      m_namer(context, m_connection),
      m_mover(context, m_connection)
{
}

Status FrameWorker::open()
{
    return m_connection.open(
        Connection::Mode::ReadWrite,
        std::chrono::milliseconds(m_context.environment.settings.number(u"catalog.busy_timeout_ms")));
}

void FrameWorker::process(SourceFrame source)
{
    Frame frame = frameOf(std::move(source), m_context.project.id);
    Handled handled = Handled::Decided;
    try {
        handled = handle(frame);
    } catch (const std::exception& failure) { // no memory, most likely: this frame fails, the others go on
        failAll(frame, Error{ErrorCode::Internal, {}, QString::fromUtf8(failure.what()), nullptr});
        letGo(frame);
    }
    switch (handled) {
    case Handled::Decided:
        m_mailbox.putFrame(std::move(frame));
        break;
    case Handled::PutBack:
        m_context.queue.putBack(sourceOf(frame));
        break;
    case Handled::Dropped:
        m_context.queue.settled(1);
        break;
    }
}

FrameWorker::Handled FrameWorker::handle(Frame& frame)
{
    const bool isPlan = m_context.request.planOnly;
    NumberingTurns::Turn turn(m_context.isNumbered() ? &m_context.turns : nullptr, frame.ticket);
    if (!read(frame))
        return Handled::Dropped;
    if (!isPlan && !m_context.destination.seemsThere())
        return awaitDestination(frame);
    std::set<Digest> digests;
    for (const FrameFile& file : frame.files) {
        if (file.isUndecided() && !file.isSidecar())
            digests.insert(file.digest);
    }
    const std::vector<Digest> wanted(digests.begin(), digests.end());
    if (m_context.cancel.mustDrop() || !turn.await(m_context.cancel) ||
        !m_context.digests.claim(wanted, m_context.cancel))
        return Handled::Dropped;
    frame.claimed = wanted;
    const Status decided = decide(frame);
    turn.pass();
    if (!decided)
        failAll(frame, decided.error());
    else if (isPlan)
        rememberPlan(frame);
    else
        write(frame);
    if (!isPlan && !m_context.destination.seemsThere())
        return awaitDestination(frame);
    if (const FrameFile* lost = isPlan ? nullptr : firstLostSource(frame))
        return awaitSource(frame, *lost);
    if (!isPlan && !writeSeconds(frame)) {
        letGo(frame);
        return Handled::Dropped;
    }
    if (!isPlan && isCutShort(frame)) {
        dropCopies(frame);
        return Handled::Dropped;
    }
    for (FrameFile& file : frame.files)
        file.bytes.clear(); // the decoder holds its own reference
    if (isPlan || !frame.isAnyStored())
        letGo(frame);
    return Handled::Decided;
}

/// It was cancelled while a file of the frame was copied or compared: half a frame would be another photo.
bool FrameWorker::isCutShort(const Frame& frame) const
{
    const auto isCancelled = [](const FrameFile& file) {
        return (file.item.reason && file.item.reason->code == ErrorCode::Cancelled) ||
               (file.second && file.second->failure && file.second->failure->cause &&
                file.second->failure->cause->code == ErrorCode::Cancelled);
    };
    return m_context.cancel.isCancelled() && std::ranges::any_of(frame.files, isCancelled);
}

void FrameWorker::dropCopies(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        file.incoming.reset();
        file.second.reset();
    }
    frame.move.reset();
    letGo(frame);
}

/// The disk of the project was taken away: what was written for this frame is lost, and it begins anew when
/// the disk is back.
FrameWorker::Handled FrameWorker::awaitDestination(Frame& frame)
{
    m_context.wasAway = true;
    dropCopies(frame);
    if (m_context.destination.awaitBack(m_context.awaitPolicy()))
        return Handled::PutBack;
    if (!m_context.cancel.isCancelled())
        m_context.stop(Error{ErrorCode::VolumeGone, pathToText(m_context.folder), {}, nullptr});
    return Handled::Dropped;
}

/// One that was there when the frame was decided, and went while it was copied.
const FrameFile* FrameWorker::firstLostSource(const Frame& frame) const
{
    const auto isLost = [this](const FrameFile& file) {
        return !file.isMade && file.item.outcome == IngestOutcome::Failed && isSourceGone(file);
    };
    const auto lost = std::ranges::find_if(frame.files, isLost);
    return lost == frame.files.end() ? nullptr : &*lost;
}

FrameWorker::Handled FrameWorker::awaitSource(Frame& frame, const FrameFile& lost)
{
    dropCopies(frame);
    return awaitFolder(m_context.roots->root(lost.source.root)) ? Handled::PutBack : Handled::Dropped;
}

/// False when the volume of a source was taken away and did not come back.
bool FrameWorker::read(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        Status status = readOne(file);
        while (!status && isSourceGone(file)) {
            if (!awaitFolder(m_context.roots->root(file.source.root)))
                return false;
            status = readOne(file);
        }
        if (!status)
            fail(file, status.error());
    }
    return true;
}

bool FrameWorker::isSourceGone(const FrameFile& file) const
{
    return !m_context.cancel.mustDrop() && !m_context.roots->root(file.source.root).isThere();
}

/// False when it did not come back; then the whole ingest stops.
bool FrameWorker::awaitFolder(const AwaitedFolder& folder)
{
    m_context.environment.log.warning(u"ingest_volume_gone",
                                      {{QStringLiteral("path"), pathToText(folder.path())}});
    m_context.wasAway = true;
    if (folder.awaitBack(m_context.awaitPolicy()))
        return true;
    if (!m_context.cancel.isCancelled())
        m_context.stop(Error{ErrorCode::VolumeGone, pathToText(folder.path()), {}, nullptr});
    return false;
}

/// A large file streams straight into its copy, unless its size is known: then it may be a duplicate, and is
/// read for its digest first. What is moved within a file system needs no copy.
Status FrameWorker::readOne(FrameFile& file)
{
    if (m_context.request.planOnly && !file.isSidecar())
        return m_context.foresee(file, [this](const QByteArray& xxh128, ByteCount size) {
            const auto known = FileRepository(m_connection).md5Of(xxh128, size);
            return known ? *known : QByteArray(); // it is computed then
        });
    if (m_context.reader.isBuffered(file.source.size) || file.isSidecar() || m_context.isMove())
        return m_context.read(file, nullptr);
    SAFELIGHT_ASSIGN(const bool mayBeKnown, FileRepository(m_connection).anyOfSize(file.source.size));
    return mayBeKnown ? m_context.read(file, nullptr) : stream(file);
}

Status FrameWorker::stream(FrameFile& file)
{
    SAFELIGHT_ASSIGN(IncomingFile incoming, IncomingFile::create(m_context.environment.fs, m_context.folder,
                                                                 m_context.tag, file.source.size));
    const Digest before = file.digest;
    SAFELIGHT_TRY(m_context.read(file, &incoming));
    if (before.isKnown() && before != file.digest)
        return Error{ErrorCode::ChangedWhileRead, file.item.path, {}, nullptr};
    if (!file.bytes.isEmpty())
        SAFELIGHT_TRY(incoming.append(file.bytes));
    file.incoming.emplace(std::move(incoming));
    return {};
}

Status FrameWorker::decide(Frame& frame)
{
    SAFELIGHT_TRY(m_decider.findDuplicates(frame));
    if (m_context.second.isWanted())
        SAFELIGHT_TRY(recallMadeSidecar(m_context, FileRepository(m_connection), frame));
    SAFELIGHT_TRY(m_mover.choose(frame));
    if (!frame.move && std::ranges::none_of(frame.files, &FrameFile::isUndecided))
        return {};
    streamLarge(frame);
    readAllMetadata(frame);
    prepareAddition(m_context, frame);
    SAFELIGHT_TRY(m_namer.chooseNames(frame));
    m_mover.takeNames(frame);
    frame.dropUnmade();
    return {};
}

void FrameWorker::streamLarge(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        const bool wantsCopy =
            file.isUndecided() && !file.isInPlace && file.bytes.isEmpty() && !file.incoming;
        if (!wantsCopy || m_context.request.planOnly || tryLink(file))
            continue;
        if (const Status streamed = stream(file); !streamed)
            fail(file, streamed.error());
    }
}

void FrameWorker::readAllMetadata(Frame& frame)
{
    bool isFirst = true;
    for (FrameFile& file : frame.files) {
        if (!file.isUndecided() || file.isSidecar() ||
            (file.bytes.isEmpty() && !file.incoming && !file.isInPlace))
            continue;
        const auto metadata = readMetadata(pictureSourceOf(file, m_context), file.source.format);
        if (!metadata)
            continue; // the decoder says what is wrong with the file, if anything is
        file.orientation = metadata->orientation;
        if (isFirst || !frame.metadata.taken.isValid())
            frame.metadata = *metadata;
        isFirst = false;
    }
    if (isFirst && frame.move)
        frame.metadata = frame.move->was.metadata;
}

void FrameWorker::write(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        if (file.fate != Fate::Store)
            continue;
        if (const Status written = writeOne(file); !written)
            fail(file, written.error());
    }
    m_mover.write(frame);
    orderPictures(frame);
}

Status FrameWorker::writeOne(FrameFile& file)
{
    if (file.isInPlace)
        return {};
    if (!file.incoming && !tryLink(file))
        SAFELIGHT_TRY(makeCopy(file));
    file.incoming->finish(file.identity.mtimeNs);
    return file.incoming->verify(m_context.verifyLevel(), file.digest, m_context.cancel);
}

/// A move within one file system is a second name for the file, and later the removal of the first: at every
/// moment it has at least one.
bool FrameWorker::tryLink(FrameFile& file)
{
    if (!m_context.isMove() || file.source.isLink || file.madeFrom.isKnown())
        return false;
    auto linked = IncomingFile::link(m_context.environment.fs, m_context.folder, m_context.tag,
                                     file.source.path, file.identity);
    if (!linked)
        return false; // whatever the reason is, a copy meets it again
    file.incoming.emplace(*std::move(linked));
    return true;
}

Status FrameWorker::makeCopy(FrameFile& file)
{
    if (file.bytes.isEmpty())
        return stream(file);
    SAFELIGHT_ASSIGN(IncomingFile incoming, IncomingFile::create(m_context.environment.fs, m_context.folder,
                                                                 m_context.tag, file.digest.size));
    const bool mayClone = m_context.canClone && !file.madeFrom.isKnown();
    const bool isCloned = mayClone && incoming.cloneFrom(file.source.path, file.digest.size);
    if (isCloned) // from a source that may have changed since it was read
        SAFELIGHT_TRY(incoming.verify(VerifyLevel::Digest, file.digest, m_context.cancel));
    else
        SAFELIGHT_TRY(incoming.append(file.bytes));
    m_context.canClone = m_context.canClone && isCloned == mayClone;
    file.incoming.emplace(std::move(incoming));
    return {};
}

/// Second copies of what is stored now, and of what was stored before. False when the ingest stops because
/// their disk was taken away.
bool FrameWorker::writeSeconds(Frame& frame)
{
    if (!m_context.second.isWanted())
        return true;
    for (FrameFile& file : frame.files) {
        const bool isKnown = file.fate == Fate::Leave && file.item.outcome == IngestOutcome::Duplicate &&
                             file.duplicateOf && !file.item.reason;
        if (file.fate != Fate::Store && !isKnown)
            continue;
        m_context.second.write(file);
        while (file.second->failure && !m_context.second.folder().isThere()) {
            if (!awaitFolder(m_context.second.folder()))
                return false;
            m_context.second.write(file);
        }
        if (file.second->failure && file.second->failure->cause && endsWriting(*file.second->failure->cause))
            m_context.stop(*file.second->failure->cause); // of what was not begun, nothing is stored
    }
    return true;
}

void FrameWorker::orderPictures(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        if (file.fate != Fate::Store || file.isSidecar() || file.source.format.decoder == Decoder::None)
            continue;
        file.picture = std::make_shared<PictureSlot>();
        if (!file.bytes.isEmpty()) {
            file.picture->isOrdered = m_pictures.tryOrder(
                {file.picture, file.bytes, {}, file.source.format, file.digest.xxh128, file.orientation});
        }
    }
}

void FrameWorker::rememberPlan(const Frame& frame)
{
    for (const FrameFile& file : frame.files) {
        if (file.fate == Fate::Store && !file.isSidecar())
            m_context.planned.add(file.digest, frame.finalStem);
    }
}

void FrameWorker::fail(FrameFile& file, const Error& error)
{
    if (endsWriting(error))
        m_context.stop(error);
    file.fate = Fate::Leave;
    file.item.outcome = IngestOutcome::Failed;
    if (!file.digest.isKnown())
        file.item.finding = Finding::Unreadable;
    file.item.reason = error;
    file.item.stem.clear();
    file.incoming.reset();
    file.bytes.clear();
}

void FrameWorker::failAll(Frame& frame, const Error& error)
{
    frame.move.reset();
    for (FrameFile& file : frame.files) {
        if (file.fate != Fate::Leave)
            fail(file, error);
    }
}

void FrameWorker::letGo(Frame& frame)
{
    m_context.digests.release(frame.claimed);
    frame.claimed.clear();
    if (!frame.reservedStem.empty() && !m_context.request.planOnly) // a plan keeps its names until its end
        m_context.stems.release(frame.reservedStem);
    frame.reservedStem.clear();
}

} // namespace safelight
