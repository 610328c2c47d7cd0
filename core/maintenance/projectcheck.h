#pragma once

#include "base/canceltoken.h"
#include "base/processmemory.h"
#include "db/connection.h"
#include "domain/project.h"
#include "maintenance/projectcomparison.h"
#include "tasks/projectprobe.h"
#include "tasks/taskenvironment.h"
#include "tasks/taskobserver.h"

#include <QElapsedTimer>

#include <optional>

namespace safelight {

struct ProjectCheckOptions
{
    ProjectComparison::Options comparison;
    int massChangePercent = 20;
    int massChangeMin = 50;
    bool planOnly = false;
    bool acceptMassChange = false;
    JobId job; ///< whose corrections they are; invalid for a plan
};

/// What the check of one project came to.
struct ProjectCheckOutcome
{
    bool isOffline = false;
    std::optional<Error> reason; ///< why it is offline
    qint64 processed = 0;
    qint64 corrected = 0;
    int unreadable = 0; ///< files of which the disk would not say whether they are there
};

/// The manifest check of one project, in two passes over keyset pages. The first (ProjectComparison) finds
/// the photos that differ and whether they are so many that something else must be wrong. The second sets
/// right, a page of differing photos at a time. Nothing is written before the first pass has ended, and a
/// project without differences is read just once.
///
/// Memory: the names of the folder, two pages, and 8 bytes a differing photo.
class ProjectCheck
{
public:
    ProjectCheck(const TaskEnvironment& environment, Connection& connection, const Project& project,
                 const ProjectCheckOptions& options, const MemoryGauge& memory, TaskObserver& observer,
                 const CancelToken& cancel);

    /// What came of it, so far: also when run() ended with an error.
    const ProjectCheckOutcome& outcome() const { return m_outcome; }

    /// Errors: MassChange (nothing was written), Cancelled (whole pages were), those of the catalogue and of
    /// reading the folder.
    Status run();

private:
    Status markOffline(const ProjectProbe& probe);
    Status settleManifest(const ProjectProbe& probe);
    Result<FolderNames> listFolder();
    Status compare(const FolderNames& names, const FileHandle& folder);
    Status refuseMassChange() const;
    Status correct(PhotoComparer& comparer, const ProjectProbe& probe);
    Status correctPage(PhotoComparer& comparer, std::span<const PhotoId> ids);
    Result<bool> tryCorrectPage(PhotoComparer& comparer, std::span<const PhotoId> ids);
    Result<bool> write(const CheckedPhoto& photo, const PhotoDifference& difference, Correction& correction);
    Correction correctionOf(const CheckedPhoto& photo, const PhotoDifference& difference) const;
    Error cancelled() const;
    void report(TaskStage stage, qint64 done, std::optional<qint64> total);
    void logCorrected(const QVector<Correction>& rows) const;
    void logFinished(qint64 durationMs) const;

    const TaskEnvironment& m_environment;
    Connection& m_connection;
    Project m_project;
    ProjectCheckOptions m_options;
    const MemoryGauge& m_memory;
    TaskObserver& m_observer;
    CancelToken m_cancel;
    std::filesystem::path m_folder;

    ComparisonOutcome m_compared;
    ProjectCheckOutcome m_outcome;
};

} // namespace safelight
