#pragma once

#include "db/connection.h"

#include <QUuid>

#include <optional>

namespace safelight {

/// Whose catalogue this is.
class LibraryRepository
{
public:
    explicit LibraryRepository(const Connection& connection) : m_connection(connection) {}

    /// The library's UUID; nothing while no library has claimed the catalogue.
    Result<std::optional<QUuid>> uuid() const;

    /// Notes the library. In a write transaction, after uuid() gave nothing.
    Status insert(const QUuid& uuid) const;

private:
    const Connection& m_connection;
};

} // namespace safelight
