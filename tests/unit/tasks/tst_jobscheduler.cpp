#include "catalog/jobrepository.h"
#include "support/libraryfixture.h"
#include "tasks/jobscheduler.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <memory>

using namespace safelight;
using namespace safelight::test;

/// What is done by the clock, with a clock of the test's own.
class TestJobScheduler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void nextTime_data();
    void nextTime();
    void missedRunsAreOne();
    void aBusyMachineIsLeftAlone();
    void whatIsTurnedOffIsNeverDone();

private:
    void start();
    void noteStarted(JobType type, const QDateTime& at) const;

    std::unique_ptr<LibraryFixture> m_safe;
    std::unique_ptr<TaskRunner> m_runner;
    std::unique_ptr<JobScheduler> m_scheduler;
    QStringList m_due;
    QDateTime m_now;
    std::atomic<bool> m_isIdle = true;
};

namespace {

const QDateTime kNoon(QDate(2026, 11, 21), QTime(12, 0), Qt::UTC);

} // namespace

void TestJobScheduler::init()
{
    m_safe = std::make_unique<LibraryFixture>();
    m_runner = std::make_unique<TaskRunner>();
    m_due.clear();
    m_now = kNoon;
    m_isIdle = true;
}

void TestJobScheduler::cleanup()
{
    m_scheduler.reset();
    m_runner.reset();
}

void TestJobScheduler::noteStarted(JobType type, const QDateTime& at) const
{
    Connection connection(m_safe->library().catalog());
    QVERIFY(connection.open().isOk());
    Job job;
    job.uuid = QUuid::createUuid();
    job.type = type;
    job.scope = QStringLiteral("");
    job.state = JobState::Done;
    job.createdAt = job.startedAt = at;
    QVERIFY(JobRepository(connection).insert(job).isOk());
}

void TestJobScheduler::start()
{
    m_scheduler = std::make_unique<JobScheduler>(
        *m_runner, m_safe->environment(), [this] { return m_isIdle.load(); }, [this] { return m_now; });
    connect(m_scheduler.get(), &JobScheduler::due, this,
            [this](const JobRequest& request) { m_due += jobTypeName(request.type); });
    QSignalSpy known(m_scheduler.get(), &JobScheduler::timesChanged);
    m_scheduler->start();
    QVERIFY(known.wait());
}

void TestJobScheduler::nextTime_data()
{
    QTest::addColumn<int>("minutes");
    QTest::addColumn<QDateTime>("last");
    QTest::addColumn<QDateTime>("next");
    QTest::newRow("turned off") << 0 << kNoon << QDateTime();
    QTest::newRow("never done") << 60 << QDateTime() << kNoon.addSecs(60);
    QTest::newRow("done ten minutes ago") << 60 << kNoon.addSecs(-600) << kNoon.addSecs(3000);
    QTest::newRow("missed for days") << 60 << kNoon.addDays(-3) << kNoon.addSecs(60);
    QTest::newRow("the clock was set back") << 60 << kNoon.addDays(3) << kNoon.addSecs(60);
}

void TestJobScheduler::nextTime()
{
    QFETCH(const int, minutes);
    QFETCH(const QDateTime, last);
    QFETCH(const QDateTime, next);
    QCOMPARE(JobScheduler::nextTime(std::chrono::minutes(minutes), last, kNoon), next);
}

void TestJobScheduler::missedRunsAreOne()
{
    noteStarted(JobType::Maintenance, kNoon.addDays(-2));
    noteStarted(JobType::Discovery, kNoon.addSecs(-60));
    start();
    QCOMPARE(m_scheduler->entries().at(0).next, kNoon.addSecs(60));
    QCOMPARE(m_scheduler->entries().at(1).next, kNoon.addSecs(240));
    m_now = kNoon.addSecs(3 * 3600); // three hours in a suspended laptop
    QSignalSpy asked(m_scheduler.get(), &JobScheduler::timesChanged);
    m_scheduler->ring();
    QVERIFY(asked.wait());
    QCOMPARE(m_due, list({"maintenance", "discovery"}));
    QCOMPARE(m_scheduler->entries().at(0).next, m_now.addSecs(3600));
}

void TestJobScheduler::aBusyMachineIsLeftAlone()
{
    start();
    m_now = kNoon.addSecs(7200);
    m_isIdle = false;
    QSignalSpy asked(m_scheduler.get(), &JobScheduler::timesChanged);
    m_scheduler->ring();
    QVERIFY(asked.wait());
    QCOMPARE(m_due, QStringList());
    m_isIdle = true;
    m_scheduler->ring();
    QVERIFY(asked.wait());
    QCOMPARE(m_due, list({"maintenance", "discovery"}));
    // Or the user said always.
    m_due.clear();
    m_safe->set("maintenance.only_when_idle", false);
    m_isIdle = false;
    start();
    m_now = m_now.addDays(1);
    QSignalSpy always(m_scheduler.get(), &JobScheduler::timesChanged);
    m_scheduler->ring();
    QVERIFY(always.wait());
    QCOMPARE(m_due, list({"maintenance", "discovery"}));
}

void TestJobScheduler::whatIsTurnedOffIsNeverDone()
{
    m_safe->set("maintenance.interval_minutes", 0);
    m_safe->set("discovery.interval_minutes", 0);
    start();
    QVERIFY(!m_scheduler->entries().at(0).next.isValid());
    QVERIFY(!m_scheduler->isArmed()); // no wake-up at all
}

QTEST_GUILESS_MAIN(TestJobScheduler)
#include "tst_jobscheduler.moc"
