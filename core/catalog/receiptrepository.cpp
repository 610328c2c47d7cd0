#include "catalog/receiptrepository.h"

#include "catalog/decisionrepository.h"
#include "catalog/rowtext.h"
#include "catalog/tombstonerepository.h"
#include "domain/formats.h"

namespace safelight {

namespace {

const QString kReceiptColumns = QStringLiteral(
    "id, uuid, job_id, project_id, project_name, root, volume, volume_label, place, is_move, "
    "wanted_places, second_folder, is_complete, started_at, finished_at, is_whole, shares_volume, listed");
const QString kReceiptItemColumns = QStringLiteral(
    "id, receipt_id, name, matter, size, mtime_ns, md5, xxh128, outcome, reason, file_id, "
    "project_name, stored_path, stored_level, stored_at, second_path, second_level, second_at, "
    "is_source_removed, counter, settled_at, stored_size, source_md5, source_xxh128");

Receipt receiptFrom(const Statement& row)
{
    Receipt receipt;
    receipt.id = {row.value(0).toLongLong()};
    receipt.uuid = QUuid::fromString(row.value(1).toString());
    receipt.job = {row.value(2).toLongLong()};
    receipt.project = {row.value(3).toLongLong()};
    receipt.projectName = row.value(4).toString();
    receipt.root = row.value(5).toString();
    receipt.volume = row.value(6).toString();
    receipt.volumeLabel = row.value(7).toString();
    receipt.place = row.value(8).toString();
    receipt.isMove = row.value(9).toInt() != 0;
    receipt.wantedPlaces = row.value(10).toInt();
    receipt.secondFolder = row.value(11).toString();
    receipt.isComplete = row.value(12).toInt() != 0;
    receipt.startedAt = rowtext::toTime(row.value(13));
    receipt.finishedAt = rowtext::toTime(row.value(14));
    receipt.isWhole = row.value(15).toInt() != 0;
    receipt.sharesVolume = row.value(16).toInt() != 0;
    receipt.listed = row.value(17).toLongLong();
    return receipt;
}

ReceiptItem receiptItemFrom(const Statement& row)
{
    ReceiptItem item;
    item.id = {row.value(0).toLongLong()};
    item.receipt = {row.value(1).toLongLong()};
    item.name = row.value(2).toString();
    item.matter = sourceMatterFromName(row.value(3).toString()).value_or(SourceMatter::Unknown);
    item.size = item.digest.size = {row.value(4).toLongLong()};
    item.mtimeNs = row.value(5).toLongLong();
    item.digest.md5 = QByteArray::fromHex(row.value(6).toString().toLatin1());
    item.digest.xxh128 = QByteArray::fromHex(row.value(7).toString().toLatin1());
    item.outcome = ingestOutcomeFromName(row.value(8).toString()).value_or(IngestOutcome::Failed);
    item.reason = row.value(9).toString();
    item.file = {row.value(10).toLongLong()};
    item.projectName = row.value(11).toString();
    item.stored = {row.value(12).toString(), row.value(13).toString(), rowtext::toTime(row.value(14))};
    item.second = {row.value(15).toString(), row.value(16).toString(), rowtext::toTime(row.value(17))};
    item.isSourceRemoved = row.value(18).toInt() != 0;
    item.counter = row.value(19).toInt();
    item.settledAt = rowtext::toTime(row.value(20));
    if (!row.value(21).isNull()) {
        item.digest.size = {row.value(21).toLongLong()};
        item.madeFrom = {QByteArray::fromHex(row.value(22).toString().toLatin1()),
                         QByteArray::fromHex(row.value(23).toString().toLatin1()), item.size};
    }
    return item;
}

} // namespace

Result<ReceiptId> ReceiptRepository::insert(const Receipt& receipt) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral(
                "INSERT INTO receipts (uuid, job_id, project_id, project_name, root, volume, "
                "volume_label, place, is_move, wanted_places, second_folder, started_at, is_whole, listed) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"),
            {receipt.uuid.toString(QUuid::WithoutBraces), rowtext::idOrNull(receipt.job),
             rowtext::idOrNull(receipt.project), rowtext::text(receipt.projectName),
             rowtext::text(receipt.root), rowtext::text(receipt.volume), rowtext::text(receipt.volumeLabel),
             rowtext::text(receipt.place), receipt.isMove ? 1 : 0, receipt.wantedPlaces,
             rowtext::text(receipt.secondFolder), rowtext::fromTime(receipt.startedAt),
             receipt.isWhole ? 1 : 0, receipt.listed}));
    row.next();
    return ReceiptId{row.value(0).toLongLong()};
}

