#include "mediafixtures.h"

#include "media/metadata.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <exiv2/exiv2.hpp>

#include <array>
#include <atomic>
#include <functional>
#include <thread>

using namespace safelight;
using namespace safelight::test;

namespace {

using Edit = std::function<void(Exiv2::ExifData&, Exiv2::XmpData&, Exiv2::IptcData&)>;

/// A small JPEG with the metadata that `edit` puts in.
QByteArray tagged(const Edit& edit, const char* fileFormat = "jpg")
{
    const QByteArray plain = encoded(picture({64, 48}), fileFormat);
    const auto image =
        Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(plain.constData()), plain.size());
    image->readMetadata();
    edit(image->exifData(), image->xmpData(), image->iptcData());
    image->writeMetadata();
    Exiv2::BasicIo& io = image->io();
    io.open();
    QByteArray bytes(static_cast<qsizetype>(io.size()), '\0');
    io.read(reinterpret_cast<Exiv2::byte*>(bytes.data()), bytes.size());
    return bytes;
}

PhotoMetadata read(const QByteArray& bytes, std::string_view extension = "jpg")
{
    const auto metadata = readMetadata(QByteArrayView(bytes), format(extension));
    return metadata ? metadata.value() : PhotoMetadata();
}

PhotoMetadata readExif(const std::function<void(Exiv2::ExifData&)>& edit)
{
    return read(tagged([&](Exiv2::ExifData& exif, Exiv2::XmpData&, Exiv2::IptcData&) { edit(exif); }));
}

} // namespace

class TestMetadata : public QObject
{
    Q_OBJECT

    EventLog m_log;
    std::atomic<int> m_messages = 0;

private Q_SLOTS:
    void initTestCase()
    {
        m_log.addSink([this](LogLevel, const QByteArray& line) {
            if (line.contains("metadata_message"))
                ++m_messages;
        });
        initialiseMetadata(m_log);
    }
    void cleanupTestCase() { initialiseMetadata(EventLog()); }

    void readsWhatACameraWrites()
    {
        const PhotoMetadata metadata = readExif([](Exiv2::ExifData& exif) {
            exif["Exif.Image.Make"] = "Canon";
            exif["Exif.Image.Model"] = "Canon EOS 5D";
            exif["Exif.Image.Orientation"] = uint16_t{6};
            exif["Exif.Photo.LensModel"] = "EF 50mm";
            exif["Exif.Photo.DateTimeOriginal"] = "2026:11:21 14:03:07";
            exif["Exif.Photo.SubSecTimeOriginal"] = "25";
            exif["Exif.Photo.OffsetTimeOriginal"] = "+02:00";
            exif["Exif.Photo.FNumber"] = Exiv2::Rational(28, 10);
            exif["Exif.Photo.ExposureTime"] = Exiv2::Rational(1, 250);
            exif["Exif.Photo.ISOSpeedRatings"] = uint16_t{400};
            exif["Exif.Photo.FocalLength"] = Exiv2::Rational(50, 1);
            exif["Exif.Photo.ExposureBiasValue"] = Exiv2::Rational(-2, 3);
            exif["Exif.Photo.Flash"] = uint16_t{9};
            exif["Exif.Photo.MeteringMode"] = uint16_t{3};
        });
        QCOMPARE(metadata.camera, QStringLiteral("Canon EOS 5D"));
        QCOMPARE(metadata.lens, QStringLiteral("EF 50mm"));
        QCOMPARE(metadata.orientation, 6);
        QCOMPARE(QSize(metadata.width, metadata.height), QSize(64, 48));
        QCOMPARE(metadata.taken.toText(), QStringLiteral("2026-11-21T14:03:07.250"));
        QCOMPARE(metadata.taken.offsetMinutes, 120);
        const QJsonObject expected = {
            {u"aperture"_qs, 2.8}, {u"exposure_seconds"_qs, 0.004}, {u"exposure_text"_qs, u"1/250"_qs},
            {u"iso"_qs, 400},      {u"focal_length_mm"_qs, 50},     {u"exposure_bias_ev"_qs, -0.666667},
            {u"flash"_qs, true},   {u"metering"_qs, u"spot"_qs},    {u"subseconds"_qs, u"25"_qs}};
        QCOMPARE(metadata.details, expected);
    }

