#include "mediafixtures.h"

#include "base/processmemory.h"
#include "media/metadata.h"
#include "media/picturedecoder.h"

#include <QTest>
#include <QtEndian>

#include <random>

using namespace safelight;
using namespace safelight::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kCanMeasureMemory = false; // sanitizers keep freed memory
#else
constexpr bool kCanMeasureMemory = true;
#endif

constexpr qint64 kMiB = qint64{1024} * 1024;

Result<DecodedPicture> decode(const QByteArray& bytes, std::string_view extension,
                              const DecodeLimits& limits = {})
{
    return decodePicture(QByteArrayView(bytes), format(extension), 512, 1, limits);
}

/// A PNG of one pixel whose header claims another size, its checksum made right.
QByteArray hugePng(quint32 width, quint32 height)
{
    QByteArray png = encoded(QImage(1, 1, QImage::Format_RGB32), "png");
    qToBigEndian(width, png.data() + 16);
    qToBigEndian(height, png.data() + 20);
    quint32 crc = 0xFFFFFFFF;
    for (qsizetype i = 12; i < 29; ++i) {
        crc ^= static_cast<uchar>(png.at(i));
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    qToBigEndian(~crc, png.data() + 29);
    return png;
}

QByteArray hugeBmp(qint32 width, qint32 height)
{
    QByteArray bmp = encoded(QImage(1, 1, QImage::Format_RGB32), "bmp");
    qToLittleEndian(width, bmp.data() + 18);
    qToLittleEndian(height, bmp.data() + 22);
    return bmp;
}

/// A TIFF with one directory that claims a size, of 8-bit RGB in one strip.
QByteArray hugeTiff(quint32 width, quint32 height)
{
    QByteArray tiff = QByteArray::fromHex("49492a0008000000");
    const std::array<std::array<quint32, 4>, 8> tags = {{{256, 4, 1, width},
                                                         {257, 4, 1, height},
                                                         {258, 3, 1, 8},
                                                         {259, 3, 1, 1},
                                                         {262, 3, 1, 1},
                                                         {273, 4, 1, 8},
                                                         {278, 4, 1, height},
                                                         {279, 4, 1, 100}}};
    const auto append = [&](auto value) {
        char bytes[sizeof value];
        qToLittleEndian(value, bytes);
        tiff.append(bytes, sizeof value);
    };
    append(static_cast<quint16>(tags.size()));
    for (const auto& tag : tags) {
        append(static_cast<quint16>(tag[0]));
        append(static_cast<quint16>(tag[1]));
        append(tag[2]);
        append(tag[3]);
    }
    append(quint32{0});
    return tiff + QByteArray(200, '\0');
}

} // namespace

