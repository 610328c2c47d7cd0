#include "domain/photometadata.h"

#include <QTest>

using namespace safelight;

class TestCaptureTime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textComesBack();
    void unknownIsEmpty();
    void textDoesNotDependOnTheZone();
};

void TestCaptureTime::textComesBack()
{
    const auto taken = CaptureTime::at(QDate(2026, 11, 21), QTime(14, 3, 7, 250), 60);
    QCOMPARE(taken.toText(), u"2026-11-21T14:03:07.250"_qs);
    QCOMPARE(CaptureTime::fromText(taken.toText(), 60), taken);
}

void TestCaptureTime::unknownIsEmpty()
{
    QVERIFY(CaptureTime{}.toText().isEmpty());
    QVERIFY(!CaptureTime::fromText({}, std::nullopt).isValid());
}

void TestCaptureTime::textDoesNotDependOnTheZone()
{
    // 02:30 on this day does not exist in Central Europe; a camera whose clock nobody set says it all the
    // same.
    const QByteArray before = qgetenv("TZ");
    qputenv("TZ", "Europe/Berlin");
    tzset();
    const QString text = u"2026-03-29T02:30:00.000"_qs;
    const QString read = CaptureTime::fromText(text, std::nullopt).toText();
    before.isNull() ? qunsetenv("TZ") : qputenv("TZ", before);
    tzset();
    QCOMPARE(read, text);
}

QTEST_GUILESS_MAIN(TestCaptureTime)
#include "tst_capturetime.moc"
