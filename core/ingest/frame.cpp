#include "ingest/frame.h"

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

} // namespace safelight
