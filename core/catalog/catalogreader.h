#pragma once

#include "base/result.h"
#include "catalog/correctionrepository.h"
#include "catalog/jobitemrepository.h"
#include "domain/cataloglocation.h"
#include "domain/correction.h"
#include "domain/job.h"
#include "domain/photo.h"
#include "domain/project.h"
#include "domain/receipt.h"

#include <QVector>

#include <functional>
#include <memory>
#include <optional>

namespace safelight {

enum class PhotoSort { Taken, Name, Camera, Added };
enum class PhotoFilter {
    All,
    WithRaw,     ///< has a RAW on disk
    JpegOnly,    ///< has a JPEG and no RAW on disk
    Missing,     ///< nothing of it is on disk
    NotPictured, ///< no thumbnail could be made
};

/// What a view of a project shows, and in which order.
struct PhotoQuery
{
    ProjectId project;
    PhotoSort sort = PhotoSort::Taken;
    Qt::SortOrder order = Qt::AscendingOrder;
    PhotoFilter filter = PhotoFilter::All;
    QString text; ///< part of the stem, the camera or the lens, in any case; empty: all

    friend bool operator==(const PhotoQuery&, const PhotoQuery&) = default;
};

/// What a cell of the grid or a row of the table shows.
struct PhotoRow
{
    PhotoId id;
    QString stem;
    Availability available;
    QDateTime taken; ///< camera-local
    QString camera;
    ByteCount size; ///< of all its files on disk
    DerivativeStatus thumbnail = DerivativeStatus::Pending;
    QByteArray thumbnailKey; ///< XXH3-128 of the file that the thumbnail shows; empty when there is none
    QString damage;          ///< why no picture can be shown
    bool isVideo = false;
};

struct PhotoDetails
{
    Photo photo;
    QVector<PhotoFile> files;
    QString projectFolder; ///< carried text, as in the project's row
};

/// A job as its page shows it.
struct JobDetails
{
    Job job;
    std::vector<JobStep> steps;
    QVector<JobSample> samples;
};

/// A receipt as a list shows it.
struct ReceiptEntry
{
    Receipt receipt;
    ReceiptSums sums;
};

/// The window's reading side of the catalogue: opens its own connection on the thread that uses it.
/// Everything the window shows comes through here; it writes nothing.
class CatalogReader
{
public:
    explicit CatalogReader(CatalogLocation location);
    CatalogReader(const CatalogReader&) = delete;
    CatalogReader& operator=(const CatalogReader&) = delete;
    ~CatalogReader();

    Status open();

    Result<QVector<Project>> projects();
    /// The ids of all photos that the query shows, in its order: 8 bytes a photo, whatever the project's
    /// size.
    Result<QVector<qint64>> photoIds(const PhotoQuery& query);
    /// The rows of some photos, in any order; ids that are gone are left out.
    Result<QVector<PhotoRow>> photoRows(const QVector<qint64>& ids);
    /// Errors: NotFound.
    Result<PhotoDetails> photoDetails(PhotoId id);
    Result<QVector<Correction>> latestCorrections(int limit);
    /// A page, newest first: older than `before`.
    Result<QVector<Correction>> corrections(const CorrectionQuery& query, std::optional<CorrectionId> before,
                                            int limit);
    /// Hands over all corrections (of one job, or of all), oldest first, a page at a time.
    Status forEachCorrection(std::optional<JobId> job,
                             const std::function<void(const QVector<Correction>&)>& tell);
    Result<QVector<Job>> latestJobs(int limit);
    /// Errors: NotFound.
    Result<JobDetails> jobDetails(JobId id);
    /// By ascending id, after `after`.
    Result<QVector<JobItem>> jobItems(JobId id, JobItemState state, JobItemId after, int limit);
    /// What waits for a person's decision, newest first.
    Result<QVector<Proposals>> proposals();
    /// The newest run of each task, by the steps that it was done in.
    Result<QVector<JobStep>> latestSteps();
    /// Jobs that ended with their process, newest last.
    Result<QVector<Job>> interruptedJobs();
    /// Newest first.
    Result<QVector<ReceiptEntry>> latestReceipts(int limit);
    /// In the order of the ids; those that are gone are left out.
    Result<QVector<ReceiptEntry>> receipts(const QVector<ReceiptId>& ids);
    /// By id, after `after`.
    Result<QVector<ReceiptItem>> receiptItems(ReceiptId receipt, ReceiptItemId after, int limit);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::PhotoRow)
