#pragma once

#include "base/result.h"

#include <filesystem>

namespace safelight {

/// Where a catalogue lives. A value that any thread may keep and open a connection from.
struct CatalogLocation
{
    std::filesystem::path file; ///< the SQLite database

    /// From what a person gave as `--catalog`: a path, or `sqlite:PATH`.
    /// Errors: InvalidArgument (an engine that this version does not open, or a path that is not UTF-8:
    /// SQLite takes no other).
    static Result<CatalogLocation> fromArgument(std::string_view argument);

    friend bool operator==(const CatalogLocation&, const CatalogLocation&) = default;
};

} // namespace safelight
