#include "ui/models/watchtext.h"

#include "base/pathtext.h"
#include "ingest/ingestrequest.h"
#include "ui/words/errortext.h"
#include "ui/words/progresstext.h"

#include <QCoreApplication>

namespace safelight {

namespace {

struct WatchText
{
    Q_DECLARE_TR_FUNCTIONS(WatchText)
};

/// What a person mends by connecting something.
bool isDiskAway(ErrorCode code)
{
    return code == ErrorCode::NotFound || code == ErrorCode::VolumeGone ||
           code == ErrorCode::ProjectOffline || code == ErrorCode::LibraryMissing;
}

QString problemText(const WatchProblem& problem)
{
    using Kind = WatchProblem::Kind;
    const QString other = displayText(problem.other);
    switch (problem.kind) {
    case Kind::None:
        return {};
    case Kind::NotAbsolute:
        return WatchText::tr("Give the whole path of the folder, from the first “/” on.");
    case Kind::NotThere:
        return WatchText::tr("There is no such folder. Check its name, or connect its disk first.");
    case Kind::NoFolder:
        return WatchText::tr("That is not a folder.");
    case Kind::WithinOwn:
        return WatchText::tr("That folder is, or lies in, “%1”, which Safelight writes to itself: what it "
                             "takes in would be found there again.")
            .arg(other);
    case Kind::AroundOwn:
        return WatchText::tr("That folder contains “%1”, which Safelight writes to itself: what it takes in "
                             "would be found there again.")
            .arg(other);
    case Kind::Watched:
        return WatchText::tr("That folder is watched already.");
    case Kind::WithinWatched:
        return WatchText::tr("That folder lies in “%1”, which is watched already.").arg(other);
    case Kind::AroundWatched:
        return WatchText::tr("That folder contains “%1”, which is watched already.").arg(other);
    case Kind::AgainAndAgain:
        return WatchText::tr("Copying with “take them in again” would take in everything anew at each "
                             "start. Skip what is stored already, or move.");
    }
    return {};
}

} // namespace

QString watchStateText(const WatchStatus& status)
{
    switch (status.state) {
    case WatchState::Running:
        return WatchText::tr("Running");
    case WatchState::Polling:
        return WatchText::tr("Polling");
    case WatchState::Stopped:
        return WatchText::tr("Stopped");
    case WatchState::Error:
        break;
    }
    const ErrorCode code = status.error ? status.error->code : ErrorCode::Internal;
    if (code == ErrorCode::WatchedByOther)
        return WatchText::tr("Watched elsewhere");
    return isDiskAway(code) ? WatchText::tr("Waiting for disk") : WatchText::tr("Error");
}

Tone watchTone(const WatchStatus& status)
{
    switch (status.state) {
    case WatchState::Running:
    case WatchState::Polling:
        return Tone::Good;
    case WatchState::Stopped:
        return Tone::Quiet;
    case WatchState::Error:
        break;
    }
    const ErrorCode code = status.error ? status.error->code : ErrorCode::Internal;
    return isDiskAway(code) || code == ErrorCode::WatchedByOther ? Tone::Caution : Tone::Bad;
}

QString watchSentence(const WatchEntry& entry)
{
    if (entry.progress && entry.status.state != WatchState::Error)
        return progressStageText(*entry.progress) + QStringLiteral("  ·  ") + progressText(*entry.progress);
    switch (entry.status.state) {
    case WatchState::Running:
        return WatchText::tr("What comes to lie there is taken in as soon as it stays the same.");
    case WatchState::Polling:
        return WatchText::tr("The system does not tell of new files there, so the folder is looked at again "
                             "and again.");
    case WatchState::Stopped:
        return WatchText::tr("Nothing is taken in. What comes to lie there meanwhile waits for the start.");
    case WatchState::Error:
        break;
    }
    const QString reason = entry.status.error ? fullText(*entry.status.error) : QString();
    return entry.folder.isEnabled ? WatchText::tr("%1\nIt is tried again by itself.").arg(reason) : reason;
}

QString watchEventText(WatchEvent::Kind kind)
{
    switch (kind) {
    case WatchEvent::Kind::Started:
        return WatchText::tr("Watching began");
    case WatchEvent::Kind::Stopped:
        return WatchText::tr("Watching ended");
    case WatchEvent::Kind::Away:
        return WatchText::tr("Cannot be watched");
    case WatchEvent::Kind::Unreadable:
        return WatchText::tr("Cannot be read");
    case WatchEvent::Kind::TakenIn:
        return WatchText::tr("Taken in");
    case WatchEvent::Kind::Duplicate:
        return WatchText::tr("Stored already");
    case WatchEvent::Kind::LeftAlone:
        return WatchText::tr("Left alone");
    case WatchEvent::Kind::Failed:
        return WatchText::tr("Failed");
    }
    return {};
}

Tone watchEventTone(WatchEvent::Kind kind)
{
    switch (kind) {
    case WatchEvent::Kind::TakenIn:
        return Tone::Good;
    case WatchEvent::Kind::Away:
    case WatchEvent::Kind::Unreadable:
        return Tone::Caution;
    case WatchEvent::Kind::Failed:
        return Tone::Bad;
    default:
        return Tone::Quiet;
    }
}

QString watchProblemText(const WatchAnswer& answer)
{
    return answer.error ? fullText(*answer.error) : problemText(answer.problem);
}

QString transferText(const WatchedFolder& folder)
{
    const auto request = IngestRequest::fromJson(folder.options);
    const bool isMove = request && request->transfer == IngestRequest::Transfer::Move;
    return isMove ? WatchText::tr("Move") : WatchText::tr("Copy");
}

} // namespace safelight
