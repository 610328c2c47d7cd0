#include "ingest/claims.h"
#include "ingest/framequeue.h"
#include "ingest/ingestrequest.h"
#include "support/tempfolder.h"

#include <QTest>

#include <algorithm>
#include <thread>

using namespace safelight;
using namespace safelight::test;

/// What the workers of an ingest share: the queue of frames, and the turns of numbered names.
class TestFrameQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFrameIsGivenOnce();
    void whatIsPutBackIsGivenAgain();
    void workersWaitForWhatMayStillBePutBack();
    void closedItGivesNoMore();
    void onlyTheFramesInSomePlaces();
    void numbersFollowTheTickets();
    void aTurnThatIsNotTakenIsPassedOn();
    void aRequestSurvivesItsJson();

private:
    static SourceScan scanOf(const TempFolder& temp, int files)
    {
        for (int i = 0; i < files; ++i) {
            if (!writeFile(temp / "C" / (std::to_string(100 + i) + ".jpg"), "x"))
                qFatal("cannot write");
        }
        return scanSources({temp / "C"}, {}, CancelToken(), [](qint64) {});
    }
};

void TestFrameQueue::everyFrameIsGivenOnce()
{
    const TempFolder temp;
    const SourceScan scan = scanOf(temp, 50);
    FrameQueue queue;
    queue.open(scan);
    std::mutex mutex;
    std::vector<std::string> given;
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < 4; ++i) {
            workers.emplace_back([&] {
                while (const auto frame = queue.take(CancelToken())) {
                    {
                        const std::lock_guard lock(mutex);
                        given.push_back(frame->stem);
                    }
                    queue.settled(1);
                }
            });
        }
    }
    std::ranges::sort(given);
    QCOMPARE(given.size(), std::size_t{50});
    QVERIFY(std::ranges::adjacent_find(given) == given.end());
}

void TestFrameQueue::whatIsPutBackIsGivenAgain()
{
    const TempFolder temp;
    const SourceScan scan = scanOf(temp, 2);
    FrameQueue queue;
    queue.open(scan);
    auto first = queue.take(CancelToken());
    QVERIFY(first);
    const std::string stem = first->stem;
    first->attempts = 3;
    queue.putBack(*std::move(first));
    const auto again = queue.take(CancelToken());
    QVERIFY(again);
    QCOMPARE(again->stem, stem);
    QCOMPARE(again->attempts, 3);
}

void TestFrameQueue::workersWaitForWhatMayStillBePutBack()
{
    const TempFolder temp;
    const SourceScan scan = scanOf(temp, 1);
    FrameQueue queue;
    queue.open(scan);
    auto frame = queue.take(CancelToken());
    QVERIFY(frame);
    std::optional<SourceFrame> other;
    {
        const std::jthread waiting([&] { other = queue.take(CancelToken()); });
        queue.putBack(*std::move(frame));
    }
    QVERIFY(other); // it did not take the empty queue for the end
    queue.settled(1);
    QVERIFY(!queue.take(CancelToken()));
}

void TestFrameQueue::closedItGivesNoMore()
{
    const TempFolder temp;
    const SourceScan scan = scanOf(temp, 3);
    FrameQueue queue;
    queue.open(scan);
    auto frame = queue.take(CancelToken());
    QVERIFY(frame);
    queue.close();
    QVERIFY(!queue.take(CancelToken()));
    queue.putBack(*std::move(frame));
    int remaining = 0;
    queue.eachRemaining([&](const SourceFrame&) { ++remaining; });
    QCOMPARE(remaining, 3); // those that nobody began, and the one that came back
}

void TestFrameQueue::onlyTheFramesInSomePlaces()
{
    const TempFolder temp;
    const SourceScan scan = scanOf(temp, 5);
    FrameQueue queue;
    queue.open(scan, {1, 3, 4});
    const auto first = queue.take(CancelToken());
    const auto second = queue.take(CancelToken());
    QVERIFY(first && second);
    QCOMPARE(first->stem, std::string("C/101"));
    QCOMPARE(second->stem, std::string("C/103"));
    QCOMPARE(first->ticket, 0); // nobody waits for the turns of the others
    QCOMPARE(second->ticket, 1);
    QStringList remaining;
    queue.eachRemaining([&](const SourceFrame& frame) { remaining += QString::fromStdString(frame.stem); });
    QCOMPARE(remaining, QStringList{QStringLiteral("C/104")});
    queue.settled(2);
    QVERIFY(queue.take(CancelToken()));
    queue.settled(1);
    QVERIFY(!queue.take(CancelToken()));
}

void TestFrameQueue::numbersFollowTheTickets()
{
    constexpr int kTickets = 200;
    NumberingTurns turns;
    turns.beginWith(10);
    std::vector<int> numbers(kTickets);
    std::atomic<int> next = 0;
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < 8; ++i) {
            workers.emplace_back([&] {
                for (int ticket = next++; ticket < kTickets; ticket = next++) {
                    NumberingTurns::Turn turn(&turns, ticket);
                    if (turn.await(CancelToken()))
                        numbers[static_cast<std::size_t>(ticket)] = turns.nextNumber();
                }
            });
        }
    }
    for (int ticket = 0; ticket < kTickets; ++ticket)
        QCOMPARE(numbers[static_cast<std::size_t>(ticket)], 10 + ticket);
}

/// A frame that could not be read never asks for a number.
void TestFrameQueue::aTurnThatIsNotTakenIsPassedOn()
{
    NumberingTurns turns;
    {
        const NumberingTurns::Turn third(&turns, 2);
    }
    {
        const NumberingTurns::Turn first(&turns, 0);
    }
    {
        const NumberingTurns::Turn second(&turns, 1);
    }
    NumberingTurns::Turn fourth(&turns, 3);
    QVERIFY(fourth.await(CancelToken()));
    NumberingTurns::Turn again(&turns, 1); // put back, and begun anew
    QVERIFY(again.await(CancelToken()));
}

void TestFrameQueue::aRequestSurvivesItsJson()
{
    IngestRequest request;
    request.sources = {"/media/CARD", std::filesystem::path("/tmp/\xE9.jpg")};
    request.base = "/media";
    request.excluded = {"/media/CARD/a.jpg"};
    request.projectName = QStringLiteral("Wedding");
    request.transfer = IngestRequest::Transfer::Move;
    request.onDuplicate = IngestRequest::OnDuplicate::Import;
    request.onConflict = IngestRequest::OnConflict::Skip;
    request.onRejected = IngestRequest::OnRejected::Import;
    request.verify = VerifyLevel::Readback;
    request.order = IngestOrder::NewestFirst;
    request.folderTemplate = QStringLiteral("{year}");
    request.nameTemplate = QStringLiteral("{original}");
    request.firstNumber = 42;
    request.secondFolder = "/backup";
    request.secondVerify = VerifyLevel::Size;
    request.added = {
        QStringLiteral("Zoë"), QStringLiteral("© \"me\""), {QStringLiteral("a, b"), QStringLiteral("c")}};
    const auto back = IngestRequest::fromJson(request.toJson());
    QVERIFY(back);
    QCOMPARE(back->toJson(), request.toJson());
    QCOMPARE(back->sources, request.sources);
    QCOMPARE(back->wantedPlaces(), 2);
    QCOMPARE(back->added, request.added);
    QVERIFY(!IngestRequest::fromJson({}));
}

QTEST_GUILESS_MAIN(TestFrameQueue)
#include "tst_framequeue.moc"
