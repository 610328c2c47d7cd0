#include "app/demo/demoshoot.h"
#include "domain/formats.h"
#include "support/tempfolder.h"

#include <QImage>
#include <QSet>
#include <QTest>

#include <exiv2/exiv2.hpp>
#include <libraw/libraw.h>

using namespace safelight;
namespace fs = std::filesystem;

namespace {

constexpr int kCount = 24;
constexpr QSize kSize(192, 128);

DemoShootOptions smallShoot()
{
    DemoShootOptions options;
    options.count = kCount;
    options.size = kSize;
    return options;
}

Exiv2::ExifData exifOf(const fs::path& file)
{
    const auto image = Exiv2::ImageFactory::open(file.string());
    image->readMetadata();
    return image->exifData();
}

QByteArray text(Exiv2::ExifData exif, const char* key)
{
    return QByteArray::fromStdString(exif[key].toString());
}

std::vector<fs::path> filesNamed(const fs::path& folder, const char* extension)
{
    std::vector<fs::path> files;
    for (const std::string& name : test::listTree(folder)) {
        if (name.ends_with(extension))
            files.push_back(folder / name);
    }
    return files;
}

} // namespace

/// All tests but the last ones look at one shoot.
class TestDemoShoot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void summaryCountsTheFiles();
    void everyFileIsTakenIn();
    void exifTellsTheDay();
    void tallPicturesAreStoredTurned();
    void dngIsDeveloped();
    void copiesAreWhatTheySay();
    void brokenFilesAreBroken();
    void sameSeedSameBytes();
    void otherSeedOtherPictures();
    void refusesAFolderThatIsNotEmpty();
    void refusesNonsense();
    void stopsWhenCancelled();

private:
    test::TempFolder m_folder;
    fs::path m_shoot = m_folder / "shoot";
    DemoShootSummary m_summary;
};

void TestDemoShoot::initTestCase()
{
    DemoShootOptions options = smallShoot();
    QList<int> steps;
    options.progress = [&steps](int done, int total) {
        QCOMPARE(total, kCount);
        steps += done;
    };
    auto made = makeDemoShoot(m_shoot, options);
    QVERIFY2(made, made ? "" : qPrintable(describeForLog(made.error())));
    m_summary = *made;
    QCOMPARE(steps.size(), kCount);
    QVERIFY(std::ranges::is_sorted(steps));
}

void TestDemoShoot::summaryCountsTheFiles()
{
    QCOMPARE(m_summary.frames, kCount);
    QVERIFY(m_summary.rawPairs >= 2);
    QVERIFY(m_summary.pngs >= 1);
    qint64 bytes = 0;
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(m_shoot)) {
        if (entry.is_regular_file()) {
            ++files;
            bytes += static_cast<qint64>(entry.file_size());
        }
    }
    QCOMPARE(m_summary.files, files);
    QCOMPARE(m_summary.bytes.value, bytes);
    QCOMPARE(files, kCount + m_summary.rawPairs + 5); // two copies, a sidecar, two broken files
    QVERIFY(fs::exists(m_shoot / "DCIM/100SAFE/DSC_0001.JPG"));
}

void TestDemoShoot::everyFileIsTakenIn()
{
    for (const std::string& name : test::listTree(m_shoot)) {
        if (!name.ends_with('/'))
            QVERIFY2(formatForName(name), name.c_str());
    }
}

void TestDemoShoot::exifTellsTheDay()
{
    QSet<QByteArray> times;
    int withPosition = 0;
    for (int i = 1; i <= kCount; ++i) {
        const QByteArray stem = "DCIM/100SAFE/DSC_" + QByteArray::number(i).rightJustified(4, '0');
        const fs::path jpeg = m_shoot / (stem.toStdString() + ".JPG");
        const Exiv2::ExifData exif =
            exifOf(fs::exists(jpeg) ? jpeg : fs::path(jpeg).replace_extension(".PNG"));
        QCOMPARE(text(exif, "Exif.Image.Make"), QByteArray("Safelight"));
        QCOMPARE(text(exif, "Exif.Image.Model"), QByteArray("Demo 1"));
        QCOMPARE(text(exif, "Exif.Photo.OffsetTimeOriginal"), QByteArray("+02:00"));
        QVERIFY(!text(exif, "Exif.Photo.LensModel").isEmpty());
        QVERIFY(!text(exif, "Exif.Photo.ExposureTime").isEmpty());
        QVERIFY(!text(exif, "Exif.Photo.FNumber").isEmpty());
        QVERIFY(!text(exif, "Exif.Photo.ISOSpeedRatings").isEmpty());
        times.insert(text(exif, "Exif.Photo.DateTimeOriginal"));
        withPosition += text(exif, "Exif.GPSInfo.GPSLatitudeRef") == "N" ? 1 : 0;
    }
    QCOMPARE(times.size(), kCount);
    QVERIFY(withPosition >= 2);
}

