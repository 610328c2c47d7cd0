#pragma once

#include "catalog/filerepository.h"
#include "catalog/photorepository.h"
#include "domain/correction.h"
#include "maintenance/foundframe.h"
#include "tasks/projectsweep.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace safelight {

/// Where the files of a found frame belong.
struct FramePlacement
{
    /// One file of the frame.
    struct Place
    {
        FoundFile found;
        std::optional<StoredFile> from; ///< the row of the same bytes, whose file is not there any more
    };
    /// A row of a missing file that goes along with its photo.
    struct Companion
    {
        PhotoFile row;
        QString newName;
    };

    std::vector<Place> places;
    std::optional<Photo> photo; ///< the photo that has the stem already
    std::optional<Photo> moved; ///< the photo that moves here as a whole, as its row is
    std::vector<Companion> companions;

    bool isAnyMoved() const;
    /// The ids that a decision rests on: equal for equal decisions.
    std::vector<qint64> fingerprint() const;
};

/// Decides what the files of found frames are: moved files, which keep their history, or new ones; and writes
/// it. On the step's thread.
///
/// A file is a moved one when a row of a live project has its digest and that row's file is not on the disk
/// now, nor in the trash: looked at, in a project that is online, and where no ingest is at work. A photo
/// moves as a whole, its id kept, when all of it was moved or is missing; otherwise single files change their
/// photo.
class FramePlacer
{
public:
    /// Both outlive the placer.
    FramePlacer(ProjectVisit& visit, const FolderNames& names);

    /// Changes nothing. Files that got a row meanwhile are left out. Errors: the catalogue's.
    Result<FramePlacement> decide(const FoundFrame& frame);
    /// What the placement changes, to be permitted and recorded. Empty: nothing.
    QVector<Correction> changes(const FramePlacement& placement, const FoundFrame& frame) const;
    /// Within a transaction: writes it, and the photo's id into `changes`. False when something is not as it
    /// was: the transaction is to be rolled back, and the frame decided on again.
    Result<bool> write(const FramePlacement& placement, const FoundFrame& frame,
                       QVector<Correction>& changes);
    /// A plan remembers which rows it would have moved: of two copies only one is the moved file.
    void remember(const FramePlacement& placement);

private:
    struct OtherProject
    {
        std::optional<ProjectProbe> probe; ///< of one that is online
        std::filesystem::path folder;
    };

    Result<std::optional<StoredFile>> sourceOf(const FoundFile& file, const std::set<PhotoId>* ofPhotos,
                                               const std::set<FileId>& used);
    Result<bool> mayBeInTrash(PhotoId photo) const;
    Result<bool> isGone(const StoredFile& stored, const FoundFile& found);
    Result<const OtherProject*> other(const Project& project);
    Result<bool> moveWhole(FramePlacement& placement, const StoredFile& from, const FoundFrame& frame);
    Result<bool> findCompanion(FramePlacement& placement, const PhotoFile& row, const Photo& photo,
                               const Project& project, const FoundFrame& frame);
    bool isUnchanged(const FramePlacement& placement) const;
    Result<PhotoId> settlePhoto(const FramePlacement& placement, const FoundFrame& frame);
    Result<bool> writePlace(const FramePlacement::Place& place, PhotoId photo);
    Correction changeOf(CorrectionKind kind, const FramePlacement& placement, const FoundFrame& frame) const;
    QString pathText(const Project& project, const QString& relative) const;

    ProjectVisit& m_visit;
    StepContext& m_step;
    const FolderNames& m_names;
    FileRepository m_files;
    PhotoRepository m_photos;
    std::map<ProjectId, OtherProject> m_others;
    std::set<FileId> m_planned;
};

} // namespace safelight
