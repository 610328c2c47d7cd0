#pragma once

#include "domain/availability.h"

#include <QString>

namespace safelight {

/// "JPEG and RAW": what of a photo is on disk, for a reader of the screen and for a table.
QString kindsText(const Availability& available);

/// The letters that stand for the kinds on a badge: `J`, `R`, `O`.
QString badgeLetter(FileKind kind);

} // namespace safelight
