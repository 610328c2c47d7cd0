#pragma once

#include "base/error.h"

#include <QString>

class QSqlError;

namespace safelight::dialect {

/// The one place for what is SQLite's own: everything else in `db` and `catalog` is portable SQL.

/// Opens a transaction that will write. Qt's transaction() is deferred on SQLite: after another writer's
/// commit its first write fails at once, busy timeout or not. This waits for the write lock first.
QString beginWrite();

/// Puts the engine's words into a migration: `{{identity}}`.
QString withEngineTypes(QString sql);

/// A text column as the bytes of its UTF-8. Qt's SQLite driver makes a QString of each text that it reads, by
/// way of UTF-16; bytes it hands over as they are.
QString textAsBytes(const QString& column);

/// One row: how many tables there are, and how many of them bear the bound name.
QString countTables();

/// The engine's error as one of ours. `subject` is the catalogue.
Error translate(const QSqlError& error, const QString& subject);

/// True when a failed insert or update met a unique key.
bool isUniqueViolation(const QSqlError& error);

} // namespace safelight::dialect
