#include "base/pathtext.h"
#include "maintenance/correctionexport.h"
#include "support/tempfolder.h"

#include <QJsonDocument>
#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace {

/// A JPEG that is gone, its RAW still there.
Correction lostJpeg(const QString& stem)
{
    Correction row;
    row.id = {3};
    row.job = {7};
    row.projectName = QStringLiteral("Wedding");
    row.stem = stem;
    row.before = {true, true, false};
    row.after = {false, true, false};
    row.files = {{stem + u".JPG", FileKind::Jpg, true, false}};
    row.at = QDateTime(QDate(2026, 11, 21), QTime(14, 3, 7), Qt::UTC);
    return row;
}

} // namespace

class TestCorrectionExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLineForEach();
    void quotesAndFormulas();
    void namesAreFitForPeople();
    void jsonLinesByTheFilesName();
    void nothingIsOverwrittenUnasked();
    void saysWhenItCannotBeWritten();
    void pagesAreWrittenAsTheyCome();
    void aPageThatFailsLeavesNothing();
};

void TestCorrectionExport::aLineForEach()
{
    QCOMPARE(correctionsCsv({lostJpeg(QStringLiteral("card/DSC1"))}),
             QByteArray("\"time\",\"project\",\"photo\",\"before\",\"after\",\"files\",\"job\",\"kind\"\r\n"
                        "\"2026-11-21T14:03:07.000Z\",\"Wedding\",\"card/DSC1\",\"jpg+raw\",\"raw\","
                        "\"gone card/DSC1.JPG\",\"7\",\"availability\"\r\n"));
    QCOMPARE(correctionsCsv({}).count('\n'), 1);
}

void TestCorrectionExport::quotesAndFormulas()
{
    Correction row = lostJpeg(QStringLiteral("=cmd()"));
    row.projectName = QStringLiteral("The \"big\", day");
    row.after = {};
    const QByteArray csv = correctionsCsv({row});
    QVERIFY(csv.contains("\"The \"\"big\"\", day\",\"'=cmd()\",\"jpg+raw\",\"\","));
}

void TestCorrectionExport::namesAreFitForPeople()
{
    const QByteArray csv = correctionsCsv({lostJpeg(textFromBytes("caf\xE9\nx"))});
    QVERIFY(csv.contains("caf\\xE9\\nx"));
    QCOMPARE(csv.count('\n'), 2);
}

void TestCorrectionExport::jsonLinesByTheFilesName()
{
    const TempFolder folder;
    const auto row = lostJpeg(QStringLiteral("DSC1"));
    QVERIFY(exportCorrections(FileSystem::posix(), folder / "c.jsonl", {row, row}).isOk());
    const QByteArrayList lines = readFile(folder / "c.jsonl").trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QCOMPARE(QJsonDocument::fromJson(lines[1]).object(), correctionJson(row));
}

void TestCorrectionExport::nothingIsOverwrittenUnasked()
{
    const TempFolder folder;
    QVERIFY(writeFile(folder / "c.csv", "mine"));
    const auto write = [&](Replace replace) {
        return exportCorrections(FileSystem::posix(), folder / "c.csv", {}, replace);
    };
    QCOMPARE(write(Replace::Never).error().code, ErrorCode::AlreadyExists);
    QCOMPARE(readFile(folder / "c.csv"), QByteArray("mine"));
    QVERIFY(write(Replace::OwnFile).isOk());
    QCOMPARE(readFile(folder / "c.csv"), correctionsCsv({}));
    QVERIFY(listTree(folder.path()) == std::vector<std::string>{"c.csv"});
}

void TestCorrectionExport::saysWhenItCannotBeWritten()
{
    const TempFolder folder;
    QVERIFY(!exportCorrections(FileSystem::posix(), folder / "missing/c.csv", {}).isOk());
}

void TestCorrectionExport::pagesAreWrittenAsTheyCome()
{
    const TempFolder folder;
    int page = 0;
    const auto written =
        exportCorrectionPages(FileSystem::posix(), folder / "out.csv", [&]() -> Result<QVector<Correction>> {
            ++page;
            return page > 2 ? QVector<Correction>() : QVector{lostJpeg(QString::number(page))};
        });
    QVERIFY(written);
    QCOMPARE(*written, 2);
    QCOMPARE(readFile(folder / "out.csv"),
             correctionsCsv({lostJpeg(QStringLiteral("1")), lostJpeg(QStringLiteral("2"))}));
}

void TestCorrectionExport::aPageThatFailsLeavesNothing()
{
    const TempFolder folder;
    int page = 0;
    const auto written =
        exportCorrectionPages(FileSystem::posix(), folder / "out.csv", [&]() -> Result<QVector<Correction>> {
            if (++page > 1)
                return Error{ErrorCode::CatalogBusy, {}, {}, nullptr};
            return QVector{lostJpeg(QStringLiteral("1"))};
        });
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::CatalogBusy);
    QVERIFY(listTree(folder.path()).empty());
}

QTEST_GUILESS_MAIN(TestCorrectionExport)
#include "tst_correctionexport.moc"
