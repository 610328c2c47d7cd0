#include "base/pathtext.h"
#include "storage/manifest.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "tasks/projectactions.h"

#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

constexpr int kPhotos = 100;

QString stateOf(const CheckOutcomes& checked)
{
    const QString error = checked.result.error ? u' ' + errorCodeName(checked.result.error->code) : QString();
    return jobStateName(checked.result.state) + error;
}

} // namespace

/// The catalogue says what lies on disk, after a check; and nothing is believed of a disk that is away.
class TestManifestCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_safe.reset(); }

    void wrongRowsAreCorrected_data();
    void wrongRowsAreCorrected();
    void aPlanWritesNothing();
    void aFolderThatIsAway();
    void anEmptyFolderIsOffline();
    void anotherProjectsFolderIsOffline();
    void aMissingManifestIsWrittenAgain();
    void aDamagedManifestIsSetAside();
    void anotherNameIsCorrected();
    void aMassChangeIsRefused();
    void aMassChangeIsAcceptedWhenAsked();
    void cancelledStaysCancelled();
    void factsComeAfterTheCommit();
    void rowsThatComeAndGoMeanwhile();
    void aProjectThatIsAwayDoesNotStopTheOthers();
    void filesBelowALinkedFolderAreThere();
    void namesOfForeignBytes();

private:
    std::optional<LibraryFixture> m_safe;
};

void TestManifestCheck::init()
{
    m_safe.emplace();
    QVERIFY(addProject(m_safe->environment(), m_safe->projectName()).isOk());
    for (int i = 0; i < kPhotos; ++i)
        QVERIFY(writeFile(m_safe->project() / ("P" + std::to_string(100 + i) + ".jpg"),
                          "j" + QByteArray::number(i)));
    for (int i = 0; i < 20; ++i)
        QVERIFY(writeFile(m_safe->project() / ("P" + std::to_string(100 + i) + ".nef"),
                          "r" + QByteArray::number(i)));
    QVERIFY(writeFile(m_safe->project() / "P150.tif", "t"));
    QVERIFY(writeFile(m_safe->project() / "P150.png", "p"));
    IngestRequest request = m_safe->request();
    request.sources = {m_safe->project()};
    QCOMPARE(m_safe->ingest(request).count("imported"), kPhotos + 22);
    QCOMPARE(m_safe->check().corrections.size(), 0);
    m_safe->forgetEvents();
}

void TestManifestCheck::wrongRowsAreCorrected_data()
{
    QTest::addColumn<int>("chunk");
    for (const int chunk : {1, 2, 7, 2000})
        QTest::addRow("%d photos a page", chunk) << chunk;
}

void TestManifestCheck::wrongRowsAreCorrected()
{
    QFETCH(const int, chunk);
    m_safe->change("UPDATE photos SET jpg_available = 0 WHERE stem = 'P120'");
    m_safe->change("UPDATE photos SET raw_available = 1 WHERE stem = 'P130'");
    fs::remove(m_safe->project() / "P100.nef");
    fs::remove(m_safe->project() / "P199.jpg");
    fs::remove(m_safe->project() / "P150.png"); // another `other` file is left
    QVERIFY(writeFile(m_safe->project() / "P140.CR3", "new"));
    QVERIFY(writeFile(m_safe->project() / "P141.xmp", "new"));
    QVERIFY(writeFile(m_safe->project() / "unknown.jpg", "no photo of the catalogue"));
    ManifestCheckRequest request;
    request.chunkSize = chunk;
    const auto checked = m_safe->check(request);
    QCOMPARE(checked.result.state, JobState::Done);
    QCOMPARE(checked.changes(), list({"P100 110>100", "P120 000>100", "P130 110>100", "P140 100>110",
                                      "P141 100>100", "P150 101>101", "P199 100>000"}));
    QCOMPARE(checked.count("corrected"), 7);
    QCOMPARE(checked.count("processed"), kPhotos);
    QCOMPARE(m_safe->rows("SELECT present FROM files WHERE name = 'P150.png'"), list({"0"}));
    QCOMPARE(m_safe->rows("SELECT kind, present, md5 IS NULL FROM files WHERE name = 'P140.CR3'"),
             list({"1|1|1"}));
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM corrections"), list({"7"}));
    QCOMPARE(m_safe->complaints(), list({"file without a row: unknown.jpg"}));
    QVERIFY(m_safe->events().contains(u"manifest_check_corrected"));
    QVERIFY(m_safe->events().contains(u"manifest_check_performance"));
    QCOMPARE(m_safe->check(request).corrections.size(), 0);
    QCOMPARE(m_safe->rows("SELECT state FROM projects"), list({"0"}));
}

