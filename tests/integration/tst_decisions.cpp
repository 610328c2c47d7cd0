#include "base/pathtext.h"
#include "catalog/decisionrepository.h"
#include "catalog/photorepository.h"
#include "support/failingfilesystem.h"
#include "support/pictures.h"
#include "support/receipts.h"
#include "support/taskrun.h"
#include "tasks/trash.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// What a person decided to keep of photos, and the commit that moves the rest to the trash.
class TestDecisions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_safe.reset(); }

    void theyAreSetCountedAndTakenBack();
    void whatWasDecidedSinceIsNotTakenBack();
    void aPlanMovesNothing();
    void theRawOfAKeptJpegGoes();
    void aRawWithoutItsJpegStays();
    void aRejectedPhotoGoesWhole();
    void restoredItIsUndecided();
    void rejectedPhotosStayRejected();
    void oneFileThatCannotGoStaysWithItsRow();
    void anOfflineProjectIsLeftAlone();
    void revertTakesBackWhatIsNotCommitted();

private:
    std::vector<DecisionChange> decide(const std::vector<std::string>& names, Decision decision);
    DecisionCounts counts();
    QStringList trash() const
    {
        return m_safe->rows("SELECT origin, reason, state FROM trash ORDER BY origin");
    }

    std::optional<LibraryFixture> m_safe;
    std::map<std::string, PhotoId> m_photos;
};

void TestDecisions::init()
{
    m_safe.emplace();
    m_photos.clear();
    for (const char* name : {"a", "b", "c"}) {
        const std::string stem = name;
        const int seed = name[0];
        (void)m_safe->onCard(stem + ".JPG", jpegBytes(seed));
        (void)m_safe->onCard(stem + ".DNG", dngBytes(seed));
        (void)m_safe->onCard(stem + ".xmp", "<x>" + QByteArray(name) + "</x>");
        (void)m_safe->onCard(stem + ".DNG.xmp", "<raw>" + QByteArray(name) + "</raw>");
    }
    QCOMPARE(m_safe->ingest().count("imported"), 12);
    for (const QString& row : m_safe->rows("SELECT stem, id FROM photos ORDER BY id"))
        m_photos[row.section(u'|', 0, 0).section(u'/', -1).toStdString()] = {
            row.section(u'|', 1).toLongLong()};
    QCOMPARE(m_photos.size(), std::size_t{3});
}

std::vector<DecisionChange> TestDecisions::decide(const std::vector<std::string>& names, Decision decision)
{
    std::vector<PhotoId> photos;
    for (const std::string& name : names)
        photos.push_back(m_photos.at(name));
    Connection connection(m_safe->library().catalog());
    if (!connection.open())
        return {};
    WriteTransaction transaction(connection);
    if (!transaction.begin())
        return {};
    auto changed = DecisionRepository(connection).decide(photos, decision);
    return changed && transaction.commit() ? *std::move(changed) : std::vector<DecisionChange>();
}

DecisionCounts TestDecisions::counts()
{
    Connection connection(m_safe->library().catalog());
    DecisionCounts failed;
    failed.undecided = -1;
    if (!connection.open())
        return failed;
    const auto counts = DecisionRepository(connection).counts({1});
    return counts ? *counts : failed;
}

void TestDecisions::theyAreSetCountedAndTakenBack()
{
    QCOMPARE(counts().undecided, 3);
    QCOMPARE(counts().pendingPhotos, 0);
    const auto first = decide({"a", "b"}, Decision::Reject);
    QCOMPARE(first.size(), std::size_t{2});
    const auto second = decide({"b", "c"}, Decision::KeepJpg);
    std::vector<DecisionChange> expected = {{m_photos["b"], Decision::Reject, Decision::KeepJpg},
                                            {m_photos["c"], Decision::Undecided, Decision::KeepJpg}};
    std::ranges::sort(expected, {},
                      &DecisionChange::photo); // ids follow the order in which frames were proven
    QCOMPARE(second, expected);
    QCOMPARE(decide({"c"}, Decision::KeepJpg).size(), std::size_t{0}); // it says so already
    QCOMPARE(counts().rejected, 1);
    QCOMPARE(counts().keepJpg, 2);
    QCOMPARE(counts().pendingPhotos, 3);
    QCOMPARE(decide({"c"}, Decision::KeepAll).size(), std::size_t{1});
    QCOMPARE(counts().keepAll, 1);
    QCOMPARE(counts().pendingPhotos, 2);

    Connection connection(m_safe->library().catalog());
    QVERIFY(connection.open());
    const auto photo = PhotoRepository(connection).find(m_photos["b"]);
    QVERIFY(photo && *photo);
    QVERIFY((*photo)->decision() == Decision::KeepJpg);
    QCOMPARE(m_safe->check().count("corrected"), 0); // files are as they were
    QCOMPARE(m_safe->files().size(), 12);
}

