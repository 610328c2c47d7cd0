#include "catalog/filerepository.h"

#include "catalog/rowtext.h"

namespace safelight {

namespace {

const QString kFileColumns = QStringLiteral(
    "f.id, f.photo_id, f.name, f.kind, f.present, f.size, f.mtime_ns, f.md5, f.xxh128, f.phash, "
    "f.damage, f.verified_at, f.verified_level, f.source_size, f.source_md5, f.source_xxh128");
constexpr int kFileColumnCount = 16;

PhotoFile fileFrom(const Statement& row)
{
    PhotoFile file;
    file.id = {row.value(0).toLongLong()};
    file.photo = {row.value(1).toLongLong()};
    file.name = row.value(2).toString();
    file.kind = static_cast<FileKind>(row.value(3).toInt());
    file.isPresent = row.value(4).toInt() != 0;
    file.digest.size = {row.value(5).toLongLong()};
    file.mtimeNs = row.value(6).toLongLong();
    file.digest.md5 = QByteArray::fromHex(row.value(7).toString().toLatin1());
    file.digest.xxh128 = QByteArray::fromHex(row.value(8).toString().toLatin1());
    if (!row.value(9).isNull())
        file.perceptualHash = static_cast<quint64>(row.value(9).toLongLong());
    file.damage = row.value(10).toString();
    file.verifiedAt = rowtext::toTime(row.value(11));
    file.verifiedLevel = row.value(12).toString();
    if (!row.value(14).isNull())
        file.madeFrom = {QByteArray::fromHex(row.value(14).toString().toLatin1()),
                         QByteArray::fromHex(row.value(15).toString().toLatin1()),
                         {row.value(13).toLongLong()}};
    return file;
}

Result<std::vector<PhotoFile>> allFrom(const Connection& connection, Statement& rows)
{
    std::vector<PhotoFile> files;
    while (rows.next())
        files.push_back(fileFrom(rows));
    SAFELIGHT_TRY(connection.endOf(rows));
    return files;
}

QVariant sizeOrNull(const Digest& digest)
{
    return digest.isKnown() ? QVariant(digest.size.value) : QVariant(QMetaType(QMetaType::LongLong));
}

QVariant hashOrNull(std::optional<quint64> hash)
{
    return hash ? QVariant(static_cast<qint64>(*hash)) : QVariant(QMetaType(QMetaType::LongLong));
}

} // namespace

Result<std::vector<StoredFile>> FileRepository::findByDigest(const Digest& digest) const
{
    return findBytes(digest, QStringLiteral("f.kind <> 3 AND"));
}

Result<std::vector<StoredFile>> FileRepository::findAnyByDigest(const Digest& digest) const
{
    return findBytes(digest, QString());
}

/// The rest of the digest is compared here: with more conditions SQLite may look by size, of which there can
/// be thousands.
Result<std::vector<StoredFile>> FileRepository::findBytes(const Digest& digest, const QString& kinds) const
{
    std::vector<StoredFile> found;
    SAFELIGHT_ASSIGN(const bool isAny,
                     m_connection.hasRow(QStringLiteral("SELECT 1 FROM files WHERE xxh128 = ? LIMIT 1"),
                                         {digest.xxh128Hex()}));
    if (!isAny)
        return found;
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT %1, ph.stem, p.id, p.name, p.folder, p.uuid "
                                                     "FROM files f JOIN photos ph ON ph.id = f.photo_id "
                                                     "JOIN projects p ON p.id = f.project_id "
                                                     "WHERE f.xxh128 = ? AND %2 p.removed_at IS NULL "
                                                     "ORDER BY f.id")
                                          .arg(kFileColumns, kinds),
                                      {digest.xxh128Hex()}));
    while (row.next()) {
        StoredFile stored;
        stored.file = fileFrom(row);
        if (stored.file.digest != digest)
            continue;
        stored.stem = row.value(kFileColumnCount).toString();
        stored.project.id = {row.value(kFileColumnCount + 1).toLongLong()};
        stored.project.name = row.value(kFileColumnCount + 2).toString();
        stored.project.folder = row.value(kFileColumnCount + 3).toString();
        stored.project.uuid = QUuid::fromString(row.value(kFileColumnCount + 4).toString());
        found.push_back(std::move(stored));
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    return found;
}

