#pragma once

#include "base/canceltoken.h"
#include "catalog/filerepository.h"
#include "storage/foldernames.h"

#include <functional>
#include <string>
#include <vector>

namespace safelight {

/// Files of one photo stem that lie in a project's folder and have no row.
struct UnknownFrame
{
    std::string stem;
    std::vector<std::string> names; ///< relative, sorted
};

/// Finds the names of a listing that have no row in the project, grouped by stem, in the order of the stems.
/// The rows' names are read from their index alone, `page` at a time; no file is looked at. What lies in a
/// subfolder that is a project of its own is left out. `onPage` is told how many rows were read.
///
/// Memory: one bit a listed name, a page of names, and the names that are unknown. Errors: Cancelled, those
/// of the catalogue.
Result<std::vector<UnknownFrame>> findUnknownFiles(Connection& connection, ProjectId project,
                                                   const FolderNames& names, int page,
                                                   const CancelToken& cancel,
                                                   const std::function<void(qint64)>& onPage);

/// Whether a relative name lies below one of the listing's inner projects.
bool isOfInnerProject(const FolderNames& names, std::string_view relativeName);

} // namespace safelight
