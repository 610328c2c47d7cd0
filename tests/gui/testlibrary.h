#pragma once

#include "support/catalogfixture.h"
#include "support/tempfolder.h"
#include "ui/librarycontroller.h"

#include <functional>
#include <memory>
#include <mutex>
#include <semaphore>

namespace safelight::test {

/// What a manifest check was asked for.
struct NotedCheck
{
    JobScope scope;
    StepOptions options;
};

/// A real library in a folder of its own, on the engine that the run is for, with rows made through the
/// repositories, and actions that note what was asked for instead of doing it.
class TestLibrary
{
public:
    TestLibrary();

    const Library& library() const { return *m_library; }
    std::filesystem::path root() const { return m_folder / "library"; }

    /// `folder`: absolute; empty: of that name in the library.
    ProjectId addProject(const QString& name, const std::filesystem::path& folder = {});
    /// Photos `photo00001`… (or of another prefix), a minute apart, each with a JPEG; returns their ids.
    QVector<qint64> addPhotos(ProjectId project, int count, const QString& prefix = QStringLiteral("photo"));
    void removePhoto(qint64 id);
    /// A check that is done, with a correction for each photo: its JPEG is gone, as the photo's rows say,
    /// too.
    QVector<Correction> addCorrections(ProjectId project, const QVector<qint64>& photos);
    /// Takes such a correction back, past everything else.
    void findJpegAgain(ProjectId project, qint64 photo);
    /// What the catalogue says of a photo.
    Availability availabilityOf(qint64 photo);
    JobId addInterruptedIngest(const IngestRequest& request);
    /// A receipt of a card with so many files, each proven at so many places.
    ReceiptId addReceipt(int files, int places, int wantedPlaces);

    /// Opening is real, and so are watched folders, in a hurry; the rest notes and succeeds, unless told
    /// otherwise below.
    LibraryActions actions();
    std::unique_ptr<LibraryController> makeController();

    /// What was asked for until now.
    std::vector<IngestRequest> ingests() const;
    /// What plans were asked for, and which jobs to go on with.
    std::vector<IngestRequest> plans() const;
    std::vector<JobId> resumed() const;
    std::vector<IngestRequest> postponed() const;
    std::vector<NotedCheck> checks() const;
    /// Opens it, and waits for its projects.
    static bool openAndWait(LibraryController& controller);

    /// While set, runs in place of an ingest, a manifest check or any other task, on its thread.
    std::function<TaskResult(const IngestRequest&, TaskObserver&, const CancelToken&)> onIngest;
    /// The same in place of a plan.
    std::function<TaskResult(const IngestRequest&, TaskObserver&, const CancelToken&)> onPlan;
    std::function<StepOutcome(StepContext&)> onCheck;
    std::function<StepOutcome(StepContext&)> onOtherTask;
    std::function<Status(const QString&)> onAddProject;

private:
    TempFolder m_folder;
    CatalogFixture m_catalog;
    std::optional<Library> m_library;
    mutable std::mutex m_mutex;
    std::vector<IngestRequest> m_ingests;   // guarded by m_mutex
    std::vector<IngestRequest> m_plans;     // guarded by m_mutex
    std::vector<JobId> m_resumed;           // guarded by m_mutex
    std::vector<IngestRequest> m_postponed; // guarded by m_mutex
    std::vector<NotedCheck> m_checks;       // guarded by m_mutex
};

/// Marks a photo's JPEG as gone, as a check does it: guarded rows, a correction, the fact.
Status loseJpeg(StepContext& step, ProjectId project, qint64 photo);

/// A correction as a check would tell it: a JPEG that is gone.
Correction lostJpeg(qint64 id, const QString& stem, const QString& project = QStringLiteral("Wedding"));

/// Runs until it is told to stop, and tells so that it has begun.
class RunningTask
{
public:
    TaskResult run(TaskObserver& observer, const CancelToken& cancel);
    /// Lets it end by itself.
    void finish() { m_mayEnd.release(); }

private:
    std::binary_semaphore m_mayEnd{0};
};

} // namespace safelight::test
