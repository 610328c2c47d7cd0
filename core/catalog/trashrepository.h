#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "domain/project.h"

#include <QUuid>

namespace safelight {

/// What lies in the library's trash and where it came from.
struct TrashEntry
{
    QUuid uuid; ///< names the folder below `.safelight/trash`
    ProjectId project;
    QString origin;   ///< carried text: where it lay
    QString storedAs; ///< carried text: its path below the trash folder
    QString reason;
    QDateTime deletedAt; ///< retention counts from here, never from the file's own times
};

class TrashRepository
{
public:
    explicit TrashRepository(Connection& connection) : m_connection(connection) {}

    Status insert(const TrashEntry& entry) const;
    /// Takes back a row whose move did not happen.
    Status remove(const QUuid& uuid) const;

private:
    Connection& m_connection;
};

} // namespace safelight
