#include "ingest/frame.h"

#include <utility>

namespace safelight {

void FrameFile::leave(IngestOutcome outcome, std::optional<Error> reason)
{
    fate = Fate::Leave;
    item.outcome = outcome;
    if (outcome == IngestOutcome::Duplicate)
        item.finding = Finding::Duplicate;
    else if (outcome == IngestOutcome::Conflict)
        item.finding = Finding::NameTaken;
    item.reason = std::move(reason);
    bytes.clear(); // the next file may have the memory, while it is still in the processor's cache
}

void FrameFile::fail(const Error& error)
{
    fate = Fate::Leave;
    item.outcome = IngestOutcome::Failed;
    item.reason = error;
    item.stem.clear();
    item.stored = {};
    item.second = {};
    if (second)
        second->withdraw();
    second.reset();
    row = {};
    incoming.reset();
    picture.reset();
}

void FrameFile::takeAddition()
{
    if (addition && addition->failure) {
        item.reason = std::move(addition->failure);
    } else if (addition) {
        madeFrom = std::exchange(digest, std::move(addition->digest));
        bytes = std::move(addition->bytes);
        incoming.reset(); // it has the bytes of the source
    }
    addition.reset();
}

bool Frame::isTold(const FrameFile& file) const
{
    const bool isFailed = file.item.outcome == IngestOutcome::Failed && isAnyStored();
    const bool isOnceOnly = file.item.reason && file.item.reason->code == ErrorCode::NotCopiedTwice;
    return !file.isMade || isFailed || isOnceOnly;
}

void Frame::dropUnmade()
{
    const auto isUnmade = [](const FrameFile& file) {
        return file.isMade && file.fate != FrameFile::Fate::Store && !file.duplicateOf;
    };
    if (!files.empty() && isUnmade(files.back())) // it is the last one
        files.pop_back();
}

} // namespace safelight
