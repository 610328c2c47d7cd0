#include "catalog/tombstonerepository.h"

#include "catalog/rowtext.h"

namespace safelight {

Status TombstoneRepository::insert(ProjectId project, JobId job, const QString& stem,
                                   const std::vector<PhotoFile>& files, const QString& reason) const
{
    const QString now = rowtext::fromTime(QDateTime::currentDateTimeUtc());
    for (const PhotoFile& file : files) {
        const QVariant hash = file.perceptualHash ? QVariant(static_cast<qint64>(*file.perceptualHash))
                                                  : QVariant(QMetaType(QMetaType::LongLong));
        SAFELIGHT_TRY(m_connection.run(
            QStringLiteral("INSERT INTO tombstones (project_id, job_id, stem, name, kind, size, md5, xxh128, "
                           "phash, reason, removed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
            {project.value, job.value, stem, file.name, static_cast<int>(file.kind), file.digest.size.value,
             rowtext::hexOrNull(file.digest.md5), rowtext::hexOrNull(file.digest.xxh128), hash,
             rowtext::text(reason), now}));
    }
    return {};
}

Result<bool> TombstoneRepository::isAnyRejected() const
{
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT 1 FROM tombstones WHERE reason = ? LIMIT 1"),
                                      {rejectedReason()}));
    const bool isAny = row.next();
    SAFELIGHT_TRY(m_connection.endOf(row));
    return isAny;
}

Result<bool> TombstoneRepository::isRejected(const Digest& digest) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT 1 FROM tombstones WHERE reason = ? AND xxh128 = ? "
                                        "AND md5 = ? AND size = ? LIMIT 1"),
                         {rejectedReason(), digest.xxh128Hex(), digest.md5Hex(), digest.size.value}));
    const bool isAny = row.next();
    SAFELIGHT_TRY(m_connection.endOf(row));
    return isAny;
}

} // namespace safelight