void TestDecisions::whatWasDecidedSinceIsNotTakenBack()
{
    const auto first = decide({"a", "b"}, Decision::Reject);
    (void)decide({"b"}, Decision::KeepAll);
    Connection connection(m_safe->library().catalog());
    QVERIFY(connection.open());
    WriteTransaction transaction(connection);
    QVERIFY(transaction.begin());
    const auto count = DecisionRepository(connection).takeBack(first);
    QVERIFY(count && transaction.commit());
    QCOMPARE(*count, 1);
    QCOMPARE(counts().undecided, 2);
    QCOMPARE(counts().keepAll, 1);
}

void TestDecisions::aPlanMovesNothing()
{
    (void)decide({"a"}, Decision::Reject);
    (void)decide({"b"}, Decision::KeepJpg);
    const QStringList rows = m_safe->rows("SELECT name, present FROM files ORDER BY id");
    const TaskOutcomes plan = planTask(*m_safe, MaintenanceTask::Decisions);
    QCOMPARE(plan.corrections.size(), 2);
    QCOMPARE(plan.count("files"), 6); // four and two
    QVERIFY(plan.count("bytes") > 0);
    QCOMPARE(m_safe->files().size(), 12);
    QCOMPARE(m_safe->rows("SELECT name, present FROM files ORDER BY id"), rows);
    QCOMPARE(trash(), QStringList());
}

void TestDecisions::theRawOfAKeptJpegGoes()
{
    (void)decide({"a"}, Decision::KeepJpg);
    const TaskOutcomes done = runTask(*m_safe, MaintenanceTask::Decisions);
    QCOMPARE(done.state(), QStringLiteral("done"));
    QCOMPARE(done.count("corrected"), 1);
    QCOMPARE(done.corrections.size(), 1);
    QCOMPARE(done.corrections.front().files.size(), 2);
    QCOMPARE(availabilityBits(done.corrections.front().before), QStringLiteral("110"));
    QCOMPARE(availabilityBits(done.corrections.front().after), QStringLiteral("100"));
    QCOMPARE(trash(), list({"CARD/a.DNG|rejected|0", "CARD/a.DNG.xmp|rejected|0"}));
    QVERIFY(m_safe->files().contains(QStringLiteral("CARD/a.JPG")));
    QVERIFY(m_safe->files().contains(QStringLiteral("CARD/a.xmp")));
    QCOMPARE(m_safe->files().size(), 10);
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->check().count("corrected"), 0);
    QCOMPARE(counts().pendingPhotos, 0);
    QCOMPARE(counts().keepJpg, 1);
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Decisions).corrections.size(), 0); // done is done
}

/// It would be the last file of its picture.
void TestDecisions::aRawWithoutItsJpegStays()
{
    (void)decide({"a", "b"}, Decision::KeepJpg);
    QVERIFY(fs::remove(m_safe->project() / "CARD/a.JPG"));
    QVERIFY(writeFile(m_safe->project() / "CARD/b.JPG", "half")); // no check has told yet
    const TaskOutcomes done = runTask(*m_safe, MaintenanceTask::Decisions);
    QCOMPARE(done.failed, list({"CARD/a: not_found", "CARD/b: not_found"}));
    QCOMPARE(done.state(), QStringLiteral("done_with_failures"));
    QCOMPARE(trash(), QStringList());
    QVERIFY(fs::exists(m_safe->project() / "CARD/a.DNG"));
}

void TestDecisions::aRejectedPhotoGoesWhole()
{
    (void)decide({"b"}, Decision::Reject);
    const TaskOutcomes done = runTask(*m_safe, MaintenanceTask::Decisions);
    QCOMPARE(done.count("files"), 4);
    QCOMPARE(trash().size(), 4);
    QCOMPARE(m_safe->files().size(), 8);
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->check().count("corrected"), 0);
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM corrections WHERE kind = 'file_rejected'"), list({"1"}));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Cleaning).corrections.size(), 0); // it can be restored
    QCOMPARE(counts().pendingPhotos, 0);
}

