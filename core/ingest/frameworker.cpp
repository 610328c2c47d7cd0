#include "ingest/frameworker.h"

#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "media/metadata.h"
#include "storage/digester.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <set>

namespace safelight {

namespace {

using Fate = FrameFile::Fate;

bool isOpen(const FrameFile& file)
{
    return file.fate == Fate::Undecided;
}

Frame frameFrom(SourceFrame source, const IngestContext& context)
{
    Frame frame;
    frame.stem = std::move(source.stem);
    for (SourceFile& sourceFile : source.files) {
        FrameFile& file = frame.files.emplace_back();
        file.item.path = pathToText(sourceFile.path);
        file.item.size = sourceFile.size;
        file.item.project = context.project.id;
        file.source = std::move(sourceFile);
    }
    return frame;
}

PictureSource pictureSourceOf(const FrameFile& file, const IngestContext& context)
{
    if (!file.bytes.isEmpty())
        return QByteArrayView(file.bytes);
    if (file.incoming)
        return file.incoming->path();
    return context.finalPath(file);
}

} // namespace

FrameWorker::FrameWorker(IngestContext& context, PictureDesk& pictures, Mailbox& mailbox)
    : m_context(context),
      m_pictures(pictures),
      m_mailbox(mailbox),
      m_connection(context.environment.library.catalog()),
      m_decider(context, m_connection)
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
    Frame frame = frameFrom(std::move(source), m_context);
    bool isToBeTold = true;
    try {
        isToBeTold = handle(frame);
    } catch (const std::exception& failure) { // no memory, most likely: this frame fails, the others go on
        failAll(frame, Error{ErrorCode::Internal, {}, QString::fromUtf8(failure.what()), nullptr});
        letGo(frame);
    }
    if (isToBeTold)
        m_mailbox.putFrame(std::move(frame));
}

/// False when the run was cancelled before anything was decided.
bool FrameWorker::handle(Frame& frame)
{
    read(frame);
    std::set<Digest> digests;
    for (const FrameFile& file : frame.files) {
        if (isOpen(file) && !file.isSidecar())
            digests.insert(file.digest);
    }
    const std::vector<Digest> wanted(digests.begin(), digests.end());
    if (m_context.cancel.isCancelled() || !m_context.digests.claim(wanted, m_context.cancel))
        return false;
    frame.claimed = wanted;
    if (const Status decided = decide(frame); !decided)
        failAll(frame, decided.error());
    else if (m_context.request.planOnly)
        rememberPlan(frame);
    else
        write(frame);
    if (m_context.request.planOnly || !frame.isAnyStored())
        letGo(frame);
    if (!m_context.request.planOnly)
        removeDuplicateSources(frame);
    return true;
}

void FrameWorker::read(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        if (const Status status = readOne(file); !status)
            fail(file, status.error());
    }
}

/// A large file streams straight into its copy, unless its size is known: then it may be a duplicate, and is
/// read for its digest first.
Status FrameWorker::readOne(FrameFile& file)
{
    if (m_context.reader.isBuffered(file.source.size) || m_context.request.planOnly || file.isSidecar())
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
    file.incoming.emplace(std::move(incoming));
    return {};
}

Status FrameWorker::decide(Frame& frame)
{
    SAFELIGHT_TRY(m_decider.findDuplicates(frame));
    if (std::ranges::none_of(frame.files, isOpen))
        return {};
    streamLarge(frame);
    readAllMetadata(frame);
    return m_decider.chooseNames(frame);
}

void FrameWorker::streamLarge(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        const bool wantsCopy = isOpen(file) && !file.isInPlace && file.bytes.isEmpty() && !file.incoming;
        if (!wantsCopy || m_context.request.planOnly)
            continue;
        if (const Status streamed = stream(file); !streamed)
            fail(file, streamed.error());
    }
}

