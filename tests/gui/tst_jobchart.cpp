#include "ui/widgets/jobchart.h"
#include "ui/widgets/joblogview.h"
#include "ui/words/progresstext.h"

#include <QImage>
#include <QTest>

using namespace safelight;

/// What the page of a job draws and writes out of numbers.
class TestJobChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void speedIsWhatWasDoneBetweenTwoSamples();
    void aRunThatBeganAnewIsNotNegative();
    void marksAreRoundNumbers_data();
    void marksAreRoundNumbers();
    void theCurveIsDrawn();
    void logLinesAreReadable();
    void momentsAreSaidAsPeopleSayThem();
};

void TestJobChart::speedIsWhatWasDoneBetweenTwoSamples()
{
    const auto points = chartPoints({{0, 0, 100}, {500, 50, 110}, {1500, 250, 120}, {1500, 250, 120}});
    QCOMPARE(points.size(), 3);
    QCOMPARE(points[0], (ChartPoint{0, 100, 100}));
    QCOMPARE(points[1], (ChartPoint{0.5, 100, 110}));
    QCOMPARE(points[2], (ChartPoint{1.5, 200, 120}));
    QVERIFY(chartPoints({{0, 0, 100}}).isEmpty());
}

void TestJobChart::aRunThatBeganAnewIsNotNegative()
{
    const auto points = chartPoints({{0, 0, 1}, {1000, 500, 1}, {2000, 100, 1}});
    QCOMPARE(points[2].perSecond, 0.0);
}

void TestJobChart::marksAreRoundNumbers_data()
{
    QTest::addColumn<double>("top");
    QTest::addColumn<double>("step");
    QTest::newRow("thousands") << 3'700.0 << 1'000.0;
    QTest::newRow("hundreds") << 431.0 << 200.0;
    QTest::newRow("exactly") << 400.0 << 100.0;
    QTest::newRow("small") << 0.9 << 0.5;
    QTest::newRow("nothing") << 0.0 << 1.0;
}

void TestJobChart::marksAreRoundNumbers()
{
    QFETCH(const double, top);
    QFETCH(const double, step);
    QVERIFY(std::abs(niceStep(top, 4) - step) < 1e-9);
}

void TestJobChart::theCurveIsDrawn()
{
    JobChart chart;
    chart.resize(400, 200);
    const QImage empty = chart.grab().toImage();
    chart.setSamples({{0, 0, 100}, {1000, 100, 110}, {2000, 400, 120}});
    const QImage drawn = chart.grab().toImage();
    QVERIFY(drawn != empty);
    chart.setSamples({{0, 0, 100}, {1000, 300, 110}, {2000, 400, 120}});
    QVERIFY(chart.grab().toImage() != drawn); // another course looks different
    QVERIFY(chart.accessibleDescription().contains(u"100 photos/s"));
    QTest::mouseMove(&chart, QPoint(200, 100));
}

void TestJobChart::logLinesAreReadable()
{
    JobLogLine line;
    line.at = QDateTime(QDate(2026, 11, 21), QTime(14, 3, 7));
    line.level = LogLevel::Warning;
    line.event = QStringLiteral("job_item_failed");
    line.fields = {{QStringLiteral("project"), QStringLiteral("Wedding")}, {QStringLiteral("count"), 12}};
    QCOMPARE(logLineText(line),
             QStringLiteral("2026-11-21 14:03:07  warning  job_item_failed  count=12  project=Wedding"));
}

void TestJobChart::momentsAreSaidAsPeopleSayThem()
{
    const QDateTime now(QDate(2026, 11, 21), QTime(23, 59));
    QCOMPARE(momentText(now.addSecs(-3600), now), QStringLiteral("today 22:59"));
    QCOMPARE(momentText(now.addSecs(120), now), QStringLiteral("tomorrow 00:01"));
    QCOMPARE(momentText(now.addDays(-1), now), QStringLiteral("yesterday 23:59"));
    QCOMPARE(momentText(now.addDays(-9), now), QStringLiteral("2026-11-12 23:59"));
}

QTEST_MAIN(TestJobChart)
#include "tst_jobchart.moc"
