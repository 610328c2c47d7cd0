#include "catalog/picturerepository.h"

#include "catalog/filerepository.h"
#include "catalog/rowtext.h"

namespace safelight {

namespace {

QString unpicturedSql(const PictureQuery& query)
{
    // 0 is Pending, 3 is Failed. A file without hash and without damage was not looked at yet.
    const QString statuses = query.withFailed ? QStringLiteral("(0, 3)") : QStringLiteral("(0)");
    const QString untried = query.withFailed ? QStringLiteral("f.phash IS NULL AND f.damage <> 'unsupported'")
                                             : QStringLiteral("f.phash IS NULL AND f.damage = ''");
    const QString among = query.among.empty()
                              ? QString()
                              : QStringLiteral("AND p.id IN (%1) ").arg(rowtext::idList(query.among));
    return QStringLiteral(
               "SELECT p.id, p.thumbnail_status, p.preview_status FROM photos p WHERE p.project_id = ? AND "
               "p.id > ? %3AND EXISTS (SELECT 1 FROM files f WHERE f.photo_id = p.id AND f.present = 1 AND "
               "f.kind <> 3 AND (p.thumbnail_status IN %1 OR p.preview_status IN %1 OR f.md5 IS NULL OR "
               "(%2))) ORDER BY p.id LIMIT ?")
        .arg(statuses, untried, among);
}

} // namespace

Result<std::vector<UnpicturedPhoto>> PictureRepository::unpictured(const PictureQuery& query, PhotoId after,
                                                                   int limit) const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(unpicturedSql(query), {query.project.value, after.value, limit}));
    std::vector<UnpicturedPhoto> photos;
    while (row.next()) {
        photos.push_back({{row.value(0).toLongLong()},
                          static_cast<DerivativeStatus>(row.value(1).toInt()),
                          static_cast<DerivativeStatus>(row.value(2).toInt()),
                          {}});
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    SAFELIGHT_TRY(readVariants(photos));
    return photos;
}

Status PictureRepository::readVariants(std::vector<UnpicturedPhoto>& photos) const
{
    std::vector<PhotoId> ids;
    ids.reserve(photos.size());
    for (const UnpicturedPhoto& photo : photos)
        ids.push_back(photo.id);
    SAFELIGHT_ASSIGN(auto files, FileRepository(m_connection).presentVariants(ids));
    auto photo = photos.begin();
    for (PhotoFile& file : files) {
        while (photo != photos.end() && photo->id < file.photo)
            ++photo;
        if (photo != photos.end() && photo->id == file.photo)
            photo->files.push_back(std::move(file));
    }
    return {};
}

Result<qint64> PictureRepository::countBetween(ProjectId project, PhotoId after, PhotoId until) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("SELECT COUNT(*) FROM photos WHERE project_id = ? AND id > ? AND id <= ?"),
            {project.value, after.value, until.value}));
    row.next();
    return row.value(0).toLongLong();
}

Result<bool> PictureRepository::updateStatus(const UnpicturedPhoto& was, DerivativeStatus thumbnail,
                                             DerivativeStatus preview) const
{
    SAFELIGHT_ASSIGN(
        Statement query,
        m_connection.run(QStringLiteral("UPDATE photos SET thumbnail_status = ?, preview_status = ?, "
                                        "updated_at = ? WHERE id = ? AND "
                                        "thumbnail_status = ? AND preview_status = ?"),
                         {static_cast<int>(thumbnail), static_cast<int>(preview),
                          rowtext::fromTime(QDateTime::currentDateTimeUtc()), was.id.value,
                          static_cast<int>(was.thumbnail), static_cast<int>(was.preview)}));
    return query.numRowsAffected() == 1;
}

Result<std::vector<ShownPhoto>> PictureRepository::shown(ProjectId project, PhotoId after, int limit) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("SELECT p.id, p.thumbnail_status, p.preview_status, (SELECT f.xxh128 FROM files f "
                           "WHERE f.photo_id = p.id AND f.kind <> 3 AND f.phash IS NOT NULL AND "
                           "f.damage IN ('', 'damaged', 'wrong_type') AND " // domain/photo.h, isShowable()
                           "f.xxh128 IS NOT NULL ORDER BY f.present DESC, f.kind, f.name LIMIT 1) "
                           "FROM photos p WHERE p.project_id = ? AND p.id > ? AND "
                           "(p.thumbnail_status = 1 OR p.preview_status = 1) ORDER BY p.id LIMIT ?"),
            {project.value, after.value, limit}));
    std::vector<ShownPhoto> photos;
    while (row.next()) {
        photos.push_back({{row.value(0).toLongLong()},
                          static_cast<DerivativeStatus>(row.value(1).toInt()),
                          static_cast<DerivativeStatus>(row.value(2).toInt()),
                          QByteArray::fromHex(row.value(3).toString().toLatin1())});
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    return photos;
}

Result<bool> PictureRepository::markGone(const ShownPhoto& photo, bool thumbnail, bool preview) const
{
    UnpicturedPhoto was;
    was.id = photo.id;
    was.thumbnail = photo.thumbnail;
    was.preview = photo.preview;
    return updateStatus(was, thumbnail ? DerivativeStatus::Pending : photo.thumbnail,
                        preview ? DerivativeStatus::Pending : photo.preview);
}

Result<std::vector<QByteArray>> PictureRepository::digests(const QByteArray& after, int limit) const
{
    const QString hex = rowtext::text(QString::fromLatin1(after.toHex()));
    // Ordered as a whole, so that both halves are merged in the order of the index and the limit ends it.
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("SELECT xxh128 FROM files WHERE xxh128 > ? UNION "
                           "SELECT xxh128 FROM trash WHERE xxh128 > ? AND state <> 5 " // TrashState::Purged
                           "ORDER BY 1 LIMIT ?"),
            {hex, hex, limit}));
    std::vector<QByteArray> digests;
    while (row.next())
        digests.push_back(QByteArray::fromHex(row.value(0).toString().toLatin1()));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return digests;
}

} // namespace safelight
