#include "catalog/jobitemrepository.h"
#include "support/libraryfixture.h"
#include "tasks/jobqueue.h"
#include "tasks/projectactions.h"
#include "tasks/worker.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <set>
#include <thread>

using namespace safelight;
using namespace safelight::test;

/// The durable queue: asking, taking up, and what a dead worker leaves.
class TestJobQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatWaitsIsJoined();
    void otherRequestsAreNotJoined();
    void theMostImportantComesFirst();
    void aJobIsTakenUpOnce();
    void aJobWaitsForItsTime();
    void aDeadWorkersJobWaitsAgain();
    void aJobThatKeepsEndingTheProgramIsParked();
    void cancelledStaysCancelledThroughACrash();
    void aLivingWorkersJobIsLeftAlone();
    void pauseResumeCancel();
    void whatRunsElsewhereIsAsked();
    void itemsOfADeadWorkerAreQueuedAgain();
    void proposalsAreDecidedOnce();
    void oldJobsAreForgotten();

private:
    JobQueue queue() { return {m_environment.value(), *m_connection}; }
    JobRepository jobs() { return JobRepository(*m_connection); }
    Job jobOf(JobId id) { return jobs().find(id)->value(); }
    JobRequest maintenance(int priority = kScheduledPriority) const;
    /// As if the program that runs the job had been killed.
    void killWorkerOf(JobId id) const;

    std::unique_ptr<LibraryFixture> m_safe;
    std::optional<TaskEnvironment> m_environment;
    std::unique_ptr<Connection> m_connection;
};

void TestJobQueue::init()
{
    m_connection.reset();
    m_safe = std::make_unique<LibraryFixture>();
    m_environment.emplace(m_safe->environment());
    m_connection = std::make_unique<Connection>(m_safe->library().catalog());
    QVERIFY(m_connection->open().isOk());
}

JobRequest TestJobQueue::maintenance(int priority) const
{
    JobRequest request;
    request.steps = {MaintenanceTask::Trash, MaintenanceTask::ManifestCheck};
    request.priority = priority;
    return request;
}

void TestJobQueue::killWorkerOf(JobId id) const
{
    // This host and boot, this very pid, but another start time: a process of that name is gone.
    const QString dead = currentWorker().section(u'/', 0, 1) + QStringLiteral("/1");
    m_safe->change(QStringLiteral("UPDATE jobs SET worker = '%1' WHERE id = %2").arg(dead).arg(id.value));
}

void TestJobQueue::whatWaitsIsJoined()
{
    const auto first = queue().enqueue(maintenance(kScheduledPriority));
    const auto second = queue().enqueue(maintenance(kUserPriority));
    QVERIFY(first.isOk() && second.isOk());
    QCOMPARE(*second, *first);
    QCOMPARE(jobOf(*first).priority, kUserPriority); // who asked later wants it sooner
    QCOMPARE(m_safe->rows("SELECT task, state FROM job_steps ORDER BY ordinal"),
             list({"trash|queued", "manifest_check|queued"}));
    QVERIFY(queue().claim(*first)->has_value());
    QVERIFY(*queue().enqueue(maintenance()) != *first); // what runs may have passed what it is wanted for
}

void TestJobQueue::otherRequestsAreNotJoined()
{
    const auto one = addProject(m_safe->environment(), QStringLiteral("One"));
    std::set<qint64> ids = {queue().enqueue(maintenance())->value};
    JobRequest ofProject = maintenance();
    ofProject.scope = JobScope::of(one->id);
    ids.insert(queue().enqueue(ofProject)->value);
    JobRequest plan = maintenance();
    plan.options.mode = StepMode::Plan;
    ids.insert(queue().enqueue(plan)->value);
    JobRequest fewer = maintenance();
    fewer.steps.pop_back();
    ids.insert(queue().enqueue(fewer)->value);
    JobRequest accepting = maintenance();
    accepting.options.acceptMassChange = true;
    ids.insert(queue().enqueue(accepting)->value);
    QCOMPARE(ids.size(), std::size_t{5});
}

void TestJobQueue::theMostImportantComesFirst()
{
    JobRequest plan = maintenance(kUserPriority);
    plan.options.mode = StepMode::Plan;
    const JobId scheduled = *queue().enqueue(maintenance());
    const JobId asked = *queue().enqueue(plan);
    QVERIFY(*queue().isAnyWaiting(90));
    QCOMPARE((*queue().claimNext(0))->id, asked);
    QVERIFY(!*queue().isAnyWaiting(90));
    QVERIFY(!queue().claimNext(90)->has_value());
    QCOMPARE((*queue().claimNext(0))->id, scheduled);
    QVERIFY(!queue().claimNext(0)->has_value());
}

