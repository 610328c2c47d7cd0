#include "ui/ratemeter.h"

#include <QTest>

using namespace safelight;
using namespace std::chrono_literals;

class TestRateMeter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsNothingAtFirst();
    void tellsASteadySpeed();
    void followsAChangeSmoothly();
    void beginsAnewWhenTheCountFalls();
    void tellsTheTimeLeft();
};

void TestRateMeter::knowsNothingAtFirst()
{
    RateMeter meter;
    QVERIFY(!meter.perSecond());
    meter.add(0ms, 0);
    QVERIFY(!meter.perSecond());
    meter.add(50ms, 10); // too soon to say
    QVERIFY(!meter.perSecond());
    QVERIFY(!meter.timeFor(100));
}

void TestRateMeter::tellsASteadySpeed()
{
    RateMeter meter;
    for (int second = 0; second <= 10; ++second)
        meter.add(std::chrono::seconds(second), 20.0 * second);
    QCOMPARE(*meter.perSecond(), 20.0);
}

void TestRateMeter::followsAChangeSmoothly()
{
    RateMeter meter;
    meter.add(0s, 0);
    meter.add(1s, 100);
    meter.add(2s, 100); // a pause
    QVERIFY(*meter.perSecond() > 50 && *meter.perSecond() < 100);
    for (int second = 3; second < 40; ++second)
        meter.add(std::chrono::seconds(second), 100);
    QVERIFY(*meter.perSecond() < 1);
}

void TestRateMeter::beginsAnewWhenTheCountFalls()
{
    RateMeter meter;
    meter.add(0s, 0);
    meter.add(1s, 1000);
    meter.add(2s, 5);
    QVERIFY(!meter.perSecond());
    meter.add(3s, 10);
    QCOMPARE(*meter.perSecond(), 5.0);
}

void TestRateMeter::tellsTheTimeLeft()
{
    RateMeter meter;
    meter.add(0s, 0);
    meter.add(1s, 50);
    QCOMPARE(meter.timeFor(100)->count(), 2000);
}

QTEST_GUILESS_MAIN(TestRateMeter)
#include "tst_ratemeter.moc"
