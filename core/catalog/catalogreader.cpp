#include "catalog/catalogreader.h"

#include "catalog/filerepository.h"
#include "catalog/jobrepository.h"
#include "catalog/photorepository.h"
#include "catalog/projectrepository.h"
#include "catalog/receiptrepository.h"
#include "catalog/rowtext.h"
#include "db/connection.h"

#include <QHash>

namespace safelight {

namespace {

constexpr int kCorrectionsPage = 2000;

/// Engines differ in where they put NULL: photos without a date come last.
QString orderBy(const PhotoQuery& query)
{
    const QString direction =
        query.order == Qt::AscendingOrder ? QStringLiteral(" ASC") : QStringLiteral(" DESC");
    switch (query.sort) {
    case PhotoSort::Taken:
        return u"taken_at IS NULL, taken_at" + direction + u", id" + direction;
    case PhotoSort::Name:
        return u"stem" + direction + u", id" + direction;
    case PhotoSort::Camera:
        return u"camera" + direction + u", taken_at IS NULL, taken_at" + direction + u", id" + direction;
    case PhotoSort::Added:
        return u"id" + direction;
    }
    return QStringLiteral("id");
}

QString condition(PhotoFilter filter)
{
    switch (filter) {
    case PhotoFilter::All:
        return {};
    case PhotoFilter::WithRaw:
        return QStringLiteral(" AND raw_available = 1");
    case PhotoFilter::JpegOnly:
        return QStringLiteral(" AND jpg_available = 1 AND raw_available = 0");
    case PhotoFilter::Missing:
        return QStringLiteral(" AND jpg_available = 0 AND raw_available = 0 AND other_available = 0");
    case PhotoFilter::NotPictured:
        return QStringLiteral(" AND thumbnail_status IN (2, 3)");
    }
    return {};
}

PhotoRow photoRowFrom(const Statement& row)
{
    PhotoRow photo;
    photo.id = {row.value(0).toLongLong()};
    photo.stem = row.value(1).toString();
    photo.available = Availability::fromBits(row.value(2).toInt());
    photo.taken = CaptureTime::fromText(row.value(3).toString(), {}).local;
    photo.camera = row.value(4).toString();
    photo.thumbnail = static_cast<DerivativeStatus>(row.value(5).toInt());
    return photo;
}

/// Adds what the files say: their size, and whose thumbnail stands for the photo. A picture that was decoded
/// comes before one that was not, then one that is on disk before one that is not, then JPEG before RAW
/// before others (the order of FileKind).
void addFile(PhotoRow& photo, const Statement& row)
{
    const auto kind = static_cast<FileKind>(row.value(1).toInt());
    photo.size += ByteCount{row.value(2).toLongLong()};
    if (kind == FileKind::Sidecar)
        return;
    const auto format = formatForName(row.value(6).toString().toStdString());
    photo.isVideo = photo.isVideo || (format && format->isVideo);
    const bool wasDecoded = isShowable(!row.value(4).isNull(), row.value(5).toString());
    if (wasDecoded && photo.thumbnailKey.isEmpty())
        photo.thumbnailKey = QByteArray::fromHex(row.value(3).toString().toLatin1());
    if (!wasDecoded && photo.damage.isEmpty())
        photo.damage = row.value(5).toString();
}

} // namespace

struct CatalogReader::State
{
    explicit State(CatalogLocation location) : connection(std::move(location)) {}