void TestJobQueue::aJobIsTakenUpOnce()
{
    constexpr int kJobs = 40;
    for (int i = 0; i < kJobs; ++i) {
        JobRequest request = maintenance();
        request.options.chunkSize = i + 1; // each another request
        QVERIFY(queue().enqueue(request).isOk());
    }
    std::atomic<int> taken = 0;
    std::atomic<bool> hasFailed = false;
    std::vector<std::thread> programs;
    for (int i = 0; i < 4; ++i) {
        programs.emplace_back([&] {
            Connection connection(m_safe->library().catalog());
            if (!connection.open()) {
                hasFailed = true;
                return;
            }
            JobQueue own(*m_environment, connection);
            while (true) {
                const auto job = own.claimNext(0);
                hasFailed = hasFailed || !job;
                if (!job || !*job)
                    return;
                ++taken;
            }
        });
    }
    for (auto& program : programs)
        program.join();
    QVERIFY(!hasFailed);
    QCOMPARE(taken.load(), kJobs);
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM jobs WHERE state = 'running' AND attempts = 1"),
             QStringList(QString::number(kJobs)));
}

void TestJobQueue::aJobWaitsForItsTime()
{
    const JobId id = *queue().enqueue(maintenance());
    const auto job = queue().claim(id);
    QVERIFY(job->has_value());
    const QDateTime later = QDateTime::currentDateTimeUtc().addSecs(3600);
    QVERIFY(*jobs().requeue(id, (*job)->worker, later, QStringLiteral("busy")));
    QVERIFY(!queue().claimNext(0)->has_value());
    QVERIFY(qAbs((*queue().nextDue())->msecsTo(later)) < 1000);
    QVERIFY(queue().claim(id)->has_value()); // a person who asks for it need not wait
    QCOMPARE(jobOf(id).attempts, 2);
}

void TestJobQueue::aDeadWorkersJobWaitsAgain()
{
    const JobId id = *queue().enqueue(maintenance());
    QVERIFY(queue().claim(id)->has_value());
    killWorkerOf(id);
    QCOMPARE(*queue().recover(), 1);
    const Job job = jobOf(id);
    QCOMPARE(job.state, JobState::Queued);
    QCOMPARE(job.attempts, 1);
    QVERIFY(job.notBefore > QDateTime::currentDateTimeUtc());
    QVERIFY(!job.error.isEmpty());
    QCOMPARE(*queue().recover(), 0);
    QVERIFY(backoffAfter(1) < backoffAfter(2));
    QVERIFY(backoffAfter(50) <= std::chrono::hours(1));
}

void TestJobQueue::aJobThatKeepsEndingTheProgramIsParked()
{
    m_safe->set("jobs.max_attempts", 3);
    m_environment.emplace(m_safe->environment());
    const JobId id = *queue().enqueue(maintenance());
    for (int crash = 0; crash < 3; ++crash) {
        QVERIFY(queue().claim(id)->has_value());
        killWorkerOf(id);
        QCOMPARE(*queue().recover(), 1);
    }
    const Job parked = jobOf(id);
    QCOMPARE(parked.state, JobState::Paused);
    QVERIFY(parked.error.contains(u"3 times"));
    QVERIFY(!queue().claimNext(0)->has_value());
    QVERIFY(m_safe->events().contains(u"job_parked"));
    // A person who wants to try again can.
    QCOMPARE(*queue().resume(id), JobQueue::Answer::Done);
    QCOMPARE((*queue().claimNext(0))->attempts, 1);
}

void TestJobQueue::cancelledStaysCancelledThroughACrash()
{
    const JobId id = *queue().enqueue(maintenance());
    QVERIFY(queue().claim(id)->has_value());
    QCOMPARE(*queue().cancel(id), JobQueue::Answer::Asked);
    QCOMPARE(*queue().pause(id), JobQueue::Answer::Asked);
    QCOMPARE(jobOf(id).wish, QStringLiteral("cancel")); // a later wish does not take it back
    killWorkerOf(id);
    QCOMPARE(*queue().recover(), 1);
    QCOMPARE(jobOf(id).state, JobState::Cancelled);
    QVERIFY(!queue().claim(id)->has_value());
}