Result<QByteArray> FileRepository::md5Of(const QByteArray& xxh128, ByteCount size) const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT DISTINCT md5, size FROM files WHERE xxh128 = ?"),
                                      {rowtext::hexOrNull(xxh128)}));
    QByteArray md5;
    while (row.next()) {
        if (row.value(1).toLongLong() != size.value)
            continue;
        if (!md5.isEmpty())
            return QByteArray();
        md5 = QByteArray::fromHex(row.value(0).toString().toLatin1());
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    return md5;
}

Result<bool> FileRepository::anyOfSize(ByteCount size) const
{
    return m_connection.hasRow(QStringLiteral("SELECT 1 FROM files WHERE size = ? LIMIT 1"), {size.value});
}

Result<std::vector<qint64>> FileRepository::sizesAmong(std::span<const qint64> sizes) const
{
    std::vector<qint64> known;
    if (sizes.empty())
        return known; // an empty list is no SQL
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT DISTINCT size FROM files WHERE size IN (%1)")
                                          .arg(rowtext::idList(sizes))));
    while (row.next())
        known.push_back(row.value(0).toLongLong());
    SAFELIGHT_TRY(m_connection.endOf(row));
    return known;
}

Status FileRepository::eachPresentSizeAndTime(const std::function<void(qint64, qint64)>& visit) const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral(
                         "SELECT f.size, f.mtime_ns FROM files f JOIN projects p "
                         "ON p.id = f.project_id WHERE f.present = 1 AND p.removed_at IS NULL")));
    while (row.next())
        visit(row.value(0).toLongLong(), row.value(1).toLongLong());
    return m_connection.endOf(row);
}

Result<std::optional<PhotoFile>> FileRepository::findByName(ProjectId project, const QString& name) const
{
    SAFELIGHT_ASSIGN(
        const bool isAny,
        m_connection.hasRow(QStringLiteral("SELECT 1 FROM files WHERE project_id = ? AND name = ? LIMIT 1"),
                            {project.value, name}));
    if (!isAny)
        return std::optional<PhotoFile>();
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("SELECT %1 FROM files f WHERE f.project_id = ? AND f.name = ?").arg(kFileColumns),
            {project.value, name}));
    if (row.next())
        return std::optional(fileFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return std::optional<PhotoFile>();
}

Result<std::vector<PhotoFile>> FileRepository::filesOf(PhotoId photo) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT %1 FROM files f WHERE f.photo_id = ? ORDER BY f.kind, f.name")
                             .arg(kFileColumns),
                         {photo.value}));
    return allFrom(m_connection, row);
}

Result<std::vector<PhotoFile>> FileRepository::presentFiles(ProjectId project, FileId after, int limit) const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT %1 FROM files f WHERE f.project_id = ? AND f.id "
                                                     "> ? AND f.present = 1 ORDER BY f.id LIMIT ?")
                                          .arg(kFileColumns),
                                      {project.value, after.value, limit}));
    return allFrom(m_connection, row);
}

Result<std::vector<PhotoFile>> FileRepository::presentVariants(std::span<const PhotoId> photos) const
{
    if (photos.empty())
        return std::vector<PhotoFile>(); // an empty list is no SQL
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT %1 FROM files f WHERE f.photo_id IN (%2) AND "
                                                     "f.present = 1 AND f.kind <> 3 "
                                                     "ORDER BY f.photo_id, f.kind, f.name")
                                          .arg(kFileColumns, rowtext::idList(photos))));
    return allFrom(m_connection, row);
}

Result<std::vector<PhotoFile>> FileRepository::pendingFiles(ProjectId project, FileId after, int limit) const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT %1 FROM files f WHERE f.project_id = ? AND f.id "
                                                     "> ? AND f.md5 IS NULL AND f.present = 1 "
                                                     "ORDER BY f.id LIMIT ?")
                                          .arg(kFileColumns),
                                      {project.value, after.value, limit}));
    return allFrom(m_connection, row);
}

