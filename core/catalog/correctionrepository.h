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

/// Which corrections a list shows.
struct CorrectionQuery
{
    std::optional<ProjectId> project;
    std::optional<JobId> job;
    std::optional<CorrectionKind> kind;
    std::optional<bool> isUndone;
    std::vector<CorrectionId> ids; ///< empty: whichever
    QString text; ///< part of the stem, a file, the project or what was before or after, in any case

    friend bool operator==(const CorrectionQuery&, const CorrectionQuery&) = default;
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
    /// A page by descending id, older than `before`.
    Result<QVector<Correction>> newest(const CorrectionQuery& query, std::optional<CorrectionId> before,
                                       int limit) const;
    /// Guarded: false when it was undone before.
    Result<bool> markUndone(CorrectionId id, const QDateTime& at) const;
    /// The newest ones, newest last: what the window shows at its start.
    Result<QVector<Correction>> latest(int limit) const;

private:
    Connection& m_connection;
};

} // namespace safelight
