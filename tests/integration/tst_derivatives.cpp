#include "base/pathtext.h"
#include "media/derivativestore.h"
#include "storage/digester.h"
#include "support/failingfilesystem.h"
#include "support/pictures.h"
#include "support/steprunner.h"

#include <QTest>

#include <cerrno>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

constexpr auto kTask = MaintenanceTask::Derivatives;
constexpr int kPreviewPx = 640;

/// A library with a card of `count` small JPEGs, a0.JPG and so on.
class Shoot : public LibraryFixture
{
public:
    explicit Shoot(int count = 0)
    {
        set("derivatives.preview_px", kPreviewPx);
        for (int i = 0; i < count; ++i)
            (void)onCard("a" + std::to_string(i) + ".JPG", jpegBytes(i));
    }

    DerivativeStore thumbnails() const { return DerivativeStore::thumbnails(library().thumbnailFolder()); }
    DerivativeStore previews() const
    {
        return DerivativeStore::previews(library().previewFolder(), kPreviewPx);
    }
    /// `stem thumbnail preview`, by stem.
    QStringList statuses() const
    {
        return rows(
            "SELECT stem || ' ' || thumbnail_status || ' ' || preview_status FROM photos ORDER BY stem");
    }
    /// Empties both stores and says so in the catalogue.
    void forgetPictures() const
    {
        fs::remove_all(library().thumbnailFolder());
        fs::remove_all(library().previewFolder());
        change("UPDATE photos SET thumbnail_status = 0, preview_status = 0");
    }
};

QByteArray keyOf(const QByteArray& bytes)
{
    return Digester::of(bytes).xxh128;
}

} // namespace

/// Thumbnails and previews that photos lack.
class TestDerivatives : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesBothSizes();
    void turnsPicturesUpright();
    void tellsFailedFromUnsupported();
    void triesFailedOnesAgainWhenAsked();
    void runsTwiceAndChangesNothing();
    void aPlanChangesNothing();
    void pausesAndGoesOn();
    void digestsWhatIsPending();
    void doesNotPictureOtherBytes();
    void keepsToItsScope();
    void leavesOfflineProjectsAlone();
    void aDiskThatFailsIsNotADamagedPicture();
    void aStoreThatCannotBeWrittenIsNoFaultOfThePicture();
    void takesTheRawWhenTheJpegIsDamaged();
};

void TestDerivatives::makesBothSizes()
{
    const Shoot shoot;
    const QByteArray large = jpegBytes(1, {1200, 800});
    const QByteArray small = jpegBytes(2, {300, 200});
    const QByteArray png = pngBytes(3, {1000, 500});
    const QByteArray raw = dngBytes(4, {900, 600});
    (void)shoot.onCard("large.JPG", large);
    (void)shoot.onCard("small.jpg", small);
    (void)shoot.onCard("flat.png", png);
    (void)shoot.onCard("raw.DNG", raw);
    QCOMPARE(shoot.ingest().result.state, JobState::Done);
    shoot.forgetPictures();

    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.result.state, JobState::Done);
    QCOMPARE(report.count("thumbnails"), 4);
    QCOMPARE(report.count("previews"), 4);
    QCOMPARE(report.count("processed"), 4);
    QCOMPARE(report.pictured.size(), 4);
    QCOMPARE(shoot.statuses(), list({"CARD/flat 1 1", "CARD/large 1 1", "CARD/raw 1 1", "CARD/small 1 1"}));
    QCOMPARE(shoot.thumbnails().load(keyOf(large))->size(), QSize(512, 341));
    QCOMPARE(shoot.previews().load(keyOf(large))->size(), QSize(640, 427));
    QCOMPARE(shoot.previews().load(keyOf(small))->size(), QSize(300, 200)); // never enlarged
    QCOMPARE(shoot.previews().load(keyOf(png))->size(), QSize(640, 320));
    QVERIFY(shoot.previews().load(keyOf(raw))->width() > 512);
}

void TestDerivatives::turnsPicturesUpright()
{
    const Shoot shoot;
    JpegTraits traits;
    traits.orientation = 6;
    const QByteArray turned = jpegBytes(1, {1200, 800}, traits);
    (void)shoot.onCard("turned.JPG", turned);
    (void)shoot.ingest();
    shoot.forgetPictures();
    (void)runStep(shoot, kTask);
    QCOMPARE(shoot.previews().load(keyOf(turned))->size(), QSize(427, 640));
    QCOMPARE(shoot.thumbnails().load(keyOf(turned))->size(), QSize(341, 512));
}

