#include "base/pathtext.h"
#include "storage/digester.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"

#include <QProcess>
#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// Several ingests at the same time into one catalogue.
class TestIngestTogether : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoProgramsWithOverlappingFolders_data();
    void twoProgramsWithOverlappingFolders();
    void onePictureUnderManyNames();
};

namespace {

constexpr int kFrames = 60;

QStringList arguments(const LibraryFixture& safe, const fs::path& source, bool isMove)
{
    QStringList all = safe.programArguments();
    all += {QStringLiteral("--json"), QStringLiteral("ingest"), pathToText(source),
            QStringLiteral("--project"), safe.projectName()};
    if (isMove)
        all += QStringLiteral("--move");
    return all;
}

/// Frames `first`…`last` below a folder of their own name, so that two cards hold the same pictures.
void fill(const LibraryFixture& safe, const std::string& folder, int first, int last)
{
    for (int i = first; i < last; ++i) {
        (void)safe.onCard(folder + "/IMG_" + std::to_string(1000 + i) + ".jpg", jpegBytes(i));
        if (i % 4 == 0)
            (void)safe.onCard(folder + "/IMG_" + std::to_string(1000 + i) + ".dng", dngBytes(i));
    }
}

} // namespace

void TestIngestTogether::twoProgramsWithOverlappingFolders_data()
{
    QTest::addColumn<bool>("isMove");
    QTest::newRow("copy") << false;
    QTest::newRow("move") << true;
}

void TestIngestTogether::twoProgramsWithOverlappingFolders()
{
    QFETCH(const bool, isMove);
    const LibraryFixture safe;
    fill(safe, "a", 0, kFrames);
    fill(safe, "b", kFrames / 3, kFrames + kFrames / 3);
    QProcess programs[2];
    programs[0].start(QStringLiteral(SAFELIGHT_CLI), arguments(safe, safe.card() / "a", isMove));
    programs[1].start(QStringLiteral(SAFELIGHT_CLI), arguments(safe, safe.card() / "b", isMove));
    for (QProcess& program : programs) {
        QVERIFY(program.waitForFinished(120'000));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
    }
    const int pictures = kFrames + kFrames / 3;
    const int raws = pictures / 4;
    QCOMPARE(safe.rows("SELECT COUNT(DISTINCT md5) FROM files").first().toInt(), pictures + raws);
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM files").first().toInt(), pictures + raws); // none twice
    QCOMPARE(safe.files().size(), pictures + raws);
    QCOMPARE(safe.complaints(), QStringList());
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM projects"), list({"1"}));
    if (isMove)
        QCOMPARE(LibraryFixture::filesIn(safe.card()), QStringList());
    QCOMPARE(safe.check().corrections.size(), 0);
}

/// All at once, by many workers: one is stored, the others are its duplicates.
void TestIngestTogether::onePictureUnderManyNames()
{
    LibraryFixture safe;
    safe.set("ingest.workers", 8);
    for (int i = 0; i < 40; ++i)
        (void)safe.onCard("name" + std::to_string(i) + ".jpg", jpegBytes(i % 2));
    const auto taken = safe.ingest();
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("imported"), 2);
    QCOMPARE(taken.count("duplicates"), 38);
    QCOMPARE(safe.files().size(), 2);
    QCOMPARE(safe.complaints(), QStringList());
}

QTEST_GUILESS_MAIN(TestIngestTogether)
#include "tst_ingesttogether.moc"