void FrameWorker::readAllMetadata(Frame& frame)
{
    bool isFirst = true;
    for (FrameFile& file : frame.files) {
        if (!isOpen(file) || file.isSidecar() || (file.bytes.isEmpty() && !file.incoming && !file.isInPlace))
            continue;
        const auto metadata = readMetadata(pictureSourceOf(file, m_context), file.source.format);
        if (!metadata)
            continue; // the decoder says what is wrong with the file, if anything is
        file.orientation = metadata->orientation;
        if (isFirst || !frame.metadata.taken.isValid())
            frame.metadata = *metadata;
        isFirst = false;
    }
}

void FrameWorker::write(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        if (file.fate != Fate::Store)
            continue;
        if (const Status written = writeOne(file); !written)
            fail(file, written.error());
    }
    orderPictures(frame);
    for (FrameFile& file : frame.files)
        file.bytes.clear(); // the decoder holds its own reference
}

Status FrameWorker::writeOne(FrameFile& file)
{
    if (file.isInPlace)
        return {};
    if (!file.incoming) {
        SAFELIGHT_ASSIGN(IncomingFile incoming,
                         IncomingFile::create(m_context.environment.fs, m_context.folder, m_context.tag,
                                              file.digest.size));
        SAFELIGHT_TRY(incoming.append(file.bytes));
        file.incoming.emplace(std::move(incoming));
    }
    file.incoming->finish(file.identity.mtimeNs);
    return file.incoming->verify(m_context.request.verify, file.digest, m_context.cancel);
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

/// Only in move mode, and only when the stored file exists now and holds the same bytes, read again from
/// both.
void FrameWorker::removeDuplicateSources(Frame& frame)
{
    if (!m_context.isMove())
        return;
    for (FrameFile& file : frame.files) {
        if (file.fate != Fate::Leave || file.item.outcome != IngestOutcome::Duplicate || !file.duplicateOf ||
            file.item.reason)
            continue;
        const auto& library = m_context.environment.library;
        const auto stored =
            library.folderOf(file.duplicateOf->project) / bytesFromText(file.duplicateOf->file.name);
        const auto storedIdentity = identityOf(stored);
        if (!storedIdentity || storedIdentity->mayBeSameFile(file.identity)) {
            file.item.reason = Error{ErrorCode::AlreadyExists, file.item.path,
                                     QStringLiteral("it is the stored file itself"), nullptr};
            continue;
        }
        const auto isSame = m_context.reader.isSameContent(file.source.path, stored);
        if (!isSame || !*isSame) {
            file.item.reason =
                isSame ? Error{ErrorCode::VerifyFailed, pathToText(stored), {}, nullptr} : isSame.error();
            continue;
        }
        if (const Status removed = removeSource(m_context.environment.fs, file); !removed)
            file.item.reason = removed.error();
        else
            file.item.isSourceRemoved = true;
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
    if (error.code == ErrorCode::NoSpace)
        m_context.isFull = true;
    file.fate = Fate::Leave;
    file.item.outcome = IngestOutcome::Failed;
    file.item.reason = error;
    file.item.stem.clear();
    file.incoming.reset();
    file.bytes.clear();
}

void FrameWorker::failAll(Frame& frame, const Error& error)
{
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

Status removeSource(FileSystem& fs, const FrameFile& file)
{
    const auto& path = file.source.path;
    if (file.source.isLink)
        return Error{ErrorCode::NotARegularFile, pathToText(path),
                     QStringLiteral("a link; it was left where it is"), nullptr};
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::WriteFailed);
    SAFELIGHT_ASSIGN(const FileIdentity now, identityOf(path));
    const bool isUnchanged = S_ISREG(status.st_mode) && now.isSameFile(file.identity) &&
                             now.size == file.identity.size && now.mtimeNs == file.identity.mtimeNs;
    if (!isUnchanged)
        return Error{ErrorCode::ChangedWhileRead, pathToText(path), QStringLiteral("it was left where it is"),
                     nullptr};
    if (fs.unlink(path.c_str()) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::WriteFailed);
    return {};
}

} // namespace safelight
