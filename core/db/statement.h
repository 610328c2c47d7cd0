#pragma once

#include <QSqlQuery>
#include <QString>

#include <unordered_map>
#include <utility>

class QSqlError;

namespace safelight {

/// A statement that was run, and the rows that it gives, forward only. Its end gives the prepared form back
/// to the connection that it came from, where the next run of the same text finds it: preparing takes longer
/// than most of our statements do. Must not outlive the connection.
class Statement
{
public:
    /// Prepared forms that nobody uses now, by their text. At most `kMostIdle`: the repositories have fewer.
    using Idle = std::unordered_map<QString, QSqlQuery>;
    static constexpr std::size_t kMostIdle = 48;

    /// `idle`: where the prepared form goes at the end; null: nowhere.
    Statement(QSqlQuery query, Idle* idle) : m_query(std::move(query)), m_idle(idle) {}
    Statement(Statement&& other) noexcept
        : m_query(std::move(other.m_query)), m_idle(std::exchange(other.m_idle, nullptr))
    {
    }
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    /// On to the next row; false at the end or after an error (Connection::endOf() tells).
    bool next() { return m_query.next(); }
    /// Of the row, by the column's number.
    QVariant value(int column) const { return m_query.value(column); }
    int columnCount() const;
    int numRowsAffected() const { return m_query.numRowsAffected(); }
    QSqlError lastError() const;
    QSqlQuery& query() { return m_query; }

private:
    QSqlQuery m_query;
    Idle* m_idle;
};

} // namespace safelight
