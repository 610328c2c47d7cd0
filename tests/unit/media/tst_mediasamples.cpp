#include "base/pathtext.h"
#include "media/metadata.h"
#include "media/perceptualhash.h"
#include "media/picturedecoder.h"

#include <QTest>

#include <map>
#include <set>

using namespace safelight;

/// Real files of some thirty makers.
class TestMediaSamples : public QObject
{
    Q_OBJECT

    const std::filesystem::path m_folder = SAFELIGHT_SAMPLES;
    std::map<std::string, DecodedPicture> m_pictures;
    std::map<std::string, PhotoMetadata> m_metadata;

private Q_SLOTS:
    void initTestCase()
    {
        if (!std::filesystem::is_directory(m_folder))
            QSKIP("no sample files beside the project: nothing of real cameras is tested here");
        initialiseMetadata(EventLog());
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_folder)) {
            const auto format = formatForName(entry.path().filename().native());
            if (!entry.is_regular_file() || !format)
                continue;
            const std::string name = entry.path().lexically_relative(m_folder).native();
            const auto metadata = readMetadata(entry.path(), *format);
            QVERIFY2(metadata.isOk(), name.c_str());
            m_metadata[name] = metadata.value();
            const auto decoded = decodePicture(entry.path(), *format, 512, metadata.value().orientation, {});
            QVERIFY2(decoded.isOk(), name.c_str());
            m_pictures[name] = decoded.value();
        }
    }

    void decodesAllAndFlagsOnlyTheDamagedOne()
    {
        QVERIFY(m_pictures.size() >= 90);
        for (const auto& [name, picture] : m_pictures) {
            QVERIFY2(!picture.image.isNull(), name.c_str());
            QVERIFY2(std::max(picture.image.width(), picture.image.height()) <= 512, name.c_str());
            QVERIFY2(picture.mismatch.isEmpty(), name.c_str());
            QVERIFY2(picture.isDamaged == (name == "jpg/corrupted.jpg"), name.c_str());
        }
    }

    void seesTheSamePictureInAllOrientations()
    {
        for (const std::string shape : {"landscape", "portrait"}) {
            const quint64 first = perceptualHash(m_pictures.at("jpg/orientation/" + shape + "_1.jpg").image);
            for (char orientation = '2'; orientation <= '8'; ++orientation) {
                const DecodedPicture& picture =
                    m_pictures.at("jpg/orientation/" + shape + "_" + orientation + ".jpg");
                QVERIFY(hammingDistance(first, perceptualHash(picture.image)) <= 8);
                QCOMPARE(picture.image.width() > picture.image.height(), shape == "landscape");
            }
        }
    }

    void knowsTheSizeOfARawNotOfItsPreview()
    {
        const PhotoMetadata& metadata = m_metadata.at("raw/CRW_canon.CRW");
        QCOMPARE(QSize(metadata.width, metadata.height), QSize(2176, 1448));
        QCOMPARE(m_pictures.at("raw/CRW_canon.CRW").fullSize, QSize(2176, 1448));
        QCOMPARE(metadata.camera, QStringLiteral("Canon EOS D30"));
    }

    void turnsHeifOnce()
    {
        const PhotoMetadata& metadata = m_metadata.at("heic/mobile/iphone_13_pro_max.HEIC");
        QCOMPARE(metadata.orientation, 6);
        QCOMPARE(QSize(metadata.width, metadata.height), QSize(4032, 3024));
        QCOMPARE(m_pictures.at("heic/mobile/iphone_13_pro_max.HEIC").fullSize, QSize(3024, 4032));
    }

    void readsCamerasAndPlaces()
    {
        QCOMPARE(m_metadata.at("jpg/Kodak_CX7530.jpg").camera,
                 QStringLiteral("KODAK CX7530 ZOOM DIGITAL CAMERA"));
        QCOMPARE(m_metadata.at("jpg/Canon_40D.jpg").camera, QStringLiteral("Canon EOS 40D"));
        const QJsonObject gps =
            m_metadata.at("jpg/gps/DSCN0010.jpg").details.value(QStringLiteral("gps")).toObject();
        QVERIFY(std::abs(gps.value(QStringLiteral("latitude")).toDouble() - 43.4674) < 0.001);
        QCOMPARE(m_metadata.at("heic/IMG_5195.HEIC").taken.toText(),
                 QStringLiteral("2021-04-11T15:47:53.054"));
    }
};

QTEST_GUILESS_MAIN(TestMediaSamples)
#include "tst_mediasamples.moc"
