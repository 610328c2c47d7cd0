#include "ingest/claims.h"

#include <QTest>

#include <atomic>
#include <semaphore>
#include <thread>

using namespace safelight;

namespace {

Digest digestOf(int i)
{
    return {QByteArray(16, static_cast<char>(i)), QByteArray(16, static_cast<char>(i + 1)), {i}};
}

} // namespace

/// The claim under which it is decided whether bytes are stored already.
class TestClaims : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneHolderAtATime();
    void sharedDigestsNeverLock();
    void aWaiterCanBeCancelled();
    void othersAreNotKeptWaiting();
    void whatAPlanWouldHaveStored();
};

/// Many threads take turns at one digest: what they do under it never overlaps.
void TestClaims::oneHolderAtATime()
{
    constexpr int kThreads = 4;
    constexpr int kRounds = 300;
    DigestClaims claims;
    int unguarded = 0; // a data race, and a wrong sum, if two ever hold the claim
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < kThreads; ++i) {
            threads.emplace_back([&] {
                for (int round = 0; round < kRounds; ++round) {
                    if (!claims.claim({digestOf(1)}, CancelToken()))
                        return;
                    ++unguarded;
                    claims.release({digestOf(1)});
                }
            });
        }
    }
    QCOMPARE(unguarded, kThreads * kRounds);
    QVERIFY(!claims.hasWaiters());
}

/// Frames that share digests in opposite orders cannot wait for each other for ever.
void TestClaims::sharedDigestsNeverLock()
{
    constexpr int kRounds = 300;
    DigestClaims claims;
    std::atomic<int> done = 0;
    {
        std::vector<std::jthread> threads;
        for (const auto& wanted :
             {std::vector{digestOf(1), digestOf(2)}, std::vector{digestOf(2), digestOf(1)},
              std::vector{digestOf(2), digestOf(3)}}) {
            threads.emplace_back([&claims, &done, wanted] {
                for (int round = 0; round < kRounds; ++round) {
                    if (claims.claim(wanted, CancelToken()))
                        ++done;
                    claims.release(wanted);
                }
            });
        }
    }
    QCOMPARE(done.load(), 3 * kRounds);
}

void TestClaims::aWaiterCanBeCancelled()
{
    DigestClaims claims;
    const CancelToken cancel;
    QVERIFY(claims.claim({digestOf(1)}, cancel));
    std::atomic<bool> isClaimed = true;
    std::jthread waiter([&] { isClaimed = claims.claim({digestOf(1)}, cancel); });
    QTRY_VERIFY(claims.hasWaiters());
    cancel.cancel();
    waiter.join();
    QVERIFY(!isClaimed);
    QVERIFY(!claims.hasWaiters());
    claims.release({digestOf(1)});
    QVERIFY(claims.claim({digestOf(1)}, CancelToken())); // the one that gave up holds nothing
}

void TestClaims::othersAreNotKeptWaiting()
{
    DigestClaims claims;
    QVERIFY(claims.claim({digestOf(1), digestOf(2)}, CancelToken()));
    QVERIFY(claims.claim({digestOf(3)}, CancelToken()));
    QVERIFY(claims.claim({}, CancelToken())); // a frame of sidecars only
    StemReservations stems;
    QVERIFY(stems.reserve("a"));
    QVERIFY(!stems.reserve("a"));
    QVERIFY(stems.reserve("a (2)"));
    stems.release("a");
    QVERIFY(stems.reserve("a"));
}

void TestClaims::whatAPlanWouldHaveStored()
{
    PlannedDigests planned;
    planned.add(digestOf(1), "A");
    planned.add(digestOf(2), "folder/B");
    planned.add(digestOf(1), "C"); // it would be a duplicate
    QCOMPARE(planned.find(digestOf(1)), std::string("A"));
    QCOMPARE(planned.find(digestOf(2)), std::string("folder/B"));
    QCOMPARE(planned.find(digestOf(3)), std::string());
    for (const auto change :
         {+[](Digest& digest) { digest.md5[15] = 'x'; }, +[](Digest& digest) { digest.xxh128[15] = 'x'; },
          +[](Digest& digest) { digest.size = {9}; }}) {
        Digest other = digestOf(1);
        change(other);
        QCOMPARE(planned.find(other), std::string()); // all three have to agree
    }
    PlannedDigests some;
    some.rememberOnly({2, 4});
    for (const int i : {1, 2, 3, 4})
        some.add(digestOf(i), std::to_string(i));
    QCOMPARE(some.find(digestOf(3)), std::string());
    QCOMPARE(some.find(digestOf(4)), std::string("4"));
}

QTEST_GUILESS_MAIN(TestClaims)
#include "tst_claims.moc"
