#include "testlibrary.h"

#include "ui/jobboard.h"
#include "ui/models/correctionhistory.h"
#include "ui/models/jobitemmodel.h"
#include "ui/models/joblistmodel.h"
#include "ui/models/jobstepmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace safelight;
using FatalTester = QAbstractItemModelTester;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

Job makeJob(qint64 id, JobState state)
{
    Job job;
    job.id = {id};
    job.state = state;
    job.createdAt = QDateTime::currentDateTimeUtc();
    return job;
}

QVector<qint64> idsOf(const JobListModel& model)
{
    QVector<qint64> ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids += model.job(row)->id.value;
    return ids;
}

} // namespace

/// The models of the pages, on a catalogue where they read one.
class TestJobModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void correctionsAreReadAPageAtATime();
    void correctionsAreFiltered();
    void liveCorrectionsPassTheFilterToo();
    void undoneCorrectionsAreMarked();
    void jobsAreSortedByWhatTheyDo();
    void aRunningJobSaysHowFarItIs();
    void stepsSayHowTheyWent();
    void decisionsAreGrouped();

private:
    std::unique_ptr<test::TestLibrary> m_library;
    std::unique_ptr<LibraryController> m_controller;
};

void TestJobModels::init()
{
    m_library = std::make_unique<test::TestLibrary>();
}

void TestJobModels::cleanup()
{
    m_controller.reset();
    m_library.reset();
}

void TestJobModels::correctionsAreReadAPageAtATime()
{
    const ProjectId project = m_library->addProject(QStringLiteral("Wedding"));
    const int count = CorrectionHistory::kPage + 20;
    m_library->addCorrections(project, m_library->addPhotos(project, count));
    m_controller = m_library->makeController();
    QVERIFY(test::TestLibrary::openAndWait(*m_controller));
    CorrectionHistory history(*m_controller);
    const FatalTester tester(&history, kFatal);
    QSignalSpy loaded(&history, &CorrectionHistory::loaded);
    history.setQuery({});
    QVERIFY(!history.canFetchMore({})); // a page is on its way
    QVERIFY(loaded.wait());
    QCOMPARE(history.rowCount(), CorrectionHistory::kPage);
    QCOMPARE(history.correction(0).stem, QStringLiteral("photo%1").arg(count, 5, 10, QChar(u'0')));
    QVERIFY(!history.isComplete());
    history.fetchMore({});
    QVERIFY(loaded.wait());
    QCOMPARE(history.rowCount(), count);
    QCOMPARE(history.correction(count - 1).stem, QStringLiteral("photo00001"));
    QVERIFY(history.isComplete());
    QVERIFY(!history.canFetchMore({}));
}

void TestJobModels::correctionsAreFiltered()
{
    const ProjectId wedding = m_library->addProject(QStringLiteral("Wedding"));
    const ProjectId zoo = m_library->addProject(QStringLiteral("Zoo"));
    m_library->addCorrections(wedding, m_library->addPhotos(wedding, 3));
    m_library->addCorrections(zoo, m_library->addPhotos(zoo, 2, QStringLiteral("Lion_")));
    m_controller = m_library->makeController();
    QVERIFY(test::TestLibrary::openAndWait(*m_controller));
    CorrectionHistory history(*m_controller);
    const auto rowsOf = [&](const CorrectionQuery& query) {
        QSignalSpy loaded(&history, &CorrectionHistory::loaded);
        history.setQuery(query);
        return loaded.wait() ? history.rowCount() : -1;
    };
    CorrectionQuery query;
    QCOMPARE(rowsOf(query), 5);
    query.project = zoo;
    QCOMPARE(rowsOf(query), 2);
    query.project.reset();
    query.text = QStringLiteral("LION_0");
    QCOMPARE(rowsOf(query), 2);
    query.text = QStringLiteral("weddi"); // the project's name
    QCOMPARE(rowsOf(query), 3);
    query.text = QStringLiteral("%");
    QCOMPARE(rowsOf(query), 0);
    query.text.clear();
    query.kind = CorrectionKind::PhotoMoved;
    QCOMPARE(rowsOf(query), 0);
}

void TestJobModels::liveCorrectionsPassTheFilterToo()
{
    m_library->addProject(QStringLiteral("Wedding"));
    m_controller = m_library->makeController();
    QVERIFY(test::TestLibrary::openAndWait(*m_controller));
    CorrectionHistory history(*m_controller);
    const FatalTester tester(&history, kFatal);
    CorrectionQuery query;
    query.text = QStringLiteral("gard");
    history.setQuery(query);
    Q_EMIT m_controller->rowsCorrected(
        {test::lostJpeg(1, QStringLiteral("church")), test::lostJpeg(2, QStringLiteral("Garden"))});
    QCOMPARE(history.rowCount(), 1);
    Q_EMIT m_controller->rowsCorrected({test::lostJpeg(2, QStringLiteral("Garden"))});
    QCOMPARE(history.rowCount(), 1); // told twice, listed once
}

