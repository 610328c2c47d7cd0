#include "testlibrary.h"

#include "base/pathtext.h"
#include "ui/correctionscsv.h"

#include <QTest>

using namespace safelight;

class TestCorrectionsCsv : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesALineForEach();
    void quotesWhatMustBe();
    void namesAreFitForPeople();
    void saysWhenItCannotBeWritten();
};

void TestCorrectionsCsv::writesALineForEach()
{
    const QByteArray csv = correctionsCsv({test::lostJpeg(1, QStringLiteral("card/DSC1"))});
    QCOMPARE(csv, QByteArray("project,photo,before,after,files,corrected_at\r\n"
                             "Wedding,card/DSC1,JR,R,-card/DSC1.JPG,2026-11-21T14:03:07.000Z\r\n"));
    QCOMPARE(correctionsCsv({}).count('\n'), 1);
}

void TestCorrectionsCsv::quotesWhatMustBe()
{
    Correction row = test::lostJpeg(1, QStringLiteral("a,b"));
    row.projectName = QStringLiteral("The \"big\" day");
    row.after = {};
    QVERIFY(correctionsCsv({row}).contains("\"The \"\"big\"\" day\",\"a,b\",JR,-,"));
}

void TestCorrectionsCsv::namesAreFitForPeople()
{
    const QByteArray csv = correctionsCsv({test::lostJpeg(1, textFromBytes("caf\xE9\nx"))});
    QVERIFY(csv.contains("caf\\xE9\\nx"));
    QCOMPARE(csv.count('\n'), 2);
}

void TestCorrectionsCsv::saysWhenItCannotBeWritten()
{
    const Status written = writeCorrectionsCsv(QStringLiteral("/does/not/exist.csv"), {});
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::WriteFailed);
}

QTEST_GUILESS_MAIN(TestCorrectionsCsv)
#include "tst_correctionscsv.moc"
