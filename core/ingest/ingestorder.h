#pragma once

namespace safelight {

/// In which order frames are taken in; times are those of the files.
enum class IngestOrder { AsFound, OldestFirst, NewestFirst };

} // namespace safelight