Result<ReceiptItemId> ReceiptRepository::insertItem(const ReceiptItem& item) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral(
                "INSERT INTO receipt_items (receipt_id, name, matter, size, mtime_ns, md5, xxh128, outcome, "
                "reason, file_id, project_name, stored_path, stored_level, stored_at, second_path, "
                "second_level, second_at, is_source_removed, counter, settled_at, stored_size, source_md5, "
                "source_xxh128) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "RETURNING id"),
            {item.receipt.value,
             item.name,
             sourceMatterName(item.matter),
             item.size.value,
             item.mtimeNs,
             rowtext::hexOrNull(item.digest.md5),
             rowtext::hexOrNull(item.digest.xxh128),
             ingestOutcomeName(item.outcome),
             rowtext::text(item.reason),
             rowtext::idOrNull(item.file),
             rowtext::text(item.projectName),
             rowtext::text(item.stored.path),
             rowtext::text(item.stored.level),
             rowtext::fromOptionalTime(item.stored.at),
             rowtext::text(item.second.path),
             rowtext::text(item.second.level),
             rowtext::fromOptionalTime(item.second.at),
             item.isSourceRemoved ? 1 : 0,
             item.counter,
             rowtext::fromTime(item.settledAt),
             item.madeFrom.isKnown() ? QVariant(item.digest.size.value)
                                     : QVariant(QMetaType(QMetaType::LongLong)),
             rowtext::hexOrNull(item.madeFrom.md5),
             rowtext::hexOrNull(item.madeFrom.xxh128)}));
    row.next();
    return ReceiptItemId{row.value(0).toLongLong()};
}

Status ReceiptRepository::removeItem(ReceiptItemId item) const
{
    SAFELIGHT_TRY(m_connection.run(QStringLiteral("DELETE FROM receipt_items WHERE id = ?"), {item.value}));
    return {};
}

Status ReceiptRepository::noteSourceRemoved(ReceiptItemId item) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE receipt_items SET is_source_removed = 1 WHERE id = ?"), {item.value}));
    return {};
}

Status ReceiptRepository::noteReason(ReceiptItemId item, const QString& reason, bool isStillProven) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE receipt_items SET reason = ?, stored_at = CASE WHEN ? = 1 THEN stored_at END "
                       "WHERE id = ?"),
        {rowtext::text(reason), isStillProven ? 1 : 0, item.value}));
    return {};
}

Status ReceiptRepository::noteSharedVolume(ReceiptId receipt) const
{
    SAFELIGHT_TRY(m_connection.run(QStringLiteral("UPDATE receipts SET shares_volume = 1 WHERE id = ?"),
                                   {receipt.value}));
    return {};
}

Status ReceiptRepository::finish(ReceiptId receipt, bool isComplete, const QDateTime& at) const
{
    SAFELIGHT_TRY(
        m_connection.run(QStringLiteral("UPDATE receipts SET is_complete = ?, finished_at = ? WHERE id = ?"),
                         {isComplete ? 1 : 0, rowtext::fromTime(at), receipt.value}));
    return {};
}

Status ReceiptRepository::reopen(ReceiptId receipt) const
{
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("DELETE FROM receipt_items WHERE receipt_id = ? AND outcome = 'failed'"),
        {receipt.value}));
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE receipts SET is_complete = 0, finished_at = NULL WHERE id = ?"),
        {receipt.value}));
    return {};
}

Result<std::optional<Receipt>> ReceiptRepository::find(ReceiptId receipt) const
{
    SAFELIGHT_ASSIGN(const auto found, select(QStringLiteral("WHERE id = ?"), {receipt.value}));
    return found.empty() ? std::optional<Receipt>() : std::optional(found.front());
}

Result<std::vector<Receipt>> ReceiptRepository::latest(int limit, const QString& root) const
{
    if (root.isEmpty())
        return select(QStringLiteral("ORDER BY id DESC LIMIT ?"), {limit});
    return select(QStringLiteral("WHERE root = ? ORDER BY id DESC LIMIT ?"), {root, limit});
}

