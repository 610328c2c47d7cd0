#include "maintenance/picturefile.h"

#include <QTest>

using namespace safelight;
using enum DerivativeStatus;

namespace {

DerivativeStatus folded(DerivativeStatus was, bool isWanted, std::initializer_list<DerivativeStatus> files)
{
    PictureFold fold(was, isWanted);
    for (const DerivativeStatus file : files)
        fold.add(file);
    return fold.status();
}

} // namespace

/// What a photo's row says of a picture, from what its files gave.
class TestPictureFold : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneFileThatCanBeShownIsEnough()
    {
        QCOMPARE(folded(Pending, true, {Failed, Ready}), Ready);
        QCOMPARE(folded(Pending, true, {Pending, Ready}), Ready);
        QCOMPARE(folded(Pending, true, {Ready, Failed}), Ready);
    }
    void failedIsNotUnsupported()
    {
        QCOMPARE(folded(Pending, true, {Unsupported, Failed}), Failed);
        QCOMPARE(folded(Pending, true, {Unsupported, Unsupported}), Unsupported);
    }
    void whatWasNotTriedToTheEndStaysAsItWas()
    {
        QCOMPARE(folded(Pending, true, {Failed, Pending}), Pending);
        QCOMPARE(folded(Failed, true, {Pending}), Failed);
        QCOMPARE(folded(Pending, true, {}), Pending);
    }
    void whatIsNotWantedStaysAsItWas()
    {
        QCOMPARE(folded(Ready, false, {Failed}), Ready);
        QCOMPARE(folded(Failed, false, {Ready}), Failed);
    }
    void nothingMoreIsWantedOnceItIsReady()
    {
        PictureFold fold(Pending, true);
        QVERIFY(fold.isWanted());
        fold.add(Failed);
        QVERIFY(fold.isWanted());
        fold.add(Ready);
        QVERIFY(!fold.isWanted());
    }
};

QTEST_GUILESS_MAIN(TestPictureFold)
#include "tst_picturefold.moc"