void TestDerivatives::tellsFailedFromUnsupported()
{
    const Shoot shoot(1);
    (void)shoot.onCard("clip.MP4", "not looked into");
    (void)shoot.onCard("torn.JPG", QByteArray("\xFF\xD8\xFF\xE0 torn", 9));
    (void)shoot.ingest();
    shoot.forgetPictures();
    shoot.change("UPDATE files SET damage = ''");

    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.result.state, JobState::DoneWithFailures);
    QCOMPARE(report.count("unsupported"), 1);
    QCOMPARE(report.count("failed"), 1);
    QCOMPARE(report.failures, list({"damaged torn.JPG"}));
    QCOMPARE(shoot.statuses(), list({"CARD/a0 1 1", "CARD/clip 2 2", "CARD/torn 3 3"}));
    QCOMPARE(shoot.rows("SELECT state FROM job_items WHERE message LIKE 'damaged%'"), list({"3"}));
}

void TestDerivatives::triesFailedOnesAgainWhenAsked()
{
    const Shoot shoot;
    (void)shoot.onCard("huge.JPG", jpegBytes(1, {1200, 800}));
    (void)shoot.ingest();
    shoot.forgetPictures();
    shoot.change("UPDATE photos SET thumbnail_status = 3, preview_status = 3");
    shoot.change("UPDATE files SET phash = NULL, damage = 'too_large'");
    QCOMPARE(runStep(shoot, kTask).count("thumbnails"), 0);
    QCOMPARE(shoot.statuses(), list({"CARD/huge 3 3"}));

    StepWish again;
    again.options.retryFailed = true;
    const StepReport report = runStep(shoot, kTask, again);
    QCOMPARE(report.result.state, JobState::Done);
    QCOMPARE(shoot.statuses(), list({"CARD/huge 1 1"}));
    QCOMPARE(shoot.rows("SELECT damage FROM files WHERE phash IS NOT NULL"), list({""}));
}

void TestDerivatives::runsTwiceAndChangesNothing()
{
    const Shoot shoot(3);
    (void)shoot.onCard("clip.MP4", "not looked into");
    (void)shoot.onCard("torn.JPG", QByteArray("\xFF\xD8\xFF\xE0 torn", 9));
    (void)shoot.ingest();
    (void)runStep(shoot, kTask);
    const QStringList rows = libraryRows(shoot);
    const QStringList previews = snapshot(shoot.library().previewFolder());
    const QStringList thumbnails = snapshot(shoot.library().thumbnailFolder());
    const StepReport second = runStep(shoot, kTask);
    QCOMPARE(second.result.state, JobState::Done);
    QCOMPARE(second.pictured.size(), 0);
    QCOMPARE(libraryRows(shoot), rows);
    QCOMPARE(snapshot(shoot.library().previewFolder()), previews);
    QCOMPARE(snapshot(shoot.library().thumbnailFolder()), thumbnails);
}

void TestDerivatives::aPlanChangesNothing()
{
    const Shoot shoot(3);
    (void)shoot.ingest();
    shoot.forgetPictures();
    const QStringList rows = shoot.catalogue();
    const QStringList files = snapshot(shoot.project());
    const StepReport plan = planStep(shoot, kTask);
    QCOMPARE(plan.result.state, JobState::Done);
    QCOMPARE(plan.count("thumbnails"), 3);
    QCOMPARE(plan.count("previews"), 3);
    QCOMPARE(shoot.catalogue(), rows);
    QCOMPARE(snapshot(shoot.project()), files);
    QVERIFY(!fs::exists(shoot.library().previewFolder()));
}

void TestDerivatives::pausesAndGoesOn()
{
    const int count = 150; // more than two pages
    const Shoot shoot(count);
    (void)shoot.ingest();
    shoot.forgetPictures();
    StepWatcher watcher;
    StepWish wish;
    wish.watcher = &watcher;
    watcher.onFact = [&](const Fact&) { wish.cancel.pause(); };
    const StepReport paused = runStep(shoot, kTask, wish);
    QCOMPARE(paused.result.state, JobState::Paused);
    QVERIFY(paused.pictured.size() > 0);
    QVERIFY(paused.pictured.size() < count);

    const StepReport rest = resumeStep(shoot, paused.result.job);
    QCOMPARE(rest.result.state, JobState::Done);
    QCOMPARE(paused.pictured.size() + rest.pictured.size(), count); // none twice
    QCOMPARE(rest.count("processed"), count);
    QCOMPARE(shoot.rows("SELECT COUNT(*) FROM photos WHERE thumbnail_status = 1 AND preview_status = 1"),
             list({"150"}));
}

void TestDerivatives::digestsWhatIsPending()
{
    const Shoot shoot(1);
    (void)shoot.ingest();
    shoot.forgetPictures();
    const QStringList before = shoot.rows("SELECT md5, xxh128, size FROM files");
    shoot.change("UPDATE files SET md5 = NULL, xxh128 = NULL, phash = NULL, verified_at = NULL");
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.count("digests"), 1);
    QCOMPARE(shoot.rows("SELECT md5, xxh128, size FROM files"), before);
    QCOMPARE(shoot.rows("SELECT verified_level FROM files WHERE phash IS NOT NULL"), list({"digest"}));
    QCOMPARE(shoot.statuses(), list({"CARD/a0 1 1"}));
}

