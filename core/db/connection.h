#pragma once

#include "base/result.h"
#include "db/statement.h"
#include "domain/cataloglocation.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <chrono>

namespace safelight {

/// One connection to the catalogue, for the thread and the scope that made it: a stack object that opens,
/// sets its pragmas, and takes itself out of Qt's registry at the end. Make one per task run (0.03–0.12 ms),
/// never one per row.
class Connection
{
public:
    enum class Mode {
        ReadWrite, ///< the file must be there
        Create,    ///< the file is made where there is none
    };

    explicit Connection(CatalogLocation location);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// Opens with write-ahead log, foreign keys on and durable commits. Does not look at the schema (see
    /// migrations.h). `busyTimeout`: how long a statement waits for another writer. Errors: NotFound,
    /// CatalogUnreachable, CatalogDamaged, CatalogReadOnly, CatalogBusy.
    Status open(Mode mode = Mode::ReadWrite, std::chrono::milliseconds busyTimeout = kBusyTimeout);

    /// Keeps little of the file in memory, for a connection that reads each row once.
    Status limitCache();

    /// A prepared, forward-only query, for who runs it many times. Must not outlive the connection.
    Result<QSqlQuery> prepare(const QString& sql) const;

    /// Binds in order and runs; a text that was run before is not prepared again.
    Result<Statement> run(const QString& sql, const QVariantList& values = {}) const;

    /// Runs a prepared query with what was bound to it.
    Status execute(QSqlQuery& query) const;

    /// To be asked when next() has returned false: was that the end, or an error?
    Status endOf(const Statement& statement) const;

    const CatalogLocation& location() const { return m_location; }
    QString displayName() const;

    static constexpr std::chrono::milliseconds kBusyTimeout{15'000};

private:
    Status setPragmas();

    CatalogLocation m_location;
    QString m_name;
    QSqlDatabase m_database;
    mutable Statement::Idle m_idle;
};

/// A transaction that holds the write lock from its beginning, and rolls back unless commit() was reached.
class WriteTransaction
{
public:
    explicit WriteTransaction(Connection& connection) : m_connection(connection) {}
    WriteTransaction(const WriteTransaction&) = delete;
    WriteTransaction& operator=(const WriteTransaction&) = delete;
    ~WriteTransaction();

    /// Errors: CatalogBusy when another writer did not finish in time.
    Status begin();
    Status commit();

private:
    Connection& m_connection;
    bool m_isOpen = false;
};

} // namespace safelight
