#pragma once

#include "benchmarks/manifestlibrary.h"

#include "base/result.h"

namespace safelight::bench {

/// What no check can do without: reading every name of a folder once, with nothing done about it. Returns how
/// many there are.
Result<qint64> listBare(const std::filesystem::path& folder);

/// And reading every compared column of every photo and file of a project once, by SQLite's own interface.
/// Returns the number of rows.
Result<qint64> scanBare(const ManifestLibrary& library);

/// The manifest check as one writes it first: all rows of the catalogue in a QVector, all names of the folder
/// in a QSet, and then one look-up for each row. Returns the number of differences; corrects nothing.
Result<qint64> checkAllAtOnce(const ManifestLibrary& library);

} // namespace safelight::bench
