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
    m_idle.clear();
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

Status Connection::limitCache()
{
    SAFELIGHT_TRY(run(QStringLiteral("PRAGMA cache_size = -256"))); // KiB
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

Result<Statement> Connection::run(const QString& sql, const QVariantList& values) const
{
    auto known = m_idle.extract(sql);
    auto query = known.empty() ? prepare(sql) : Result<QSqlQuery>(std::move(known.mapped()));
    if (!query)
        return query.error();
    for (int i = 0; i < values.size(); ++i)
        query->bindValue(i, values[i]);
    // What has no values mostly has them in its text: another one each time.
    Statement statement(*std::move(query), values.isEmpty() ? nullptr : &m_idle);
    SAFELIGHT_TRY(execute(statement.query()));
    return statement;
}

Status Connection::execute(QSqlQuery& query) const
{
    if (!query.exec())
        return dialect::translate(query.lastError(), displayName());
    return {};
}

Status Connection::endOf(const Statement& statement) const
{
    if (const QSqlError error = statement.lastError(); error.isValid())
        return dialect::translate(error, displayName());
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
