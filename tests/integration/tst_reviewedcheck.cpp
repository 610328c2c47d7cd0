#include "maintenance/correctionundo.h"
#include "maintenance/maintenancetasks.h"
#include "support/libraryfixture.h"
#include "tasks/jobqueue.h"
#include "tasks/jobrun.h"
#include "tasks/projectactions.h"

#include <QTest>

#include <algorithm>
#include <memory>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// What a person does with what a check found: waits, approves, undoes; and a check that is stopped half-way.
class TestReviewedCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aMassChangeWaitsAndIsAppliedLater();
    void whatCameBackIsNotApplied();
    void whatWasDismissedIsForgotten();
    void aPausedCheckGoesOn_data();
    void aPausedCheckGoesOn();
    void aWholeJobIsUndone();
    void oneCorrectionIsUndone();
    void whatChangedSinceIsNotUndone();
    void undoneTwiceIsUndoneOnce();
    void aFileThatWasFoundIsUndone();

private:
    static std::string nameOf(int photo) { return "P" + std::to_string(100 + photo) + ".jpg"; }
    void lose(int from, int to) const;
    TaskResult approve(JobId job) const;
    TaskResult undo(const UndoRequest& request) const;
    QStringList flags() const
    {
        return m_safe->rows("SELECT stem FROM photos WHERE jpg_available = 0 ORDER BY stem");
    }
    QStringList proposals(int state) const
    {
        return m_safe->rows(QStringLiteral("SELECT COUNT(*) FROM job_items WHERE state = %1")
                                .arg(state)
                                .toUtf8()
                                .constData());
    }

    std::unique_ptr<LibraryFixture> m_safe;
    mutable RecordingObserver m_told;
};

namespace {

constexpr int kPhotos = 100;

} // namespace

void TestReviewedCheck::init()
{
    m_safe = std::make_unique<LibraryFixture>();
    QVERIFY(addProject(m_safe->environment(), m_safe->projectName()).isOk());
    for (int i = 0; i < kPhotos; ++i)
        QVERIFY(writeFile(m_safe->project() / nameOf(i), QByteArray::number(i)));
    IngestRequest request = m_safe->request();
    request.sources = {m_safe->project()};
    QCOMPARE(m_safe->ingest(request).count("imported"), kPhotos);
}

void TestReviewedCheck::lose(int from, int to) const
{
    for (int i = from; i < to; ++i)
        fs::rename(m_safe->project() / nameOf(i), m_safe->elsewhere(nameOf(i)));
}

TaskResult TestReviewedCheck::approve(JobId job) const
{
    const TaskEnvironment environment = m_safe->environment();
    const auto request = requestForProposals(environment, job);
    if (!request)
        return {JobState::Refused, request.error(), {}, {}};
    return runRequest(environment, maintenanceTasks(), *request, m_told, {});
}

TaskResult TestReviewedCheck::undo(const UndoRequest& request) const
{
    return undoCorrections(m_safe->environment(), request, m_told, {});
}

void TestReviewedCheck::aMassChangeWaitsAndIsAppliedLater()
{
    lose(0, 60);
    const auto refused = m_safe->check();
    QCOMPARE(refused.result.state, JobState::Refused);
    QCOMPARE(flags(), QStringList());
    QCOMPARE(proposals(5), list({"60"}));
    lose(60, 61); // nobody saw this one
    const TaskResult applied = approve(refused.result.job);
    QCOMPARE(applied.state, JobState::Done);
    QCOMPARE(flags().size(), 60);
    QCOMPARE(proposals(2), list({"60"}));
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM corrections"), list({"60"}));
    QCOMPARE(approve(refused.result.job).state, JobState::Refused); // decided once
    QCOMPARE(m_safe->check().changes(), list({"P160 100>000"}));
}

void TestReviewedCheck::whatCameBackIsNotApplied()
{
    lose(0, 60);
    const auto refused = m_safe->check();
    for (int i = 0; i < 55; ++i) // the disk was only half connected
        fs::rename(m_safe->elsewhere(nameOf(i)), m_safe->project() / nameOf(i));
    QCOMPARE(approve(refused.result.job).state, JobState::Done);
    QCOMPARE(flags(), list({"P155", "P156", "P157", "P158", "P159"}));
    QCOMPARE(proposals(5), list({"0"})); // the rest does not hold any more
}

void TestReviewedCheck::whatWasDismissedIsForgotten()
{
    lose(0, 60);
    const auto refused = m_safe->check();
    QCOMPARE(*dismissProposals(m_safe->environment(), refused.result.job), 60);
    QCOMPARE(approve(refused.result.job).error->code, ErrorCode::NotFound);
    QCOMPARE(flags(), QStringList());
}

void TestReviewedCheck::aPausedCheckGoesOn_data()
{
    QTest::addColumn<TaskStage>("stage");
    QTest::addColumn<int>("chunk");
    QTest::newRow("while it compares") << TaskStage::Comparing << 7;
    QTest::newRow("a photo a page") << TaskStage::Comparing << 1;
    QTest::newRow("while it corrects") << TaskStage::Correcting << 3;
}

