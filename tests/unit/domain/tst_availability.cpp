#include "domain/availability.h"

#include <QTest>

using namespace safelight;

class TestAvailability : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bitsComeBack();
    void filesAddTheirKind();
    void lossIsSeenAlsoBesideAGain();
};

void TestAvailability::bitsComeBack()
{
    for (int bits = 0; bits < 8; ++bits) {
        QCOMPARE(Availability::fromBits(bits).bits(), bits);
        QCOMPARE(Availability::fromBits(bits).any(), bits != 0);
    }
}

void TestAvailability::filesAddTheirKind()
{
    Availability available;
    available.add(FileKind::Sidecar);
    QVERIFY(!available.any());
    available.add(FileKind::Raw);
    available.add(FileKind::Raw);
    QCOMPARE(available, (Availability{false, true, false}));
    available.add(FileKind::Jpg);
    available.add(FileKind::Other);
    QCOMPARE(available.bits(), 7);
}

void TestAvailability::lossIsSeenAlsoBesideAGain()
{
    const Availability before{true, false, false};
    QVERIFY((Availability{false, true, true}).lostSince(before));
    QVERIFY(!(Availability{true, true, false}).lostSince(before));
    QVERIFY(!before.lostSince(before));
}

QTEST_GUILESS_MAIN(TestAvailability)
#include "tst_availability.moc"
