#pragma once

#include "base/canceltoken.h"
#include "ingest/sourcescan.h"

#include <optional>

namespace safelight {

/// How fast the files of a scan can be read now, in bytes a second: measured on a few of them, spread over
/// all, within a quarter of a second, and not from the system's cache where that can be helped. None where
/// nothing could be read.
std::optional<double> sampleReadRate(const SourceScan& scan, const CancelToken& cancel);

} // namespace safelight