void TestManifestCheck::aPlanWritesNothing()
{
    fs::remove(m_safe->project() / "P199.jpg");
    fs::remove(Manifest::pathIn(m_safe->project()));
    const auto folder = snapshot(m_safe->project());
    const auto catalogue = m_safe->catalogue();
    ManifestCheckRequest request;
    request.planOnly = true;
    QCOMPARE(m_safe->check(request).changes(), list({"P199 100>000"}));
    QCOMPARE(m_safe->catalogue(), catalogue);
    QCOMPARE(snapshot(m_safe->project()), folder);
}

void TestManifestCheck::aFolderThatIsAway()
{
    const auto photos = m_safe->rows("SELECT * FROM photos");
    const auto files = m_safe->rows("SELECT * FROM files");
    fs::rename(m_safe->project(), m_safe->elsewhere("away"));
    ManifestCheckRequest request;
    request.acceptMassChange = true; // absence is not deletion, whatever was accepted
    const auto checked = m_safe->check(request);
    QCOMPARE(stateOf(checked), QStringLiteral("done_with_failures"));
    QCOMPARE(checked.count("offline"), 1);
    QCOMPARE(checked.reasons(), list({"Shoot: project_offline"}));
    QVERIFY(!fs::exists(m_safe->project()));
    QCOMPARE(m_safe->rows("SELECT * FROM photos"), photos);
    QCOMPARE(m_safe->rows("SELECT * FROM files"), files);
    QCOMPARE(m_safe->rows("SELECT state FROM projects"), list({"2"}));
    fs::rename(m_safe->elsewhere("away"), m_safe->project());
    QCOMPARE(m_safe->check().result.state, JobState::Done);
    QCOMPARE(m_safe->rows("SELECT state FROM projects"), list({"0"}));
}

void TestManifestCheck::anEmptyFolderIsOffline()
{
    // A mount point whose disk is not there.
    const auto files = m_safe->rows("SELECT * FROM files");
    fs::rename(m_safe->project(), m_safe->elsewhere("away"));
    fs::create_directory(m_safe->project());
    ManifestCheckRequest request;
    request.acceptMassChange = true;
    QCOMPARE(m_safe->check(request).count("offline"), 1);
    QVERIFY(fs::is_empty(m_safe->project()));
    QCOMPARE(m_safe->rows("SELECT * FROM files"), files);
}

void TestManifestCheck::anotherProjectsFolderIsOffline()
{
    fs::remove(Manifest::pathIn(m_safe->project()));
    const Manifest other{QUuid::createUuid(), m_safe->projectName(), QDateTime::currentDateTimeUtc()};
    QVERIFY(other.create(FileSystem::posix(), m_safe->project()).isOk());
    fs::remove(m_safe->project() / "P199.jpg");
    const auto folder = snapshot(m_safe->project());
    const auto files = m_safe->rows("SELECT * FROM files");
    QCOMPARE(m_safe->check().count("offline"), 1);
    QVERIFY(m_safe->events().contains(u"manifest_id_mismatch"));
    QCOMPARE(snapshot(m_safe->project()), folder);
    QCOMPARE(m_safe->rows("SELECT * FROM files"), files);
}

void TestManifestCheck::aMissingManifestIsWrittenAgain()
{
    const auto before = Manifest::read(m_safe->project());
    fs::remove(Manifest::pathIn(m_safe->project()));
    QCOMPARE(m_safe->check().result.state, JobState::Done);
    const auto after = Manifest::read(m_safe->project());
    QVERIFY(after.isOk());
    QCOMPARE(after->id, before->id);
    QCOMPARE(after->name, before->name);
    QCOMPARE(after->createdAt, before->createdAt);
    QVERIFY(m_safe->events().contains(u"manifest_missing"));
    QVERIFY(m_safe->events().contains(u"manifest_regenerated"));
}

