#include "support/libraryfixture.h"
#include "tasks/jobdispatcher.h"
#include "tasks/projectactions.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <thread>

using namespace safelight;
using namespace safelight::test;

/// Jobs in a program with an event loop: who runs when, and what stop and pause do.
class TestJobDispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void jobsRunOnTheirLanes();
    void userWorkIsNeverBehindMaintenance();
    void pauseResumeAndCancel();
    void theEndOfTheProgramLosesNothing();
    void whatCannotBeDoneIsTold();

private:
    void open();
    /// A request that no other one joins.
    JobRequest request(MaintenanceTask task, int priority, int number) const;
    QStringList states() const { return m_safe->rows("SELECT state FROM jobs ORDER BY id"); }

    std::unique_ptr<LibraryFixture> m_safe;
    std::unique_ptr<TaskRunner> m_runner;
    std::unique_ptr<JobDispatcher> m_jobs;
    StepTable m_tasks;
    std::atomic<int> m_running = 0;
    std::atomic<int> m_mostAtOnce = 0;
    std::atomic<int> m_quick = 0;
    std::atomic<bool> m_mayEnd = false;
    QVector<Task*> m_started;
    QVector<Error> m_failures;
};

void TestJobDispatcher::init()
{
    m_safe = std::make_unique<LibraryFixture>();
    m_mayEnd = false;
    m_mostAtOnce = 0;
    m_quick = 0;
    m_tasks.clear();
    m_started.clear();
    m_failures.clear();
    // Works until it may end, or is to stop.
    m_tasks[MaintenanceTask::FolderCheck] = [this](StepContext& step) {
        const int now = ++m_running;
        m_mostAtOnce = std::max(m_mostAtOnce.load(), now);
        while (!step.shouldStop() && !m_mayEnd)
            std::this_thread::yield();
        --m_running;
        return StepOutcome();
    };
    m_tasks[MaintenanceTask::ManifestCheck] = [this](StepContext&) {
        ++m_quick;
        return StepOutcome();
    };
}

void TestJobDispatcher::cleanup()
{
    m_mayEnd = true;
    if (m_jobs)
        m_jobs->stop();
    if (m_runner)
        m_runner->waitForDone();
    m_jobs.reset();
    m_runner.reset();
}

void TestJobDispatcher::open()
{
    m_runner = std::make_unique<TaskRunner>();
    m_jobs = std::make_unique<JobDispatcher>(*m_runner, m_safe->environment(), m_tasks,
                                             [](const Job& job) { return job.requestKey; });
    connect(m_jobs.get(), &JobDispatcher::started, this, [this](Task* task) { m_started += task; });
    connect(m_jobs.get(), &JobDispatcher::failed, this, [this](const Error& error) { m_failures += error; });
}

JobRequest TestJobDispatcher::request(MaintenanceTask task, int priority, int number) const
{
    JobRequest request;
    request.steps = {task};
    request.priority = priority;
    request.options.chunkSize = number;
    return request;
}

void TestJobDispatcher::jobsRunOnTheirLanes()
{
    open();
    for (int i = 1; i <= 4; ++i)
        m_jobs->request(request(MaintenanceTask::FolderCheck, kScheduledPriority, i));
    QTRY_COMPARE(m_running.load(), 2); // the lane of priority is idle, and lends its place
    QTRY_COMPARE(states(), list({"running", "running", "queued", "queued"}));
    m_mayEnd = true;
    QTRY_COMPARE(states(), list({"done", "done", "done", "done"}));
    QCOMPARE(m_mostAtOnce.load(), 2);
}

void TestJobDispatcher::userWorkIsNeverBehindMaintenance()
{
    open();
    m_jobs->request(request(MaintenanceTask::FolderCheck, kScheduledPriority, 1));
    m_jobs->request(request(MaintenanceTask::FolderCheck, kScheduledPriority, 2));
    QTRY_COMPARE(m_running.load(), 2);
    m_jobs->request(request(MaintenanceTask::ManifestCheck, kUserPriority, 3));
    QTRY_COMPARE(m_quick.load(), 1);                              // though nothing else has ended
    QTRY_COMPARE(states(), list({"running", "running", "done"})); // who made room goes on afterwards
    QCOMPARE(m_safe->rows("SELECT MAX(attempts) FROM jobs"), list({"1"}));
    m_mayEnd = true;
    QTRY_COMPARE(states(), list({"done", "done", "done"}));
}

void TestJobDispatcher::pauseResumeAndCancel()
{
    open();
    m_jobs->request(request(MaintenanceTask::FolderCheck, kUserPriority, 1));
    QTRY_COMPARE(m_running.load(), 1);
    m_jobs->pause({1});
    QTRY_COMPARE(states(), list({"paused"}));
    QCOMPARE(m_running.load(), 0);
    m_jobs->resume({1});
    QTRY_COMPARE(m_running.load(), 1);
    m_jobs->cancel({1});
    QTRY_COMPARE(states(), list({"cancelled"}));
    m_jobs->resume({1});
    m_jobs->request(request(MaintenanceTask::ManifestCheck, kUserPriority, 2));
    QTRY_COMPARE(states(), list({"cancelled", "done"}));
}

void TestJobDispatcher::theEndOfTheProgramLosesNothing()
{
    open();
    m_jobs->request(request(MaintenanceTask::FolderCheck, kScheduledPriority, 1));
    m_jobs->request(request(MaintenanceTask::FolderCheck, kScheduledPriority, 2));
    m_jobs->request(request(MaintenanceTask::FolderCheck, kScheduledPriority, 3));
    QTRY_COMPARE(m_running.load(), 2);
    m_jobs->stop();
    m_runner->waitForDone();
    QCOMPARE(states(), list({"queued", "queued", "queued"}));
    m_mayEnd = true;
    open(); // the next start
    m_jobs->look();
    QTRY_COMPARE(states(), list({"done", "done", "done"}));
}

void TestJobDispatcher::whatCannotBeDoneIsTold()
{
    open();
    m_jobs->approve({4711});
    QTRY_COMPARE(m_failures.size(), 1);
    QCOMPARE(m_failures.first().code, ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(TestJobDispatcher)
#include "tst_jobdispatcher.moc"
