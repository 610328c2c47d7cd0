#include "support/tempfolder.h"
#include "tasks/joblog.h"

#include <QTest>

using namespace safelight;
using namespace safelight::test;

/// The lines of one job among those of all.
class TestJobLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyItsOwnLinesOldestFirst();
    void theLogThatWasPutAsideIsReadToo();
    void brokenLinesAreSkipped();
    void withoutALogThereIsNothing();
};

void TestJobLog::onlyItsOwnLinesOldestFirst()
{
    const TempFolder folder;
    const EventLog log;
    log.addFile(folder / "safelight.log");
    log.with({{QStringLiteral("job"), 7}})
        .info(u"job_started", {{QStringLiteral("type"), QStringLiteral("x")}});
    log.with({{QStringLiteral("job"), 70}}).info(u"job_started");
    log.info(u"counted", {{QStringLiteral("job_count"), 7}});
    log.with({{QStringLiteral("job"), 7}}).warning(u"job_item_failed");
    const auto lines = jobLogLines(folder / "safelight.log", {7}, 10);
    QVERIFY(lines);
    QCOMPARE(lines->size(), 2);
    QCOMPARE(lines->first().event, QStringLiteral("job_started"));
    QCOMPARE(lines->first().fields, (QJsonObject{{QStringLiteral("type"), QStringLiteral("x")}}));
    QVERIFY(lines->first().at.isValid());
    QCOMPARE(lines->last().level, LogLevel::Warning);
    QCOMPARE(jobLogLines(folder / "safelight.log", {7}, 1)->first().event, QStringLiteral("job_item_failed"));
}

void TestJobLog::theLogThatWasPutAsideIsReadToo()
{
    const TempFolder folder;
    QVERIFY(writeFile(folder / "safelight.log.1", R"({"event":"first","job":7,"level":"info"})"));
    QVERIFY(writeFile(folder / "safelight.log", R"({"event":"second","job":7,"level":"info"})"));
    const auto lines = jobLogLines(folder / "safelight.log", {7}, 10);
    QVERIFY(lines);
    QCOMPARE(lines->size(), 2);
    QCOMPARE(lines->first().event, QStringLiteral("first"));
}

void TestJobLog::brokenLinesAreSkipped()
{
    const TempFolder folder;
    QVERIFY(writeFile(folder / "safelight.log",
                      "{\"event\":\"cut\",\"job\":7,\"le\n{\"event\":\"whole\",\"job\":7}\n"));
    const auto lines = jobLogLines(folder / "safelight.log", {7}, 10);
    QVERIFY(lines);
    QCOMPARE(lines->size(), 1);
    QCOMPARE(lines->first().event, QStringLiteral("whole"));
}

void TestJobLog::withoutALogThereIsNothing()
{
    const TempFolder folder;
    const auto lines = jobLogLines(folder / "safelight.log", {7}, 10);
    QVERIFY(lines && lines->isEmpty());
}

QTEST_GUILESS_MAIN(TestJobLog)
#include "tst_joblog.moc"
