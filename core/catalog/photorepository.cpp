#include "catalog/photorepository.h"

#include "base/pathtext.h"
#include "catalog/rowtext.h"

#include <algorithm>
#include <iterator>

namespace safelight {

namespace {

const QString kPhotoColumns =
    QStringLiteral("id, project_id, stem, jpg_available + 2 * raw_available + 4 * "
                   "other_available, keep_jpg + 2 * keep_raw + 4 * keep_other, "
                   "taken_at, taken_offset_minutes, orientation, width, height, camera, "
                   "lens, thumbnail_status, preview_status, metadata, "
                   "created_at, updated_at, decided_at");

/// Neither the flags nor the files say that any variant is there.
const QString kNoVariant =
    QStringLiteral("jpg_available = 0 AND raw_available = 0 AND other_available = 0 AND NOT EXISTS (SELECT 1 "
                   "FROM files f WHERE f.photo_id = photos.id AND f.present = 1 AND f.kind <> 3)");

Photo photoFrom(const Statement& row)
{
    Photo photo;
    photo.id = {row.value(0).toLongLong()};
    photo.project = {row.value(1).toLongLong()};
    photo.stem = row.value(2).toString();
    photo.available = Availability::fromBits(row.value(3).toInt());
    photo.keep = Availability::fromBits(row.value(4).toInt());
    const QVariant offset = row.value(6);
    photo.metadata.taken = CaptureTime::fromText(
        row.value(5).toString(), offset.isNull() ? std::nullopt : std::optional(offset.toInt()));
    photo.metadata.orientation = row.value(7).toInt();
    photo.metadata.width = row.value(8).toInt();
    photo.metadata.height = row.value(9).toInt();
    photo.metadata.camera = row.value(10).toString();
    photo.metadata.lens = row.value(11).toString();
    photo.thumbnail = static_cast<DerivativeStatus>(row.value(12).toInt());
    photo.preview = static_cast<DerivativeStatus>(row.value(13).toInt());
    photo.metadata.details = rowtext::toJson(row.value(14));
    photo.createdAt = rowtext::toTime(row.value(15));
    photo.updatedAt = rowtext::toTime(row.value(16));
    photo.decidedAt = rowtext::toTime(row.value(17));
    return photo;
}

QVariant takenText(const CaptureTime& taken)
{
    return taken.isValid() ? QVariant(taken.toText()) : QVariant(QMetaType(QMetaType::QString));
}

QVariant takenOffset(const CaptureTime& taken)
{
    return taken.offsetMinutes ? QVariant(*taken.offsetMinutes) : QVariant(QMetaType(QMetaType::Int));
}

} // namespace

Status PhotoRepository::readPhotos(const Cursor& from, int limit, CheckPage& page) const
{
    if (from.listing != Listing::Photos || from.scope <= 0)
        return Error{ErrorCode::WrongCursor, from.toText(), {}, nullptr};
    const QString sql =
        QStringLiteral(
            "SELECT 8 * id + jpg_available + 2 * raw_available + 4 * other_available, %1 FROM photos "
            "WHERE project_id = ? AND id > ? ORDER BY id LIMIT ?")
            .arg(m_connection.dialect().textAsBytes(QStringLiteral("stem")));
    SAFELIGHT_ASSIGN(Statement row, m_connection.run(sql, {from.scope, from.afterId, limit}));
    std::size_t count = 0; // photos of the page before are overwritten, which allocates nothing
    while (row.next()) {
        if (count == page.photos.size())
            page.photos.emplace_back();
        CheckedPhoto& photo = page.photos[count++];
        const qint64 idAndBits = row.value(0).toLongLong(); // one number: each column costs a QVariant a row
        photo.id = {idAndBits >> 3};
        photo.available = Availability::fromBits(static_cast<int>(idAndBits & 7));
        rowtext::takeName(row.value(1), photo.stem);
        photo.files.clear();
    }
    page.photos.resize(count);
    page.next.reset();
    if (static_cast<int>(count) == limit)
        page.next = Cursor{Listing::Photos, from.scope, page.photos.back().id.value};
    return m_connection.endOf(row);
}

Status PhotoRepository::readFiles(ProjectId project, CheckPage& page) const
{
    if (page.photos.empty())
        return {};
    const QString sql =
        QStringLiteral("SELECT 2 * photo_id + present, %1 FROM files WHERE project_id = ? AND "
                       "photo_id >= ? AND photo_id <= ? ORDER BY photo_id, name")
            .arg(m_connection.dialect().textAsBytes(QStringLiteral("name")));
    SAFELIGHT_ASSIGN(Statement row, m_connection.run(sql, {project.value, page.photos.front().id.value,
                                                           page.photos.back().id.value}));
    auto photo = page.photos.begin();
    while (row.next()) {
        const qint64 ownerAndPresent = row.value(0).toLongLong();
        const PhotoId owner = {ownerAndPresent >> 1};
        while (photo != page.photos.end() && photo->id < owner)
            ++photo;
        if (photo == page.photos.end() || photo->id != owner)
            continue; // its photo came after the page of photos was read
        CheckedFile& file = photo->files.emplace_back();
        rowtext::takeName(row.value(1), file.name);
        file.isPresent = (ownerAndPresent & 1) != 0;
    }
    return m_connection.endOf(row);
}

Result<std::vector<CheckedPhoto>> PhotoRepository::checkRows(std::span<const PhotoId> ids) const
{
    if (ids.empty())
        return std::vector<CheckedPhoto>(); // an empty list is no SQL
    const QString list = rowtext::idList(ids);
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT id, stem, jpg_available + 2 * raw_available + 4 * "
                                        "other_available FROM photos WHERE id IN (%1) ORDER BY id")
                             .arg(list)));
    std::vector<CheckedPhoto> photos;
    while (row.next()) {
        photos.push_back({{row.value(0).toLongLong()},
                          bytesFromText(row.value(1).toString()),
                          Availability::fromBits(row.value(2).toInt()),
                          {}});
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    SAFELIGHT_ASSIGN(Statement file,
                     m_connection.run(QStringLiteral("SELECT photo_id, name, present, id FROM files WHERE "
                                                     "photo_id IN (%1) ORDER BY photo_id, name")
                                          .arg(list)));
    auto photo = photos.begin();
    while (file.next()) {
        const PhotoId owner = {file.value(0).toLongLong()};
        while (photo != photos.end() && photo->id < owner)
            ++photo;
        if (photo != photos.end() && photo->id == owner)
            photo->files.push_back({bytesFromText(file.value(1).toString()),
                                    file.value(2).toInt() != 0,
                                    {file.value(3).toLongLong()}});
    }
    SAFELIGHT_TRY(m_connection.endOf(file));
    return photos;
}

