#include "ingest/sourceremoval.h"

#include "base/pathtext.h"
#include "ingest/ingestcontext.h"
#include "ingest/sourcehandling.h"

#include <algorithm>

namespace safelight {

using Fate = FrameFile::Fate;

/// Whether the source is a file that the catalogue holds, as when one project's folder is dropped on another:
/// that goes only through the trash.
Result<bool> SourceRemoval::isStoredFile(const FrameFile& file) const
{
    SAFELIGHT_ASSIGN(const auto holders, FileRepository(m_connection).findAnyByDigest(file.digest));
    return std::ranges::any_of(holders, [&](const StoredFile& holder) {
        if (holder.file.id == file.row)
            return false; // its own copy, which may be a second name of it
        const auto path =
            m_context.environment.library.folderOf(holder.project) / bytesFromText(holder.file.name);
        const auto identity = identityOf(path);
        return identity && mayBeOneFile(*identity, path, file.identity);
    });
}

/// It is proven at as many places as were wanted.
bool SourceRemoval::isSourceDispensable(const FrameFile& file) const
{
    return file.item.stored.isProven() && (!m_context.second.isWanted() || file.item.second.isProven());
}

void SourceRemoval::remove(std::vector<Frame>& group)
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
            else if (isDuplicate && (file.twin || frame.move || m_context.second.isWanted()))
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
        m_receipts.noteLoss(noted.error());
}

void SourceRemoval::removeStoredSource(FrameFile& file)
{
    const auto final = m_context.finalPath(file);
    const auto stored = identityOf(final);
    const bool mayBeSame = !stored || mayBeOneFile(*stored, final, file.identity);
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

} // namespace safelight
