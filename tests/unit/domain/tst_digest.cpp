#include "domain/digest.h"

#include <QTest>

using namespace safelight;

class TestDigest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isKnownOnlyWhenWhole();
    void allThreePartsTellFilesApart();
};

void TestDigest::isKnownOnlyWhenWhole()
{
    QVERIFY(!Digest{}.isKnown());
    QVERIFY(!(Digest{QByteArray(16, 'm'), {}, {5}}).isKnown());
    QVERIFY((Digest{QByteArray(16, 'm'), QByteArray(16, 'x'), {5}}).isKnown());
}

void TestDigest::allThreePartsTellFilesApart()
{
    const Digest digest{QByteArray(16, 'm'), QByteArray(16, 'x'), {5}};
    const Digest otherMd5{QByteArray(16, 'n'), digest.xxh128, digest.size};
    const Digest otherXxh{digest.md5, QByteArray(16, 'y'), digest.size};
    const Digest otherSize{digest.md5, digest.xxh128, {6}};
    for (const Digest& other : {otherMd5, otherXxh, otherSize}) {
        QVERIFY(digest != other);
        QVERIFY(digest < other);
        QVERIFY(!(other < digest));
    }
    QVERIFY(!(digest < digest));
    QCOMPARE(digest.md5Hex(), u"6d"_qs.repeated(16));
}

QTEST_GUILESS_MAIN(TestDigest)
#include "tst_digest.moc"
