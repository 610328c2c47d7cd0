#include "tasks/joblanes.h"

#include <QTest>

using namespace safelight;

/// Who starts and who makes room, as numbers.
class TestJobLanes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoMakesRoom_data();
    void whoMakesRoom();
    void settingsAreKeptSane();
};

using Running = std::vector<int>;

void TestJobLanes::whoMakesRoom_data()
{
    QTest::addColumn<int>("places");
    QTest::addColumn<int>("own");
    QTest::addColumn<Running>("running");
    QTest::addColumn<bool>("hasRoom");
    QTest::addColumn<int>("yields"); // -1: nobody
    QTest::newRow("nothing runs") << 2 << 1 << Running{} << true << -1;
    QTest::newRow("a free place") << 2 << 1 << Running{50} << true << -1;
    QTest::newRow("a lent place is given back, by the later of equals")
        << 2 << 1 << Running{50, 50} << false << 1;
    QTest::newRow("the less important one makes room") << 2 << 1 << Running{50, 60} << false << 0;
    QTest::newRow("priority is never put out by priority") << 2 << 1 << Running{100, 100} << false << -1;
    QTest::newRow("the other lane keeps its own place") << 2 << 1 << Running{100, 50} << false << -1;
    QTest::newRow("no places of priority") << 2 << 0 << Running{50, 50} << false << -1;
    QTest::newRow("one place, all for priority") << 1 << 1 << Running{50} << false << 0;
    QTest::newRow("two of four are lent") << 4 << 2 << Running{50, 60, 70, 55} << false << 0;
    QTest::newRow("the threshold itself has priority") << 1 << 1 << Running{90} << false << -1;
}

void TestJobLanes::whoMakesRoom()
{
    QFETCH(const int, places);
    QFETCH(const int, own);
    QFETCH(const Running, running);
    QFETCH(const bool, hasRoom);
    QFETCH(const int, yields);
    const JobLanes lanes{places, 90, own};
    QCOMPARE(lanes.hasRoom(running), hasRoom);
    const auto who = lanes.whoYields(running);
    QCOMPARE(who ? static_cast<int>(*who) : -1, yields);
}

void TestJobLanes::settingsAreKeptSane()
{
    Settings settings;
    QVERIFY(settings.set(QStringLiteral("jobs.max_parallel"), 3).isOk());
    QVERIFY(settings.set(QStringLiteral("jobs.priority_lane_slots"), 16).isOk());
    const JobLanes lanes = JobLanes::from(settings);
    QCOMPARE(lanes.places, 3);
    QCOMPARE(lanes.ownPlaces, 3); // not more than there are
}

QTEST_GUILESS_MAIN(TestJobLanes)
#include "tst_joblanes.moc"
