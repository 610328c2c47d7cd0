#pragma once

#include "catalog/catalogreader.h"
#include "tasks/jobdispatcher.h"
#include "tasks/jobscheduler.h"
#include "tasks/taskrunner.h"
#include "ui/libraryactions.h"
#include "ui/watchboard.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <deque>
#include <memory>
#include <optional>

namespace safelight {

/// The library as the window sees it: lives on the GUI thread, has everything done off it, and tells what has
/// become true. Owns the task runner; when it goes, all work is asked to stop and waited for.
class LibraryController : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Opening,
        Missing, ///< no library there yet: the first project or ingest makes it
        Open,
        Failed ///< see `failure()`
    };

    /// Which library, and with what.
    struct Start
    {
        std::filesystem::path root;
        std::optional<CatalogLocation> catalog;
        Settings settings;
        EventLog log;
    };

    LibraryController(Start start, LibraryActions actions, QObject* parent = nullptr);
    ~LibraryController() override;

    /// Opens the library, finds jobs that died with their process, and reads the projects. Returns at once.
    void open();

    State state() const { return m_state; }
    const std::optional<Error>& failure() const { return m_failure; }
    const std::filesystem::path& root() const { return m_start.root; }
    const Settings& settings() const { return m_start.settings; }
    /// Of the open library; none before that.
    const std::optional<TaskEnvironment>& environment() const { return m_environment; }
    const QVector<Project>& projects() const { return m_projects; }
    QStringList projectNames() const;
    const Project* project(ProjectId id) const;
    const Project* projectNamed(const QString& name) const;
    TaskRunner& runner() { return m_runner; }
    WatchBoard& watches() { return m_watches; }
    /// The name that the project of a watched folder has now, or will have when it is made.
    QString projectNameOf(const WatchedFolder& folder) const;

    /// Something runs or waits its turn that a person would miss if the program ended now. Jobs of the queue
    /// are not: they go on at the next start.
    bool isBusy() const;
    /// Photos of this project are on their way.
    bool isTakingInto(ProjectId project) const;
    /// Asks everything that runs to stop after its current file; ingests, also those that wait, and jobs go
    /// on at the next start.
    void stopAll();

    /// Takes in when no other ingest runs: one after the other, as they were asked for.
    /// What `resumes` another job goes on with it, under that job.
    void ingest(const IngestRequest& request);
    /// Finds out what an ingest would do; nothing is written. Whoever asks follows the task, and cancels it
    /// when its answer is no longer wanted. Null while no library is open.
    Task* plan(const IngestRequest& request);
    /// `receiptExported`, `mhlWritten` or `failed` follow.
    void exportReceipt(ReceiptId receipt, const std::filesystem::path& file);
    void writeMhl(ReceiptId receipt, MhlPlace place);
    /// Asks for maintenance; it waits in the queue until its turn has come.
    void request(const JobRequest& request);
    void check(const ManifestCheckRequest& check) { request(check.toJob()); }
    /// Decides on what a job has proposed, in all projects or in one.
    void approve(JobId job, std::optional<ProjectId> project = {});
    void dismiss(JobId job, std::optional<ProjectId> project = {});
    /// These take effect at the job's next item.
    void pauseJob(JobId job);
    void resumeJob(JobId job);
    void cancelJob(JobId job);
    void undo(const UndoRequest& request);
    /// What a job does and to what, for people: "Checking “Wedding”".
    QString titleOf(const Job& job) const;
    /// What is done by the clock, and when next; empty while the library is not open.
    std::vector<ScheduleEntry> schedule() const;
    void addProject(const QString& name);
    void renameProject(const QString& oldName, const QString& newName);
    void removeProject(const QString& name);
    void refreshProjects();
    /// As WatchBoard::save(), also where there is no library yet: it is made.
    void saveWatched(QObject* context, const WatchedFolder& folder, WatchBoard::Receive receive);

    /// Reads the catalogue off the GUI thread: `read(CatalogReader&)` gives a Result, which `receive` gets on
    /// the GUI thread unless `context` is gone by then. Nothing happens without an open library.
    template <class Read, class Receive>
    void read(QObject* context, Read read, Receive receive);

Q_SIGNALS:
    void stateChanged();
    void projectsChanged();
    void projectAdded(const QString& name);
    void taskStarted(safelight::Task* task);
    void taskFinished(safelight::Task* task);
    /// How many ingests wait for the one that runs.
    void waitingChanged(int count);
    void rowsCorrected(const QVector<safelight::Correction>& rows);
    void correctionsUndone(const QVector<safelight::Correction>& rows);
    /// A job of the queue came, went or changed its state.
    void jobsChanged();
    void scheduleChanged();
    void itemsIngested(const QVector<safelight::IngestItem>& items);
    void photosPictured(const QVector<safelight::PhotoId>& photos);
    /// An ingest has ended that is no task of this program's.
    void receiptsChanged();
    void receiptExported(const QString& file, int rows);
    void mhlWritten(const QString& file);
    void interruptedFound(const QVector<safelight::Job>& jobs);
    /// Something that a person asked for did not work.
    void failed(const safelight::Error& error);
    void idle();

private:
    void takeLibrary(Result<Library> opened);
    void afterOpening();
    void withLibrary(std::function<void()> then);
    TaskRunner::Body bodyOf(const IngestRequest& request) const;
    void startIngest(const IngestRequest& request);
    void startNextWaiting();
    void postponeWaiting();
    void postpone(const IngestRequest& request);
    void watch(Task* task, QVariant request);
    void doToProjects(std::function<Status(const TaskEnvironment&)> action, std::function<void()> then = {});
    void startJobs();
    void followUp(const QString& projectName);
    static QString titleOf(const JobRequest& request, const QString& project);
    void setState(State state);
    void connectWatches();
    void takeFact(const Fact& fact);

    Start m_start;
    LibraryActions m_actions;
    State m_state = State::Opening;
    std::optional<Error> m_failure;
    std::optional<TaskEnvironment> m_environment;
    QVector<Project> m_projects;
    bool m_isRefreshing = false;
    bool m_refreshAgain = false;
    std::optional<QString> m_ingestingInto; ///< the name of the project that an ingest runs for
    std::deque<IngestRequest> m_waiting;
    QTimer m_refreshSoon;
    TaskRunner m_runner;                   ///< ends its work before the rest goes
    std::unique_ptr<JobDispatcher> m_jobs; ///< of the open library
    WatchBoard m_watches;
    std::unique_ptr<JobScheduler> m_scheduler;
};

template <class Read, class Receive>
void LibraryController::read(QObject* context, Read read, Receive receive)
{
    if (!m_environment)
        return;
    auto compute = [location = m_environment->library.catalog(),
                    read = std::move(read)]() mutable -> decltype(read(std::declval<CatalogReader&>())) {
        CatalogReader reader(location);
        if (const Status opened = reader.open(); !opened)
            return opened.error();
        return read(reader);
    };
    m_runner.query(context, std::move(compute), std::move(receive));
}

} // namespace safelight
