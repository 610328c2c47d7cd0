#include "catalog/rowtext.h"

#include <QTest>
#include <QTimeZone>

using namespace safelight;

class TestRowText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timesAreWrittenAsQtDoes_data();
    void timesAreWrittenAsQtDoes();
    void timesSurvive();
};

void TestRowText::timesAreWrittenAsQtDoes_data()
{
    QTest::addColumn<QDateTime>("time");
    const QDate day(2026, 11, 29);
    QTest::newRow("in UTC") << QDateTime(day, QTime(6, 7, 8, 9), Qt::UTC);
    QTest::newRow("midnight") << QDateTime(day, QTime(0, 0), Qt::UTC);
    QTest::newRow("last of a day") << QDateTime(day, QTime(23, 59, 59, 999), Qt::UTC);
    QTest::newRow("east") << QDateTime(day, QTime(1, 2, 3, 40), Qt::OffsetFromUTC, 5 * 3600 + 45 * 60);
    QTest::newRow("west, on another day") << QDateTime(day, QTime(22, 0), Qt::OffsetFromUTC, -9 * 3600);
    QTest::newRow("here") << QDateTime(day, QTime(12, 0), Qt::LocalTime);
    QTest::newRow("before 1970") << QDateTime(QDate(1826, 6, 1), QTime(8, 0, 0, 1), Qt::UTC);
    QTest::newRow("year 1") << QDateTime(QDate(1, 1, 1), QTime(0, 0), Qt::UTC);
    QTest::newRow("year 9999") << QDateTime(QDate(9999, 12, 31), QTime(23, 59), Qt::UTC);
    QTest::newRow("beyond") << QDateTime(QDate(12026, 1, 1), QTime(0, 0), Qt::UTC);
    QTest::newRow("no time") << QDateTime();
}

void TestRowText::timesAreWrittenAsQtDoes()
{
    QFETCH(const QDateTime, time);
    QCOMPARE(rowtext::fromTime(time), time.toUTC().toString(Qt::ISODateWithMs));
}

void TestRowText::timesSurvive()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QCOMPARE(rowtext::toTime(rowtext::fromTime(now)), now);
}

QTEST_GUILESS_MAIN(TestRowText)
#include "tst_rowtext.moc"
