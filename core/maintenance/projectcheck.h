#pragma once

#include "base/processmemory.h"
#include "maintenance/projectcomparison.h"
#include "tasks/projectsweep.h"

#include <QElapsedTimer>

namespace safelight {

struct ProjectCheckOptions
{
    ProjectComparison::Options comparison;
    int massChangePercent = 20;
    int massChangeMin = 50;
};

/// The manifest check of one project, in two passes over keyset pages. The first (ProjectComparison) finds
/// the photos that differ and whether they are so many that something else must be wrong; their ids become
/// items of the job. The second sets right, a page of items at a time. Nothing is written to the project's
/// rows before the first pass has ended, and a project without differences is read just once.
///
/// The cursor says which pass it is, how far the first one got and what it found, so that a check that was
/// stopped or killed goes on there; the folder is listed again. Memory: the names of the folder, two pages,
/// and 8 bytes a differing photo between two cursors.
class ProjectCheck
{
public:
    ProjectCheck(ProjectVisit& visit, const ProjectCheckOptions& options, const MemoryGauge& memory);

    /// Errors: MassChange (nothing was written but the proposals of the job), Cancelled (whole pages were),
    /// ReadFailed (some files could not be looked at; the rest was set right), those of the catalogue and of
    /// reading the folder.
    Status run();

private:
    enum class Pass { Compare, Correct };
    /// A page of photos that differ, and the items that stand for them.
    struct Page
    {
        std::vector<PhotoId> photos;
        std::vector<JobItemId> items;
    };

    void readCursor();
    QJsonObject cursor() const;
    bool isListed() const { return m_visit.step.job().isValid(); }

    Result<FolderNames> listFolder();
    Status compare(const FolderNames& names);
    void take(const ProjectComparison::Reached& reached);
    Status keepCompared();
    bool isMassChange() const;
    Error massChange() const;
    Status proposeAll(PhotoComparer& comparer);
    Status settleManifest();
    Status correct(PhotoComparer& comparer);
    Result<Page> nextPage(JobItemId after);
    Status correctPage(PhotoComparer& comparer, const Page& page);
    Result<bool> tryCorrectPage(PhotoComparer& comparer, const Page& page);
    Result<bool> write(const CheckedPhoto& photo, const PhotoDifference& difference, Correction& correction);
    Correction correctionOf(const CheckedPhoto& photo, const PhotoDifference& difference) const;
    Status markChecked();
    Error cancelled() const;
    void logCorrected(const QVector<Correction>& rows) const;
    void logFinished(qint64 durationMs) const;

    ProjectVisit& m_visit;
    Connection& m_connection;
    const Project& m_project;
    ProjectCheckOptions m_options;
    const MemoryGauge& m_memory;

    Pass m_pass = Pass::Compare;
    PhotoId m_reached;            ///< compared so far: all photos up to this one
    ComparisonOutcome m_compared; ///< of those; `different` are the ones that have no item yet
    qint64 m_found = 0;           ///< photos that differ
    qint64 m_settled = 0;         ///< of those: looked at by the second pass
    qint64 m_corrected = 0;
};

} // namespace safelight