Result<std::vector<std::pair<PhotoId, QString>>> PhotoRepository::stems(ProjectId project, PhotoId after,
                                                                        int limit) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT id, stem FROM photos WHERE project_id = ? AND id "
                                        "> ? ORDER BY id LIMIT ?"),
                         {project.value, after.value, limit}));
    std::vector<std::pair<PhotoId, QString>> stems;
    while (row.next())
        stems.emplace_back(PhotoId{row.value(0).toLongLong()}, row.value(1).toString());
    SAFELIGHT_TRY(m_connection.endOf(row));
    return stems;
}

Result<std::vector<QString>> PhotoRepository::stemsAmong(ProjectId project, const QStringList& stems) const
{
    std::vector<QString> taken;
    if (stems.isEmpty())
        return taken; // an empty list is no SQL
    QVariantList values = {project.value};
    std::ranges::copy(stems, std::back_inserter(values));
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT stem FROM photos WHERE project_id = ? AND stem IN (%1)")
                             .arg(rowtext::placeholders(stems.size())),
                         values));
    while (row.next())
        taken.push_back(row.value(0).toString());
    SAFELIGHT_TRY(m_connection.endOf(row));
    return taken;
}

Result<bool> PhotoRepository::rename(PhotoId id, const QString& from, const QString& to) const
{
    SAFELIGHT_ASSIGN(
        Statement changed,
        m_connection.run(
            QStringLiteral("UPDATE photos SET stem = ?, updated_at = ? WHERE id = ? AND stem = ?"),
            {to, rowtext::fromTime(QDateTime::currentDateTimeUtc()), id.value, from}));
    return changed.numRowsAffected() == 1;
}

Result<std::vector<PhotoId>> PhotoRepository::withoutVariants(ProjectId project, PhotoId after,
                                                              int limit) const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(u"SELECT id FROM photos WHERE project_id = ? AND id > ? AND " +
                                          kNoVariant + u" ORDER BY id LIMIT ?",
                                      {project.value, after.value, limit}));
    std::vector<PhotoId> ids;
    while (row.next())
        ids.push_back({row.value(0).toLongLong()});
    SAFELIGHT_TRY(m_connection.endOf(row));
    return ids;
}

Result<bool> PhotoRepository::removeWithoutVariants(PhotoId id) const
{
    SAFELIGHT_ASSIGN(Statement removed,
                     m_connection.run(u"DELETE FROM photos WHERE id = ? AND " + kNoVariant, {id.value}));
    return removed.numRowsAffected() == 1;
}

Result<qint64> PhotoRepository::count(ProjectId project) const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT COUNT(*) FROM photos WHERE project_id = ?"),
                                      {project.value}));
    row.next();
    return row.value(0).toLongLong();
}

Result<std::optional<Photo>> PhotoRepository::find(PhotoId id) const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT %1 FROM photos WHERE id = ?").arg(kPhotoColumns),
                                      {id.value}));
    if (row.next())
        return std::optional(photoFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return std::optional<Photo>();
}

Result<std::optional<Photo>> PhotoRepository::findByStem(ProjectId project, const QString& stem) const
{
    SAFELIGHT_ASSIGN(
        const bool isAny,
        m_connection.hasRow(QStringLiteral("SELECT 1 FROM photos WHERE project_id = ? AND stem = ? LIMIT 1"),
                            {project.value, stem}));
    if (!isAny)
        return std::optional<Photo>();
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("SELECT %1 FROM photos WHERE project_id = ? AND stem = ?").arg(kPhotoColumns),
            {project.value, stem}));
    if (row.next())
        return std::optional(photoFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return std::optional<Photo>();
}

