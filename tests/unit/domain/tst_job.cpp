#include "domain/job.h"

#include <QSet>
#include <QTest>

using namespace safelight;

class TestJob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stateNamesComeBack();
    void typeNamesComeBack();
    void unknownNamesAreNothing();
};

void TestJob::stateNamesComeBack()
{
    QSet<QString> seen;
    for (const JobState state :
         {JobState::Queued, JobState::Running, JobState::Done, JobState::DoneWithFailures, JobState::Failed,
          JobState::Cancelled, JobState::Interrupted, JobState::Refused, JobState::Paused}) {
        const QString name = jobStateName(state);
        QVERIFY(!name.isEmpty());
        QCOMPARE(jobStateFromName(name), state);
        seen.insert(name);
    }
    QCOMPARE(seen.size(), 9);
}

void TestJob::typeNamesComeBack()
{
    for (const JobType type : {JobType::Ingest, JobType::ManifestCheck, JobType::Maintenance,
                               JobType::AfterIngest, JobType::Discovery})
        QCOMPARE(jobTypeFromName(jobTypeName(type)), type);
}

void TestJob::unknownNamesAreNothing()
{
    // What a newer program wrote into the catalogue.
    QVERIFY(!jobStateFromName(u"hibernating"));
    QVERIFY(!jobStateFromName(u""));
    QVERIFY(!jobTypeFromName(u"teleport"));
}

QTEST_GUILESS_MAIN(TestJob)
#include "tst_job.moc"
