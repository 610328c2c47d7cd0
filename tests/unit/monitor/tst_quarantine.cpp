#include "monitor/watchedfiles.h"

#include <QTest>

using namespace safelight;
using namespace std::chrono_literals;

namespace {

const MonitorTime kStart = MonitorTime(1h);
const Error kEmpty{ErrorCode::Empty, QStringLiteral("a.jpg"), {}, nullptr};

FileStamp stamp(qint64 size)
{
    return {{size}, 1, 1};
}

using Names = std::vector<std::string>;

} // namespace

/// Files that failed, and files that were seen to, do not go round in circles.
class TestQuarantine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBreakBetweenAttemptsDoubles();
    void aFileThatChangedIsNew();
    void eachTurnIsTakenOnce();
    void allCanBeTriedNow();
    void whatIsGoneIsForgotten();
    void whatWasTakenIsLeftAloneUntilItChanges();
    void whatFailedIsLeftAloneUntilItsTurn();
    void aFrameIsTriedAgainAsAWhole();
    void whatWasTakenIsBounded();
};

void TestQuarantine::theBreakBetweenAttemptsDoubles()
{
    Quarantine quarantine;
    MonitorTime now = kStart;
    for (const auto pause : {10s, 20s, 40s, 80s, 160s, 320s, 640s, 1280s, 2560s, 3600s, 3600s}) {
        quarantine.failed("a.jpg", stamp(0), kEmpty, now);
        QVERIFY(*quarantine.nextDue() == now + pause);
        QVERIFY(quarantine.holds("a.jpg", stamp(0), now + pause - 1ms));
        QVERIFY(!quarantine.holds("a.jpg", stamp(0), now + pause));
        now += pause;
    }
    QCOMPARE(quarantine.entries().at("a.jpg").attempts, 11);
}

void TestQuarantine::aFileThatChangedIsNew()
{
    Quarantine quarantine;
    quarantine.failed("a.jpg", stamp(0), kEmpty, kStart);
    quarantine.failed("a.jpg", stamp(0), kEmpty, kStart);
    QVERIFY(!quarantine.holds("a.jpg", stamp(7), kStart));
    QVERIFY(!quarantine.contains("a.jpg"));
    quarantine.failed("a.jpg", stamp(7), kEmpty, kStart);
    QCOMPARE(quarantine.entries().at("a.jpg").attempts, 1);
    quarantine.failed("a.jpg", stamp(8), kEmpty, kStart); // it changed unseen
    QCOMPARE(quarantine.entries().at("a.jpg").attempts, 1);
}

void TestQuarantine::eachTurnIsTakenOnce()
{
    Quarantine quarantine;
    quarantine.failed("a.jpg", stamp(0), kEmpty, kStart);
    QCOMPARE(quarantine.takeDue(kStart + 9s), Names());
    QCOMPARE(quarantine.takeDue(kStart + 10s), Names{"a.jpg"});
    QCOMPARE(quarantine.takeDue(kStart + 11s), Names());
    QVERIFY(!quarantine.nextDue()); // nothing to wake up for while it is being tried
    QVERIFY(!quarantine.holds("a.jpg", stamp(0), kStart + 11s));
    quarantine.failed("a.jpg", stamp(0), kEmpty, kStart + 12s);
    QVERIFY(*quarantine.nextDue() == kStart + 32s);
}

void TestQuarantine::allCanBeTriedNow()
{
    Quarantine quarantine;
    quarantine.failed("a.jpg", stamp(0), kEmpty, kStart);
    quarantine.release(kStart + 1s);
    QCOMPARE(quarantine.takeDue(kStart + 1s), Names{"a.jpg"});
    QCOMPARE(quarantine.entries().at("a.jpg").attempts, 1);
}

void TestQuarantine::whatIsGoneIsForgotten()
{
    Quarantine quarantine;
    quarantine.failed("a.jpg", stamp(0), kEmpty, kStart);
    quarantine.failed("b.jpg", stamp(0), kEmpty, kStart);
    quarantine.keepOnly({"b.jpg"});
    QVERIFY(!quarantine.contains("a.jpg") && quarantine.contains("b.jpg"));
}