Status FileRepository::readNames(ProjectId project, PhotoId from, int limit, NamePage& page) const
{
    const QString sql =
        QStringLiteral("SELECT photo_id, %1 FROM files WHERE project_id = ? AND photo_id >= ? "
                       "ORDER BY photo_id LIMIT ?")
            .arg(m_connection.dialect().textAsBytes(QStringLiteral("name")));
    SAFELIGHT_ASSIGN(Statement row, m_connection.run(sql, {project.value, from.value, limit}));
    std::size_t count = 0; // names of the page before are overwritten, which allocates nothing
    while (row.next()) {
        if (count == page.names.size())
            page.names.emplace_back();
        page.last = {row.value(0).toLongLong()};
        rowtext::takeName(row.value(1), page.names[count++]);
    }
    page.names.resize(count);
    return m_connection.endOf(row);
}

Result<std::vector<PhotoFile>> FileRepository::filesWithoutPicture(ProjectId project, FileId after,
                                                                   int limit) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral(
                "SELECT %1 FROM files f WHERE f.project_id = ? AND f.id > ? AND f.present = 1 "
                "AND f.kind <> 3 AND f.xxh128 IS NOT NULL AND ((f.phash IS NULL AND f.damage = '') OR "
                "(SELECT thumbnail_status FROM photos WHERE photos.id = f.photo_id) = 0) "
                "ORDER BY f.id LIMIT ?")
                .arg(kFileColumns),
            {project.value, after.value, limit}));
    return allFrom(m_connection, row);
}

Result<FileId> FileRepository::insert(ProjectId project, const PhotoFile& file) const
{
    const QString now = rowtext::fromTime(QDateTime::currentDateTimeUtc());
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("INSERT INTO files (project_id, photo_id, name, kind, present, size, mtime_ns, "
                           "md5, xxh128, phash, phash_version, damage, "
                           "verified_at, verified_level, created_at, updated_at, source_size, source_md5, "
                           "source_xxh128) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                           "RETURNING id"),
            {project.value, file.photo.value, file.name, static_cast<int>(file.kind), int(file.isPresent),
             file.digest.size.value, file.mtimeNs, rowtext::hexOrNull(file.digest.md5),
             rowtext::hexOrNull(file.digest.xxh128), hashOrNull(file.perceptualHash),
             file.perceptualHash ? QVariant(kPerceptualHashVersion) : QVariant(QMetaType(QMetaType::Int)),
             rowtext::text(file.damage), rowtext::fromOptionalTime(file.verifiedAt),
             rowtext::text(file.verifiedLevel), now, now, sizeOrNull(file.madeFrom),
             rowtext::hexOrNull(file.madeFrom.md5), rowtext::hexOrNull(file.madeFrom.xxh128)}));
    row.next();
    return FileId{row.value(0).toLongLong()};
}

Result<bool> FileRepository::updatePresence(FileId id, bool was, bool is) const
{
    SAFELIGHT_ASSIGN(
        Statement query,
        m_connection.run(
            QStringLiteral("UPDATE files SET present = ?, updated_at = ? WHERE id = ? AND present = ?"),
            {int(is), rowtext::fromTime(QDateTime::currentDateTimeUtc()), id.value, int(was)}));
    return query.numRowsAffected() == 1;
}

Status FileRepository::markUnproven(FileId id) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral(
            "UPDATE files SET verified_at = NULL, verified_level = '', updated_at = ? WHERE id = ?"),
        {rowtext::now(), id.value}));
    return {};
}

Status FileRepository::markStoredAgain(FileId id, const PhotoFile& file) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE files SET present = 1, size = ?, md5 = ?, xxh128 = ?, mtime_ns = ?, "
                       "verified_at = ?, verified_level = ?, source_size = ?, source_md5 = ?, "
                       "source_xxh128 = ?, updated_at = ? WHERE id = ?"),
        {file.digest.size.value, rowtext::hexOrNull(file.digest.md5), rowtext::hexOrNull(file.digest.xxh128),
         file.mtimeNs, rowtext::fromOptionalTime(file.verifiedAt), rowtext::text(file.verifiedLevel),
         sizeOrNull(file.madeFrom), rowtext::hexOrNull(file.madeFrom.md5),
         rowtext::hexOrNull(file.madeFrom.xxh128), rowtext::fromTime(QDateTime::currentDateTimeUtc()),
         id.value}));
    return {};
}

