#pragma once

#include "catalog/picturerepository.h"
#include "maintenance/picturefile.h"
#include "media/pictureworkers.h"
#include "tasks/projectsweep.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

namespace safelight {

/// Makes the thumbnails, previews and hashes that photos of a project lack, page by page, on the decoders'
/// threads. A file whose digest is pending is digested first. A picture is only made from the very bytes that
/// the catalogue knows.
///
/// Memory: for each decoder one file and one picture. Each page is one transaction; what was stored before a
/// crash is found in the stores and not decoded again.
///
/// Counts: processed (photos), thumbnails, previews, hashes, digests, unsupported, damaged, missing. A plan
/// counts thumbnails, previews, hashes and digests that it would make.
class PicturePass
{
public:
    /// The phase of the cursor within the project, for tasks that do something else before.
    static constexpr QStringView kPhase = u"pictures";

    /// `visit` outlives the pass.
    explicit PicturePass(ProjectVisit& visit);

    /// Goes on at the visit's cursor. Errors: ProjectOffline (the folder went away), those of the catalogue
    /// and of the stores.
    Status run();

private:
    /// One photo on its way: its files are looked at one after the other.
    struct PhotoWork
    {
        PhotoWork(UnpicturedPhoto unpictured, bool withFailed);

        UnpicturedPhoto photo;
        PictureFold thumbnail;
        PictureFold preview;
        std::size_t next = 0;
        std::vector<std::shared_ptr<PictureFile>> files; ///< that were looked at
    };
    using Works = std::vector<std::unique_ptr<PhotoWork>>;

    void plan(const std::vector<UnpicturedPhoto>& page);
    Status makePage(std::vector<UnpicturedPhoto> page);
    bool orderNext(PhotoWork& work);
    std::shared_ptr<PictureFile> wishFor(const PhotoWork& work, const PhotoFile& file) const;
    void order(PhotoWork& work, std::shared_ptr<PictureFile> file);
    void awaitResults(int inFlight);
    static void take(PhotoWork& work, const std::shared_ptr<PictureFile>& file);
    Status write(const Works& works, PhotoId last, QVector<PhotoId>& changed);
    Status writePhotos(const Works& works, QVector<PhotoId>& changed);
    Status writeFile(const PictureFile& file);
    void tell(const PictureFile& file, PhotoId photo);
    Status pass(PhotoId last);
    QJsonObject cursor() const;

    ProjectVisit& m_visit;
    StepContext& m_step;
    PictureRepository m_pictures;
    FileReader m_reader;
    PictureQuery m_query;
    PhotoId m_after;
    qint64 m_passed = 0;

    std::mutex m_mutex;
    std::condition_variable m_hasResult;
    std::deque<std::pair<PhotoWork*, std::shared_ptr<PictureFile>>> m_results; // guarded by m_mutex
    std::optional<PictureWorkers> m_workers; // last: its threads use the rest
};

} // namespace safelight
