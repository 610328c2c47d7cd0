#include "base/pathtext.h"
#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/receipts.h"
#include "tasks/jobqueue.h"

#include <QTest>

#include <cerrno>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// Photos of another project that are moved into the one that they are taken in for.
class TestMoveHere : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_safe.reset(); }

    void theWholePhotoMoves_data();
    void theWholePhotoMoves();
    void theSourcesOfAMoveGoAsWell();
    void whatIsNewJoinsIt();
    void filesThatAreNotOnTheCardComeAlong();
    void aTakenNameIsNumbered();
    void otherBytesUnderOneOfItsNamesStayOnTheCard();
    void aFileThatIsGoneComesBack();
    void aFileThatNobodyMissedYetComesBack_data();
    void aFileThatNobodyMissedYetComesBack();
    void aFileThatCameBackByItselfIsStoredOnce();
    void withoutTheWishNothingMoves();
    void aPlanSaysSoAndWritesNothing();
    void aDeviceThatFailsLeavesItWhereItIs();
    void aStoredFileThatWasChangedStays();
    void aNameThatCannotGoGoesLater();
    void anOldNameWithOtherBytesStays();

private:
    IngestRequest plain() const;
    IngestRequest request() const;
    void store(const char* project) const;
    fs::path old() const { return m_safe->root() / "Old"; }
    QStringList places() const
    {
        return m_safe->rows("SELECT p.name, ph.id, ph.stem FROM photos ph JOIN projects p ON p.id = "
                            "ph.project_id ORDER BY ph.id");
    }

    std::optional<LibraryFixture> m_safe;
    FailingFileSystem m_device;
};

void TestMoveHere::init()
{
    m_safe.emplace();
    m_device.onLink = m_device.onUnlink = m_device.onSync = {};
    (void)m_safe->onCard("IMG_1.jpg", jpegBytes(1));
    (void)m_safe->onCard("IMG_1.dng", dngBytes(1));
    (void)m_safe->onCard("IMG_1.xmp", "<x/>");
}

/// The card's files lie at the project's top.
IngestRequest TestMoveHere::plain() const
{
    IngestRequest request = m_safe->request();
    request.base = m_safe->card();
    return request;
}

IngestRequest TestMoveHere::request() const
{
    IngestRequest request = plain();
    request.onConflict = IngestRequest::OnConflict::MoveHere;
    return request;
}

/// What lies on the card, into another project.
void TestMoveHere::store(const char* project) const
{
    IngestRequest request = plain();
    request.projectName = QString::fromLatin1(project);
    QCOMPARE(m_safe->ingest(request).result.state, JobState::Done);
}

void TestMoveHere::theWholePhotoMoves_data()
{
    QTest::addColumn<bool>("isOtherVolume");
    QTest::newRow("one volume") << false;
    QTest::newRow("another volume") << true;
}

void TestMoveHere::theWholePhotoMoves()
{
    QFETCH(const bool, isOtherVolume);
    store("Old");
    const QStringList card = snapshot(m_safe->card());
    const QStringList ids = m_safe->rows("SELECT id FROM files ORDER BY id");
    if (isOtherVolume)
        m_device.onLink = [](const fs::path&) { return EXDEV; };
    m_safe->device = &m_device;
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.result.state, JobState::Done);
    QCOMPARE(taken.count("duplicates"), 3);
    QCOMPARE(taken.count("moved_here"), 3);
    QCOMPARE(m_safe->files(), list({"IMG_1.dng", "IMG_1.jpg", "IMG_1.xmp"}));
    QCOMPARE(LibraryFixture::filesIn(old()), QStringList());
    QCOMPARE(readFile(m_safe->project() / "IMG_1.jpg"), jpegBytes(1));
    QCOMPARE(places(), list({"Shoot|1|IMG_1"}));
    QCOMPARE(m_safe->rows("SELECT id FROM files ORDER BY id"), ids);
    QCOMPARE(m_safe->rows("SELECT id FROM departures"), QStringList());
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(snapshot(m_safe->card()), card);
    const WholeReceipt whole = latestReceipt(*m_safe);
    QVERIFY(whole.isSafeToFormat());
    for (const ReceiptItem& item : whole.items)
        QCOMPARE(item.stored.path, item.name);
    QCOMPARE(m_safe->ingest(plain()).count("duplicates"), 3);
}