Result<bool> FileRepository::updateDigest(const PhotoFile& was, const Digest& digest, qint64 mtimeNs) const
{
    const QString now = rowtext::fromTime(QDateTime::currentDateTimeUtc());
    SAFELIGHT_ASSIGN(
        Statement query,
        m_connection.run(
            QStringLiteral("UPDATE files SET md5 = ?, xxh128 = ?, size = ?, mtime_ns = ?, verified_at = ?, "
                           "verified_level = 'digest', updated_at = ? "
                           "WHERE id = ? AND name = ? AND md5 IS NULL"),
            {digest.md5Hex(), digest.xxh128Hex(), digest.size.value, mtimeNs, now, now, was.id.value,
             was.name}));
    return query.numRowsAffected() == 1;
}

Result<bool> FileRepository::move(ProjectId from, const PhotoFile& was, ProjectId to,
                                  const PhotoFile& is) const
{
    const QString now = rowtext::fromTime(QDateTime::currentDateTimeUtc());
    SAFELIGHT_ASSIGN(
        Statement query,
        m_connection.run(
            QStringLiteral("UPDATE files SET project_id = ?, photo_id = ?, name = ?, kind = ?, present = 1, "
                           "mtime_ns = ?, verified_at = ?, verified_level = 'digest', updated_at = ? "
                           "WHERE id = ? AND project_id = ? AND photo_id = ? AND name = ?"),
            {to.value, is.photo.value, is.name, static_cast<int>(is.kind), is.mtimeNs, now, now, was.id.value,
             from.value, was.photo.value, was.name}));
    return query.numRowsAffected() == 1;
}

Result<bool> FileRepository::moveMissing(ProjectId from, const PhotoFile& was, ProjectId to,
                                         const QString& name) const
{
    SAFELIGHT_ASSIGN(
        Statement query,
        m_connection.run(
            QStringLiteral("UPDATE files SET project_id = ?, name = ?, present = 0, updated_at = ? "
                           "WHERE id = ? AND project_id = ? AND photo_id = ? AND name = ?"),
            {to.value, name, rowtext::fromTime(QDateTime::currentDateTimeUtc()), was.id.value, from.value,
             was.photo.value, was.name}));
    return query.numRowsAffected() == 1;
}

Status FileRepository::updateDamage(FileId id, const QString& damage) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE files SET damage = ?, updated_at = ? WHERE id = ?"),
        {rowtext::text(damage), rowtext::fromTime(QDateTime::currentDateTimeUtc()), id.value}));
    return {};
}

Status FileRepository::updateHash(FileId id, std::optional<quint64> hash, const QString& damage) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral(
            "UPDATE files SET phash = ?, phash_version = ?, damage = ?, updated_at = ? WHERE id = ?"),
        {hashOrNull(hash), hash ? QVariant(kPerceptualHashVersion) : QVariant(QMetaType(QMetaType::Int)),
         rowtext::text(damage), rowtext::fromTime(QDateTime::currentDateTimeUtc()), id.value}));
    return {};
}

Result<bool> FileRepository::rename(FileId id, const QString& from, const QString& to) const
{
    SAFELIGHT_ASSIGN(
        Statement changed,
        m_connection.run(
            QStringLiteral("UPDATE files SET name = ?, updated_at = ? WHERE id = ? AND name = ?"),
            {to, rowtext::fromTime(QDateTime::currentDateTimeUtc()), id.value, from}));
    return changed.numRowsAffected() == 1;
}

Result<std::vector<QString>> FileRepository::sameButForCase(ProjectId project) const
{
    // Two names of one photo have the same stem; their endings are ASCII.
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("SELECT MAX(name) FROM files WHERE project_id = ? AND present = 1 "
                           "GROUP BY photo_id, LOWER(name) HAVING COUNT(*) > 1 ORDER BY photo_id"),
            {project.value}));
    std::vector<QString> names;
    while (row.next())
        names.push_back(row.value(0).toString());
    SAFELIGHT_TRY(m_connection.endOf(row));
    return names;
}

} // namespace safelight