    void readsPlacesOnAllSidesOfTheEarth()
    {
        const PhotoMetadata metadata = readExif([](Exiv2::ExifData& exif) {
            exif["Exif.GPSInfo.GPSLatitudeRef"] = "S";
            exif["Exif.GPSInfo.GPSLatitude"] = "33/1 51/1 3540/100";
            exif["Exif.GPSInfo.GPSLongitudeRef"] = "W";
            exif["Exif.GPSInfo.GPSLongitude"] = "151/1 12/1 36/1";
            exif["Exif.GPSInfo.GPSAltitudeRef"] = "1";
            exif["Exif.GPSInfo.GPSAltitude"] = "125/10";
        });
        const QJsonObject gps = metadata.details.value(QStringLiteral("gps")).toObject();
        QCOMPARE(gps.value(QStringLiteral("latitude")).toDouble(), -33.85983333);
        QCOMPARE(gps.value(QStringLiteral("longitude")).toDouble(), -151.21);
        QCOMPARE(gps.value(QStringLiteral("altitude")).toDouble(), -12.5);
    }

    void ignoresNonsense()
    {
        const PhotoMetadata metadata = readExif([](Exiv2::ExifData& exif) {
            exif["Exif.Image.Orientation"] = uint16_t{42};
            exif["Exif.Photo.DateTimeOriginal"] = "0000:00:00 00:00:00";
            exif["Exif.Photo.FNumber"] = Exiv2::Rational(1, 0);
            exif["Exif.Photo.ExposureTime"] = Exiv2::Rational(0, 0);
            exif["Exif.Photo.ISOSpeedRatings"] = uint16_t{0};
            exif["Exif.GPSInfo.GPSLatitude"] = "0/0 0/0 0/0";
            exif["Exif.GPSInfo.GPSLongitude"] = "900/1 0/1 0/1";
            exif["Exif.Image.Artist"] = "\xFF\xFE Bj\xF6rk";
        });
        QCOMPARE(metadata.orientation, 1);
        QVERIFY(!metadata.taken.isValid());
        const QString artist = metadata.details.value(QStringLiteral("artist")).toString();
        QVERIFY(artist.isValidUtf16() && artist.contains(QStringLiteral("Björk")));
        QCOMPARE(metadata.details.keys(), QStringList{QStringLiteral("artist")});
        QVERIFY(!QJsonDocument(metadata.details).toJson().contains("null"));
    }

    void fallsBackForTheTime()
    {
        const auto taken = [](const Edit& edit) { return read(tagged(edit)).taken.toText(); };
        const auto changed = [](Exiv2::ExifData& exif) {
            exif["Exif.Image.DateTime"] = "2020:01:01 01:01:01";
        };
        QCOMPARE(taken([&](auto& exif, auto&, auto&) { changed(exif); }),
                 QStringLiteral("2020-01-01T01:01:01.000"));
        QCOMPARE(taken([&](auto& exif, auto&, auto& iptc) {
                     changed(exif);
                     iptc["Iptc.Application2.DateCreated"] = "2021-02-02";
                     iptc["Iptc.Application2.TimeCreated"] = "02:02:02+01:00";
                 }),
                 QStringLiteral("2021-02-02T02:02:02.000"));
        QCOMPARE(taken([&](auto& exif, auto& xmp, auto&) {
                     changed(exif);
                     xmp["Xmp.xmp.CreateDate"] = "2022-03-03T03:03:03.5+01:00";
                 }),
                 QStringLiteral("2022-03-03T03:03:03.500"));
        QCOMPARE(taken([&](auto& exif, auto& xmp, auto&) {
                     changed(exif);
                     exif["Exif.Photo.DateTimeDigitized"] = "2023:04:04 04:04:04";
                     xmp["Xmp.xmp.CreateDate"] = "2022-03-03T03:03:03";
                 }),
                 QStringLiteral("2023-04-04T04:04:04.000"));
    }

