#include "catalog/departurerepository.h"

#include "catalog/rowtext.h"

namespace safelight {

Result<std::vector<Departure>> DepartureRepository::all() const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral(
            "SELECT d.id, d.name, a.id, a.name, a.folder, a.uuid, f.id, f.name, f.size, f.md5, f.xxh128, "
            "b.id, b.name, b.folder, b.uuid FROM departures d JOIN projects a ON a.id = d.project_id "
            "JOIN files f ON f.id = d.file_id JOIN projects b ON b.id = f.project_id "
            "WHERE a.removed_at IS NULL AND b.removed_at IS NULL ORDER BY d.id")));
    const auto projectAt = [&row](int column) {
        Project project;
        project.id = {row.value(column).toLongLong()};
        project.name = row.value(column + 1).toString();
        project.folder = row.value(column + 2).toString();
        project.uuid = QUuid::fromString(row.value(column + 3).toString());
        return project;
    };
    std::vector<Departure> departures;
    while (row.next()) {
        Departure departure;
        departure.id = {row.value(0).toLongLong()};
        departure.name = row.value(1).toString();
        departure.from = projectAt(2);
        departure.file.file.id = {row.value(6).toLongLong()};
        departure.file.file.name = row.value(7).toString();
        departure.file.file.digest.size = {row.value(8).toLongLong()};
        departure.file.file.digest.md5 = QByteArray::fromHex(row.value(9).toString().toLatin1());
        departure.file.file.digest.xxh128 = QByteArray::fromHex(row.value(10).toString().toLatin1());
        departure.file.project = projectAt(11);
        departures.push_back(std::move(departure));
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    return departures;
}

Result<DepartureId> DepartureRepository::insert(ProjectId from, const QString& name, FileId file) const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("INSERT INTO departures (project_id, name, file_id) "
                                                     "VALUES (?, ?, ?) RETURNING id"),
                                      {from.value, name, file.value}));
    row.next();
    return DepartureId{row.value(0).toLongLong()};
}

Status DepartureRepository::remove(std::span<const DepartureId> ids) const
{
    if (ids.empty())
        return {};
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("DELETE FROM departures WHERE id IN (%1)").arg(rowtext::idList(ids))));
    return {};
}

} // namespace safelight
