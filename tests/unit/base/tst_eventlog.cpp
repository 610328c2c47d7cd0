#include "base/eventlog.h"
#include "support/tempfolder.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

#include <thread>
#include <vector>

using namespace safelight;

namespace {

QJsonObject parsed(const QByteArray& line)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(line, &error);
    return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

QList<QByteArray> linesOf(const std::filesystem::path& file)
{
    QList<QByteArray> lines = test::readFile(file).split('\n');
    if (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

/// Writes `count` events, each with its own number and a text of `width` characters.
void writeMany(const EventLog& log, int writer, int count, int width)
{
    const QString text(width, u'x');
    for (int i = 0; i < count; ++i)
        log.info(u"numbered", {{u"number"_qs, writer * count + i}, {u"text"_qs, text}});
}

} // namespace

class TestEventLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesAreJson();
    void fieldsNeverHideTheEvent();
    void withoutSinksNothingHappens();
    void copiesShareTheirSinks();
    void fileIsAppendedTo();
    void aFileThatCannotBeOpenedIsDropped();
    void writersOfManyThreadsKeepTheirLinesWhole();
    void fileIsRotated();
    void rotationByAnotherProcessIsFollowed();
};

void TestEventLog::linesAreJson()
{
    const EventLog log;
    QList<QByteArray> lines;
    log.addSink([&lines](LogLevel, const QByteArray& line) { lines += line; });
    log.warning(u"manifest_missing", {{u"name"_qs, u"a\n\"b\" \U0001F4F7 \uEFE9"_qs}});
    QCOMPARE(lines.size(), 1);
    QVERIFY(!lines[0].contains('\n'));
    const QJsonObject event = parsed(lines[0]);
    QCOMPARE(event[u"event"], u"manifest_missing"_qs);
    QCOMPARE(event[u"level"], u"warning"_qs);
    QCOMPARE(event[u"name"], u"a\n\"b\" \U0001F4F7 \uEFE9"_qs);
    const QDateTime time = QDateTime::fromString(event[u"time"].toString(), Qt::ISODateWithMs);
    QCOMPARE(time.timeSpec(), Qt::UTC);
}

void TestEventLog::fieldsNeverHideTheEvent()
{
    const EventLog log;
    QByteArray last;
    log.addSink([&last](LogLevel, const QByteArray& line) { last = line; });
    log.error(u"real", {{u"event"_qs, u"forged"_qs}, {u"level"_qs, u"debug"_qs}});
    QCOMPARE(parsed(last)[u"event"], u"real"_qs);
    QCOMPARE(parsed(last)[u"level"], u"error"_qs);
}

void TestEventLog::withoutSinksNothingHappens()
{
    const EventLog log;
    log.info(u"unheard");
}

void TestEventLog::copiesShareTheirSinks()
{
    const EventLog log;
    EventLog copy;
    copy = log;
    int heard = 0;
    copy.addSink([&heard](LogLevel level, const QByteArray&) { heard += level == LogLevel::Info ? 1 : 0; });
    log.info(u"heard");
    QCOMPARE(heard, 1);
}

void TestEventLog::fileIsAppendedTo()
{
    const test::TempFolder folder;
    const auto file = folder / "log.jsonl";
    for (int run = 0; run < 2; ++run) {
        const EventLog log;
        log.addFile(file);
        log.info(u"started", {{u"run"_qs, run}});
    }
    const QList<QByteArray> lines = linesOf(file);
    QCOMPARE(lines.size(), 2);
    QCOMPARE(parsed(lines[1])[u"run"], 1);
}

void TestEventLog::aFileThatCannotBeOpenedIsDropped()
{
    const test::TempFolder folder;
    const EventLog log;
    int heard = 0;
    log.addFile(folder / "no such folder" / "log.jsonl");
    log.addSink([&heard](LogLevel, const QByteArray&) { ++heard; });
    log.info(u"heard");
    QCOMPARE(heard, 1);
    QVERIFY(test::listTree(folder.path()).empty());
}

void TestEventLog::writersOfManyThreadsKeepTheirLinesWhole()
{
    constexpr int kWriters = 8;
    constexpr int kEach = 200;
    const test::TempFolder folder;
    const auto file = folder / "log.jsonl";
    // Two logs on one file stand for two processes, the threads for the workers of each.
    const EventLog logs[2];
    logs[0].addFile(file);
    logs[1].addFile(file);
    std::vector<std::thread> writers;
    writers.reserve(kWriters);
    for (int writer = 0; writer < kWriters; ++writer)
        writers.emplace_back([&log = logs[writer % 2], writer] { writeMany(log, writer, kEach, 100); });
    for (std::thread& writer : writers)
        writer.join();

    QSet<int> numbers;
    for (const QByteArray& line : linesOf(file)) {
        QVERIFY2(!parsed(line).isEmpty(), line.constData());
        numbers.insert(parsed(line)[u"number"].toInt());
    }
    QCOMPARE(numbers.size(), kWriters * kEach);
}

void TestEventLog::fileIsRotated()
{
    const test::TempFolder folder;
    const auto file = folder / "log.jsonl";
    const EventLog log;
    log.addFile(file);
    writeMany(log, 0, 10, 1024 * 1024);
    QCOMPARE(test::listTree(folder.path()), (std::vector<std::string>{"log.jsonl", "log.jsonl.1"}));
    const QList<QByteArray> older = linesOf(folder / "log.jsonl.1");
    const QList<QByteArray> newer = linesOf(file);
    QCOMPARE(older.size() + newer.size(), 10);
    QCOMPARE(parsed(older.first())[u"number"], 0);
    QCOMPARE(parsed(newer.last())[u"number"], 9);
}

void TestEventLog::rotationByAnotherProcessIsFollowed()
{
    const test::TempFolder folder;
    const auto file = folder / "log.jsonl";
    const EventLog one;
    const EventLog other;
    one.addFile(file);
    other.addFile(file);
    writeMany(one, 0, 8, 1024 * 1024); // rotates
    QVERIFY(std::filesystem::exists(folder / "log.jsonl.1"));
    other.info(u"other"); // still holds the file that was put aside, and must not put the new one aside too
    other.info(u"other");
    QCOMPARE(linesOf(folder / "log.jsonl.1").size() + linesOf(file).size(), 10);
    QCOMPARE(parsed(linesOf(file).last())[u"event"], u"other"_qs);
}

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_eventlog.moc"