void TestJobModels::undoneCorrectionsAreMarked()
{
    const ProjectId project = m_library->addProject(QStringLiteral("Wedding"));
    const auto rows = m_library->addCorrections(project, m_library->addPhotos(project, 3));
    m_controller = m_library->makeController();
    QVERIFY(test::TestLibrary::openAndWait(*m_controller));
    CorrectionHistory history(*m_controller);
    QSignalSpy loaded(&history, &CorrectionHistory::loaded);
    history.setQuery({});
    QVERIFY(loaded.wait());
    Q_EMIT m_controller->correctionsUndone({rows[1]});
    QVERIFY(history.correction(1).undoneAt.isValid());
    QVERIFY(!history.correction(0).undoneAt.isValid());
}

void TestJobModels::jobsAreSortedByWhatTheyDo()
{
    JobListModel model([](const Job& job) { return QString::number(job.id.value); });
    const FatalTester tester(&model, kFatal);
    model.setJobs({makeJob(5, JobState::Done), makeJob(4, JobState::Queued), makeJob(3, JobState::Running),
                   makeJob(2, JobState::Paused), makeJob(1, JobState::Failed)});
    QCOMPARE(idsOf(model), (QVector<qint64>{3, 4, 2, 5, 1}));
    QCOMPARE(model.activeCount(), 2);
    model.setJobs({makeJob(6, JobState::Queued), makeJob(5, JobState::Done), makeJob(4, JobState::Running),
                   makeJob(3, JobState::Done), makeJob(2, JobState::Paused), makeJob(1, JobState::Failed)});
    QCOMPARE(idsOf(model), (QVector<qint64>{4, 6, 2, 5, 3, 1}));
}

void TestJobModels::aRunningJobSaysHowFarItIs()
{
    JobListModel model([](const Job&) { return QStringLiteral("Check"); });
    model.setJobs({makeJob(1, JobState::Running)});
    QCOMPARE(model.index(0).data(JobListModel::ProgressRole).toDouble(), -1.0);
    TaskProgress progress{TaskStage::Comparing, 30, 120, {}, QStringLiteral("Wedding")};
    model.setProgress({1}, progress);
    QCOMPARE(model.index(0).data(JobListModel::ProgressRole).toDouble(), 0.25);
    QCOMPARE(model.index(0).data(JobListModel::WhenRole).toString(),
             QStringLiteral("Comparing with the disk – Wedding"));
    model.setJobs({makeJob(1, JobState::Done)});
    QVERIFY(!model.index(0).data(JobListModel::ProgressRole).isValid());
}

void TestJobModels::stepsSayHowTheyWent()
{
    JobStepModel model;
    const FatalTester tester(&model, kFatal);
    JobStep first;
    first.id = {1};
    first.state = JobState::Done;
    first.result = {{QStringLiteral("processed"), 1'200}, {QStringLiteral("corrected"), 3}};
    JobStep second = first;
    second.id = {2};
    second.ordinal = 1;
    second.task = MaintenanceTask::FolderCheck;
    second.state = JobState::Queued;
    second.result = {};
    model.setSteps({first, second});
    QCOMPARE(model.index(0, JobStepModel::Outcome).data().toString(),
             QStringLiteral("1,200 checked, 3 corrected"));
    QCOMPARE(model.index(1, JobStepModel::State).data().toString(), QStringLiteral("Waiting"));
    TaskProgress progress{TaskStage::Comparing, 30, 120, {}, {}};
    progress.task = MaintenanceTask::FolderCheck;
    progress.step = 2;
    model.setProgress(progress);
    QCOMPARE(model.index(1, JobStepModel::State).data().toString(), QStringLiteral("Running"));
    QCOMPARE(model.index(1, JobStepModel::Outcome).data().toString(), QStringLiteral("30 of 120"));
}

void TestJobModels::decisionsAreGrouped()
{
    const auto part = [](qint64 job, qint64 project, qint64 count) {
        return Proposals{{job}, {project}, QStringLiteral("P%1").arg(project), QStringLiteral("availability"),
                         count, {}};
    };
    Job applying = makeJob(9, JobState::Queued);
    JobRequest request;
    request.scope = JobScope::of({2});
    request.options.mode = StepMode::Approved;
    request.options.approved = {7};
    applying.payload = request.toPayload();
    const auto groups = groupProposals(
        {part(8, 1, 3), part(8, 0, 4), part(7, 1, 10), part(7, 1, 5), part(7, 2, 20), part(6, 1, 14)},
        {applying});
    QCOMPARE(groups.size(), 3);
    // What belongs to no project is decided on together with the rest of its job.
    QVERIFY(!groups[0].project);
    QCOMPARE(groups[0].count(), 7);
    QCOMPARE(groups[1].count(), 15);
    QCOMPARE(groups[1].projectName, QStringLiteral("P1"));
    QVERIFY(!groups[1].isBeingApplied);
    QVERIFY(groups[2].isBeingApplied);
    // What an earlier check proposed for the same project is decided on with it.
    QCOMPARE(groups[1].earlier, QVector<JobId>{{6}});
    QVERIFY(groups[1].concerns({6}));
}

QTEST_MAIN(TestJobModels)
#include "tst_jobmodels.moc"