void TestMoveHere::theSourcesOfAMoveGoAsWell()
{
    store("Old");
    IngestRequest moving = request();
    moving.transfer = IngestRequest::Transfer::Move;
    QCOMPARE(m_safe->ingest(moving).result.state, JobState::Done);
    QCOMPARE(LibraryFixture::filesIn(m_safe->card()), QStringList());
    QCOMPARE(LibraryFixture::filesIn(old()), QStringList());
    QCOMPARE(m_safe->files(), list({"IMG_1.dng", "IMG_1.jpg", "IMG_1.xmp"}));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestMoveHere::whatIsNewJoinsIt()
{
    fs::rename(m_safe->card() / "IMG_1.dng", m_safe->elsewhere("IMG_1.dng"));
    fs::rename(m_safe->card() / "IMG_1.xmp", m_safe->elsewhere("IMG_1.xmp"));
    store("Old");
    fs::rename(m_safe->elsewhere("IMG_1.dng"), m_safe->card() / "IMG_1.dng");
    fs::rename(m_safe->elsewhere("IMG_1.xmp"), m_safe->card() / "IMG_1.xmp");
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.count("moved_here"), 1);
    QCOMPARE(taken.count("imported"), 2);
    QCOMPARE(places(), list({"Shoot|1|IMG_1"}));
    QCOMPARE(m_safe->files(), list({"IMG_1.dng", "IMG_1.jpg", "IMG_1.xmp"}));
    QCOMPARE(LibraryFixture::filesIn(old()), QStringList());
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestMoveHere::filesThatAreNotOnTheCardComeAlong()
{
    store("Old");
    fs::remove(m_safe->card() / "IMG_1.dng");
    fs::remove(m_safe->card() / "IMG_1.xmp");
    QCOMPARE(m_safe->ingest(request()).count("moved_here"), 1);
    QCOMPARE(m_safe->files(), list({"IMG_1.dng", "IMG_1.jpg", "IMG_1.xmp"}));
    QCOMPARE(readFile(m_safe->project() / "IMG_1.dng"), dngBytes(1));
    QCOMPARE(LibraryFixture::filesIn(old()), QStringList());
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestMoveHere::aTakenNameIsNumbered()
{
    store("Old");
    const fs::path other = m_safe->elsewhere("other");
    fs::create_directories(other);
    QVERIFY(writeFile(other / "IMG_1.jpg", jpegBytes(7)));
    IngestRequest before = plain();
    before.sources = {other};
    before.base = other;
    QCOMPARE(m_safe->ingest(before).count("imported"), 1);
    QCOMPARE(m_safe->ingest(request()).count("moved_here"), 3);
    QCOMPARE(m_safe->files(), list({"IMG_1 (2).dng", "IMG_1 (2).jpg", "IMG_1 (2).xmp", "IMG_1.jpg"}));
    QCOMPARE(readFile(m_safe->project() / "IMG_1.jpg"), jpegBytes(7));
    QCOMPARE(LibraryFixture::filesIn(old()), QStringList());
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestMoveHere::otherBytesUnderOneOfItsNamesStayOnTheCard()
{
    store("Old");
    const fs::path edited = m_safe->onCard("IMG_1.xmp", "<x>edited</x>");
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.count("moved_here"), 2);
    QCOMPARE(taken.count("conflicts"), 1);
    QCOMPARE(readFile(edited), QByteArray("<x>edited</x>"));
    QCOMPARE(readFile(m_safe->project() / "IMG_1.xmp"), QByteArray("<x/>"));
    QCOMPARE(m_safe->complaints(), QStringList());
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
}

void TestMoveHere::aFileThatIsGoneComesBack()
{
    store("Old");
    fs::remove(old() / "IMG_1.dng");
    m_safe->change("UPDATE files SET present = 0 WHERE name = 'IMG_1.dng'");
    QCOMPARE(m_safe->ingest(request()).result.state, JobState::Done);
    QCOMPARE(m_safe->files(), list({"IMG_1.dng", "IMG_1.jpg", "IMG_1.xmp"}));
    QCOMPARE(m_safe->rows("SELECT name, present FROM files ORDER BY name"),
             list({"IMG_1.dng|1", "IMG_1.jpg|1", "IMG_1.xmp|1"}));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestMoveHere::aFileThatNobodyMissedYetComesBack_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("variant") << QStringLiteral("IMG_1.dng");
    QTest::newRow("sidecar") << QStringLiteral("IMG_1.xmp");
}

/// By its row it is there; the card has the only copy.
void TestMoveHere::aFileThatNobodyMissedYetComesBack()
{
    QFETCH(const QString, name);
    store("Old");
    fs::remove(old() / pathFromText(name));
    QCOMPARE(m_safe->ingest(request()).result.state, JobState::Done);
    QCOMPARE(m_safe->files(), list({"IMG_1.dng", "IMG_1.jpg", "IMG_1.xmp"}));
    QCOMPARE(m_safe->complaints(), QStringList());
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
}

/// No check has seen it yet: by its row it is gone, and the card has it as well.
void TestMoveHere::aFileThatCameBackByItselfIsStoredOnce()
{
    store("Old");
    m_safe->change("UPDATE files SET present = 0 WHERE name = 'IMG_1.xmp'");
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.count("failed"), 0);
    QCOMPARE(m_safe->files(), list({"IMG_1.dng", "IMG_1.jpg", "IMG_1.xmp"}));
    QCOMPARE(places(), list({"Shoot|1|IMG_1"}));
    QCOMPARE(LibraryFixture::filesIn(old()), QStringList());
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestMoveHere::withoutTheWishNothingMoves()
{
    store("Old");
    const auto taken = m_safe->ingest(plain());
    QCOMPARE(taken.count("moved_here"), 0);
    QCOMPARE(LibraryFixture::filesIn(old()).size(), 3);
    QCOMPARE(places(), list({"Old|1|IMG_1"}));
}

void TestMoveHere::aPlanSaysSoAndWritesNothing()
{
    store("Old");
    const QStringList before = m_safe->catalogue();
    const QStringList files = snapshot(m_safe->root() / "Old");
    IngestRequest plan = request();
    plan.planOnly = true;
    const auto planned = m_safe->ingest(plan);
    QCOMPARE(planned.items.size(), 3);
    for (const IngestItem& item : planned.items) {
        QCOMPARE(item.finding, Finding::MovedHere);
        QCOMPARE(item.existingProject, QStringLiteral("Old"));
    }
    QCOMPARE(m_safe->catalogue(), before);
    QCOMPARE(snapshot(m_safe->root() / "Old"), files);
    QVERIFY(!fs::exists(m_safe->project()));
}

void TestMoveHere::aDeviceThatFailsLeavesItWhereItIs()
{
    store("Old");
    m_device.onSync = [this](const fs::path& file) {
        return file.native().starts_with(m_safe->project().native()) ? EIO : 0;
    };
    m_safe->device = &m_device;
    const auto taken = m_safe->ingest(request());
    QVERIFY(taken.result.state != JobState::Done);
    QCOMPARE(taken.count("moved_here"), 0);
    QCOMPARE(places(), list({"Old|1|IMG_1"}));
    QCOMPARE(LibraryFixture::filesIn(old()), list({"IMG_1.dng", "IMG_1.jpg", "IMG_1.xmp"}));
    QCOMPARE(m_safe->files(), QStringList());
}

void TestMoveHere::aStoredFileThatWasChangedStays()
{
    store("Old");
    QVERIFY(writeFile(old() / "IMG_1.dng", dngBytes(9))); // behind the catalogue's back
    fs::remove(m_safe->card() / "IMG_1.dng");
    const auto taken = m_safe->ingest(request());
    QCOMPARE(taken.count("moved_here"), 0);
    QCOMPARE(places(), list({"Old|1|IMG_1"}));
    QCOMPARE(readFile(old() / "IMG_1.dng"), dngBytes(9));
    QCOMPARE(m_safe->files(), QStringList());
}

void TestMoveHere::aNameThatCannotGoGoesLater()
{
    store("Old");
    m_device.onUnlink = [this](const fs::path& file) {
        return file.native().starts_with(old().native()) ? EACCES : 0;
    };
    m_safe->device = &m_device;
    QCOMPARE(m_safe->ingest(request()).count("moved_here"), 3);
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(LibraryFixture::filesIn(old()).size(), 3);
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM departures"), list({"3"}));
    m_device.onUnlink = {};
    QVERIFY(recoverInterruptedJobs(m_safe->environment()));
    QCOMPARE(LibraryFixture::filesIn(old()), QStringList());
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM departures"), list({"0"}));
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestMoveHere::anOldNameWithOtherBytesStays()
{
    store("Old");
    m_device.onUnlink = [this](const fs::path& file) {
        return file.native().starts_with(old().native()) ? EACCES : 0;
    };
    m_safe->device = &m_device;
    QCOMPARE(m_safe->ingest(request()).count("moved_here"), 3);
    m_device.onUnlink = {};
    fs::remove(old() / "IMG_1.jpg");
    QVERIFY(writeFile(old() / "IMG_1.jpg", jpegBytes(5)));
    fs::remove(m_safe->project() / "IMG_1.dng"); // the old name holds the only copy now
    QVERIFY(recoverInterruptedJobs(m_safe->environment()));
    QCOMPARE(LibraryFixture::filesIn(old()), list({"IMG_1.dng", "IMG_1.jpg"}));
    QCOMPARE(readFile(old() / "IMG_1.jpg"), jpegBytes(5));
    QCOMPARE(m_safe->rows("SELECT COUNT(*) FROM departures"), list({"0"}));
}

QTEST_GUILESS_MAIN(TestMoveHere)
#include "tst_movehere.moc"