Result<std::vector<Receipt>> ReceiptRepository::ofJob(JobId job) const
{
    return select(QStringLiteral("WHERE job_id = ? ORDER BY id"), {job.value});
}

Result<std::vector<Receipt>> ReceiptRepository::ofPlace(const QString& root, const QString& volume,
                                                        const QString& place, int limit) const
{
    if (volume.isEmpty())
        return latest(limit, root);
    return select(QStringLiteral("WHERE root = ? OR (volume = ? AND place = ?) ORDER BY id DESC LIMIT ?"),
                  {root, volume, place, limit});
}

Status ReceiptRepository::eachStoredItem(ReceiptId receipt,
                                         const std::function<void(const StoredItem&)>& visit) const
{
    // At once: by pages the items of a receipt would be sorted anew for each of them.
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT id, %1, size, mtime_ns FROM receipt_items WHERE "
                                        "receipt_id = ? AND file_id IS NOT NULL AND stored_at IS "
                                        "NOT NULL")
                             .arg(m_connection.dialect().textAsBytes(QStringLiteral("name"))),
                         {receipt.value}));
    StoredItem item;
    while (row.next()) {
        item.id = {row.value(0).toLongLong()};
        rowtext::takeName(row.value(1), item.name);
        item.size = {row.value(2).toLongLong()};
        item.mtimeNs = row.value(3).toLongLong();
        visit(item);
    }
    return m_connection.endOf(row);
}

Result<std::vector<ProvenSource>> ReceiptRepository::provenSources(std::span<const ReceiptItemId> items) const
{
    std::vector<ProvenSource> sources;
    if (items.empty())
        return sources; // an empty list is no SQL
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral(
                "SELECT i.id, %1, i.size, i.mtime_ns, f.id, f.photo_id, f.name, f.size, f.mtime_ns, "
                "f.verified_level, f.verified_at, ph.stem, p.id, p.name, p.folder, p.uuid "
                "FROM receipt_items i JOIN files f ON f.id = i.file_id AND f.present = 1 "
                "AND f.xxh128 = i.xxh128 AND f.md5 = i.md5 "
                "JOIN photos ph ON ph.id = f.photo_id JOIN projects p ON p.id = f.project_id "
                "WHERE i.id IN (%2) AND i.stored_at IS NOT NULL AND p.removed_at IS NULL")
                .arg(m_connection.dialect().textAsBytes(QStringLiteral("i.name")), rowtext::idList(items))));
    while (row.next()) {
        ProvenSource source;
        source.item = {row.value(0).toLongLong()};
        rowtext::takeName(row.value(1), source.name);
        source.size = {row.value(2).toLongLong()};
        source.mtimeNs = row.value(3).toLongLong();
        PhotoFile& file = source.stored.file;
        file.id = {row.value(4).toLongLong()};
        file.photo = {row.value(5).toLongLong()};
        file.name = row.value(6).toString();
        file.digest.size = {row.value(7).toLongLong()};
        file.mtimeNs = row.value(8).toLongLong();
        file.verifiedLevel = row.value(9).toString();
        file.verifiedAt = rowtext::toTime(row.value(10));
        source.stored.stem = row.value(11).toString();
        source.stored.project.id = {row.value(12).toLongLong()};
        source.stored.project.name = row.value(13).toString();
        source.stored.project.folder = row.value(14).toString();
        source.stored.project.uuid = QUuid::fromString(row.value(15).toString());
        sources.push_back(std::move(source));
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    return sources;
}

