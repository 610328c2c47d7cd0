#include "media/areascaler.h"
#include "media/pictureshape.h"

#include <QTest>

using namespace safelight;

class TestAreaScaler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void averagesWholeBlocks()
    {
        QImage source(4, 2, QImage::Format_RGB32);
        for (int y = 0; y < 2; ++y) {
            for (int x = 0; x < 4; ++x)
                source.setPixel(x, y, x < 2 ? qRgb(10 * y, 20, 30) : qRgb(200, 100 + 100 * x / 3, 0));
        }
        const QImage small = reduced(source, 2);
        QCOMPARE(small.size(), QSize(2, 1));
        QCOMPARE(small.pixel(0, 0), qRgb(5, 20, 30));
        QCOMPARE(small.pixel(1, 0), qRgb(200, 183, 0));
    }

    void keepsAFlatColour_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("longSide");
        QTest::newRow("nearly the same") << QSize(513, 385) << 512;
        QTest::newRow("odd ratio") << QSize(1000, 751) << 512;
        QTest::newRow("wide") << QSize(5000, 3) << 512;
        QTest::newRow("tall") << QSize(3, 5000) << 512;
        QTest::newRow("to one pixel") << QSize(700, 700) << 1;
    }
    void keepsAFlatColour()
    {
        QFETCH(QSize, size);
        QFETCH(int, longSide);
        for (const QImage::Format format : {QImage::Format_RGB32, QImage::Format_RGB888,
                                            QImage::Format_Grayscale8, QImage::Format_ARGB32_Premultiplied}) {
            QImage source(size, format);
            source.fill(QColor(255, 255, 255));
            const QImage small = reduced(source, longSide);
            QCOMPARE(std::max(small.width(), small.height()), longSide);
            for (int y = 0; y < small.height(); ++y) {
                for (int x = 0; x < small.width(); ++x)
                    QCOMPARE(small.pixel(x, y), qRgb(255, 255, 255));
            }
        }
    }

    void neverEnlarges()
    {
        QCOMPARE(fitted(QSize(30, 20), 512), QSize(30, 20));
        QCOMPARE(fitted(QSize(3000, 2000), 0), QSize(3000, 2000));
        QCOMPARE(fitted(QSize(60'000, 1), 512), QSize(512, 1));
    }

    void turnsUpright_data()
    {
        // Exif 2.32, 4.6.4 A: where the corners of the stored picture a b / c d are seen.
        QTest::addColumn<int>("orientation");
        QTest::addColumn<QString>("upright");
        QTest::newRow("1") << 1 << QStringLiteral("ab/cd");
        QTest::newRow("2") << 2 << QStringLiteral("ba/dc");
        QTest::newRow("3") << 3 << QStringLiteral("dc/ba");
        QTest::newRow("4") << 4 << QStringLiteral("cd/ab");
        QTest::newRow("5") << 5 << QStringLiteral("ac/bd");
        QTest::newRow("6") << 6 << QStringLiteral("ca/db");
        QTest::newRow("7") << 7 << QStringLiteral("db/ca");
        QTest::newRow("8") << 8 << QStringLiteral("bd/ac");
        QTest::newRow("nonsense") << 99 << QStringLiteral("ab/cd");
    }
    void turnsUpright()
    {
        QFETCH(int, orientation);
        QFETCH(QString, upright);
        QImage stored(2, 2, QImage::Format_Grayscale8);
        for (int i = 0; i < 4; ++i)
            stored.scanLine(i / 2)[i % 2] = static_cast<uchar>('a' + i);
        const QImage seen = oriented(stored, orientation);
        const auto at = [&](int x, int y) { return QChar(ushort{seen.constScanLine(y)[x]}); };
        QCOMPARE(QString(QString(at(0, 0)) + at(1, 0) + u'/' + at(0, 1) + at(1, 1)), upright);
    }
};

QTEST_GUILESS_MAIN(TestAreaScaler)
#include "tst_areascaler.moc"
