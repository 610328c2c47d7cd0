#pragma once

#include "base/result.h"
#include "catalog/cursor.h"
#include "db/connection.h"
#include "domain/correction.h"

#include <optional>
#include <vector>

namespace safelight {

struct CorrectionPage
{
    QVector<Correction> corrections;
    std::optional<Cursor> next;
};

/// Rows of corrections. Each function runs on the connection's thread.
class CorrectionRepository
{
public:
    explicit CorrectionRepository(Connection& connection) : m_connection(connection) {}

    static Cursor firstPage(std::optional<JobId> job)
    {
        return {Listing::Corrections, job ? job->value : 0, 0};
    }

    Result<CorrectionId> insert(const Correction& correction) const;
    /// A page by ascending id, of the cursor's job or of all. Errors: WrongCursor.
    Result<CorrectionPage> page(const Cursor& from, int limit) const;
    /// The newest ones, newest last: what the window shows at its start.
    Result<QVector<Correction>> latest(int limit) const;

private:
    Connection& m_connection;
};

} // namespace safelight
