#include "monitor/settletable.h"

#include <QStringList>
#include <QTest>

using namespace safelight;
using namespace std::chrono_literals;
using Look = SettleTable::Look;

namespace {

constexpr auto kSettle = 2000ms;
const MonitorTime kStart = MonitorTime(1h);

FileStamp stamp(qint64 size, qint64 mtime = 1, ino_t inode = 1)
{
    return {{size}, mtime, inode};
}

QString namesOf(const std::vector<SettledFile>& files)
{
    QStringList names;
    for (const SettledFile& file : files)
        names += QString::fromStdString(file.name);
    return names.join(u' ');
}

QString ready(const SettleTable& table, std::size_t most = 500)
{
    return namesOf(table.ready(most));
}

/// Seen twice, far enough apart.
void settle(SettleTable& table, const char* name, MonitorTime from = kStart)
{
    table.saw(name, stamp(1), from);
    table.saw(name, stamp(1), from + kSettle);
}

} // namespace

/// When a file counts as whole.
class TestSettleTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFileSettlesWhenItStaysTheSame();
    void anyChangeBeginsAnew_data();
    void anyChangeBeginsAnew();
    void whatHadSettledCanChange();
    void aWriterBeginsAnew();
    void dueIsWhatWasUnchangedForLongEnough();
    void aFrameWaitsForItsLastFile();
    void framesAreTakenWhole();
    void whatVanishedIsDropped();
};

void TestSettleTable::aFileSettlesWhenItStaysTheSame()
{
    SettleTable table(kSettle);
    QCOMPARE(table.saw("a.jpg", stamp(1), kStart), Look::New);
    QCOMPARE(table.saw("a.jpg", stamp(1), kStart + kSettle - 1ms), Look::Waits);
    QCOMPARE(ready(table), QString());
    QCOMPARE(table.saw("a.jpg", stamp(1), kStart + kSettle), Look::JustSettled);
    QCOMPARE(ready(table), QStringLiteral("a.jpg"));
    QCOMPARE(table.saw("a.jpg", stamp(1), kStart + kSettle), Look::Settled);
    QVERIFY(!table.nextDue());
    table.remove("a.jpg");
    QCOMPARE(ready(table), QString());
    QCOMPARE(table.size(), std::size_t(0));
}

void TestSettleTable::anyChangeBeginsAnew_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<qint64>("mtime");
    QTest::addColumn<qint64>("inode");
    QTest::newRow("size") << qint64(2) << qint64(1) << qint64(1);
    QTest::newRow("time, by a nanosecond") << qint64(1) << qint64(2) << qint64(1);
    QTest::newRow("another file under its name") << qint64(1) << qint64(1) << qint64(2);
}

void TestSettleTable::anyChangeBeginsAnew()
{
    QFETCH(qint64, size);
    QFETCH(qint64, mtime);
    QFETCH(qint64, inode);
    const FileStamp changed = stamp(size, mtime, static_cast<ino_t>(inode));
    SettleTable table(kSettle);
    table.saw("a.jpg", stamp(1), kStart);
    QCOMPARE(table.saw("a.jpg", changed, kStart + 1999ms), Look::Changed);
    QCOMPARE(table.saw("a.jpg", changed, kStart + 3998ms), Look::Waits);
    QCOMPARE(table.saw("a.jpg", changed, kStart + 3999ms), Look::JustSettled);
    QVERIFY(table.ready(1).front().stamp == changed);
}

void TestSettleTable::whatHadSettledCanChange()
{
    SettleTable table(kSettle);
    settle(table, "a.jpg");
    QCOMPARE(table.saw("a.jpg", stamp(2), kStart + 5s), Look::Changed);
    QCOMPARE(ready(table), QString());
    QCOMPARE(table.saw("a.jpg", stamp(2), kStart + 7s), Look::JustSettled);
}

void TestSettleTable::aWriterBeginsAnew()
{
    SettleTable table(kSettle);
    settle(table, "a.jpg");
    table.startAnew("a.jpg", kStart + 3s);
    QCOMPARE(ready(table), QString());
    QVERIFY(*table.nextDue() == kStart + 5s);
    table.startAnew("unknown.jpg", kStart);
    QCOMPARE(table.size(), std::size_t(1));
}

void TestSettleTable::dueIsWhatWasUnchangedForLongEnough()
{
    SettleTable table(kSettle);
    QVERIFY(!table.nextDue());
    table.saw("b.jpg", stamp(1), kStart + 10ms);
    table.saw("a.jpg", stamp(1), kStart);
    QVERIFY(*table.nextDue() == kStart + kSettle);
    QVERIFY(table.due(kStart + kSettle - 1ms).empty());
    QCOMPARE(table.due(kStart + kSettle), std::vector<std::string>{"a.jpg"});
    QCOMPARE(table.due(kStart + 1h), (std::vector<std::string>{"a.jpg", "b.jpg"}));
    table.saw("a.jpg", stamp(1), kStart + 1h); // what has settled is not due again
    QCOMPARE(table.due(kStart + 2h), std::vector<std::string>{"b.jpg"});
}

/// RAW, JPEG and sidecars of one stem go together.
void TestSettleTable::aFrameWaitsForItsLastFile()
{
    SettleTable table(kSettle);
    settle(table, "day/DSC1.JPG");
    settle(table, "day/DSC1.NEF.xmp");
    settle(table, "day/DSC2.JPG");
    table.saw("day/DSC1.NEF", stamp(1), kStart + 1s); // still being written
    table.saw("day/DSC1.NEF", stamp(2), kStart + 3s);
    QCOMPARE(ready(table), QStringLiteral("day/DSC2.JPG"));
    table.saw("day/DSC1.NEF", stamp(2), kStart + 5s);
    QCOMPARE(ready(table), QStringLiteral("day/DSC1.JPG day/DSC1.NEF day/DSC1.NEF.xmp day/DSC2.JPG"));

    table.saw("day/DSC1.NEF", stamp(3), kStart + 6s);
    table.remove("day/DSC1.NEF"); // it went away: the others need not wait
    QCOMPARE(ready(table), QStringLiteral("day/DSC1.JPG day/DSC1.NEF.xmp day/DSC2.JPG"));
}

void TestSettleTable::framesAreTakenWhole()
{
    SettleTable table(kSettle);
    for (const char* name : {"a.jpg", "a.nef", "b.jpg", "b.nef", "c.jpg"})
        settle(table, name);
    QCOMPARE(ready(table, 1), QStringLiteral("a.jpg a.nef")); // more than asked for, rather than a half
    QCOMPARE(ready(table, 3), QStringLiteral("a.jpg a.nef"));
    QCOMPARE(ready(table, 4), QStringLiteral("a.jpg a.nef b.jpg b.nef"));
    QCOMPARE(ready(table, 5), QStringLiteral("a.jpg a.nef b.jpg b.nef c.jpg"));
}

void TestSettleTable::whatVanishedIsDropped()
{
    SettleTable table(kSettle);
    settle(table, "a.jpg");
    settle(table, "b.jpg");
    table.saw("c.jpg", stamp(1), kStart);
    QCOMPARE(table.keepOnly({"b.jpg", "z.jpg"}), std::size_t(2));
    QCOMPARE(ready(table), QStringLiteral("b.jpg"));
    QVERIFY(!table.nextDue());
    QVERIFY(!table.contains("a.jpg"));
}

QTEST_GUILESS_MAIN(TestSettleTable)
#include "tst_settletable.moc"
