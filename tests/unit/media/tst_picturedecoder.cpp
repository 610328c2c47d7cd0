#include "mediafixtures.h"

#include "media/picturedecoder.h"
#include "media/pictureshape.h"

#include <QColorSpace>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace safelight;
using namespace safelight::test;

class TestPictureDecoder : public QObject
{
    Q_OBJECT

    static Result<DecodedPicture> decode(const QByteArray& bytes, std::string_view extension,
                                         int longSide = 512, int orientation = 1)
    {
        return decodePicture(QByteArrayView(bytes), format(extension), longSide, orientation, {});
    }

private Q_SLOTS:
    void decodesEachFormatSmaller_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"jpg", "png", "tiff", "webp", "bmp"})
            QTest::newRow(name) << QByteArray(name);
    }
    void decodesEachFormatSmaller()
    {
        QFETCH(QByteArray, name);
        const QImage original = picture({1500, 1000});
        const auto decoded = decode(encoded(original, name.constData(), 95), name.toStdString());
        QVERIFY(decoded.isOk());
        QCOMPARE(decoded.value().image.size(), QSize(512, 341));
        QCOMPARE(decoded.value().fullSize, original.size());
        QVERIFY(!decoded.value().isDamaged);
        QVERIFY(decoded.value().mismatch.isEmpty());
        QVERIFY(meanDifference(decoded.value().image, reduced(original, 512)) < 3);
    }

    void neverEnlarges()
    {
        const QImage original = picture({90, 60});
        const auto decoded = decode(encoded(original, "png"), "png");
        QVERIFY(decoded.isOk());
        QCOMPARE(largestDifference(decoded.value().image, original), 0);
    }

    void decodesAtFullSize()
    {
        const QImage original = picture({1203, 807});
        const QByteArray bytes = encoded(original, "jpg", 95);
        const auto decoded = decode(bytes, "jpeg", 0);
        QVERIFY(decoded.isOk());
        QVERIFY(largestDifference(decoded.value().image, QImage::fromData(bytes)) <= 2);
    }

    void turnsUprightInEveryOrientation()
    {
        const QImage original = picture({1000, 600});
        const QByteArray jpeg = encoded(original, "jpg", 95);
        const QByteArray png = encoded(original, "png");
        for (int orientation = 1; orientation <= 8; ++orientation) {
            const QImage expected = oriented(reduced(original, 512), orientation);
            const auto fromJpeg = decode(jpeg, "jpg", 512, orientation);
            const auto fromPng = decode(png, "png", 512, orientation);
            QVERIFY(fromJpeg.isOk() && fromPng.isOk());
            QVERIFY(meanDifference(fromJpeg.value().image, expected) < 3);
            QVERIFY(meanDifference(fromPng.value().image, expected) < 3);
            QCOMPARE(fromJpeg.value().fullSize, orientation < 5 ? QSize(1000, 600) : QSize(600, 1000));
        }
    }

    void keepsGreyJpegsGrey()
    {
        const QImage grey = picture({1024, 768}).convertToFormat(QImage::Format_Grayscale8);
        const auto decoded = decode(encoded(grey, "jpg", 95), "jpg");
        QVERIFY(decoded.isOk());
        QCOMPARE(decoded.value().image.format(), QImage::Format_Grayscale8);
        QVERIFY(meanDifference(decoded.value().image, reduced(grey, 512)) < 3);
    }

    void decodesProgressiveJpegs()
    {
        const QImage original = picture({1600, 1200});
        const auto decoded = decode(progressiveJpeg(original), "jpg");
        QVERIFY(decoded.isOk());
        QVERIFY(!decoded.value().isDamaged);
        QVERIFY(meanDifference(decoded.value().image, reduced(original, 512)) < 4);
    }

    void convertsToSrgb()
    {
        const QImage expected = picture({600, 400});
        for (const char* name : {"jpg", "png"}) {
            QImage source = expected;
            source.setColorSpace(QColorSpace(QColorSpace::SRgb));
            source.convertToColorSpace(QColorSpace(QColorSpace::AdobeRgb));
            const auto decoded = decode(encoded(source, name, 98), name);
            QVERIFY(decoded.isOk());
            QVERIFY(meanDifference(decoded.value().image, reduced(expected, 512)) < 3);
        }
    }

    void goesByContentNotByName_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("mime");
        QTest::newRow("png as jpg") << QByteArray("png") << QByteArray("jpg") << QStringLiteral("image/png");
        QTest::newRow("jpg as png") << QByteArray("jpg") << QByteArray("png") << QStringLiteral("image/jpeg");
        QTest::newRow("jpg as heic") << QByteArray("jpg") << QByteArray("heic")
                                     << QStringLiteral("image/jpeg");
        QTest::newRow("jpg as nef") << QByteArray("jpg") << QByteArray("nef") << QStringLiteral("image/jpeg");
        QTest::newRow("tiff as jpg") << QByteArray("tiff") << QByteArray("jpg")
                                     << QStringLiteral("image/tiff");
        QTest::newRow("webp as tif") << QByteArray("webp") << QByteArray("tif")
                                     << QStringLiteral("image/webp");
    }
    void goesByContentNotByName()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, name);
        QFETCH(QString, mime);
        const auto decoded = decode(encoded(picture({800, 600}), content.constData()), name.toStdString());
        QVERIFY2(decoded.isOk(), decoded.isOk() ? "" : qPrintable(describeForLog(decoded.error())));
        QCOMPARE(decoded.value().mismatch, mime);
        QCOMPARE(decoded.value().fullSize, QSize(800, 600));
    }

    void refusesWhatIsNoPicture()
    {
        const QByteArray text = "Dear diary, this is not a picture at all.\n";
        for (const char* name : {"jpg", "png", "heic", "nef", "tif"}) {
            const auto decoded = decode(text.repeated(200), name);
            QVERIFY(!decoded.isOk());
            QCOMPARE(decoded.error().code, ErrorCode::WrongType);
            QVERIFY(decoded.error().detail.contains(QStringLiteral("text/plain")));
        }
        QCOMPARE(decode("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "png").error().code,
                 ErrorCode::WrongType);
        QVERIFY(!decode(QByteArray(), "jpg").isOk());
    }

    void hasNoDecoderForSome()
    {
        for (const char* name : {"jxl", "psd", "mp4", "mov", "xmp"})
            QCOMPARE(decode(encoded(picture({20, 20}), "jpg"), name).error().code, ErrorCode::Unsupported);
    }

    void readsFilesByTheirBytes()
    {
        const QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "caf\xE9.jpg"; // not UTF-8
        const QByteArray bytes = encoded(picture({700, 500}), "jpg");
        std::ofstream(path, std::ios::binary).write(bytes.constData(), bytes.size());
        QVERIFY(decodePicture(path, format("jpg"), 512, 1, {}).isOk());
        const auto missing = decodePicture(path / "missing", format("jpg"), 512, 1, {});
        QVERIFY(!missing.isOk());
        const auto folderAsFile = decodePicture(path.parent_path(), format("jpg"), 512, 1, {});
        QCOMPARE(folderAsFile.error().code, ErrorCode::NotARegularFile);
    }

    void canBeCancelled()
    {
        DecodeLimits limits;
        limits.cancel.cancel();
        const QByteArray bytes = encoded(picture({700, 500}), "jpg");
        const auto decoded = decodePicture(QByteArrayView(bytes), format("jpg"), 512, 1, limits);
        QCOMPARE(decoded.error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestPictureDecoder)
#include "tst_picturedecoder.moc"
