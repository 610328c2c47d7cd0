#include "media/metadata.h"
#include "support/pictures.h"
#include "support/tempfolder.h"
#include "ui/dialogs/sourcecounting.h"

#include <QSignalSpy>
#include <QTest>

using namespace safelight;

class TestSourceCounting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initialiseMetadata(EventLog()); }
    void countsAndDates();
    void oneDayIsOneDate();
    void aLoopOfLinksEnds();
    void tellsOnItsOwnThread();
};

namespace {

QByteArray jpegOf(const QDate& date, int seed)
{
    test::JpegTraits traits;
    traits.date = QDateTime(date, QTime(10, 0));
    return test::jpegBytes(seed, test::kTinyPicture, traits);
}

SourceSummary scanned(const test::TempFolder& folder)
{
    return scanSources({folder.path()}, CancelToken(), [](const SourceSummary&) {});
}

void setModified(const std::filesystem::path& file, int daysAgo)
{
    std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now() -
                                               std::chrono::hours(24 * daysAgo));
}

} // namespace

void TestSourceCounting::countsAndDates()
{
    const test::TempFolder folder;
    const QByteArray first = jpegOf(QDate(2026, 11, 21), 1);
    const QByteArray last = jpegOf(QDate(2026, 11, 23), 2);
    QVERIFY(test::writeFile(folder / "DCIM/a.JPG", first));
    QVERIFY(test::writeFile(folder / "DCIM/b.jpg", last));
    QVERIFY(test::writeFile(folder / "DCIM/a.xmp", "<x/>"));
    QVERIFY(test::writeFile(folder / "notes.txt", "hello"));
    setModified(folder / "DCIM/a.JPG", 3);
    const SourceSummary summary = scanned(folder);
    QCOMPARE(summary.pictures, 2);
    QCOMPARE(summary.sidecars, 1);
    QCOMPARE(summary.others, 1);
    QCOMPARE(summary.size.value, first.size() + last.size() + 4);
    QVERIFY(summary.isComplete);
    QCOMPARE(projectNameFor(summary), QStringLiteral("2026-11-21 to 2026-11-23"));
}

void TestSourceCounting::oneDayIsOneDate()
{
    const test::TempFolder folder;
    QVERIFY(test::writeFile(folder / "a.JPG", jpegOf(QDate(2026, 11, 21), 1)));
    QCOMPARE(projectNameFor(scanned(folder)), QStringLiteral("2026-11-21"));
    QCOMPARE(projectNameFor({}), QString());
}

void TestSourceCounting::aLoopOfLinksEnds()
{
    const test::TempFolder folder;
    QVERIFY(test::writeFile(folder / "a/a.JPG", jpegOf(QDate(2026, 11, 21), 1)));
    std::filesystem::create_directory_symlink(folder.path(), folder / "a/loop");
    std::filesystem::create_symlink("nowhere.jpg", folder / "a/dangling.jpg");
    QCOMPARE(scanned(folder).pictures, 1);
}

void TestSourceCounting::tellsOnItsOwnThread()
{
    const test::TempFolder folder;
    QVERIFY(test::writeFile(folder / "a.JPG", jpegOf(QDate(2026, 11, 21), 1)));
    SourceCounting scan;
    QSignalSpy told(&scan, &SourceCounting::progressed);
    scan.start({folder.path()});
    QTRY_VERIFY(!told.isEmpty() && told.last().first().value<SourceSummary>().isComplete);
    QCOMPARE(told.last().first().value<SourceSummary>().pictures, 1);
}

QTEST_GUILESS_MAIN(TestSourceCounting)
#include "tst_sourcecounting.moc"