void TestManifestCheck::aDamagedManifestIsSetAside()
{
    const auto before = Manifest::read(m_safe->project());
    QVERIFY(writeFile(Manifest::pathIn(m_safe->project()), "\x01{not: [yaml"));
    QCOMPARE(m_safe->check().result.state, JobState::Done);
    QCOMPARE(Manifest::read(m_safe->project())->id, before->id);
    QCOMPARE(readFile(m_safe->project() / ".project.yaml.damaged-1"), QByteArray("\x01{not: [yaml"));
}

void TestManifestCheck::anotherNameIsCorrected()
{
    QVERIFY(Manifest::rename(FileSystem::posix(), m_safe->project(), QStringLiteral("Nonsense")).isOk());
    QCOMPARE(m_safe->check().result.state, JobState::Done);
    QCOMPARE(Manifest::read(m_safe->project())->name, m_safe->projectName());
    QVERIFY(m_safe->events().contains(u"manifest_changed"));
}

void TestManifestCheck::aMassChangeIsRefused()
{
    for (int i = 0; i < 60; ++i)
        fs::remove(m_safe->project() / ("P" + std::to_string(100 + i) + ".jpg"));
    fs::remove(Manifest::pathIn(m_safe->project()));
    const auto files = m_safe->rows("SELECT * FROM files");
    const auto photos = m_safe->rows("SELECT * FROM photos");
    const auto folder = snapshot(m_safe->project());
    const auto checked = m_safe->check();
    QCOMPARE(stateOf(checked), QStringLiteral("refused mass_change"));
    QCOMPARE(checked.reasons(), list({"Shoot: mass_change"}));
    QCOMPARE(checked.corrections.size(), 0);
    QCOMPARE(m_safe->rows("SELECT * FROM files"), files);
    QCOMPARE(m_safe->rows("SELECT * FROM photos"), photos);
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM corrections"), list({"0"}));
    QCOMPARE(snapshot(m_safe->project()), folder);
}