void TestDemoShoot::tallPicturesAreStoredTurned()
{
    QSet<QByteArray> orientations;
    for (const fs::path& file : filesNamed(m_shoot, ".JPG")) {
        if (file.filename() == m_summary.notAPicture.filename() ||
            file.filename() == m_summary.nearCopy.filename())
            continue;
        orientations.insert(text(exifOf(file), "Exif.Image.Orientation"));
        QCOMPARE(QImage::fromData(test::readFile(file)).size(), kSize);
    }
    QCOMPARE(orientations, (QSet<QByteArray>{"1", "6", "8"}));
}

void TestDemoShoot::dngIsDeveloped()
{
    const auto files = filesNamed(m_shoot, ".DNG");
    QCOMPARE(static_cast<int>(files.size()), m_summary.rawPairs);
    for (const fs::path& file : files) {
        LibRaw raw;
        QCOMPARE(raw.open_file(file.c_str()), LIBRAW_SUCCESS);
        QCOMPARE(QByteArray(raw.imgdata.idata.make), QByteArray("Safelight"));
        QCOMPARE(raw.imgdata.sizes.raw_width, kSize.width() * 3 / 4);
        QVERIFY(raw.imgdata.other.timestamp > 0);
        QCOMPARE(raw.unpack_thumb(), LIBRAW_SUCCESS);
        QCOMPARE(raw.imgdata.thumbnail.tformat, LIBRAW_THUMBNAIL_JPEG);
        const auto preview = QImage::fromData(reinterpret_cast<const uchar*>(raw.imgdata.thumbnail.thumb),
                                              static_cast<int>(raw.imgdata.thumbnail.tlength));
        QCOMPARE(preview.size(), kSize / 2);
        QCOMPARE(raw.unpack(), LIBRAW_SUCCESS);
        QCOMPARE(raw.dcraw_process(), LIBRAW_SUCCESS);
        QVERIFY(!text(exifOf(file), "Exif.Photo.DateTimeOriginal").isEmpty());
    }
}

void TestDemoShoot::copiesAreWhatTheySay()
{
    const QByteArray original = test::readFile(m_shoot / m_summary.original);
    QVERIFY(!original.isEmpty());
    QCOMPARE(test::readFile(m_shoot / m_summary.exactCopy), original);
    const QByteArray nearCopy = test::readFile(m_shoot / m_summary.nearCopy);
    QVERIFY(nearCopy != original);
    QCOMPARE(QImage::fromData(nearCopy).width(), kSize.width() * 3 / 4);
    QVERIFY(test::readFile(m_shoot / m_summary.sidecar).contains("xmp:Rating"));
}

void TestDemoShoot::brokenFilesAreBroken()
{
    const QByteArray cut = test::readFile(m_shoot / m_summary.truncated);
    QVERIFY(cut.startsWith("\xff\xd8"));
    QVERIFY(!cut.endsWith("\xff\xd9"));
    QVERIFY(QImage::fromData(test::readFile(m_shoot / m_summary.notAPicture)).isNull());
}

void TestDemoShoot::sameSeedSameBytes()
{
    const fs::path again = m_folder / "again";
    QVERIFY(makeDemoShoot(again, smallShoot()));
    const auto names = test::listTree(m_shoot);
    QCOMPARE(test::listTree(again), names);
    for (const std::string& name : names)
        QVERIFY2(test::readFile(again / name) == test::readFile(m_shoot / name), name.c_str());
}

void TestDemoShoot::otherSeedOtherPictures()
{
    const fs::path other = m_folder / "other";
    DemoShootOptions options = smallShoot();
    options.seed = 2;
    QVERIFY(makeDemoShoot(other, options));
    QVERIFY(test::readFile(other / m_summary.original) != test::readFile(m_shoot / m_summary.original));
}

void TestDemoShoot::refusesAFolderThatIsNotEmpty()
{
    const fs::path taken = m_folder / "taken";
    QVERIFY(test::writeFile(taken / "mine.txt", "mine"));
    const auto made = makeDemoShoot(taken, smallShoot());
    QVERIFY(!made);
    QCOMPARE(made.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(test::listTree(taken), std::vector<std::string>{"mine.txt"});

    const auto ontoAFile = makeDemoShoot(taken / "mine.txt", smallShoot());
    QVERIFY(!ontoAFile);
    QCOMPARE(test::readFile(taken / "mine.txt"), QByteArray("mine"));
}

void TestDemoShoot::refusesNonsense()
{
    DemoShootOptions options = smallShoot();
    options.count = 1;
    QCOMPARE(makeDemoShoot(m_folder / "none", options).error().code, ErrorCode::InvalidArgument);
    options = smallShoot();
    options.size = QSize(0, 100);
    QCOMPARE(makeDemoShoot(m_folder / "none", options).error().code, ErrorCode::InvalidArgument);
    QVERIFY(!fs::exists(m_folder / "none"));
}

void TestDemoShoot::stopsWhenCancelled()
{
    DemoShootOptions options = smallShoot();
    options.progress = [&options](int, int) { options.cancel.cancel(); };
    const auto made = makeDemoShoot(m_folder / "cancelled", options);
    QVERIFY(!made);
    QCOMPARE(made.error().code, ErrorCode::Cancelled);
    QVERIFY(filesNamed(m_folder / "cancelled", ".JPG").size() < kCount / 2);
}

QTEST_GUILESS_MAIN(TestDemoShoot)
#include "tst_demoshoot.moc"