class TestHostilePictures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesGiantClaims_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("name");
        const QByteArray baseline = encoded(picture({16, 16}), "jpg");
        const QByteArray progressive = progressiveJpeg(picture({16, 16}));
        QTest::newRow("progressive jpeg") << withJpegSize(progressive, 49'157, 27'397) << QByteArray("jpg");
        QTest::newRow("progressive jpeg, square")
            << withJpegSize(progressive, 60'000, 60'000) << QByteArray("jpg");
        QTest::newRow("jpeg") << withJpegSize(baseline, 60'000, 60'000) << QByteArray("jpg");
        QTest::newRow("png") << hugePng(60'000, 60'000) << QByteArray("png");
        QTest::newRow("png named jpg") << hugePng(60'000, 60'000) << QByteArray("jpg");
        QTest::newRow("bmp") << hugeBmp(16'000, 16'000) << QByteArray("bmp");
        QTest::newRow("tiff") << hugeTiff(60'000, 60'000) << QByteArray("tif");
    }
    void refusesGiantClaims()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, name);
        const MemoryGauge gauge;
        const auto decoded = decode(bytes, name.toStdString());
        QVERIFY(!decoded.isOk());
        QCOMPARE(decoded.error().code, ErrorCode::TooLarge);
        if (kCanMeasureMemory)
            QVERIFY(gauge.growth().value < 64 * kMiB);
    }

    void stopsWhereAGiantsDataEnds()
    {
        const MemoryGauge gauge;
        const auto decoded = decode(withJpegSize(encoded(picture({16, 16}), "jpg"), 49'157, 27'397), "jpg");
        QVERIFY(!decoded.isOk());
        QCOMPARE(decoded.error().code, ErrorCode::Damaged);
        if (kCanMeasureMemory)
            QVERIFY(gauge.growth().value < 64 * kMiB);
    }

    void decodesAnHonestLargeProgressiveJpeg()
    {
        const QByteArray bytes = progressiveJpeg(picture({6000, 4000}));
        const MemoryGauge gauge;
        const auto decoded = decode(bytes, "jpg");
        QVERIFY(decoded.isOk());
        QCOMPARE(decoded.value().fullSize, QSize(6000, 4000));
        if (kCanMeasureMemory)
            QVERIFY(gauge.growth().value < 192 * kMiB);
    }

    void boundsTheMemoryAsAsked()
    {
        DecodeLimits limits;
        limits.memory = {8 * kMiB};
        QCOMPARE(decode(progressiveJpeg(picture({3000, 2000})), "jpg", limits).error().code,
                 ErrorCode::TooLarge);
        QCOMPARE(decode(encoded(picture({3000, 2000}), "png"), "png", limits).error().code,
                 ErrorCode::TooLarge);
        QVERIFY(decode(encoded(picture({3000, 2000}), "jpg"), "jpg", limits).isOk());
    }

    void boundsTheTime()
    {
        DecodeLimits limits;
        limits.time = std::chrono::milliseconds(-1);
        QCOMPARE(decode(encoded(picture({300, 200}), "jpg"), "jpg", limits).error().code,
                 ErrorCode::TooLarge);
    }

    void refusesScanBombs()
    {
        QByteArray bomb = progressiveJpeg(picture({64, 64}));
        const qsizetype lastScan = bomb.lastIndexOf(QByteArray("\xFF\xDA"));
        const QByteArray scan = bomb.sliced(lastScan, bomb.size() - 2 - lastScan);
        bomb.chop(2);
        bomb += scan.repeated(1'000) + QByteArray("\xFF\xD9");
        QCOMPARE(decode(bomb, "jpg").error().code, ErrorCode::TooLarge);
    }

    void showsWhatIsThereOfATruncatedJpeg()
    {
        const QImage original = picture({1200, 900});
        const QByteArray whole = encoded(original, "jpg", 95);
        const auto half = decode(whole.first(whole.size() / 2), "jpg");
        QVERIFY(half.isOk());
        QVERIFY(half.value().isDamaged);
        QCOMPARE(half.value().damageDetail, QStringLiteral("Premature end of JPEG file"));
        QCOMPARE(half.value().fullSize, original.size());
        const auto complete = decode(whole, "jpg");
        QCOMPARE(half.value().image.pixel(250, 10), complete.value().image.pixel(250, 10));
        QVERIFY(decode(progressiveJpeg(original).first(20'000), "jpg").value().isDamaged);
        QCOMPARE(decode(whole.first(300), "jpg").error().code, ErrorCode::Damaged);
    }

    void noticesBrokenDataInAJpeg()
    {
        QByteArray bytes = encoded(picture({1200, 900}), "jpg", 95);
        for (qsizetype i = bytes.size() / 2; i < bytes.size() / 2 + 400; ++i)
            bytes[i] = static_cast<char>(i * 37 % 251);
        const auto decoded = decode(bytes, "jpg");
        QVERIFY(!decoded.isOk() || decoded.value().isDamaged);
    }

    void acceptsBytesBehindTheEnd()
    {
        const QByteArray bytes = encoded(picture({600, 400}), "jpg") + QByteArray(5'000, 'x');
        QVERIFY(!decode(bytes, "jpg").value().isDamaged);
    }

    void reportsTruncatedFilesOfOtherFormats()
    {
        for (const char* name : {"png", "webp", "tiff", "bmp"}) {
            const QByteArray whole = encoded(picture({640, 480}), name);
            const auto decoded = decode(whole.first(whole.size() * 2 / 3), name);
            QVERIFY2(!decoded.isOk() || decoded.value().isDamaged, name);
        }
    }

    /// Whatever the bytes: an answer, and no crash.
    void survivesFlippedBytes()
    {
        std::mt19937 random(4711);
        for (const char* name : {"jpg", "png", "tiff", "webp", "bmp"}) {
            const QByteArray whole = encoded(picture({160, 120}), name);
            for (int round = 0; round < 60; ++round) {
                QByteArray bytes = whole;
                for (int flip = 0; flip < 4; ++flip)
                    bytes[static_cast<qsizetype>(random() % static_cast<quint32>(bytes.size()))] =
                        static_cast<char>(random());
                for (const char* as : {name, "nef", "heic"}) {
                    (void)decode(bytes, as);
                    (void)readMetadata(QByteArrayView(bytes), format(as));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestHostilePictures)
#include "tst_hostilepictures.moc"