void TestJobQueue::aLivingWorkersJobIsLeftAlone()
{
    const JobId id = *queue().enqueue(maintenance());
    QVERIFY(queue().claim(id)->has_value());
    QCOMPARE(*queue().recover(), 0);
    QCOMPARE(jobOf(id).state, JobState::Running);
    // Another computer's: as long as its heart beats.
    const QString elsewhere = QStringLiteral("boot@another-computer/7/7");
    m_safe->change(QStringLiteral("UPDATE jobs SET worker = '%1'").arg(elsewhere));
    QCOMPARE(*queue().recover(), 0);
    m_safe->change("UPDATE jobs SET heartbeat_at = '2020-01-01T00:00:00.000Z'");
    QCOMPARE(*queue().recover(), 1);
    QCOMPARE(jobOf(id).state, JobState::Queued);
}

void TestJobQueue::pauseResumeCancel()
{
    using Answer = JobQueue::Answer;
    const JobId id = *queue().enqueue(maintenance());
    QCOMPARE(*queue().pause(id), Answer::Done);
    QCOMPARE(jobOf(id).state, JobState::Paused);
    QVERIFY(!queue().claimNext(0)->has_value());
    QCOMPARE(*queue().resume(id), Answer::Done);
    QCOMPARE(jobOf(id).state, JobState::Queued);
    QCOMPARE(*queue().cancel(id), Answer::Done);
    QCOMPARE(jobOf(id).state, JobState::Cancelled);
    QCOMPARE(*queue().resume(id), Answer::NotThere);
    QCOMPARE(*queue().pause(id), Answer::NotThere);
    QCOMPARE(*queue().cancel({id.value + 100}), Answer::NotThere);
}

void TestJobQueue::whatRunsElsewhereIsAsked()
{
    const JobId id = *queue().enqueue(maintenance());
    const auto job = queue().claim(id);
    QCOMPARE(*queue().pause(id), JobQueue::Answer::Asked);
    QCOMPARE(**jobs().wish(id, (*job)->worker), QStringLiteral("pause"));
    QVERIFY(!jobs().wish(id, QStringLiteral("somebody else"))->has_value());
}

void TestJobQueue::itemsOfADeadWorkerAreQueuedAgain()
{
    const JobId id = *queue().enqueue(maintenance());
    QVERIFY(queue().claim(id)->has_value());
    const JobStep step = jobs().steps(id)->front();
    std::vector<JobItem> items(5);
    for (JobItem& item : items) {
        item.job = id;
        item.step = step.id;
    }
    const JobItemRepository repository(*m_connection);
    QVERIFY(repository.insert(items).isOk());
    const auto claimed = repository.claim(step.id, 2);
    QCOMPARE(claimed->size(), std::size_t{2});
    const JobItemId done[] = {claimed->front().id};
    QVERIFY(repository.finish(done, JobItemState::Done).isOk());
    killWorkerOf(id);
    QCOMPARE(*queue().recover(), 1);
    QCOMPARE(m_safe->rows(
                 "SELECT state, attempts, COUNT(*) FROM job_items GROUP BY state, attempts ORDER BY 1, 2"),
             list({"0|0|3", "0|1|1", "2|1|1"})); // none lost, the one that was done is not done again
}

void TestJobQueue::proposalsAreDecidedOnce()
{
    const JobId id = *queue().enqueue(maintenance());
    const JobStep step = jobs().steps(id)->front();
    std::vector<JobItem> items(3);
    for (JobItem& item : items) {
        item.job = id;
        item.step = step.id;
        item.state = JobItemState::Proposed;
        item.action = QStringLiteral("availability");
    }
    QVERIFY(JobItemRepository(*m_connection).insert(items).isOk());
    const auto request = requestForProposals(*m_environment, id);
    QVERIFY(request.isOk());
    QCOMPARE(request->options.mode, StepMode::Approved);
    QCOMPARE(request->options.approved, id);
    QCOMPARE(request->steps, maintenance().steps);
    QCOMPARE(*dismissProposals(*m_environment, id), 3);
    QCOMPARE(requestForProposals(*m_environment, id).error().code, ErrorCode::NotFound);
    QCOMPARE(*dismissProposals(*m_environment, id), 0);
}

void TestJobQueue::oldJobsAreForgotten()
{
    const JobId old = *queue().enqueue(maintenance());
    const auto job = queue().claim(old);
    QVERIFY(jobs().finish(old, (*job)->worker, JobState::Done, {}, {}).isOk());
    const JobId waiting = *queue().enqueue(maintenance());
    const QDateTime later = QDateTime::currentDateTimeUtc().addDays(1);
    QCOMPARE(*jobs().removeEndedBefore(later.addDays(-2)), 0);
    QCOMPARE(*jobs().removeEndedBefore(later), 1);
    QVERIFY(!jobs().find(old)->has_value());
    QVERIFY(jobs().find(waiting)->has_value());
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM job_steps"), list({"2"}));
}

QTEST_GUILESS_MAIN(TestJobQueue)
#include "tst_jobqueue.moc"