void TestReviewedCheck::aPausedCheckGoesOn()
{
    QFETCH(const TaskStage, stage);
    QFETCH(const int, chunk);
    lose(0, 40);
    ManifestCheckRequest request;
    request.chunkSize = chunk;
    const CancelToken cancel;
    RecordingObserver told;
    told.onProgress = [&](const TaskProgress& progress) {
        const bool isHalfWay =
            progress.stage == stage && progress.total && progress.done * 2 >= *progress.total;
        if (isHalfWay)
            cancel.pause();
    };
    const auto paused = m_safe->check(request, cancel, &told);
    QCOMPARE(paused.result.state, JobState::Paused);
    QVERIFY(paused.result.summary[u"processed"].toInteger() > 0); // the rest will not begin anew
    QVERIFY(paused.corrections.size() < 40);

    Connection connection(m_safe->library().catalog());
    QVERIFY(connection.open().isOk());
    const TaskEnvironment environment = m_safe->environment();
    const auto job = JobQueue(environment, connection).claim(paused.result.job);
    QVERIFY(job.isOk() && job->has_value());
    RecordingObserver rest;
    const TaskResult result = runClaimedJob(environment, maintenanceTasks(), **job, rest, {});
    QCOMPARE(result.state, JobState::Done);
    QCOMPARE(result.summary[u"processed"].toInteger(), kPhotos); // each once, over both runs
    QCOMPARE(result.summary[u"corrected"].toInteger(), 40);
    QCOMPARE(paused.corrections.size() + rest.corrections.size(), 40);
    QCOMPARE(flags().size(), 40);
    QCOMPARE(m_safe->rows("SELECT COUNT(*), COUNT(DISTINCT photo_id) FROM corrections"), list({"40|40"}));
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM job_items"), list({"0"}));
}

void TestReviewedCheck::aWholeJobIsUndone()
{
    lose(0, 10);
    const auto checked = m_safe->check();
    QCOMPARE(flags().size(), 10);
    const auto rows = m_safe->rows("SELECT name, present FROM files ORDER BY name");
    const TaskResult undone = undo({checked.result.job, {}});
    QCOMPARE(undone.state, JobState::Done);
    QCOMPARE(undone.summary[u"undone"].toInteger(), 10);
    QCOMPARE(flags(), QStringList());
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM files WHERE present = 0"), list({"0"}));
    QVERIFY(m_safe->rows("SELECT name, present FROM files ORDER BY name") != rows);
    // The disk has not changed: the next check finds the same, and nobody is fooled.
    QCOMPARE(m_safe->check().corrections.size(), 10);
}

void TestReviewedCheck::oneCorrectionIsUndone()
{
    lose(0, 3);
    (void)m_safe->check();
    const CorrectionId id = {
        m_safe->rows("SELECT id FROM corrections WHERE stem = 'P101'").first().toLongLong()};
    QCOMPARE(undo({{}, {id}}).summary[u"undone"].toInteger(), 1);
    QCOMPARE(flags(), list({"P100", "P102"}));
    QCOMPARE(m_safe->rows("SELECT stem FROM corrections WHERE undone_at IS NOT NULL"), list({"P101"}));
}

void TestReviewedCheck::whatChangedSinceIsNotUndone()
{
    lose(0, 3);
    const auto checked = m_safe->check();
    fs::rename(m_safe->elsewhere(nameOf(1)), m_safe->project() / nameOf(1));
    QCOMPARE(m_safe->check().changes(), list({"P101 000>100"})); // the row says something else by now
    const TaskResult undone = undo({checked.result.job, {}});
    QCOMPARE(undone.state, JobState::DoneWithFailures);
    QCOMPARE(undone.summary[u"undone"].toInteger(), 2);
    QCOMPARE(undone.summary[u"skipped"].toInteger(), 1);
    QCOMPARE(m_safe->rows("SELECT present FROM files WHERE name = 'P101.jpg'"), list({"1"}));
    QCOMPARE(flags(), QStringList());
}

void TestReviewedCheck::undoneTwiceIsUndoneOnce()
{
    lose(0, 2);
    const auto checked = m_safe->check();
    QCOMPARE(undo({checked.result.job, {}}).summary[u"undone"].toInteger(), 2);
    const TaskResult again = undo({checked.result.job, {}});
    QCOMPARE(again.state, JobState::Done);
    QCOMPARE(again.summary[u"undone"].toInteger(), 0);
    QCOMPARE(flags(), QStringList());
}

void TestReviewedCheck::aFileThatWasFoundIsUndone()
{
    QVERIFY(writeFile(m_safe->project() / "P100.nef", "raw"));
    const auto checked = m_safe->check();
    QCOMPARE(checked.changes(), list({"P100 100>110"}));
    QCOMPARE(undo({checked.result.job, {}}).summary[u"undone"].toInteger(), 1);
    QCOMPARE(m_safe->rows("SELECT raw_available FROM photos WHERE stem = 'P100'"), list({"0"}));
    QVERIFY(fs::exists(m_safe->project() / "P100.nef")); // files are not touched
    QCOMPARE(m_safe->check().changes(), list({"P100 100>110"}));
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM files WHERE name = 'P100.nef'"), list({"1"}));
}

QTEST_GUILESS_MAIN(TestReviewedCheck)
#include "tst_reviewedcheck.moc"
