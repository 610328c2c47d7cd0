#include "support/pictures.h"

#include <QBuffer>
#include <QImageReader>
#include <QSet>
#include <QTest>

#include <exiv2/exiv2.hpp>
#include <libraw/libraw.h>

using namespace safelight::test;

namespace {

QByteArray exifText(const QByteArray& jpeg, const char* key)
{
    const auto image = Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(jpeg.constData()),
                                                 static_cast<long>(jpeg.size()));
    image->readMetadata();
    return QByteArray::fromStdString(image->exifData()[key].toString());
}

QSize claimedSize(QByteArray bytes)
{
    QBuffer buffer(&bytes);
    return QImageReader(&buffer).size();
}

} // namespace

class TestPictures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachSeedHasItsOwnBytes();
    void filesAreWhole();
    void exifIsWritten();
    void dngIsDeveloped();
    void hugeClaimsAreSmallFiles();
    void brokenFilesDoNotLoad();
};

void TestPictures::eachSeedHasItsOwnBytes()
{
    QSet<QByteArray> seen;
    for (int seed = 0; seed < 200; ++seed)
        seen.insert(jpegBytes(seed));
    QCOMPARE(seen.size(), 200);
    QCOMPARE(jpegBytes(7), jpegBytes(7));
    QCOMPARE(pngBytes(7), pngBytes(7));
    QCOMPARE(dngBytes(7), dngBytes(7));
}

void TestPictures::filesAreWhole()
{
    QCOMPARE(QImage::fromData(jpegBytes(1)).size(), kTinyPicture);
    QCOMPARE(QImage::fromData(jpegBytes(1, QSize(33, 21), {.progressive = true})).size(), QSize(33, 21));
    QCOMPARE(QImage::fromData(pngBytes(1)), picture(1));
}

void TestPictures::exifIsWritten()
{
    const QDateTime date(QDate(2026, 11, 21), QTime(14, 3, 7, 250));
    const QByteArray jpeg = jpegBytes(1, kTinyPicture,
                                      {.date = date,
                                       .offsetMinutes = -210,
                                       .orientation = 6,
                                       .make = QStringLiteral("Safelight"),
                                       .model = QStringLiteral("Test 1")});
    QCOMPARE(exifText(jpeg, "Exif.Photo.DateTimeOriginal"), "2026:11:21 14:03:07");
    QCOMPARE(exifText(jpeg, "Exif.Photo.SubSecTimeOriginal"), "250");
    QCOMPARE(exifText(jpeg, "Exif.Photo.OffsetTimeOriginal"), "-03:30");
    QCOMPARE(exifText(jpeg, "Exif.Image.Orientation"), "6");
    QCOMPARE(exifText(jpeg, "Exif.Image.Model"), "Test 1");
}

void TestPictures::dngIsDeveloped()
{
    QByteArray dng = dngBytes(5, QSize(64, 48), 6);
    LibRaw raw;
    QCOMPARE(raw.open_buffer(dng.data(), static_cast<size_t>(dng.size())), LIBRAW_SUCCESS);
    QCOMPARE(raw.imgdata.sizes.raw_width, 64);
    QCOMPARE(raw.imgdata.sizes.raw_height, 48);
    QCOMPARE(raw.imgdata.sizes.flip, 6); // a quarter turn clockwise, as EXIF 6
    QCOMPARE(raw.unpack(), LIBRAW_SUCCESS);
    QCOMPARE(raw.dcraw_process(), LIBRAW_SUCCESS);
}

void TestPictures::hugeClaimsAreSmallFiles()
{
    QVERIFY(hugeClaimJpeg().size() < 1000);
    QCOMPARE(claimedSize(hugeClaimJpeg()), QSize(49157, 27397));
    QVERIFY(hugeClaimPng().size() < 1000);
    QCOMPARE(claimedSize(hugeClaimPng()), QSize(60000, 60000));
}

void TestPictures::brokenFilesDoNotLoad()
{
    QVERIFY(QImage::fromData(textAsJpeg()).isNull());
    QVERIFY(QImage::fromData(truncated(pngBytes(1), 0.1)).isNull());
    QCOMPARE(truncated(QByteArray(100, 'x'), 0.25).size(), 25);
}

QTEST_GUILESS_MAIN(TestPictures)
#include "tst_pictures.moc"
