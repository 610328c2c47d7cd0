#include "ingest/sourceremoval.h"

#include "base/pathtext.h"
#include "ingest/ingestcontext.h"
#include "ingest/sidecarwriting.h"
#include "ingest/sourcehandling.h"

#include <algorithm>

namespace safelight {

using Fate = FrameFile::Fate;

/// Whether the source is a file that the catalogue holds, as when one project's folder is dropped on another:
/// that goes only through the trash. A second name of a stored file is not.
Result<bool> SourceRemoval::isStoredFile(const FrameFile& file) const
{
    SAFELIGHT_ASSIGN(const auto holders, FileRepository(m_connection).findAnyByDigest(file.sourceDigest()));
    return std::ranges::any_of(holders, [&](const StoredFile& holder) {
        if (holder.file.id == file.row)
            return false; // its own copy
        const auto path =
            m_context.environment.library.folderOf(holder.project) / bytesFromText(holder.file.name);
        const auto identity = identityOf(path);
        return identity && mayBeOneFile(*identity, path, file.identity) &&
               !areTwoNamesOfOneFile(file.source.path, path);
    });
}

/// Where that cannot be told, it may be: the item says so.
bool SourceRemoval::isNotStoredItself(FrameFile& file) const
{
    const auto isStored = isStoredFile(file);
    if (isStored && !*isStored)
        return true;
    file.item.reason = isStored ? Error{ErrorCode::AlreadyExists, file.item.path,
                                        QStringLiteral("it is a stored file itself"), nullptr}
                                : isStored.error();
    return false;
}

/// It is proven at as many places as were wanted.
bool SourceRemoval::isSourceDispensable(const FrameFile& file) const
{
    return file.item.stored.isProven() && (!m_context.second.isWanted() || file.item.second.isProven());
}

void SourceRemoval::removeOne(FrameFile& file)
{
    const bool isDuplicate = file.item.outcome == IngestOutcome::Duplicate && file.duplicateOf &&
                             !file.item.reason && !file.item.isSourceRemoved;
    if (!isSourceDispensable(file))
        return;
    if (file.fate == Fate::Store && file.item.outcome == IngestOutcome::Imported)
        removeStoredSource(file);
    else if (isDuplicate)
        removeDuplicateSource(file);
}

void SourceRemoval::removeDuplicateSource(FrameFile& file)
{
    const StoredFile& duplicate = *file.duplicateOf;
    const auto stored =
        m_context.environment.library.folderOf(duplicate.project) / bytesFromText(duplicate.file.name);
    const auto identity = identityOf(stored);
    const bool mayBeSame = !identity || mayBeOneFile(*identity, stored, file.identity);
    if (mayBeSame && !areTwoNamesOfOneFile(file.source.path, stored)) {
        file.item.reason = Error{ErrorCode::AlreadyExists, file.item.path,
                                 QStringLiteral("it is the stored file itself"), nullptr};
        return;
    }
    const auto isSame = isKeptIn(m_context, file, stored);
    if (!isSame || !*isSame) {
        file.item.reason =
            isSame ? Error{ErrorCode::VerifyFailed, pathToText(stored), {}, nullptr} : isSame.error();
        if (isSame)
            noteDamage(duplicate.file.id);
        return;
    }
    if (!isNotStoredItself(file))
        return;
    if (const Status removed = removeSource(m_context.environment.fs, file); !removed)
        file.item.reason = removed.error();
    else
        file.item.isSourceRemoved = true;
}

/// So that the next ingest does not take what was once proven for true.
void SourceRemoval::noteDamage(FileId stored)
{
    WriteTransaction transaction(m_connection);
    Status noted = transaction.begin();
    if (noted)
        noted = FileRepository(m_connection).markUnproven(stored);
    if (noted)
        noted = transaction.commit();
    if (!noted)
        m_receipts.noteLoss(noted.error());
}

/// A part of it failed, and may not fail again. What has no bytes will never be a part of it.
bool SourceRemoval::isTorn(const Frame& frame)
{
    return std::ranges::any_of(frame.files, [](const FrameFile& file) {
        const bool isEmpty = file.item.reason && file.item.reason->code == ErrorCode::Empty;
        return !file.isMade && file.item.outcome == IngestOutcome::Failed && !isEmpty;
    });
}

/// All sources of a frame go, or none: that part alone would find neither its photo nor its number again.
std::vector<FrameFile*> SourceRemoval::keepSources(Frame& frame, const Error& reason) const
{
    std::vector<FrameFile*> kept;
    for (FrameFile& file : frame.files) {
        const bool wouldGo = (file.fate == Fate::Store && !file.isMade) ||
                             (file.item.outcome == IngestOutcome::Duplicate && file.duplicateOf);
        if (!wouldGo || file.item.reason || !isSourceDispensable(file))
            continue;
        file.item.reason = reason;
        if (reason.subject.isEmpty())
            file.item.reason->subject = file.item.path;
        kept.push_back(&file);
    }
    return kept;
}

void SourceRemoval::keepAll(std::vector<Frame>& group, const Error& reason) const
{
    if (!m_context.isMove())
        return;
    for (Frame& frame : group)
        (void)keepSources(frame, reason);
}

void SourceRemoval::remove(std::vector<Frame>& group)
{
    std::vector<FrameFile*> removed;
    std::vector<FrameFile*> left; ///< for a reason that was not known at the commit
    for (Frame& frame : group) {
        if (isTorn(frame)) {
            const auto kept = keepSources(frame, Error{ErrorCode::FrameIncomplete, {}, {}, nullptr});
            left.insert(left.end(), kept.begin(), kept.end());
            continue;
        }
        // Sidecars first: after a kill between the two, a picture alone is found again by its bytes.
        for (const bool isSidecar : {true, false}) {
            for (FrameFile& file : frame.files) {
                const bool hadReason = file.item.reason.has_value();
                if (file.isSidecar() == isSidecar && !file.isMade)
                    removeOne(file);
                if (file.item.reason && !hadReason)
                    left.push_back(&file);
                if (file.isSidecar() == isSidecar && file.item.isSourceRemoved)
                    removed.push_back(&file);
            }
        }
    }
    if (removed.empty() && left.empty())
        return;
    WriteTransaction transaction(m_connection);
    Status noted = transaction.begin();
    for (auto file = removed.begin(); noted && file != removed.end(); ++file)
        noted = m_receipts.noteSourceRemoved(**file);
    for (auto file = left.begin(); noted && file != left.end(); ++file)
        noted = m_receipts.noteLeft(**file);
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
    if (file.isInPlace || file.madeFrom.isKnown()) {
        // Not our own copy: a file that lay there with the same digest, or one with more in it than the
        // source. A digest alone removes nothing.
        const auto isSame = isKeptIn(m_context, file, final);
        if (!isSame || !*isSame) {
            file.item.reason =
                isSame ? Error{ErrorCode::VerifyFailed, file.item.path, {}, nullptr} : isSame.error();
            return;
        }
    }
    if (!isNotStoredItself(file))
        return;
    if (const Status removed = removeSource(m_context.environment.fs, file); !removed)
        file.item.reason = removed.error();
    else
        file.item.isSourceRemoved = true;
}

} // namespace safelight
