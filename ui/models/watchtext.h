#pragma once

#include "ui/models/tone.h"
#include "ui/watchboard.h"

namespace safelight {

/// How a folder is doing, as a chip: "Running", "Waiting for disk".
QString watchStateText(const WatchStatus& status);
Tone watchTone(const WatchStatus& status);
/// The same in sentences, with what to know or to do.
QString watchSentence(const WatchEntry& entry);

/// "taken in", "could not be taken in".
QString watchEventText(WatchEvent::Kind kind);
Tone watchEventTone(WatchEvent::Kind kind);

/// Why a folder cannot be watched as it stands; empty: it can.
QString watchProblemText(const WatchAnswer& answer);

/// Copy or move, as the options say.
QString transferText(const WatchedFolder& folder);

} // namespace safelight