Result<ReceiptSums> ReceiptRepository::sums(const Receipt& receipt) const
{
    // Of the text columns the times alone say whether a place is proven.
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("SELECT matter, outcome, CASE WHEN stored_at IS NULL THEN 0 ELSE 1 END + "
                           "CASE WHEN second_at IS NULL THEN 0 ELSE 1 END AS places, COUNT(*), "
                           "CAST(SUM(size) AS BIGINT) FROM receipt_items WHERE receipt_id = ? "
                           "GROUP BY matter, outcome, places"),
            {receipt.id.value}));
    ReceiptSums sums;
    while (row.next()) {
        const auto matter = sourceMatterFromName(row.value(0).toString()).value_or(SourceMatter::Unknown);
        const auto outcome = ingestOutcomeFromName(row.value(1).toString()).value_or(IngestOutcome::Failed);
        const qint64 count = row.value(3).toLongLong();
        if (matter == SourceMatter::Made)
            continue; // of what was found at the source it says nothing
        sums.found += count;
        sums.bytes += ByteCount{row.value(4).toLongLong()};
        sums.imported += outcome == IngestOutcome::Imported ? count : 0;
        sums.duplicates += outcome == IngestOutcome::Duplicate ? count : 0;
        if (matter == SourceMatter::Frame)
            (row.value(2).toInt() >= receipt.wantedPlaces ? sums.proven : sums.unproven) += count;
        else
            (matter == SourceMatter::Unknown ? sums.unknown : sums.housekeeping) += count;
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    SAFELIGHT_ASSIGN(sums.left, leftSince(receipt.id));
    return sums;
}

/// Under the name that it was stored by, or any other. A sidecar that was edited in the library is there.
Result<qint64> ReceiptRepository::leftSince(ReceiptId receipt) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral(
                "SELECT COUNT(*) FROM receipt_items i WHERE i.receipt_id = ? AND i.matter = ? AND "
                "i.stored_at IS NOT NULL AND i.is_source_removed = 0 AND NOT EXISTS (SELECT 1 FROM files f "
                "JOIN projects p ON p.id = f.project_id WHERE f.id = i.file_id AND f.present = 1 AND "
                "p.removed_at IS NULL AND (f.kind = ? OR (f.xxh128 = i.xxh128 AND f.md5 = i.md5))) AND NOT "
                "EXISTS (SELECT 1 FROM files f JOIN projects p ON p.id = f.project_id WHERE f.xxh128 = "
                "i.xxh128 AND f.md5 = i.md5 AND f.present = 1 AND p.removed_at IS NULL) AND NOT EXISTS "
                "(SELECT 1 FROM tombstones t WHERE t.reason = ? AND t.xxh128 = i.xxh128) AND NOT EXISTS "
                "(SELECT "
                "1 FROM files f JOIN photos ph ON ph.id = f.photo_id WHERE f.id = i.file_id AND %1)")
                .arg(DecisionRepository::letGo()),
            {receipt.value, sourceMatterName(SourceMatter::Frame), static_cast<int>(FileKind::Sidecar),
             TombstoneRepository::rejectedReason()}));
    row.next();
    const qint64 left = row.value(0).toLongLong();
    SAFELIGHT_TRY(m_connection.endOf(row));
    return left;
}

Result<std::vector<ReceiptItem>> ReceiptRepository::page(ReceiptId receipt, ReceiptItemId after,
                                                         int limit) const
{
    return selectItems(QStringLiteral("WHERE receipt_id = ? AND id > ? ORDER BY id LIMIT ?"),
                       {receipt.value, after.value, limit});
}

Result<std::vector<ReceiptItem>> ReceiptRepository::secondCopies(FileId file) const
{
    return selectItems(QStringLiteral("WHERE file_id = ? AND second_at IS NOT NULL ORDER BY id DESC"),
                       {file.value});
}

Result<int> ReceiptRepository::highestCounter(JobId job) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT MAX(i.counter) FROM receipt_items i JOIN receipts "
                                        "r ON r.id = i.receipt_id WHERE r.job_id = ?"),
                         {job.value}));
    row.next();
    return row.value(0).toInt();
}

Result<std::vector<Receipt>> ReceiptRepository::select(const QString& tail, const QVariantList& values) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT %1 FROM receipts %2").arg(kReceiptColumns, tail), values));
    std::vector<Receipt> receipts;
    while (row.next())
        receipts.push_back(receiptFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return receipts;
}

Result<std::vector<ReceiptItem>> ReceiptRepository::selectItems(const QString& tail,
                                                                const QVariantList& values) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT %1 FROM receipt_items %2").arg(kReceiptItemColumns, tail),
                         values));
    std::vector<ReceiptItem> items;
    while (row.next())
        items.push_back(receiptItemFrom(row));
    SAFELIGHT_TRY(m_connection.endOf(row));
    return items;
}

} // namespace safelight
