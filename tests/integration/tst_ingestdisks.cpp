#include "base/pathtext.h"
#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/receipts.h"
#include "support/smalldisk.h"

#include <QTest>

#include <cerrno>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// Ingests on file systems of their own, which only root may have.
class TestIngestDisks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void theLibrarysDiskFillsUp_data();
    void theLibrarysDiskFillsUp();
    void copiesOnTheCardItselfDoNotMakeItSafeToFormat();

private:
    /// A library on a disk of that size, and a card elsewhere.
    void mount(const char* options);
    fs::path card() const { return *m_outside / "CARD"; }

    QByteArray m_temporary;
    std::optional<TempFolder> m_outside;
    std::optional<SmallDisk> m_disk;
    std::optional<FailingFileSystem> m_device;
    std::optional<LibraryFixture> m_safe;
};

namespace {

constexpr int kFrames = 40;
constexpr int kFrameBytes = 60 * 1024;

/// A JPEG with a comment that makes it so large.
QByteArray largeJpeg(int seed)
{
    QByteArray jpeg = jpegBytes(seed);
    QByteArray comment(kFrameBytes, static_cast<char>('a' + seed % 26));
    comment.prepend(static_cast<char>((kFrameBytes + 2) & 0xff))
        .prepend(static_cast<char>((kFrameBytes + 2) >> 8));
    return jpeg.insert(2, comment.prepend("\xff\xfe"));
}

} // namespace

void TestIngestDisks::init()
{
    m_temporary = qgetenv("TMPDIR");
    m_outside.emplace();
    m_device.emplace();
}

void TestIngestDisks::cleanup()
{
    m_safe.reset();
    m_disk.reset();
    m_device.reset();
    m_outside.reset();
    m_temporary.isEmpty() ? (void)qunsetenv("TMPDIR") : (void)qputenv("TMPDIR", m_temporary);
}

void TestIngestDisks::mount(const char* options)
{
    m_disk.emplace(*m_outside / "disk", options);
    if (!m_disk->isMounted())
        QSKIP("a disk can be mounted by root only");
    qputenv("TMPDIR", QByteArray::fromStdString(m_disk->folder().native()));
    m_safe.emplace();
    m_safe->device = &*m_device;
    m_safe->set("ingest.commit_group", 4);
    m_safe->set("ingest.space_reserve_mb", 0);
}

void TestIngestDisks::theLibrarysDiskFillsUp_data()
{
    // With the least, it is the catalogue in its file that cannot grow.
    QTest::addColumn<int>("left");
    for (const int kilobytes : {900, 300, 64, 4, 0})
        QTest::addRow("%d kB left", kilobytes) << kilobytes;
}

void TestIngestDisks::theLibrarysDiskFillsUp()
{
    QFETCH(const int, left);
    mount("size=16m");
    if (!m_safe)
        return;
    for (int i = 0; i < kFrames; ++i)
        QVERIFY(writeFile(card() / ("IMG_" + std::to_string(1000 + i) + ".jpg"), largeJpeg(i)));
    const QStringList before = snapshot(card());
    const fs::path film = m_disk->folder() / "film";
    bool isTaken = false; // by somebody else, after the space was looked at
    m_device->onWrite = [&](const fs::path& path) {
        if (!path.native().ends_with(".part") || std::exchange(isTaken, true))
            return 0;
        const auto free = static_cast<qint64>(fs::space(m_disk->folder()).available);
        return writeFile(film, QByteArray(std::max<qint64>(0, free - qint64{left} * 1024), 'f')) ? 0 : EIO;
    };
    IngestRequest request = m_safe->request();
    request.sources = {card()};
    const auto full = m_safe->ingest(request);
    QVERIFY(isTaken);
    QVERIFY(full.result.state != JobState::Done); // refused, where the catalogue could not even begin a job
    QVERIFY(full.count("imported") < kFrames);
    QCOMPARE(snapshot(card()), before);
    for (const QString& name : m_safe->files())
        QCOMPARE(readFile(m_safe->project() / pathFromText(name)),
                 readFile(card().parent_path() / pathFromText(name)));

    fs::remove(film);
    m_device->onWrite = {};
    const auto again = m_safe->ingest(request);
    QCOMPARE(again.result.state, JobState::Done);
    QCOMPARE(m_safe->files().size(), kFrames);
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(snapshot(card()), before);
}

void TestIngestDisks::copiesOnTheCardItselfDoNotMakeItSafeToFormat()
{
    mount("size=64m");
    if (!m_safe)
        return;
    (void)m_safe->onCard("IMG_1.jpg", jpegBytes(1));
    IngestRequest request = m_safe->request();
    const auto once = m_safe->ingest(request);
    QVERIFY2(!once.result.error, qPrintable(describeForLog(once.result.error.value_or(Error{}))));
    QCOMPARE(once.count("imported"), 1);
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat()); // a folder: nobody formats that

    request.sources = {m_disk->folder()}; // the whole disk, with the library on it
    QCOMPARE(m_safe->ingest(request).result.state, JobState::Done);
    const WholeReceipt whole = latestReceipt(*m_safe);
    QVERIFY(whole.receipt.sharesVolume);
    QVERIFY(!whole.isSafeToFormat());

    const auto other = *m_outside / "other"; // the same disk, with a place elsewhere
    request.secondFolder = other;
    QCOMPARE(m_safe->ingest(request).result.state, JobState::Done);
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat()); // two were wanted, and one goes
}

QTEST_GUILESS_MAIN(TestIngestDisks)
#include "tst_ingestdisks.moc"
