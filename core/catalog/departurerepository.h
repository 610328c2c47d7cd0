#pragma once

#include "base/result.h"
#include "catalog/filerepository.h"
#include "db/connection.h"

#include <span>
#include <vector>

namespace safelight {

/// A place that a file left for another project. It may still lie there under its old name.
struct Departure
{
    DepartureId id;
    Project from;    ///< id, name, folder and uuid
    QString name;    ///< below that project's folder, carried text
    StoredFile file; ///< where it is now, by its row
};

/// Rows of departures. Each function runs on the connection's thread.
class DepartureRepository
{
public:
    explicit DepartureRepository(Connection& connection) : m_connection(connection) {}

    /// Those of live projects, oldest first.
    Result<std::vector<Departure>> all() const;
    Result<DepartureId> insert(ProjectId from, const QString& name, FileId file) const;
    Status remove(std::span<const DepartureId> ids) const;

private:
    Connection& m_connection;
};

} // namespace safelight
