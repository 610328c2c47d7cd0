#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/recordingmonitor.h"

#include <QSet>
#include <QTest>

#include <atomic>
#include <fstream>
#include <thread>

using namespace safelight;
using namespace safelight::test;
using namespace std::chrono_literals;

namespace fs = std::filesystem;

namespace {

// Far longer than the writer, on a busy machine, takes from one piece of a file to the next: who closes a
// file and opens it again later cannot be told from who has finished it.
constexpr auto kSettle = 1000ms;
constexpr int kFilesInAFolder = 400;
constexpr int kFarthestAhead = 4000;

std::string nameOf(int number)
{
    return "day" + std::to_string(number / kFilesInAFolder) + "/img" + std::to_string(number) + ".jpg";
}

void append(const fs::path& file, const QByteArray& bytes)
{
    std::ofstream stream(file, std::ios::binary | std::ios::app);
    stream.write(bytes.constData(), bytes.size());
}

/// Puts a file there as a camera, a slow network, an upload or a copying person does.
void put(const fs::path& hot, const fs::path& outside, int number)
{
    const QByteArray bytes = jpegBytes(number);
    const auto file = hot / nameOf(number);
    if (number % kFilesInAFolder == 0)
        fs::create_directories(file.parent_path());
    const auto half = bytes.size() / 2;
    switch (number % 4) {
    case 0: { // in pieces, held open
        std::ofstream stream(file, std::ios::binary);
        stream.write(bytes.constData(), half).flush();
        std::this_thread::yield();
        stream.write(bytes.constData() + half, bytes.size() - half);
        return;
    }
    case 1: // in pieces, opened for each
        append(file, bytes.first(half));
        append(file, bytes.sliced(half));
        return;
    case 2: { // under a temporary name
        const fs::path temporary = file.native() + ".part";
        append(temporary, bytes);
        fs::rename(temporary, file);
        return;
    }
    default: { // from elsewhere
        append(outside, bytes);
        fs::rename(outside, file);
        return;
    }
    }
}

} // namespace

/// Very many files, while watching is stopped and started again and again.
class TestWatchStress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allAreTakenInOnce_data();
    void allAreTakenInOnce();
};

void TestWatchStress::allAreTakenInOnce_data()
{
    QTest::addColumn<int>("files");
    QTest::addColumn<IngestRequest::Transfer>("transfer");
    QTest::addColumn<WatchOptions::Notifications>("notifications");
    constexpr auto kTold = WatchOptions::Notifications::WhereTheyWork;
    QTest::newRow("10,000 copied") << 10'000 << IngestRequest::Transfer::Copy << kTold;
    QTest::newRow("800 moved") << 800 << IngestRequest::Transfer::Move << kTold;
    QTest::newRow("800 moved, polled")
        << 800 << IngestRequest::Transfer::Move << WatchOptions::Notifications::Off;
}

void TestWatchStress::allAreTakenInOnce()
{
    QFETCH(int, files);
    QFETCH(IngestRequest::Transfer, transfer);
    QFETCH(WatchOptions::Notifications, notifications);
    LibraryFixture safe;
    const auto hot = safe.elsewhere("hot");
    fs::create_directories(hot);
    IngestRequest request;
    request.projectName = LibraryFixture::projectName();
    request.transfer = transfer;
    WatchOptions options;
    options.settle = kSettle;
    options.poll = 100ms;
    options.notifications = notifications;
    RecordingMonitor told;
    const auto begin = [&] {
        auto created = FolderWatch::create(safe.environment(), watchedFolder(hot, request), options, told);
        if (!created)
            qFatal("%s", qPrintable(describeForLog(created.error())));
        auto watch = *std::move(created);
        watch->start();
        return watch;
    };

    auto watch = begin();
    std::atomic<bool> isWritten = false;
    std::thread writer([&] {
        for (int i = 0; i < files; ++i) {
            told.awaitImported(i - kFarthestAhead); // slowly: until the end, while watching comes and goes
            put(hot, safe.elsewhere("outside.jpg"), i);
        }
        isWritten = true;
    });
    bool isEachTold = true;
    for (int round = 1; round <= 8; ++round) {
        if (round == 4) { // the program is started anew, and knows nothing
            watch.reset();
            watch = begin();
        } else if (round % 2 == 0) {
            watch->restart();
        } else {
            watch->stop();
            watch->awaitStopped();
            watch->start();
        }
        isEachTold = isEachTold && told.awaitImported(files * round / 10);
    }
    writer.join();
    QVERIFY(isEachTold && isWritten);
    QVERIFY(told.awaitImported(files));
    QVERIFY(told.await([](const WatchStatus& status) { return status.queue == 0; }));
    watch->stop();
    watch->awaitStopped();

    QSet<QString> imported;
    for (const IngestItem& item : told.items()) {
        if (item.outcome == IngestOutcome::Duplicate) // of what a restart had forgotten
            continue;
        QVERIFY2(item.outcome == IngestOutcome::Imported,
                 qPrintable(item.path + (item.reason ? describeForLog(*item.reason) : QString())));
        QVERIFY2(!imported.contains(item.path), qPrintable(item.path));
        imported += item.path;
    }
    QCOMPARE(imported.size(), files);
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM photos").first().toInt(), files);
    for (int i = 0; i < files; ++i)
        QVERIFY2(readFile(safe.project() / nameOf(i)) == jpegBytes(i), nameOf(i).c_str());
    QCOMPARE(safe.complaints(), QStringList());
    const bool isMove = transfer == IngestRequest::Transfer::Move;
    QCOMPARE(LibraryFixture::filesIn(hot).size(), isMove ? 0 : files);
}

QTEST_GUILESS_MAIN(TestWatchStress)
#include "tst_watchstress.moc"
