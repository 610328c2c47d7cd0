#include "mediafixtures.h"

#include "media/perceptualhash.h"

#include <QPainter>
#include <QTest>

#include <algorithm>
#include <bit>

using namespace safelight;
using namespace safelight::test;

class TestPerceptualHash : public QObject
{
    Q_OBJECT

    static constexpr int kAlike = 6;
    static constexpr int kUnlike = 14;

private Q_SLOTS:
    void survivesWhatHappensToPictures()
    {
        for (quint32 seed = 1; seed <= 20; ++seed) {
            const QImage original = picture({512, 341}, seed);
            const quint64 hash = perceptualHash(original);
            QCOMPARE(std::popcount(hash), 32);
            QCOMPARE(perceptualHash(original), hash);
            const QImage half = original.scaled(256, 170, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
            QVERIFY(hammingDistance(hash, perceptualHash(half)) <= kAlike);
            const QImage poor = QImage::fromData(encoded(original, "jpg", 30));
            QVERIFY(hammingDistance(hash, perceptualHash(poor)) <= kAlike);
            const QImage lossless = QImage::fromData(encoded(original, "png"));
            QCOMPARE(perceptualHash(lossless), hash);
        }
    }

    void tellsPicturesApart()
    {
        std::vector<quint64> hashes;
        for (quint32 seed = 1; seed <= 20; ++seed)
            hashes.push_back(perceptualHash(picture({400, 300}, seed)));
        for (size_t i = 0; i < hashes.size(); ++i) {
            for (size_t j = i + 1; j < hashes.size(); ++j)
                QVERIFY(hammingDistance(hashes[i], hashes[j]) >= kUnlike);
        }
    }

    void readsTheLowTermsRowByRow()
    {
        // cos of the first term across and down: that term alone is large, and it is the first bit.
        QImage wave(64, 64, QImage::Format_Grayscale8);
        for (int y = 0; y < 64; ++y) {
            for (int x = 0; x < 64; ++x) {
                const double value =
                    std::cos(M_PI * (2 * x + 1) / 128) * std::cos(M_PI * (2 * y + 1) * 2 / 128);
                wave.scanLine(y)[x] = static_cast<uchar>(std::lround(128 + 100 * value));
            }
        }
        QVERIFY((perceptualHash(wave) & (quint64{1} << 8)) != 0); // second row (v = 2), first column (u = 1)
        wave.invertPixels();
        QVERIFY((perceptualHash(wave) & (quint64{1} << 8)) == 0);
    }

    void takesTransparentForWhite()
    {
        QImage clear(200, 200, QImage::Format_ARGB32);
        clear.fill(Qt::transparent);
        QPainter(&clear).drawImage(20, 40, picture({100, 90}, 3));
        QImage white(200, 200, QImage::Format_RGB32);
        white.fill(Qt::white);
        QPainter(&white).drawImage(20, 40, picture({100, 90}, 3));
        QCOMPARE(perceptualHash(clear), perceptualHash(white));
    }

    void isZeroWithoutStructure()
    {
        QCOMPARE(perceptualHash(QImage()), quint64{0});
        for (const QColor colour : {QColor(0, 0, 0), QColor(13, 77, 201), QColor(255, 255, 255)}) {
            for (const QSize size : {QSize(1, 1), QSize(3, 700), QSize(511, 383)}) {
                QImage flat(size, QImage::Format_RGB32);
                flat.fill(colour);
                QCOMPARE(perceptualHash(flat), quint64{0});
            }
        }
    }

    void countsBits()
    {
        QCOMPARE(hammingDistance(0, 0), 0);
        QCOMPARE(hammingDistance(~quint64{0}, 0), 64);
        QCOMPARE(hammingDistance(0b1011, 0b0001), 2);
    }
};

QTEST_GUILESS_MAIN(TestPerceptualHash)
#include "tst_perceptualhash.moc"