    Connection connection;
};

CatalogReader::CatalogReader(CatalogLocation location) : m_state(std::make_unique<State>(std::move(location)))
{
}
CatalogReader::~CatalogReader() = default;

Status CatalogReader::open()
{
    return m_state->connection.open();
}

Result<QVector<Project>> CatalogReader::projects()
{
    SAFELIGHT_ASSIGN(const auto all, ProjectRepository(m_state->connection).all());
    return QVector<Project>(all.begin(), all.end());
}

Result<QVector<qint64>> CatalogReader::photoIds(const PhotoQuery& query)
{
    QString sql = QStringLiteral("SELECT id FROM photos WHERE project_id = ?") + condition(query.filter);
    QVariantList values = {query.project.value};
    if (!query.text.trimmed().isEmpty()) {
        sql += u" AND (LOWER(stem) LIKE ? ESCAPE '\\' OR LOWER(camera) LIKE ? ESCAPE '\\' OR LOWER(lens) "
               u"LIKE ? ESCAPE '\\')";
        const QString pattern = rowtext::likePattern(query.text.trimmed());
        values += {pattern, pattern, pattern};
    }
    SAFELIGHT_ASSIGN(Statement row, m_state->connection.run(sql + u" ORDER BY " + orderBy(query), values));
    QVector<qint64> ids;
    while (row.next())
        ids += row.value(0).toLongLong();
    SAFELIGHT_TRY(m_state->connection.endOf(row));
    return ids;
}

Result<QVector<PhotoRow>> CatalogReader::photoRows(const QVector<qint64>& ids)
{
    if (ids.isEmpty())
        return QVector<PhotoRow>(); // an empty list is no SQL
    const QString list = rowtext::idList(ids);
    SAFELIGHT_ASSIGN(
        Statement row,
        m_state->connection.run(QStringLiteral("SELECT id, stem, jpg_available + 2 * raw_available + 4 * "
                                               "other_available, taken_at, camera, thumbnail_status "
                                               "FROM photos WHERE id IN (%1)")
                                    .arg(list)));
    QVector<PhotoRow> photos;
    QHash<qint64, qsizetype> places;
    while (row.next()) {
        photos += photoRowFrom(row);
        places.insert(photos.last().id.value, photos.size() - 1);
    }
    SAFELIGHT_TRY(m_state->connection.endOf(row));
    SAFELIGHT_ASSIGN(Statement file,
                     m_state->connection.run(
                         QStringLiteral("SELECT photo_id, kind, CASE WHEN present = 1 THEN size ELSE "
                                        "0 END, xxh128, phash, damage, name FROM files "
                                        "WHERE photo_id IN (%1) ORDER BY photo_id, present DESC, kind, name")
                             .arg(list)));
    while (file.next()) {
        const auto place = places.constFind(file.value(0).toLongLong());
        if (place != places.constEnd())
            addFile(photos[*place], file);
    }
    SAFELIGHT_TRY(m_state->connection.endOf(file));
    return photos;
}

Result<PhotoDetails> CatalogReader::photoDetails(PhotoId id)
{
    SAFELIGHT_ASSIGN(const auto photo, PhotoRepository(m_state->connection).find(id));
    if (!photo)
        return Error{ErrorCode::NotFound, {}, {}, nullptr};
    SAFELIGHT_ASSIGN(const auto files, FileRepository(m_state->connection).filesOf(id));
    SAFELIGHT_ASSIGN(const auto project, ProjectRepository(m_state->connection).find(photo->project));
    if (!project)
        return Error{ErrorCode::ProjectUnknown, {}, {}, nullptr};
    return PhotoDetails{*photo, QVector<PhotoFile>(files.begin(), files.end()), project->folder};
}

Result<QVector<Correction>> CatalogReader::latestCorrections(int limit)
{
    return CorrectionRepository(m_state->connection).latest(limit);
}

Status CatalogReader::forEachCorrection(std::optional<JobId> job,
                                        const std::function<void(const QVector<Correction>&)>& tell)
{
    const CorrectionRepository corrections(m_state->connection);
    std::optional<Cursor> cursor = CorrectionRepository::firstPage(job);
    while (cursor) {
        SAFELIGHT_ASSIGN(const CorrectionPage page, corrections.page(*cursor, kCorrectionsPage));
        tell(page.corrections);
        cursor = page.next;
    }
    return {};
}

Result<QVector<Job>> CatalogReader::latestJobs(int limit)
{
    SAFELIGHT_ASSIGN(const auto jobs, JobRepository(m_state->connection).latest(limit));
    return QVector<Job>(jobs.begin(), jobs.end());
}

Result<QVector<Correction>> CatalogReader::corrections(const CorrectionQuery& query,
                                                       std::optional<CorrectionId> before, int limit)
{
    return CorrectionRepository(m_state->connection).newest(query, before, limit);
}

Result<JobDetails> CatalogReader::jobDetails(JobId id)
{
    const JobRepository jobs(m_state->connection);
    SAFELIGHT_ASSIGN(const auto job, jobs.find(id));
    if (!job)
        return Error{ErrorCode::NotFound, QStringLiteral("job %1").arg(id.value), {}, nullptr};
    SAFELIGHT_ASSIGN(auto steps, jobs.steps(id));
    SAFELIGHT_ASSIGN(auto samples, jobs.metrics(id));
    return JobDetails{*job, std::move(steps), std::move(samples)};
}

Result<QVector<JobItem>> CatalogReader::jobItems(JobId id, JobItemState state, JobItemId after, int limit)
{
    SAFELIGHT_ASSIGN(const auto items, JobItemRepository(m_state->connection).page(id, state, after, limit));
    return QVector<JobItem>(items.begin(), items.end());
}

Result<QVector<Proposals>> CatalogReader::proposals()
{
    return JobItemRepository(m_state->connection).proposals();
}

Result<QVector<JobStep>> CatalogReader::latestSteps()
{
    SAFELIGHT_ASSIGN(const auto steps, JobRepository(m_state->connection).latestSteps());
    return QVector<JobStep>(steps.begin(), steps.end());
}

Result<QVector<Job>> CatalogReader::interruptedJobs()
{
    SAFELIGHT_ASSIGN(const auto jobs, JobRepository(m_state->connection).inState(JobState::Interrupted));
    return QVector<Job>(jobs.begin(), jobs.end());
}

Result<QVector<ReceiptEntry>> CatalogReader::latestReceipts(int limit)
{
    const ReceiptRepository repository(m_state->connection);
    SAFELIGHT_ASSIGN(const auto latest, repository.latest(limit));
    QVector<ReceiptEntry> entries;
    for (const Receipt& receipt : latest) {
        SAFELIGHT_ASSIGN(const ReceiptSums sums, repository.sums(receipt));
        entries += ReceiptEntry{receipt, sums};
    }
    return entries;
}

Result<QVector<ReceiptEntry>> CatalogReader::receipts(const QVector<ReceiptId>& ids)
{
    const ReceiptRepository repository(m_state->connection);
    QVector<ReceiptEntry> entries;
    for (const ReceiptId id : ids) {
        SAFELIGHT_ASSIGN(const auto receipt, repository.find(id));
        if (!receipt)
            continue;
        SAFELIGHT_ASSIGN(const ReceiptSums sums, repository.sums(*receipt));
        entries += ReceiptEntry{*receipt, sums};
    }
    return entries;
}

Result<QVector<ReceiptItem>> CatalogReader::receiptItems(ReceiptId receipt, ReceiptItemId after, int limit)
{
    SAFELIGHT_ASSIGN(const auto items, ReceiptRepository(m_state->connection).page(receipt, after, limit));
    return QVector<ReceiptItem>(items.begin(), items.end());
}

} // namespace safelight