void TestDecisions::restoredItIsUndecided()
{
    (void)decide({"b"}, Decision::Reject);
    (void)runTask(*m_safe, MaintenanceTask::Decisions);
    for (const QString& id : m_safe->rows("SELECT id FROM trash ORDER BY id DESC"))
        QVERIFY(restoreFromTrash(m_safe->environment(), {id.toLongLong()}));
    QCOMPARE(m_safe->files().size(), 12);
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(counts().undecided, 3);
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Decisions).corrections.size(), 0);
    QCOMPARE(m_safe->files().size(), 12);
}

/// Read from the card again: while they lie in the trash, after that was emptied, and when their rows are
/// gone.
void TestDecisions::rejectedPhotosStayRejected()
{
    (void)decide({"b"}, Decision::Reject);
    (void)decide({"a"}, Decision::KeepJpg);
    (void)runTask(*m_safe, MaintenanceTask::Decisions);
    const QStringList kept = m_safe->files();
    const auto readAgain = [&] {
        const auto again = m_safe->ingest();
        QCOMPARE(again.count("imported"), 0);
        for (const char* name : {"a.DNG", "b.JPG", "b.DNG"})
            QCOMPARE(again.said(m_safe->card() / name), QStringLiteral("skipped: known_rejected"));
        QCOMPARE(m_safe->files(), kept);
        QCOMPARE(m_safe->complaints(), QStringList());
        QCOMPARE(latestReceipt(*m_safe).sums.left, 0); // a person's own wish, and no loss
    };
    readAgain();
    m_safe->change("UPDATE trash SET deleted_at = '2020-01-01T00:00:00.000Z'");
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Trash).corrections.size(), 6);
    readAgain();
    QCOMPARE(m_safe->check().count("corrected"), 0);
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Cleaning).corrections.size(), 1);
    readAgain();
    QVERIFY(fs::remove(m_safe->card() / "b.xmp"));
    QVERIFY(fs::remove(m_safe->card() / "b.DNG.xmp"));
    IngestRequest all = m_safe->request();
    all.onRejected = IngestRequest::OnRejected::Import;
    QCOMPARE(m_safe->ingest(all).count("imported"), 4);
    QCOMPARE(counts().pendingPhotos, 0); // what was asked for does not go again
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestDecisions::oneFileThatCannotGoStaysWithItsRow()
{
    FailingFileSystem device;
    m_safe->device = &device;
    device.onRename = [](const fs::path& path) { return path.filename() == "b.DNG" ? EIO : 0; };
    (void)decide({"b", "c"}, Decision::Reject);
    const TaskOutcomes done = runTask(*m_safe, MaintenanceTask::Decisions);
    QCOMPARE(done.failed.size(), 1);
    QCOMPARE(done.count("files"), 7);
    QVERIFY(fs::exists(m_safe->project() / "CARD/b.DNG"));
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(counts().pendingPhotos, 1);
    device.onRename = {};
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Decisions).count("files"), 1);
    QCOMPARE(m_safe->files().size(), 4);
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestDecisions::anOfflineProjectIsLeftAlone()
{
    (void)decide({"a"}, Decision::Reject);
    fs::rename(m_safe->project(), m_safe->elsewhere("away"));
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Decisions).skipped, list({"Shoot: project_offline"}));
    QVERIFY(!fs::exists(m_safe->project()));
    QCOMPARE(trash(), QStringList());
    fs::rename(m_safe->elsewhere("away"), m_safe->project());
    QCOMPARE(runTask(*m_safe, MaintenanceTask::Decisions).count("files"), 4);
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestDecisions::revertTakesBackWhatIsNotCommitted()
{
    (void)decide({"a"}, Decision::Reject);
    (void)runTask(*m_safe, MaintenanceTask::Decisions);
    (void)decide({"b"}, Decision::Reject);
    (void)decide({"c"}, Decision::KeepAll);
    Connection connection(m_safe->library().catalog());
    QVERIFY(connection.open());
    WriteTransaction transaction(connection);
    QVERIFY(transaction.begin());
    const auto reverted = DecisionRepository(connection).revertPending({1});
    QVERIFY(reverted && transaction.commit());
    QCOMPARE(*reverted,
             (std::vector<DecisionChange>{{m_photos["b"], Decision::Reject, Decision::Undecided}}));
    QCOMPARE(counts().rejected, 1); // committed
    QCOMPARE(counts().keepAll, 1);
}

QTEST_GUILESS_MAIN(TestDecisions)
#include "tst_decisions.moc"
