#pragma once

#include "base/error.h"

namespace safelight {

/// A failure in a few words, for a table cell or the end of a line: "the disk is full". Does not name the
/// subject.
QString shortText(const Error& error);

/// A failure in full sentences, for a dialog: what happened, to which item, and what to do now. Plain text,
/// never empty.
QString fullText(const Error& error);

} // namespace safelight