void TestQuarantine::whatWasTakenIsLeftAloneUntilItChanges()
{
    WatchedFiles files(2s);
    files.saw("a.jpg", stamp(1), kStart);
    files.saw("a.jpg", stamp(1), kStart + 2s);
    const auto batch = files.nextBatch(500);
    QCOMPARE(batch.size(), std::size_t(1));
    files.finished(batch.front());
    for (const auto later : {3s, 300s, 600s}) // rescans
        files.saw("a.jpg", stamp(1), kStart + later);
    QCOMPARE(files.queued(), qint64(0));
    QVERIFY(!files.nextDue());
    QCOMPARE(files.found(), qint64(1));
    files.saw("a.jpg", stamp(2), kStart + 700s);
    QCOMPARE(files.queued(), qint64(1));
    QCOMPARE(files.found(), qint64(2));
}

void TestQuarantine::whatFailedIsLeftAloneUntilItsTurn()
{
    WatchedFiles files(2s);
    files.saw("a.jpg", stamp(1), kStart);
    files.saw("a.jpg", stamp(1), kStart + 2s);
    files.failed(files.nextBatch(500).front(), kEmpty, kStart + 2s);
    files.saw("a.jpg", stamp(1), kStart + 5s);
    QCOMPARE(files.queued(), qint64(0));
    QVERIFY(*files.nextDue() == kStart + 12s);

    QCOMPARE(files.takeDue(kStart + 12s), Names{"a.jpg"});
    files.saw("a.jpg", stamp(1), kStart + 12s);
    QCOMPARE(files.takeDue(kStart + 14s), Names{"a.jpg"}); // it settles again
    files.saw("a.jpg", stamp(1), kStart + 14s);
    files.failed(files.nextBatch(500).front(), kEmpty, kStart + 14s);
    QVERIFY(*files.nextDue() == kStart + 34s);
    QCOMPARE(files.found(), qint64(1));
    QCOMPARE(files.quarantine().entries().at("a.jpg").attempts, 2);
}

void TestQuarantine::aFrameIsTriedAgainAsAWhole()
{
    WatchedFiles files(2s);
    for (const auto later : {0s, 2s}) {
        for (const char* name : {"a.jpg", "a.nef", "b.jpg"})
            files.saw(name, stamp(1), kStart + later);
    }
    const auto batch = files.nextBatch(500);
    QCOMPARE(batch.size(), std::size_t(3));
    files.failed(batch[1], kEmpty, kStart + 2s);
    files.finished(batch[0]);
    files.finished(batch[2]);
    for (const char* name : {"a.jpg", "a.nef", "b.jpg"})
        files.saw(name, stamp(1), kStart + 5s);
    QCOMPARE(files.queued(), qint64(0));
    QCOMPARE(files.takeDue(kStart + 12s), Names{"a.nef"});
    files.saw("a.nef", stamp(1), kStart + 12s);
    QCOMPARE(files.takeDue(kStart + 14s), (Names{"a.jpg", "a.nef"}));
    for (const char* name : {"a.jpg", "a.nef"})
        files.saw(name, stamp(1), kStart + 14s);
    const auto again = files.nextBatch(500);
    QCOMPARE(again.size(), std::size_t(2));
    QCOMPARE(files.found(), qint64(3));
    for (const SettledFile& file : again)
        files.finished(file);
    files.saw("a.nef", stamp(2), kStart + 20s); // written to
    QCOMPARE(files.queued(), qint64(1));        // the other one has nothing to do with it
}

void TestQuarantine::whatWasTakenIsBounded()
{
    TakenFiles taken(2);
    taken.beginRound();
    taken.add("a.jpg", stamp(1));
    taken.add("b.jpg", stamp(1));
    taken.add("c.jpg", stamp(1)); // nothing can be given up for it
    QVERIFY(!taken.meets("c.jpg", stamp(1)));
    QCOMPARE(taken.size(), std::size_t(2));
    for (int round = 0; round < 2; ++round) { // a.jpg is not met any more
        taken.beginRound();
        QVERIFY(taken.meets("b.jpg", stamp(1)));
    }
    taken.add("c.jpg", stamp(1));
    QVERIFY(taken.meets("c.jpg", stamp(1)) && taken.meets("b.jpg", stamp(1)));
    QVERIFY(!taken.meets("a.jpg", stamp(1)));
}

QTEST_GUILESS_MAIN(TestQuarantine)
#include "tst_quarantine.moc"
