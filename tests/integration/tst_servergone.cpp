#include "base/pathtext.h"
#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "tasks/projectactions.h"

#include <QTest>

#include <cerrno>
#include <optional>
#include <set>
#include <utility>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

constexpr int kFrames = 12;

} // namespace

/// The server of the catalogue goes away in the middle of the work: an error, nothing lost, and the next run
/// goes on.
class TestServerGone : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void anIngestThatIsCutOff_data();
    void anIngestThatIsCutOff();
    void aCheckThatIsCutOff();

private:
    void cutOff() const;

    std::optional<LibraryFixture> m_safe;
    std::optional<FailingFileSystem> m_device;
};

void TestServerGone::init()
{
    m_safe.emplace();
    m_device.emplace();
    m_safe->device = &*m_device;
    m_device->onLink = [](const fs::path&) { return EXDEV; }; // the card is a device of its own
    QVERIFY(addProject(m_safe->environment(), LibraryFixture::projectName()).isOk());
    m_safe->set("ingest.workers", 1);
    m_safe->set("ingest.commit_group", 3);
    for (int i = 0; i < kFrames; ++i)
        (void)m_safe->onCard("IMG_" + std::to_string(100 + i) + ".jpg", jpegBytes(i));
}

void TestServerGone::cleanup()
{
    m_safe.reset();
    m_device.reset();
}

/// Ends every connection to the catalogue but the one that says so.
void TestServerGone::cutOff() const
{
    m_safe->change("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                   "WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

void TestServerGone::anIngestThatIsCutOff_data()
{
    QTest::addColumn<int>("copies"); // that were begun before
    for (const int copies : {1, 5, 9})
        QTest::addRow("at copy %d", copies) << copies;
}

void TestServerGone::anIngestThatIsCutOff()
{
    QFETCH(const int, copies);
    std::set<fs::path> begun;
    m_device->onWrite = [&](const fs::path& path) {
        const bool isNew = path.native().ends_with(".part") && begun.insert(path).second;
        if (isNew && static_cast<int>(begun.size()) == copies)
            cutOff();
        return 0;
    };
    const auto taken = m_safe->move();
    m_device->onWrite = {};
    QVERIFY(taken.count("failed") > 0);
    QCOMPARE(taken.items.size(), kFrames);
    for (const IngestItem& item : taken.items) {
        // What was stored before may have kept its source: the catalogue could not be asked about it any
        // more.
        QCOMPARE(fs::exists(pathFromText(item.path)), !item.isSourceRemoved);
        QVERIFY(item.outcome == IngestOutcome::Failed || item.outcome == IngestOutcome::Imported);
        QCOMPARE(item.isSourceRemoved, !item.reason.has_value());
        if (item.reason)
            QCOMPARE(item.reason->code, ErrorCode::CatalogUnreachable);
    }
    QCOMPARE(m_safe->complaints(), QStringList());

    const auto rest = m_safe->move();
    QCOMPARE(rest.count("imported"), taken.count("failed"));
    QCOMPARE(rest.count("failed"), 0);
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM photos"), QStringList(QString::number(kFrames)));
    QCOMPARE(LibraryFixture::filesIn(m_safe->card()), QStringList());
}

void TestServerGone::aCheckThatIsCutOff()
{
    QCOMPARE(m_safe->ingest().count("imported"), kFrames);
    fs::remove(m_safe->project() / "CARD/IMG_103.jpg");
    m_safe->set("maintenance.manifest_check_chunk_size", 2);
    RecordingObserver observer;
    bool isCutOff = false;
    observer.onProgress = [&](const TaskProgress& now) {
        if (now.stage == TaskStage::Comparing && !std::exchange(isCutOff, true))
            cutOff();
    };
    const auto before = m_safe->rows("SELECT id, jpg_available FROM photos ORDER BY id");
    const auto checked = m_safe->check({}, {}, &observer);
    QVERIFY(isCutOff);
    QVERIFY(checked.result.state != JobState::Done);
    QCOMPARE(checked.corrections.size(), 0);
    QCOMPARE(m_safe->rows("SELECT id, jpg_available FROM photos ORDER BY id"), before);
    QCOMPARE(m_safe->check().changes(), list({"CARD/IMG_103 100>000"}));
}

QTEST_GUILESS_MAIN(TestServerGone)
#include "tst_servergone.moc"