void TestManifestCheck::aMassChangeIsAcceptedWhenAsked()
{
    for (int i = 0; i < 60; ++i)
        fs::remove(m_safe->project() / ("P" + std::to_string(100 + i) + ".jpg"));
    ManifestCheckRequest request;
    request.acceptMassChange = true;
    QCOMPARE(m_safe->check(request).count("corrected"), 60);
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestManifestCheck::cancelledStaysCancelled()
{
    m_safe->change("UPDATE photos SET jpg_available = 0 WHERE stem LIKE 'P1_1'");
    ManifestCheckRequest request;
    request.chunkSize = 1;
    const CancelToken cancel;
    RecordingObserver observer;
    observer.onFact = [&](const Fact&) { cancel.cancel(); };
    const auto checked = m_safe->check(request, cancel, &observer);
    QCOMPARE(stateOf(checked), QStringLiteral("cancelled"));
    QCOMPARE(m_safe->rows("SELECT state FROM jobs ORDER BY id").last(), QStringLiteral("cancelled"));
    // What was told is what was written, and the rest is left for the next run.
    QCOMPARE(checked.corrections.size(), 1);
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM corrections"), list({"1"}));
    QCOMPARE(m_safe->check().corrections.size(), 9);
}

void TestManifestCheck::factsComeAfterTheCommit()
{
    m_safe->change("UPDATE photos SET jpg_available = 0 WHERE stem LIKE 'P1_1'");
    ManifestCheckRequest request;
    request.chunkSize = 3;
    RecordingObserver observer;
    qint64 told = 0;
    bool isEachCommitted = true;
    observer.onFact = [&](const Fact& fact) {
        const auto* corrected = std::get_if<RowsCorrected>(&fact);
        if (!corrected)
            return;
        told += corrected->rows.size();
        isEachCommitted =
            isEachCommitted && m_safe->rows("SELECT COUNT(*) FROM corrections").first().toLongLong() == told;
    };
    (void)m_safe->check(request, {}, &observer);
    QCOMPARE(told, 10);
    QVERIFY(isEachCommitted);
}

void TestManifestCheck::rowsThatComeAndGoMeanwhile()
{
    m_safe->change("UPDATE photos SET jpg_available = 0 WHERE stem LIKE 'P1_1'");
    ManifestCheckRequest request;
    request.chunkSize = 10;
    RecordingObserver observer;
    int pages = 0;
    observer.onProgress = [&](const TaskProgress& now) {
        if (now.stage != TaskStage::Comparing)
            return;
        if (++pages == 2) // behind and ahead of where the check is
            m_safe->change("DELETE FROM photos WHERE stem IN ('P101', 'P103', 'P161', 'P190')");
        if (pages == 3)
            m_safe->change(
                "INSERT INTO photos (project_id, stem, created_at, updated_at) SELECT id, 'late', '', '' "
                "FROM projects");
    };
    const auto checked = m_safe->check(request, {}, &observer);
    QCOMPARE(checked.result.state, JobState::Done);
    QCOMPARE(checked.corrections.size(), 8);
    for (const TaskProgress& now : observer.progress)
        QVERIFY(!now.total || now.done <= *now.total);
    QCOMPARE(m_safe->check().corrections.size(), 0);
}

void TestManifestCheck::aProjectThatIsAwayDoesNotStopTheOthers()
{
    for (const char* name : {"Another", "Zoo"})
        QVERIFY(addProject(m_safe->environment(), QString::fromUtf8(name)).isOk());
    fs::remove_all(m_safe->root() / "Another");
    fs::remove(m_safe->root() / "Zoo/.project.yaml");
    fs::create_directory(m_safe->root() / "Zoo/.project.yaml"); // cannot be read at all
    fs::remove(m_safe->project() / "P199.jpg");
    const auto checked = m_safe->check();
    QCOMPARE(stateOf(checked), QStringLiteral("done_with_failures"));
    QCOMPARE(checked.count("projects"), 3);
    QCOMPARE(checked.count("offline") + checked.count("failed"), 2);
    QCOMPARE(checked.skipped.size(), 2);
    QCOMPARE(checked.changes(), list({"P199 100>000"}));
}

void TestManifestCheck::filesBelowALinkedFolderAreThere()
{
    // Someone moved a folder to a larger disk and left a link behind.
    (void)m_safe->onCard("A.jpg", jpegBytes(1));
    QCOMPARE(m_safe->ingest().count("imported"), 1);
    fs::rename(m_safe->project() / "CARD", m_safe->elsewhere("large"));
    fs::create_directory_symlink(m_safe->elsewhere("large"), m_safe->project() / "CARD");
    QCOMPARE(m_safe->check().changes(), QStringList());
    fs::remove(m_safe->elsewhere("large") / "A.jpg");
    QCOMPARE(m_safe->check().changes(), list({"CARD/A 100>000"}));
}

void TestManifestCheck::namesOfForeignBytes()
{
    const std::string name = "caf\xE9\n\xF0\x9F\x93\xB7";
    (void)m_safe->onCard(name + ".jpg", jpegBytes(1));
    QCOMPARE(m_safe->ingest().count("imported"), 1);
    QCOMPARE(m_safe->check().corrections.size(), 0);
    QVERIFY(writeFile(m_safe->project() / "CARD" / (name + ".nef"), "raw"));
    const auto checked = m_safe->check();
    QCOMPARE(checked.corrections.size(), 1);
    QCOMPARE(bytesFromText(checked.corrections.first().stem), "CARD/" + name);
    QCOMPARE(bytesFromText(checked.corrections.first().files.first().name), "CARD/" + name + ".nef");
    fs::remove(m_safe->project() / "CARD" / (name + ".jpg"));
    QCOMPARE(m_safe->check().corrections.first().after, (Availability{false, true, false}));
    QCOMPARE(m_safe->complaints(), QStringList());
}

QTEST_GUILESS_MAIN(TestManifestCheck)
#include "tst_manifestcheck.moc"
