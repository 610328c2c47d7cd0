#include "base/canceltoken.h"

#include <QTest>

#include <thread>

using namespace safelight;

class TestCancelToken : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void copiesShareOneFlag();
    void tokensAreApart();
    void anotherThreadSeesIt();
};

void TestCancelToken::copiesShareOneFlag()
{
    const CancelToken token;
    CancelToken copy;
    copy = token;
    QVERIFY(!copy.isCancelled());
    token.cancel();
    QVERIFY(copy.isCancelled());
}

void TestCancelToken::tokensAreApart()
{
    const CancelToken one;
    const CancelToken other;
    one.cancel();
    QVERIFY(!other.isCancelled());
}

void TestCancelToken::anotherThreadSeesIt()
{
    const CancelToken token;
    std::thread worker([token] {
        while (!token.isCancelled())
            std::this_thread::yield();
    });
    token.cancel();
    worker.join();
    QVERIFY(token.isCancelled());
}

QTEST_GUILESS_MAIN(TestCancelToken)
#include "tst_canceltoken.moc"