/// A picture of a file that was edited would be kept, and shown, under the digest of the old one.
void TestDerivatives::doesNotPictureOtherBytes()
{
    const Shoot shoot(2);
    (void)shoot.ingest();
    shoot.forgetPictures();
    QVERIFY(writeFile(shoot.project() / "CARD/a0.JPG", jpegBytes(9)));
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.failures, list({"verify_failed a0.JPG"}));
    QVERIFY(!shoot.thumbnails().contains(keyOf(jpegBytes(0))));
    QVERIFY(!shoot.thumbnails().contains(keyOf(jpegBytes(9))));
    QCOMPARE(shoot.statuses(), list({"CARD/a0 3 3", "CARD/a1 1 1"}));
    QCOMPARE(shoot.rows("SELECT xxh128 FROM files WHERE name LIKE '%a0%'"),
             QStringList{Digester::of(jpegBytes(0)).xxh128Hex()});
}

void TestDerivatives::keepsToItsScope()
{
    const Shoot shoot(3);
    (void)shoot.ingest();
    shoot.forgetPictures();
    StepWish wish;
    wish.scope = JobScope::of({shoot.rows("SELECT id FROM projects").first().toLongLong()});
    wish.scope.photos = {
        PhotoId{shoot.rows("SELECT id FROM photos WHERE stem LIKE '%a1'").first().toLongLong()}};
    (void)runStep(shoot, kTask, wish);
    QCOMPARE(shoot.statuses(), list({"CARD/a0 0 0", "CARD/a1 1 1", "CARD/a2 0 0"}));
}

void TestDerivatives::leavesOfflineProjectsAlone()
{
    const Shoot shoot(2);
    (void)shoot.ingest();
    shoot.forgetPictures();
    fs::rename(shoot.project(), shoot.elsewhere("unplugged"));
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.result.state, JobState::DoneWithFailures);
    QCOMPARE(report.count("offline"), 1);
    QCOMPARE(shoot.statuses(), list({"CARD/a0 0 0", "CARD/a1 0 0"}));
    QVERIFY(!fs::exists(shoot.project()));
    fs::rename(shoot.elsewhere("unplugged"), shoot.project());
    QCOMPARE(runStep(shoot, kTask).count("thumbnails"), 2);
}

void TestDerivatives::aDiskThatFailsIsNotADamagedPicture()
{
    Shoot shoot(2);
    (void)shoot.ingest();
    shoot.forgetPictures();
    FailingFileSystem device;
    device.onRead = [](const fs::path& file) { return file.filename() == "a0.JPG" ? EIO : 0; };
    shoot.device = &device;
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.failures, list({"read_failed a0.JPG"}));
    QCOMPARE(shoot.statuses(), list({"CARD/a0 0 0", "CARD/a1 1 1"}));
    shoot.device = &FileSystem::posix();
    QCOMPARE(runStep(shoot, kTask).result.state, JobState::Done);
    QCOMPARE(shoot.statuses(), list({"CARD/a0 1 1", "CARD/a1 1 1"}));
}

void TestDerivatives::aStoreThatCannotBeWrittenIsNoFaultOfThePicture()
{
    const Shoot shoot(1);
    (void)shoot.ingest();
    shoot.forgetPictures();
    QVERIFY(writeFile(shoot.library().previewFolder(), "a file where the folder should be"));
    const StepReport report = runStep(shoot, kTask);
    QCOMPARE(report.result.state, JobState::DoneWithFailures);
    QCOMPARE(report.skipped.size(), 1);
    QCOMPARE(shoot.statuses(), list({"CARD/a0 1 0"}));
    QCOMPARE(shoot.rows("SELECT damage FROM files"), list({""}));
    fs::remove(shoot.library().previewFolder());
    (void)runStep(shoot, kTask);
    QCOMPARE(shoot.statuses(), list({"CARD/a0 1 1"}));
}

void TestDerivatives::takesTheRawWhenTheJpegIsDamaged()
{
    const Shoot shoot;
    const QByteArray raw = dngBytes(4, {900, 600});
    (void)shoot.onCard("a.JPG", QByteArray("\xFF\xD8\xFF\xE0 torn", 9));
    (void)shoot.onCard("a.DNG", raw);
    (void)shoot.ingest();
    shoot.forgetPictures();
    (void)runStep(shoot, kTask);
    QCOMPARE(shoot.statuses(), list({"CARD/a 1 1"}));
    QVERIFY(shoot.previews().contains(keyOf(raw)));
}

QTEST_GUILESS_MAIN(TestDerivatives)
#include "tst_derivatives.moc"
