#include "catalog/trashrepository.h"

#include "catalog/rowtext.h"

namespace safelight {

Status TrashRepository::insert(const TrashEntry& entry) const
{
    SAFELIGHT_TRY(
        m_connection.run(QStringLiteral("INSERT INTO trash (uuid, project_id, origin, stored_as, reason, "
                                        "deleted_at) VALUES (?, ?, ?, ?, ?, ?)"),
                         {entry.uuid.toString(QUuid::WithoutBraces), entry.project.value, entry.origin,
                          entry.storedAs, entry.reason, rowtext::fromTime(entry.deletedAt)}));
    return {};
}

Status TrashRepository::remove(const QUuid& uuid) const
{
    SAFELIGHT_TRY(m_connection.run(QStringLiteral("DELETE FROM trash WHERE uuid = ?"),
                                   {uuid.toString(QUuid::WithoutBraces)}));
    return {};
}

} // namespace safelight
