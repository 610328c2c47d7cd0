#include "ingest/receiptexport.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "domain/csv.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace safelight {

namespace {

QString timeText(const QDateTime& time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QString mtimeText(const ReceiptItem& item)
{
    return timeText(QDateTime::fromMSecsSinceEpoch(item.mtimeNs / kNsPerMs, Qt::UTC));
}

QJsonObject copyJson(const char* place, const FileProof& proof)
{
    return {{QStringLiteral("place"), QLatin1String(place)},
            {QStringLiteral("path"), proof.path},
            {QStringLiteral("level"), proof.level},
            {QStringLiteral("at"), timeText(proof.at)}};
}

/// Empty: it is stored as it lay at the source.
QString writerOf(const ReceiptItem& item)
{
    return item.madeFrom.isKnown() ? QStringLiteral("safelight") : QString();
}

/// Of a file that was made there is no source.
Digest sourceDigestOf(const ReceiptItem& item)
{
    if (item.matter == SourceMatter::Made)
        return {};
    return item.madeFrom.isKnown() ? item.madeFrom : item.digest;
}

QByteArray csvHeader()
{
    return csvRow({QStringLiteral("file"),
                   QStringLiteral("kind"),
                   QStringLiteral("outcome"),
                   QStringLiteral("reason"),
                   QStringLiteral("size"),
                   QStringLiteral("modified"),
                   QStringLiteral("md5"),
                   QStringLiteral("xxh128"),
                   QStringLiteral("project"),
                   QStringLiteral("stored as"),
                   QStringLiteral("proven by"),
                   QStringLiteral("proven at"),
                   QStringLiteral("second copy"),
                   QStringLiteral("second proven by"),
                   QStringLiteral("second proven at"),
                   QStringLiteral("source removed"),
                   QStringLiteral("written by"),
                   QStringLiteral("source md5"),
                   QStringLiteral("source xxh128"),
                   QStringLiteral("stored size")});
}

QByteArray csvRowOf(const ReceiptItem& item)
{
    return csvRow({displayText(item.name),
                   sourceMatterName(item.matter),
                   ingestOutcomeName(item.outcome),
                   item.reason,
                   QString::number(item.size.value),
                   mtimeText(item),
                   item.digest.md5Hex(),
                   item.digest.xxh128Hex(),
                   displayText(item.projectName),
                   displayText(item.stored.path),
                   item.stored.level,
                   timeText(item.stored.at),
                   displayText(item.second.path),
                   item.second.level,
                   timeText(item.second.at),
                   item.isSourceRemoved ? QStringLiteral("yes") : QStringLiteral("no"),
                   writerOf(item),
                   sourceDigestOf(item).md5Hex(),
                   sourceDigestOf(item).xxh128Hex(),
                   item.digest.isKnown() ? QString::number(item.digest.size.value) : QString()});
}

QByteArray jsonLine(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

Status write(OwnFileWriter& writer, const QByteArray& bytes)
{
    return writer.write({bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

} // namespace

QJsonObject receiptJson(const Receipt& receipt, const ReceiptSums& sums)
{
    return {{QStringLiteral("receipt"), receipt.id.value},
            {QStringLiteral("uuid"), receipt.uuid.toString(QUuid::WithoutBraces)},
            {QStringLiteral("project"), receipt.projectName},
            {QStringLiteral("root"), receipt.root},
            {QStringLiteral("volume"), receipt.volume},
            {QStringLiteral("volume_label"), receipt.volumeLabel},
            {QStringLiteral("started_at"), timeText(receipt.startedAt)},
            {QStringLiteral("finished_at"), timeText(receipt.finishedAt)},
            {QStringLiteral("complete"), receipt.isComplete},
            {QStringLiteral("whole"), receipt.isWhole},
            {QStringLiteral("wanted_places"), receipt.wantedPlaces},
            {QStringLiteral("shares_volume"), receipt.sharesVolume},
            {QStringLiteral("second_folder"), receipt.secondFolder},
            {QStringLiteral("found"), sums.found},
            {QStringLiteral("imported"), sums.imported},
            {QStringLiteral("duplicates"), sums.duplicates},
            {QStringLiteral("proven"), sums.proven},
            {QStringLiteral("unproven"), sums.unproven},
            {QStringLiteral("left_since"), sums.left},
            {QStringLiteral("unknown"), sums.unknown},
            {QStringLiteral("housekeeping"), sums.housekeeping},
            {QStringLiteral("bytes"), sums.bytes.value},
            {QStringLiteral("safe_to_format"), sums.isSafeToFormat(receipt)}};
}

QJsonObject receiptItemJson(const ReceiptItem& item)
{
    QJsonArray copies;
    if (item.stored.isProven())
        copies += copyJson("library", item.stored);
    if (item.second.isProven())
        copies += copyJson("second", item.second);
    QJsonObject object = {{QStringLiteral("name"), item.name},
                          {QStringLiteral("matter"), sourceMatterName(item.matter)},
                          {QStringLiteral("size"), item.size.value},
                          {QStringLiteral("mtime"), mtimeText(item)},
                          {QStringLiteral("md5"), item.digest.md5Hex()},
                          {QStringLiteral("xxh128"), item.digest.xxh128Hex()},
                          {QStringLiteral("outcome"), ingestOutcomeName(item.outcome)},
                          {QStringLiteral("reason"), item.reason},
                          {QStringLiteral("project"), item.projectName},
                          {QStringLiteral("copies"), copies},
                          {QStringLiteral("source_removed"), item.isSourceRemoved}};
    if (item.madeFrom.isKnown()) {
        object[QStringLiteral("written_by")] = writerOf(item);
        object[QStringLiteral("stored_size")] = item.digest.size.value;
        object[QStringLiteral("source_md5")] = sourceDigestOf(item).md5Hex();
        object[QStringLiteral("source_xxh128")] = sourceDigestOf(item).xxh128Hex();
    }
    return object;
}

Result<qint64> exportReceipt(FileSystem& fs, Connection& connection, ReceiptId id,
                             const std::filesystem::path& file, Replace replace)
{
    const ReceiptRepository receipts(connection);
    SAFELIGHT_ASSIGN(const auto receipt, receipts.find(id));
    if (!receipt)
        return Error{ErrorCode::NotFound, QStringLiteral("receipt %1").arg(id.value), {}, nullptr};
    const std::string extension = file.extension().native();
    const bool isJson = extension == ".json" || extension == ".jsonl";
    OwnFileWriter writer(fs, std::filesystem::absolute(file));
    SAFELIGHT_TRY(writer.open());
    SAFELIGHT_ASSIGN(const ReceiptSums sums, receipts.sums(*receipt));
    SAFELIGHT_TRY(write(writer, isJson ? jsonLine(receiptJson(*receipt, sums)) : csvHeader()));
    constexpr int kPage = 2'000;
    qint64 count = 0;
    ReceiptItemId after;
    while (true) {
        SAFELIGHT_ASSIGN(const auto page, receipts.page(id, after, kPage));
        for (const ReceiptItem& item : page) {
            after = item.id;
            SAFELIGHT_TRY(write(writer, isJson ? jsonLine(receiptItemJson(item)) : csvRowOf(item)));
        }
        count += static_cast<qint64>(page.size());
        if (page.size() < kPage)
            break;
    }
    SAFELIGHT_TRY(writer.finish(replace));
    return count;
}

} // namespace safelight
