#include "db/statement.h"

#include <QSqlError>
#include <QSqlRecord>

namespace safelight {

Statement::~Statement()
{
    if (!m_idle)
        return;
    m_query.finish(); // an open cursor would hold its snapshot of the database
    if (m_idle->size() < kMostIdle)
        m_idle->try_emplace(m_query.lastQuery(), std::move(m_query));
}

int Statement::columnCount() const
{
    return m_query.record().count();
}

QSqlError Statement::lastError() const
{
    return m_query.lastError();
}

} // namespace safelight
