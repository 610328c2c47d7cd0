#include "catalog/jobitemrepository.h"
#include "support/libraryfixture.h"
#include "tasks/jobqueue.h"
#include "tasks/jobrun.h"
#include "tasks/projectactions.h"

#include <QDeadlineTimer>
#include <QTest>

#include <memory>
#include <stdexcept>
#include <thread>

using namespace safelight;
using namespace safelight::test;

/// How a job goes through its steps, with steps that the test makes.
class TestJobRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void stepsComeInTheirOrder();
    void aStepThatIsDoneIsNotStartedAgain();
    void goesOnFromTheCursor();
    void cancelStartsNoNextStep();
    void anotherProgramsWishIsHeard();
    void aJobThatIsAnothersByNowStops();
    void failuresAreListedAndTheJobGoesOn();
    void aFailureEndsTheJob();
    void aFailureThatMayPassIsTriedLater();
    void whatAStepThrowsIsCaught();
    void aJobThatYieldsWaitsAgain();
    void aPlanLeavesNoTrace();
    void onlyWhatWasApprovedIsDone();
    void theRunIsSampled();

private:
    JobRequest request() const;
    TaskResult run(const CancelToken& cancel = {})
    {
        return runRequest(m_safe->environment(), m_tasks, request(), m_told, cancel);
    }
    /// Takes the newest job up again and runs it.
    TaskResult runAgain(const JobRunOptions& options = {});
    QStringList steps() const { return m_safe->rows("SELECT task, state FROM job_steps ORDER BY id"); }
    QStringList jobs() const { return m_safe->rows("SELECT state, attempts FROM jobs ORDER BY id"); }

    std::unique_ptr<LibraryFixture> m_safe;
    RecordingObserver m_told;
    StepTable m_tasks;
    QStringList m_ran;
};

namespace {

Correction purged(const char* name)
{
    Correction change;
    change.kind = CorrectionKind::ProjectFound;
    change.project = {1};
    change.projectName = QStringLiteral("Shoot");
    change.beforeText = QString::fromUtf8(name);
    return change;
}

} // namespace

void TestJobRun::init()
{
    m_safe = std::make_unique<LibraryFixture>();
    QVERIFY(addProject(m_safe->environment(), m_safe->projectName()).isOk());
    m_ran.clear();
    m_told.corrections.clear();
    m_told.progress.clear();
    m_tasks.clear();
    for (const MaintenanceTask task : allMaintenanceTasks()) {
        m_tasks[task] = [this](StepContext& step) {
            m_ran += maintenanceTaskName(step.task());
            return StepOutcome();
        };
    }
}

JobRequest TestJobRun::request() const
{
    JobRequest request;
    request.steps = {MaintenanceTask::Trash, MaintenanceTask::ManifestCheck, MaintenanceTask::Cleaning};
    return request;
}

TaskResult TestJobRun::runAgain(const JobRunOptions& options)
{
    Connection connection(m_safe->library().catalog());
    if (!connection.open())
        qFatal("no connection");
    const JobId id = {m_safe->rows("SELECT MAX(id) FROM jobs").first().toLongLong()};
    const TaskEnvironment environment = m_safe->environment();
    const auto job = JobQueue(environment, connection).claim(id);
    if (!job || !*job)
        return {JobState::Refused, {}, {}, {}};
    return runClaimedJob(environment, m_tasks, **job, m_told, {}, options);
}

void TestJobRun::stepsComeInTheirOrder()
{
    m_tasks[MaintenanceTask::ManifestCheck] = [this](StepContext& step) {
        m_ran += QStringLiteral("check");
        step.count(u"processed", 7);
        step.progress(TaskStage::Comparing, 7, 7);
        return StepOutcome();
    };
    const TaskResult result = run();
    QCOMPARE(result.state, JobState::Done);
    QCOMPARE(m_ran, list({"trash", "check", "cleaning"}));
    QCOMPARE(steps(), list({"trash|done", "manifest_check|done", "cleaning|done"}));
    QCOMPARE(result.summary[u"processed"].toInteger(), 7);
    QCOMPARE(m_told.progress.last().step, 2);
    QCOMPARE(m_told.progress.last().steps, 3);
    QCOMPARE(m_told.progress.last().task, std::optional(MaintenanceTask::ManifestCheck));
    QCOMPARE(jobs(), list({"done|1"}));
}

void TestJobRun::aStepThatIsDoneIsNotStartedAgain()
{
    const CancelToken cancel;
    m_tasks[MaintenanceTask::ManifestCheck] = [&](StepContext&) {
        m_ran += QStringLiteral("check");
        cancel.pause();
        return StepOutcome();
    };
    QCOMPARE(run(cancel).state, JobState::Paused);
    QCOMPARE(steps(), list({"trash|done", "manifest_check|paused", "cleaning|queued"}));
    QCOMPARE(runAgain().state, JobState::Done);
    QCOMPARE(m_ran, list({"trash", "check", "check", "cleaning"}));
    QCOMPARE(jobs(), list({"done|2"}));
}

