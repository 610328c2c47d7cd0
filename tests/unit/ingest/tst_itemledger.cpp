#include "ingest/itemledger.h"
#include "support/libraryfixture.h"

#include <QTest>

using namespace safelight;
using namespace safelight::test;

/// How what became of each file is told.
class TestItemLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyAreToldAtOnce();
};

/// However fast they come, no more than a thousand wait.
void TestItemLedger::manyAreToldAtOnce()
{
    constexpr int kMost = 1000;
    RecordingObserver observer;
    ItemLedger items(observer, EventLog());
    IngestItem item;
    item.outcome = IngestOutcome::Imported;
    item.size = {3};
    for (int i = 0; i < kMost; ++i)
        items.add(item);
    QVERIFY(items.isDue());
    QVERIFY(observer.items.isEmpty());
    items.flush();
    QCOMPARE(observer.items.size(), kMost);
    QVERIFY(!items.isDue());
    items.flush(); // each item once
    QCOMPARE(observer.items.size(), kMost);
    QCOMPARE(items.total(), kMost);
    QCOMPARE(items.summary()[u"bytes"].toInteger(), 3 * kMost);
}

QTEST_GUILESS_MAIN(TestItemLedger)
#include "tst_itemledger.moc"
