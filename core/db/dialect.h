#pragma once

#include "base/result.h"
#include "domain/cataloglocation.h"

#include <QString>
#include <QStringList>

#include <chrono>

class QSqlDatabase;
class QSqlError;

namespace safelight {

class Connection;

/// What is one database engine's own: everything else in `db` and `catalog` is portable SQL. Constant and
/// without state; any thread may use it.
class Dialect
{
public:
    virtual ~Dialect() = default;

    /// The dialect of the engine that the catalogue lives in.
    static const Dialect& of(const CatalogLocation& location);

    /// The name of Qt's driver.
    virtual QString driver() const = 0;

    /// Tells a connection that is not open yet where to go and how. `busyTimeout`: how long a statement waits
    /// for a lock.
    virtual void configure(QSqlDatabase& database, const CatalogLocation& location,
                           std::chrono::milliseconds busyTimeout) const = 0;

    /// What every connection needs once it is open. Errors: CatalogDamaged, CatalogBusy, CatalogFailed.
    virtual Status settle(const Connection& connection) const = 0;

    /// Whether rows may be fetched one by one while other statements run on the same connection.
    virtual bool canFetchForwardOnly() const = 0;

    /// Keeps little of the database in memory; empty where there is nothing to say.
    virtual QString limitCache() const = 0;

    /// Keeps in memory what a savepoint would undo; empty where there is nothing to say.
    virtual QString undoInMemory() const = 0;

    /// Opens a transaction that will write, and waits for its turn: one writer at a time, and what it reads
    /// stays so until it has committed (resources/docs/adr/0009-one-writer-at-a-time.md).
    virtual QStringList beginWrite() const = 0;

    /// Fails where a COMMIT would only seem to succeed.
    virtual QStringList beforeCommit() const = 0;

    /// Puts the engine's words in place of the `{{…}}` of a migration's statement; empty when the statement
    /// is for another engine alone. The words are listed in ARCHITECTURE.md.
    QString withEngineWords(const QString& statement) const;

    /// A text column whose value QVariant::toByteArray() gives as the bytes of its UTF-8.
    virtual QString textAsBytes(const QString& column) const = 0;

    /// One row: how many tables there are, and how many of them bear the bound name.
    virtual QString countTables() const = 0;

    /// The engine's error as one of ours. `subject` is the catalogue.
    Error translate(const QSqlError& error, const QString& subject) const;

    /// True when a failed insert or update met a unique key.
    virtual bool isUniqueViolation(const QSqlError& error) const = 0;

protected:
    /// The name in braces that marks a statement of this engine alone.
    virtual QString engineWord() const = 0;
    /// What `{{word: arguments}}` stands for.
    virtual QString wordText(const QString& word, const QString& arguments) const = 0;
    /// A statement in which all words are replaced, in the engine's own types.
    virtual QString withEngineTypes(QString statement) const { return statement; }
    virtual ErrorCode codeOf(const QSqlError& error) const = 0;
};

/// The two engines; see Dialect::of().
const Dialect& sqliteDialect();
const Dialect& postgresqlDialect();

} // namespace safelight
