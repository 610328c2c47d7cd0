#include "catalog/libraryrepository.h"

namespace safelight {

Result<std::optional<QUuid>> LibraryRepository::uuid() const
{
    SAFELIGHT_ASSIGN(Statement row, m_connection.run(QStringLiteral("SELECT uuid FROM library")));
    if (row.next())
        return std::optional(QUuid::fromString(row.value(0).toString()));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return std::optional<QUuid>();
}

Status LibraryRepository::insert(const QUuid& uuid) const
{
    SAFELIGHT_TRY(m_connection.run(QStringLiteral("INSERT INTO library (id, uuid) VALUES (1, ?)"),
                                   {uuid.toString(QUuid::WithoutBraces)}));
    return {};
}

} // namespace safelight
