#pragma once

#include "maintenance/frameplacement.h"
#include "storage/foldernames.h"
#include "tasks/projectsweep.h"

#include <QElapsedTimer>

#include <string>
#include <vector>

namespace safelight {

/// Compares the folders of the scope with the catalogue: files without a row become photos, or are recognised
/// as moved ones; what is no photo is left alone and listed.
///
/// Facts: RowsCorrected (PhotoAdded, PhotoMoved), ProjectsChanged for projects between which a photo moved,
/// ItemLeftAlone, ItemFailed, ProjectSkipped. Counts: processed (files of the folders), corrected, added,
/// moved (files), digests, left_alone, vanished, failed.
StepOutcome runFolderCheckTask(StepContext& step);

/// The folder check of one project. First the digests that are pending; then the folder, listed once, and
/// the names of its rows; then each frame without a row: read, decided on, and written in a transaction of
/// its own. Thumbnails and perceptual hashes stay pending; `derivatives` and `cache_validation` make them.
///
/// Memory: the names of the folder, and one frame.
class FolderCheck
{
public:
    /// `visit` outlives the check.
    explicit FolderCheck(ProjectVisit& visit);

    /// Goes on at the visit's cursor. Errors: ProjectOffline (the folder went away), those of the catalogue
    /// and of listing the folder.
    Status run();

private:
    /// What lies in the folder and is no file of a photo.
    struct Stranger
    {
        std::string name;
        ErrorCode why;
    };

    Status digestPending();
    Status digestPage(const std::vector<PhotoFile>& page);
    Result<FolderNames> listFolder();
    Status placeFrames(const FolderNames& names);
    Status placeFrame(FramePlacer& placer, const UnknownFrame& unknown);
    Status settle(FramePlacer& placer, const FoundFrame& frame);
    Result<bool> trySettle(FramePlacer& placer, const FoundFrame& frame);
    Result<bool> isPermitted(const QVector<Correction>& changes);
    void count(const FramePlacement& placement);
    void tell(const FramePlacement& placement, const QVector<Correction>& changes);
    void leaveAlone(const FoundFrame& frame);
    void listStrangers(const FolderNames& names);
    Error away() const;
    std::filesystem::path pathOf(const std::string& name) const { return m_visit.folder / name; }

    ProjectVisit& m_visit;
    StepContext& m_step;
    FileReader m_reader;
    std::vector<Stranger> m_strangers;
    QJsonObject m_cursor; ///< of the frame that is at work
    QElapsedTimer m_clock;
};

} // namespace safelight