    void readsXmpAndIptc()
    {
        const PhotoMetadata metadata = read(tagged([](auto&, auto& xmp, auto& iptc) {
            xmp["Xmp.xmp.Rating"] = "4";
            xmp["Xmp.xmp.Label"] = "Red";
            xmp["Xmp.dc.title"] = "lang=\"x-default\" A title";
            xmp["Xmp.dc.subject"] = "sea";
            xmp["Xmp.dc.subject"] = "Küste";
            const auto keyword = Exiv2::Value::create(Exiv2::string);
            keyword->read("harbour");
            iptc.add(Exiv2::IptcKey("Iptc.Application2.Keywords"), keyword.get());
            keyword->read("sea");
            iptc.add(Exiv2::IptcKey("Iptc.Application2.Keywords"), keyword.get());
        }));
        QCOMPARE(metadata.details.value(QStringLiteral("rating")).toInt(), 4);
        QCOMPARE(metadata.details.value(QStringLiteral("label")).toString(), QStringLiteral("Red"));
        QCOMPARE(metadata.details.value(QStringLiteral("title")).toString(), QStringLiteral("A title"));
        const QJsonArray keywords = metadata.details.value(QStringLiteral("keywords")).toArray();
        QVERIFY(keywords.contains(QStringLiteral("sea")));
        QVERIFY(keywords.contains(QStringLiteral("Küste")));
        QVERIFY(keywords.contains(QStringLiteral("harbour")));
        QCOMPARE(keywords.size(), 3);
    }

    void readsOtherFormats()
    {
        const auto edit = [](Exiv2::ExifData& exif, auto&, auto&) { exif["Exif.Image.Make"] = "Maker"; };
        for (const char* name : {"png", "tiff", "webp"}) {
            const PhotoMetadata metadata = read(tagged(edit, name), name);
            QCOMPARE(metadata.camera, QStringLiteral("Maker"));
            QCOMPARE(QSize(metadata.width, metadata.height), QSize(64, 48));
        }
    }

    void fails()
    {
        const auto code = [](const QByteArray& bytes, std::string_view extension) {
            return readMetadata(QByteArrayView(bytes), format(extension)).error().code;
        };
        QCOMPARE(code("just text, nothing else, but long enough to be looked at", "jpg"), ErrorCode::Damaged);
        QCOMPARE(code("", "jpg"), ErrorCode::Damaged);
        QCOMPARE(code("x", "mp4"), ErrorCode::Unsupported);
        QCOMPARE(code("RIFF....WAVEfmt " + QByteArray(500, '\0'), "wav"), ErrorCode::Unsupported);
        const auto missing = readMetadata(std::filesystem::path("no/such/file.jpg"), format("jpg"));
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QCOMPARE(missing.error().subject, QStringLiteral("no/such/file.jpg"));
    }

    void sendsMessagesToTheLog()
    {
        QByteArray bytes = tagged([](Exiv2::ExifData& exif, auto&, auto&) {
            exif["Exif.Image.Make"] = "A maker with a long name";
        });
        const qsizetype entry = bytes.indexOf(QByteArray::fromHex("010f0002"), 0) < 0
                                    ? bytes.indexOf(QByteArray::fromHex("0f010200"))
                                    : bytes.indexOf(QByteArray::fromHex("010f0002"));
        QVERIFY(entry > 0);
        bytes.replace(entry + 8, 4, QByteArray::fromHex("7fffff7f")); // its value lies far outside
        (void)read(bytes);
        QVERIFY(m_messages > 0);
    }

    void isReadByManyThreads()
    {
        const QByteArray bytes = tagged([](Exiv2::ExifData& exif, Exiv2::XmpData& xmp, auto&) {
            exif["Exif.Image.Make"] = "Maker";
            xmp["Xmp.xmp.Rating"] = "3";
        });
        std::atomic<int> good = 0;
        {
            std::array<std::jthread, 4> readers;
            for (std::jthread& reader : readers) {
                reader = std::jthread([&] {
                    for (int round = 0; round < 25; ++round)
                        good += read(bytes).details.value(QStringLiteral("rating")).toInt() == 3 ? 1 : 0;
                });
            }
        }
        QCOMPARE(good.load(), 100);
    }
};

QTEST_GUILESS_MAIN(TestMetadata)
#include "tst_metadata.moc"
