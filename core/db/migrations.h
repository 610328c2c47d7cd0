#pragma once

#include "db/connection.h"

namespace safelight {

/// Brings the catalogue's schema to the one that this program knows, one numbered file of resources/sql after
/// the other, all in one transaction. A catalogue that is up to date is only read. Errors: CatalogTooNew (a
/// newer program has been here; nothing is touched), CatalogDamaged (a database of something else).
Status migrate(Connection& connection);

/// The number of the newest schema that this program knows.
int newestSchemaVersion();

} // namespace safelight
