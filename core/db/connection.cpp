#include "db/connection.h"

#include <QSqlError>
#include <QUuid>

#include <utility>

namespace safelight {

namespace {

Status checkOpen(const QSqlDatabase& database, const CatalogLocation& location)
{
    if (database.isOpen())
        return {};
    return Error{ErrorCode::CatalogUnreachable, location.displayName(),
                 QStringLiteral("the connection was lost"), nullptr};
}

} // namespace

Connection::Connection(CatalogLocation location)
    : m_location(std::move(location)),
      m_dialect(Dialect::of(m_location)),
      m_name(QUuid::createUuid().toString(QUuid::WithoutBraces))
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

Status Connection::open(Mode mode, std::chrono::milliseconds busyTimeout)
{
    if (const auto* file = m_location.file()) {
        std::error_code failure;
        if (!std::filesystem::exists(*file, failure) && mode != Mode::Create)
            return Error{ErrorCode::NotFound, displayName(), QString::fromStdString(failure.message()),
                         nullptr};
    } else if (!QSqlDatabase::isDriverAvailable(m_dialect.driver())) {
        return Error{ErrorCode::CatalogUnreachable, displayName(),
                     u"Qt's driver " + m_dialect.driver() + u" is not installed", nullptr};
    }
    m_database = QSqlDatabase::addDatabase(m_dialect.driver(), m_name);
    m_dialect.configure(m_database, m_location, busyTimeout);
    if (!m_database.open())
        return errorOf(m_database.lastError());
    return m_dialect.settle(*this);
}

Status Connection::limitCache()
{
    if (const QString statement = m_dialect.limitCache(); !statement.isEmpty())
        SAFELIGHT_TRY(run(statement));
    return {};
}

Status Connection::keepUndoInMemory()
{
    if (const QString statement = m_dialect.undoInMemory(); !statement.isEmpty())
        SAFELIGHT_TRY(run(statement));
    return {};
}

QSqlQuery Connection::newQuery() const
{
    QSqlQuery query(m_database);
    query.setForwardOnly(m_dialect.canFetchForwardOnly());
    return query;
}

Error Connection::errorOf(const QSqlError& error) const
{
    return m_dialect.translate(error, displayName());
}

Result<QSqlQuery> Connection::prepare(const QString& sql) const
{
    SAFELIGHT_TRY(checkOpen(m_database, m_location));
    QSqlQuery query = newQuery();
    if (!query.prepare(sql))
        return errorOf(query.lastError());
    return query;
}

Result<Statement> Connection::run(const QString& sql, const QVariantList& values) const
{
    if (values.isEmpty()) {
        SAFELIGHT_TRY(checkOpen(m_database, m_location));
        // What has no values mostly has them in its text: another one each time. And a server prepares
        // neither BEGIN nor COMMIT.
        QSqlQuery query = newQuery();
        if (!query.exec(sql))
            return errorOf(query.lastError());
        return Statement(std::move(query), nullptr);
    }
    auto known = m_idle.extract(sql);
    auto query = known.empty() ? prepare(sql) : Result<QSqlQuery>(std::move(known.mapped()));
    if (!query)
        return query.error();
    for (int i = 0; i < values.size(); ++i)
        query->bindValue(i, values[i]);
    Statement statement(*std::move(query), &m_idle);
    SAFELIGHT_TRY(execute(statement.query()));
    return statement;
}

Result<bool> Connection::hasRow(const QString& sql, const QVariantList& values) const
{
    SAFELIGHT_ASSIGN(Statement row, run(sql, values));
    const bool isAny = row.next();
    SAFELIGHT_TRY(endOf(row));
    return isAny;
}

Status Connection::execute(QSqlQuery& query) const
{
    if (!query.exec())
        return errorOf(query.lastError());
    return {};
}

Status Connection::endOf(const Statement& statement) const
{
    if (const QSqlError error = statement.lastError(); error.isValid())
        return errorOf(error);
    return {};
}

WriteTransaction::~WriteTransaction()
{
    rollBack();
}

void WriteTransaction::rollBack()
{
    if (std::exchange(m_isOpen, false))
        (void)m_connection.run(QStringLiteral("ROLLBACK"));
}

Status WriteTransaction::begin()
{
    for (const QString& statement : m_connection.dialect().beginWrite()) {
        if (const auto done = m_connection.run(statement); !done) {
            rollBack(); // at once: a transaction whose turn did not come takes no statement
            return done.error();
        }
        m_isOpen = true;
    }
    return {};
}

Status WriteTransaction::commit()
{
    for (const QString& statement : m_connection.dialect().beforeCommit())
        SAFELIGHT_TRY(m_connection.run(statement));
    SAFELIGHT_TRY(m_connection.run(QStringLiteral("COMMIT")));
    m_isOpen = false;
    return {};
}

Savepoint::~Savepoint()
{
    if (m_isOpen)
        (void)rollBack();
}

// The name may be the same for all: the innermost one is meant.
Status Savepoint::begin()
{
    SAFELIGHT_TRY(m_connection.run(QStringLiteral("SAVEPOINT part")));
    m_isOpen = true;
    return {};
}

Status Savepoint::release()
{
    SAFELIGHT_TRY(m_connection.run(QStringLiteral("RELEASE SAVEPOINT part")));
    m_isOpen = false;
    return {};
}

Status Savepoint::rollBack()
{
    m_isOpen = false;
    SAFELIGHT_TRY(m_connection.run(QStringLiteral("ROLLBACK TO SAVEPOINT part")));
    SAFELIGHT_TRY(m_connection.run(QStringLiteral("RELEASE SAVEPOINT part")));
    return {};
}

} // namespace safelight