void TestJobRun::goesOnFromTheCursor()
{
    const CancelToken cancel;
    QVector<qint64> met;
    m_tasks[MaintenanceTask::Trash] = [&](StepContext& step) -> StepOutcome {
        for (qint64 i = step.cursor().value(u"after").toInteger() + 1; i <= 10; ++i) {
            met += i;
            step.count(u"processed");
            if (const Status kept = step.keep({{QStringLiteral("after"), i}}); !kept)
                return {JobState::Failed, kept.error()};
            if (i == 4)
                cancel.pause();
            if (step.shouldStop())
                return {};
        }
        return {};
    };
    QCOMPARE(run(cancel).state, JobState::Paused);
    const TaskResult rest = runAgain();
    QCOMPARE(rest.state, JobState::Done);
    QCOMPARE(met, (QVector<qint64>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    QCOMPARE(rest.summary[u"processed"].toInteger(), 10); // of both runs
}

void TestJobRun::cancelStartsNoNextStep()
{
    const CancelToken cancel;
    m_tasks[MaintenanceTask::Trash] = [&](StepContext&) {
        cancel.cancel();
        return StepOutcome(); // done at the same moment
    };
    QCOMPARE(run(cancel).state, JobState::Cancelled);
    QCOMPARE(m_ran, QStringList());
    QCOMPARE(jobs(), list({"cancelled|1"}));
    QCOMPARE(runAgain().state, JobState::Refused); // cancelled stays cancelled
}

void TestJobRun::anotherProgramsWishIsHeard()
{
    m_tasks[MaintenanceTask::ManifestCheck] = [&](StepContext& step) {
        Connection other(m_safe->library().catalog());
        if (!other.open() || !JobQueue(step.environment(), other).pause(step.job()))
            return StepOutcome{JobState::Failed, {}};
        const QDeadlineTimer patience(20'000);
        while (!step.shouldStop() && !patience.hasExpired())
            std::this_thread::yield();
        return StepOutcome();
    };
    QCOMPARE(run().state, JobState::Paused);
    QCOMPARE(jobs(), list({"paused|1"}));
    QCOMPARE(m_ran, list({"trash"}));
}

void TestJobRun::aJobThatIsAnothersByNowStops()
{
    m_tasks[MaintenanceTask::ManifestCheck] = [&](StepContext& step) {
        m_safe->change("UPDATE jobs SET worker = 'another'"); // taken for dead, and taken up
        const QDeadlineTimer patience(20'000);
        while (!step.shouldStop() && !patience.hasExpired())
            std::this_thread::yield();
        return StepOutcome();
    };
    QCOMPARE(run().state, JobState::Cancelled);
    QCOMPARE(m_safe->rows("SELECT state, worker FROM jobs"),
             list({"running|another"})); // its row is left to it
    QCOMPARE(m_ran, list({"trash"}));
}

void TestJobRun::failuresAreListedAndTheJobGoesOn()
{
    m_tasks[MaintenanceTask::Trash] = [](StepContext& step) {
        step.failed({ErrorCode::PermissionDenied, QStringLiteral("a.jpg"), {}, nullptr});
        step.leftAlone({ErrorCode::Unsupported, QStringLiteral("notes.txt"), {}, nullptr});
        return outcomeOf(step, {});
    };
    const TaskResult result = run();
    QCOMPARE(result.state, JobState::DoneWithFailures);
    QCOMPARE(result.error->code, ErrorCode::PermissionDenied);
    QCOMPARE(m_ran, list({"manifest_check", "cleaning"}));
    QCOMPARE(m_safe->rows("SELECT subject, state, message FROM job_items ORDER BY id"),
             list({"a.jpg|3|permission_denied", "notes.txt|4|unsupported"}));
}

void TestJobRun::aFailureEndsTheJob()
{
    m_tasks[MaintenanceTask::ManifestCheck] = [](StepContext&) {
        return StepOutcome{JobState::Failed, Error{ErrorCode::CatalogBusy, {}, {}, nullptr}};
    };
    QCOMPARE(run().state, JobState::Failed);
    QCOMPARE(steps(), list({"trash|done", "manifest_check|failed", "cleaning|queued"}));
    QCOMPARE(jobs(), list({"failed|1"}));
}

void TestJobRun::aFailureThatMayPassIsTriedLater()
{
    m_safe->set("jobs.max_attempts", 2);
    m_tasks[MaintenanceTask::ManifestCheck] = [](StepContext&) {
        return StepOutcome{JobState::Failed, Error{ErrorCode::CatalogBusy, {}, {}, nullptr}};
    };
    Connection connection(m_safe->library().catalog());
    QVERIFY(connection.open().isOk());
    const TaskEnvironment environment = m_safe->environment();
    QVERIFY(JobQueue(environment, connection).enqueue(request()).isOk());
    JobRunOptions patient;
    patient.onFailure = JobRunOptions::OnFailure::TryLater;
    QCOMPARE(runAgain(patient).state, JobState::Queued);
    QCOMPARE(m_safe->rows("SELECT state, attempts FROM jobs WHERE not_before IS NOT NULL"),
             list({"queued|1"}));
    QCOMPARE(runAgain(patient).state, JobState::Failed); // but not for ever
    QCOMPARE(jobs(), list({"failed|2"}));
    QCOMPARE(m_ran, list({"trash"})); // once
}

void TestJobRun::whatAStepThrowsIsCaught()
{
    m_tasks[MaintenanceTask::Trash] = [](StepContext&) -> StepOutcome {
        throw std::runtime_error("surprise");
    };
    const TaskResult result = run();
    QCOMPARE(result.state, JobState::Failed);
    QVERIFY(result.error->detail.contains(u"surprise"));
    QCOMPARE(jobs(), list({"failed|1"}));
}

void TestJobRun::aJobThatYieldsWaitsAgain()
{
    Connection connection(m_safe->library().catalog());
    QVERIFY(connection.open().isOk());
    const TaskEnvironment environment = m_safe->environment();
    JobQueue queue(environment, connection);
    const auto job = queue.claim(*queue.enqueue(request()));
    const CancelToken cancel;
    const JobRunOptions options;
    m_tasks[MaintenanceTask::Trash] = [&](StepContext&) {
        options.yields->store(true);
        cancel.pause();
        return StepOutcome();
    };
    QCOMPARE(runClaimedJob(environment, m_tasks, **job, m_told, cancel, options).state, JobState::Queued);
    QCOMPARE(jobs(), list({"queued|0"})); // making room is no attempt
    QVERIFY(queue.claimNext(0)->has_value());
}

void TestJobRun::aPlanLeavesNoTrace()
{
    m_tasks[MaintenanceTask::Trash] = [](StepContext& step) {
        const auto isPermitted = step.permits(purged("old.jpg"));
        step.failed({ErrorCode::ReadFailed, QStringLiteral("b"), {}, nullptr});
        (void)step.keepNow({{QStringLiteral("after"), 1}});
        return StepOutcome{isPermitted && !*isPermitted ? JobState::Done : JobState::Failed, {}};
    };
    const QStringList before = m_safe->catalogue();
    const TaskResult result = runPlan(m_safe->environment(), m_tasks, request(), m_told, {});
    QCOMPARE(result.state, JobState::Done);
    QCOMPARE(m_told.corrections.size(), 1);
    QCOMPARE(m_safe->catalogue(), before);
}

void TestJobRun::onlyWhatWasApprovedIsDone()
{
    QStringList done;
    m_tasks[MaintenanceTask::Trash] = [&](StepContext& step) -> StepOutcome {
        for (const char* name : {"one", "two", "three"}) {
            Correction change = purged(name);
            if (step.options().mode != StepMode::Plan || change.beforeText != u"three") {
                const auto isPermitted = step.permits(change);
                if (!isPermitted || !*isPermitted)
                    continue;
                if (!step.record(change))
                    return {JobState::Failed, {}};
                done += change.beforeText;
            }
        }
        return {};
    };
    JobRequest plan = request();
    plan.options.mode = StepMode::Plan;
    const TaskResult planned = runRequest(m_safe->environment(), m_tasks, plan, m_told, {});
    QCOMPARE(planned.state, JobState::Done);
    QCOMPARE(done, QStringList());
    QCOMPARE(m_safe->rows("SELECT subject, state FROM job_items ORDER BY id"), list({"one|5", "two|5"}));
    // "three" came later, and nobody approved it.
    const auto approved = requestForProposals(m_safe->environment(), planned.job);
    QVERIFY(approved.isOk());
    QCOMPARE(runRequest(m_safe->environment(), m_tasks, *approved, m_told, {}).state, JobState::Done);
    QCOMPARE(done, list({"one", "two"}));
    QCOMPARE(m_safe->rows("SELECT subject, state FROM job_items ORDER BY id"), list({"one|2", "two|2"}));
    QCOMPARE(m_safe->rows("SELECT kind, before_text FROM corrections ORDER BY id"),
             list({"project_found|one", "project_found|two"}));
}

void TestJobRun::theRunIsSampled()
{
    m_tasks[MaintenanceTask::Trash] = [](StepContext& step) {
        step.progress(TaskStage::Removing, 42, 42);
        return StepOutcome();
    };
    QVERIFY(run().job.isValid());
    Connection connection(m_safe->library().catalog());
    QVERIFY(connection.open().isOk());
    const auto samples = JobRepository(connection).metrics({1});
    QVERIFY(samples.isOk());
    QVERIFY(!samples->isEmpty());
    QCOMPARE(samples->last().done, 42);
    QVERIFY(samples->last().residentMb > 1);
}

QTEST_GUILESS_MAIN(TestJobRun)
#include "tst_jobrun.moc"
