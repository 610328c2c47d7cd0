#pragma once

#include "domain/availability.h"

#include <QString>

#include <optional>

namespace safelight {

/// What a person wants to keep of a photo. Nothing happens to its files until the decisions are committed.
enum class Decision {
    Undecided, ///< everything stays
    KeepJpg,   ///< without its RAW; what is neither (a TIFF, a clip) stays
    KeepAll,
    Reject, ///< nothing, its sidecars included
};
/// `undecided`, `keep_jpg`, `keep_all`, `reject`.
QString decisionName(Decision decision);
std::optional<Decision> decisionFromName(QStringView name);

/// Which kinds of variant stay.
Availability keptBy(Decision decision);
/// What the flags of a photo say; `isDecided`: a person did.
Decision decisionOf(Availability keep, bool isDecided);

} // namespace safelight
