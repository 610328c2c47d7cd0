#pragma once

#include "catalog/catalogreader.h"

namespace safelight {

/// A search by the beginning of a file's name, as typed into a view.
struct NameSearch
{
    PhotoQuery within;
    QString prefix;
    PhotoId after; ///< the photo that the search goes on from; none: from the top
};

/// The next photo in the query's order whose name begins with the prefix, going round at the end; none: an
/// invalid id. The photo that the search goes on from counts only when no other fits. For a thread that may
/// wait.
Result<PhotoId> findPhotoByName(CatalogReader& reader, const NameSearch& search);

} // namespace safelight
