#include "ingest/copysync.h"

#include "base/pathtext.h"
#include "ingest/ingestcontext.h"
#include "ingest/photomover.h"
#include "ingest/sidecarwriting.h"

#include <algorithm>
#include <cerrno>
#include <set>

namespace safelight {

using Fate = FrameFile::Fate;

CopySync::CopySync(IngestContext& context)
    : m_context(context), m_sync(context.environment.fs, context.folder)
{
}

/// All copies of the group reach the device, by one sync where the file system has such a thing.
void CopySync::sync(std::vector<Frame>& group)
{
    if (std::ranges::none_of(group, &Frame::isAnyStored))
        return;
    const auto whole = m_sync.syncAll();
    if (whole && *whole)
        return;
    for (Frame& frame : group) {
        for (FrameFile& file : frame.files) {
            if (file.fate != Fate::Store)
                continue;
            // A sync of the whole that failed does not say whose bytes are lost.
            Status synced = whole ? *whole : file.incoming ? file.incoming->sync() : syncAdopted(file);
            if (!synced && file.incoming)
                synced = copyAgain(file);
            if (!synced)
                file.fail(synced.error());
        }
        if (const Status synced = whole ? *whole : syncMoved(frame); !synced)
            PhotoMover::giveUp(frame, synced.error());
    }
}

/// The photo lies where it was: when its new files cannot be trusted, it stays there.
Status CopySync::syncMoved(Frame& frame)
{
    if (!frame.move)
        return {};
    for (MovedFile& moved : frame.move->files) {
        if (moved.incoming)
            SAFELIGHT_TRY(moved.incoming->sync());
    }
    return {};
}

/// A file that lay at its place already was digested, but may never have reached the device.
Status CopySync::syncAdopted(const FrameFile& file)
{
    const auto path = m_context.finalPath(file);
    SAFELIGHT_ASSIGN(const FileHandle handle, openForReading(path));
    if (m_context.environment.fs.sync(handle.fd()) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::SyncFailed);
    return {};
}

/// After a failed sync the kernel may have dropped the bytes and call the file clean: only the source can be
/// trusted.
Status CopySync::copyAgain(FrameFile& file)
{
    m_context.environment.log.warning(u"ingest_sync_failed", {{QStringLiteral("path"), file.item.path}});
    file.incoming.reset();
    SAFELIGHT_ASSIGN(IncomingFile incoming, IncomingFile::create(m_context.environment.fs, m_context.folder,
                                                                 m_context.tag, file.digest.size));
    if (file.madeFrom.isKnown()) {
        SAFELIGHT_ASSIGN(const QByteArray bytes, writtenAgain(m_context, file));
        SAFELIGHT_TRY(incoming.append(bytes));
    } else {
        SAFELIGHT_TRY(readAgain(file, incoming));
    }
    incoming.finish(file.identity.mtimeNs);
    SAFELIGHT_TRY(incoming.verify(m_context.verifyLevel(), file.digest, m_context.cancel));
    SAFELIGHT_TRY(incoming.sync());
    file.incoming.emplace(std::move(incoming));
    return {};
}

Status CopySync::readAgain(const FrameFile& file, IncomingFile& incoming)
{
    FrameFile again;
    again.source = file.source;
    SAFELIGHT_TRY(m_context.read(again, &incoming));
    if (again.digest != file.digest)
        return Error{ErrorCode::ChangedWhileRead, file.item.path, {}, nullptr};
    return again.bytes.isEmpty() ? Status() : incoming.append(again.bytes);
}

Status CopySync::syncNames(std::vector<Frame>& group)
{
    if (std::ranges::none_of(group, &Frame::isAnyStored))
        return {};
    if (const auto whole = m_sync.syncAll())
        return *whole;
    std::set<std::filesystem::path> folders;
    for (const Frame& frame : group) {
        for (const FrameFile& file : frame.files) {
            if (file.fate == Fate::Store)
                folders.insert(m_context.finalPath(file).parent_path());
        }
        if (frame.move)
            folders.insert((m_context.folder / frame.finalStem).parent_path());
    }
    if (!folders.empty())
        folders.insert(m_context.folder); // the temporary names have gone from here
    for (const auto& folder : folders)
        SAFELIGHT_TRY(syncFolder(m_context.environment.fs, folder));
    return {};
}

} // namespace safelight
