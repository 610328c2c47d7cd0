#pragma once

#include "base/result.h"
#include "db/dialect.h"
#include "db/statement.h"
#include "domain/cataloglocation.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <chrono>

namespace safelight {

/// One connection to the catalogue, for the thread and the scope that made it: a stack object that opens,
/// settles its session, and takes itself out of Qt's registry at the end. Make one per task run (0.03–0.12 ms
/// for a file, 3 ms for a server), never one per row.
class Connection
{
public:
    enum class Mode {
        ReadWrite, ///< the file must be there
        Create,    ///< the file is made where there is none; a server's database must be there in any case
    };

    explicit Connection(CatalogLocation location);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// Opens with durable commits, foreign keys on, and readers that never wait. Does not look at the schema
    /// (see migrations.h). `busyTimeout`: how long a statement waits for another writer. Errors: NotFound (no
    /// such file), CatalogUnreachable, CatalogLoginRefused, CatalogMissing (the server has no such database),
    /// CatalogDamaged, CatalogReadOnly, CatalogBusy.
    Status open(Mode mode = Mode::ReadWrite, std::chrono::milliseconds busyTimeout = kBusyTimeout);

    /// Keeps little of the file in memory, for a connection that reads each row once.
    Status limitCache();

    /// Keeps in memory what a savepoint would undo, for a connection that has many small ones. Sorts of large
    /// tables take memory then, too.
    Status keepUndoInMemory();

    /// A prepared query, for who runs it many times, and reads its rows forward. Must not outlive the
    /// connection.
    Result<QSqlQuery> prepare(const QString& sql) const;

    /// Binds in order and runs; a text that was run with values before is not prepared again.
    Result<Statement> run(const QString& sql, const QVariantList& values = {}) const;

    /// Whether a query gives any row. To be asked first where there mostly is none: Qt describes all columns
    /// of a query even when it gives nothing, so this wants one.
    Result<bool> hasRow(const QString& sql, const QVariantList& values) const;

    /// Runs a prepared query with what was bound to it.
    Status execute(QSqlQuery& query) const;

    /// To be asked when next() has returned false: was that the end, or an error?
    Status endOf(const Statement& statement) const;

    const CatalogLocation& location() const { return m_location; }
    const Dialect& dialect() const { return m_dialect; }
    QString displayName() const { return m_location.displayName(); }

    static constexpr std::chrono::milliseconds kBusyTimeout{15'000};

private:
    QSqlQuery newQuery() const;
    Error errorOf(const QSqlError& error) const;

    CatalogLocation m_location;
    const Dialect& m_dialect;
    QString m_name;
    QSqlDatabase m_database;
    mutable Statement::Idle m_idle;
};

/// A transaction that holds the write lock from its beginning, and rolls back unless commit() was reached. A
/// statement that fails inside it may make all later ones fail, and the commit: who means to go on after an
/// error has a Savepoint around what may fail.
class WriteTransaction
{
public:
    explicit WriteTransaction(Connection& connection) : m_connection(connection) {}
    WriteTransaction(const WriteTransaction&) = delete;
    WriteTransaction& operator=(const WriteTransaction&) = delete;
    ~WriteTransaction();

    /// Errors: CatalogBusy when another writer did not finish in time.
    Status begin();
    /// Durable once it has succeeded.
    Status commit();

private:
    void rollBack();

    Connection& m_connection;
    bool m_isOpen = false;
};

/// A part of a transaction that can be undone alone. Rolls back unless release() was reached; may be nested.
class Savepoint
{
public:
    explicit Savepoint(Connection& connection) : m_connection(connection) {}
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;
    ~Savepoint();

    Status begin();
    /// Keeps what was done since begin(), as a part of the transaction.
    Status release();
    /// Undoes what was done since begin(), also after an error; the transaction can go on.
    Status rollBack();

private:
    Connection& m_connection;
    bool m_isOpen = false;
};

} // namespace safelight
