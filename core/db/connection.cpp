#include "db/connection.h"

#include "base/pathtext.h"
#include "db/dialect.h"

#include <QSqlError>
#include <QUuid>

namespace safelight {

Connection::Connection(CatalogLocation location)
    : m_location(std::move(location)), m_name(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

Connection::~Connection()
{
    if (!m_database.isValid())
        return;
    m_database.close();
    m_database = QSqlDatabase(); // the registry complains while a copy is alive
    QSqlDatabase::removeDatabase(m_name);
}

QString Connection::displayName() const
{
    return displayText(m_location.file);
}

Status Connection::open(Mode mode, std::chrono::milliseconds busyTimeout)
{
    std::error_code failure;
    const bool isThere = std::filesystem::exists(m_location.file, failure);
    if (!isThere && mode != Mode::Create)
        return Error{ErrorCode::NotFound, displayName(), QString::fromStdString(failure.message()), nullptr};

    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(busyTimeout.count()));
    m_database.setDatabaseName(pathToText(m_location.file)); // UTF-8 by CatalogLocation
    if (!m_database.open())
        return dialect::translate(m_database.lastError(), displayName());
    return setPragmas();
}

Status Connection::setPragmas()
{
    // The first read tells a database from any other file.
    SAFELIGHT_TRY(run(QStringLiteral("PRAGMA schema_version")));
    SAFELIGHT_TRY(run(QStringLiteral("PRAGMA foreign_keys = ON")));
    // Readers never block the writer, nor the writer readers; every commit is synced (FULL), so "committed"
    // is a promise.
    SAFELIGHT_TRY(run(QStringLiteral("PRAGMA synchronous = FULL")));
    auto walMode = run(QStringLiteral("PRAGMA journal_mode = WAL"));
    // A database that cannot be written to says so at the first write, where it matters.
    if (!walMode && walMode.error().code != ErrorCode::CatalogReadOnly)
        return walMode.error();
    return {};
}

Result<QSqlQuery> Connection::prepare(const QString& sql) const
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return dialect::translate(query.lastError(), displayName());
    return query;
}

Result<QSqlQuery> Connection::run(const QString& sql, const QVariantList& values) const
{
    SAFELIGHT_ASSIGN(QSqlQuery query, prepare(sql));
    for (const QVariant& value : values)
        query.addBindValue(value);
    SAFELIGHT_TRY(execute(query));
    return query;
}

Status Connection::execute(QSqlQuery& query) const
{
    if (!query.exec())
        return dialect::translate(query.lastError(), displayName());
    return {};
}

Status Connection::endOf(const QSqlQuery& query) const
{
    if (query.lastError().isValid())
        return dialect::translate(query.lastError(), displayName());
    return {};
}

WriteTransaction::~WriteTransaction()
{
    if (m_isOpen)
        (void)m_connection.run(QStringLiteral("ROLLBACK"));
}

Status WriteTransaction::begin()
{
    SAFELIGHT_TRY(m_connection.run(dialect::beginWrite()));
    m_isOpen = true;
    return {};
}

Status WriteTransaction::commit()
{
    SAFELIGHT_TRY(m_connection.run(QStringLiteral("COMMIT")));
    m_isOpen = false;
    return {};
}

} // namespace safelight
