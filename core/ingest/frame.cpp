#include "ingest/frame.h"

#include "base/pathtext.h"

#include <utility>

namespace safelight {

void FrameFile::takeContent(FileContent content)
{
    identity = content.identity;
    digest = std::move(content.digest);
    bytes = std::move(content.bytes);
}

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

Frame frameOf(SourceFrame source, ProjectId project)
{
    Frame frame;
    frame.stem = std::move(source.stem);
    frame.ticket = source.ticket;
    frame.attempts = source.attempts;
    frame.files.reserve(source.files.size());
    for (SourceFile& sourceFile : source.files) {
        FrameFile& file = frame.files.emplace_back();
        file.item.path = pathToText(sourceFile.path);
        file.item.size = sourceFile.size;
        file.item.project = project;
        file.source = std::move(sourceFile);
    }
    return frame;
}

} // namespace safelight