Result<PhotoId> PhotoRepository::insert(const Photo& photo) const
{
    const QString now = rowtext::fromTime(photo.createdAt);
    const PhotoMetadata& metadata = photo.metadata;
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("INSERT INTO photos (project_id, stem, jpg_available, raw_available, "
                           "other_available, keep_jpg, keep_raw, keep_other, "
                           "taken_at, taken_offset_minutes, orientation, width, height, camera, "
                           "lens, thumbnail_status, preview_status, metadata, "
                           "created_at, updated_at, decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                           "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"),
            {photo.project.value,
             photo.stem,
             int(photo.available.jpg),
             int(photo.available.raw),
             int(photo.available.other),
             int(photo.keep.jpg),
             int(photo.keep.raw),
             int(photo.keep.other),
             takenText(metadata.taken),
             takenOffset(metadata.taken),
             metadata.orientation,
             metadata.width,
             metadata.height,
             rowtext::text(metadata.camera),
             rowtext::text(metadata.lens),
             static_cast<int>(photo.thumbnail),
             static_cast<int>(photo.preview),
             rowtext::fromJson(metadata.details),
             now,
             now,
             rowtext::fromOptionalTime(photo.decidedAt)}));
    row.next();
    return PhotoId{row.value(0).toLongLong()};
}

Result<bool> PhotoRepository::updateAvailability(PhotoId id, Availability was, Availability is) const
{
    SAFELIGHT_ASSIGN(
        Statement query,
        m_connection.run(
            QStringLiteral(
                "UPDATE photos SET jpg_available = ?, raw_available = ?, other_available = ?, updated_at = ? "
                "WHERE id = ? AND jpg_available = ? AND raw_available = ? AND other_available = ?"),
            {int(is.jpg), int(is.raw), int(is.other), rowtext::fromTime(QDateTime::currentDateTimeUtc()),
             id.value, int(was.jpg), int(was.raw), int(was.other)}));
    return query.numRowsAffected() == 1;
}

Status PhotoRepository::refreshAvailability(PhotoId id) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE photos SET "
                       "jpg_available = CASE WHEN EXISTS (SELECT 1 FROM files WHERE "
                       "photo_id = photos.id AND present = 1 AND kind = 0) THEN 1 ELSE 0 END, "
                       "raw_available = CASE WHEN EXISTS (SELECT 1 FROM files WHERE "
                       "photo_id = photos.id AND present = 1 AND kind = 1) THEN 1 ELSE 0 END, "
                       "other_available = CASE WHEN EXISTS (SELECT 1 FROM files WHERE "
                       "photo_id = photos.id AND present = 1 AND kind = 2) THEN 1 ELSE 0 END, "
                       "updated_at = ? WHERE id = ?"),
        {rowtext::fromTime(QDateTime::currentDateTimeUtc()), id.value}));
    return {};
}

Result<bool> PhotoRepository::move(const Photo& was, ProjectId to, const QString& stem) const
{
    SAFELIGHT_ASSIGN(
        Statement query,
        m_connection.run(QStringLiteral("UPDATE photos SET project_id = ?, stem = ?, updated_at = ? "
                                        "WHERE id = ? AND project_id = ? AND stem = ?"),
                         {to.value, stem, rowtext::fromTime(QDateTime::currentDateTimeUtc()), was.id.value,
                          was.project.value, was.stem}));
    return query.numRowsAffected() == 1;
}

Status PhotoRepository::completeMetadata(PhotoId id, const PhotoMetadata& metadata) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE photos SET taken_offset_minutes = CASE WHEN taken_at IS NULL THEN ? ELSE "
                       "taken_offset_minutes END, "
                       "taken_at = COALESCE(taken_at, ?), "
                       "orientation = CASE WHEN width = 0 THEN ? ELSE orientation END, "
                       "height = CASE WHEN width = 0 THEN ? ELSE height END, "
                       "width = CASE WHEN width = 0 THEN ? ELSE width END, "
                       "camera = CASE WHEN camera = '' THEN ? ELSE camera END, "
                       "lens = CASE WHEN lens = '' THEN ? ELSE lens END, "
                       "metadata = CASE WHEN metadata = '{}' THEN ? ELSE metadata END, "
                       "updated_at = ? WHERE id = ?"),
        {takenOffset(metadata.taken), takenText(metadata.taken), metadata.orientation, metadata.height,
         metadata.width, rowtext::text(metadata.camera), rowtext::text(metadata.lens),
         rowtext::fromJson(metadata.details), rowtext::fromTime(QDateTime::currentDateTimeUtc()), id.value}));
    return {};
}

Status PhotoRepository::updateThumbnail(PhotoId id, DerivativeStatus status) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE photos SET thumbnail_status = ? WHERE id = ? AND thumbnail_status <> ?"),
        {static_cast<int>(status), id.value, static_cast<int>(DerivativeStatus::Ready)}));
    return {};
}

} // namespace safelight
