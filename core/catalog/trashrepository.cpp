#include "catalog/trashrepository.h"

#include "catalog/rowtext.h"
#include "domain/nametable.h"

namespace safelight {

namespace {

const NameTable<TrashState, 6> kNames({{
    {TrashState::Kept, u"kept"},
    {TrashState::PuttingAway, u"putting_away"},
    {TrashState::Restoring, u"restoring"},
    {TrashState::Restored, u"restored"},
    {TrashState::Purging, u"purging"},
    {TrashState::Purged, u"purged"},
}});

TrashEntry entryFrom(const Statement& row)
{
    TrashEntry entry;
    entry.id = {row.value(0).toLongLong()};
    entry.uuid = QUuid::fromString(row.value(1).toString());
    entry.project = {row.value(2).toLongLong()};
    entry.photo = {row.value(3).toLongLong()};
    entry.origin = row.value(4).toString();
    entry.storedAs = row.value(5).toString();
    entry.reason = row.value(6).toString();
    entry.digest.size = {row.value(7).toLongLong()};
    entry.digest.md5 = QByteArray::fromHex(row.value(8).toString().toLatin1());
    entry.digest.xxh128 = QByteArray::fromHex(row.value(9).toString().toLatin1());
    entry.deletedAt = rowtext::toTime(row.value(10));
    entry.restoredAt = rowtext::toTime(row.value(11));
    entry.purgedAt = rowtext::toTime(row.value(12));
    entry.state = static_cast<TrashState>(row.value(13).toInt());
    return entry;
}

} // namespace

QString trashStateName(TrashState state)
{
    return kNames.nameOf(state);
}

Result<TrashId> TrashRepository::insert(const TrashEntry& entry) const
{
    const QVariant size =
        entry.isFile() ? QVariant(entry.digest.size.value) : QVariant(QMetaType(QMetaType::LongLong));
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("INSERT INTO trash (uuid, project_id, photo_id, origin, stored_as, reason, size, "
                           "md5, xxh128, deleted_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                           "RETURNING id"),
            {entry.uuid.toString(QUuid::WithoutBraces), rowtext::idOrNull(entry.project.value),
             rowtext::idOrNull(entry.photo.value), entry.origin, entry.storedAs, rowtext::text(entry.reason),
             size, rowtext::hexOrNull(entry.digest.md5), rowtext::hexOrNull(entry.digest.xxh128),
             rowtext::fromTime(entry.deletedAt), static_cast<int>(entry.state)}));
    row.next();
    return TrashId{row.value(0).toLongLong()};
}

Result<bool> TrashRepository::removeUnmoved(TrashId id) const
{
    SAFELIGHT_ASSIGN(Statement removed,
                     m_connection.run(QStringLiteral("DELETE FROM trash WHERE id = ? AND state = ?"),
                                      {id.value, static_cast<int>(TrashState::PuttingAway)}));
    return removed.numRowsAffected() == 1;
}

Result<bool> TrashRepository::change(TrashId id, TrashState from, TrashState to, const QDateTime& at) const
{
    const QVariant when = rowtext::fromOptionalTime(at);
    const QVariant never{QMetaType(QMetaType::QString)};
    SAFELIGHT_ASSIGN(
        Statement changed,
        m_connection.run(QStringLiteral("UPDATE trash SET state = ?, restored_at = COALESCE(?, restored_at), "
                                        "purged_at = COALESCE(?, purged_at) WHERE id = ? AND state = ?"),
                         {static_cast<int>(to), to == TrashState::Restored ? when : never,
                          to == TrashState::Purged ? when : never, id.value, static_cast<int>(from)}));
    return changed.numRowsAffected() == 1;
}

Result<std::vector<TrashEntry>> TrashRepository::select(const QString& tail, const QVariantList& values) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT id, uuid, project_id, photo_id, origin, stored_as, reason, "
                                        "size, md5, xxh128, deleted_at, restored_at, purged_at, state "
                                        "FROM trash ") +
                             tail,
                         values));
    std::vector<TrashEntry> entries;
    while (row.next())
        entries.push_back(entryFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return entries;
}

Result<std::optional<TrashEntry>> TrashRepository::find(TrashId id) const
{
    SAFELIGHT_ASSIGN(auto found, select(QStringLiteral("WHERE id = ?"), {id.value}));
    return found.empty() ? std::optional<TrashEntry>() : std::optional(std::move(found.front()));
}

Result<bool> TrashRepository::isKnown(const QUuid& uuid) const
{
    SAFELIGHT_ASSIGN(Statement row, m_connection.run(QStringLiteral("SELECT 1 FROM trash WHERE uuid = ?"),
                                                     {uuid.toString(QUuid::WithoutBraces)}));
    const bool isKnown = row.next();
    SAFELIGHT_TRY(m_connection.endOf(row));
    return isKnown;
}

Result<std::vector<TrashEntry>> TrashRepository::page(TrashId after, int limit) const
{
    return select(QStringLiteral("WHERE id > ? AND state IN (0, 4) ORDER BY id LIMIT ?"),
                  {after.value, limit});
}

Result<std::vector<TrashEntry>> TrashRepository::unsettled() const
{
    return select(QStringLiteral("WHERE state IN (1, 2) AND id > ? ORDER BY id"), {0});
}

Result<QDateTime> TrashRepository::latestDeletion() const
{
    SAFELIGHT_ASSIGN(Statement row, m_connection.run(QStringLiteral("SELECT MAX(deleted_at) FROM trash")));
    const QDateTime latest = row.next() ? rowtext::toTime(row.value(0)) : QDateTime();
    SAFELIGHT_TRY(m_connection.endOf(row));
    return latest;
}

Result<std::set<PhotoId>> TrashRepository::restorablePhotos(PhotoId first, PhotoId last) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT photo_id FROM trash WHERE photo_id >= ? AND photo_id <= ? "
                                        "AND state IN (0, 1, 2)"),
                         {first.value, last.value}));
    std::set<PhotoId> photos;
    while (row.next())
        photos.insert({row.value(0).toLongLong()});
    SAFELIGHT_TRY(m_connection.endOf(row));
    return photos;
}

} // namespace safelight
