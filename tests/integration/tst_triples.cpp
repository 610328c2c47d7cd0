#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "catalog/projectrepository.h"
#include "db/connection.h"
#include "support/failingfilesystem.h"
#include "support/libraryfixture.h"
#include "support/pictures.h"
#include "support/receipts.h"
#include "tasks/projectactions.h"
#include "tasks/projectprobe.h"
#include "tasks/trash.h"

#include <QTest>

#include <cerrno>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// A RAW, its JPEG and their sidecar are one photo, whatever happens to it: none goes a way of its own.
class TestTriples : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup()
    {
        m_safe.reset();
        m_device.reset();
    }

    void theyAreDuplicatesTogether_data();
    void theyAreDuplicatesTogether();
    void theyAreRenamedTogether_data();
    void theyAreRenamedTogether();
    void aPartThatFailedFindsItsPhotoAgain_data();
    void aPartThatFailedFindsItsPhotoAgain();
    void theyMoveHereUnderAnotherName_data();
    void theyMoveHereUnderAnotherName();
    void theyGoToTheTrashAndComeBack_data();
    void theyGoToTheTrashAndComeBack();

private:
    /// A triple of this stem on the card, in place of what is there.
    void putOnCard(const std::string& stem, int seed) const;
    IngestRequest request(bool isMove) const;
    QStringList onCard() const { return LibraryFixture::filesIn(m_safe->card()); }
    /// `stem: jpg raw sidecar`, of each photo.
    QStringList photos() const;
    std::vector<TrashEntry> putAway(const QStringList& names) const;

    std::optional<LibraryFixture> m_safe;
    std::optional<FailingFileSystem> m_device;
};

namespace {

void copiedOrMoved()
{
    QTest::addColumn<bool>("isMove");
    QTest::newRow("copied") << false;
    QTest::newRow("moved") << true;
}

} // namespace

void TestTriples::init()
{
    m_safe.emplace();
    m_device.emplace();
    m_safe->device = &*m_device;
    putOnCard("IMG_1", 1);
    QCOMPARE(m_safe->ingest(request(false)).count("imported"), 3);
    QCOMPARE(photos(), list({"IMG_1: 3 files 110"}));
}

void TestTriples::putOnCard(const std::string& stem, int seed) const
{
    fs::remove_all(m_safe->card());
    (void)m_safe->onCard(stem + ".JPG", jpegBytes(seed));
    (void)m_safe->onCard(stem + ".dng", dngBytes(seed));
    (void)m_safe->onCard(stem + ".xmp", "<x>" + QByteArray::number(seed) + "</x>");
}

IngestRequest TestTriples::request(bool isMove) const
{
    IngestRequest request = m_safe->request();
    request.base = m_safe->card();
    request.transfer = isMove ? IngestRequest::Transfer::Move : IngestRequest::Transfer::Copy;
    return request;
}

QStringList TestTriples::photos() const
{
    return m_safe->rows("SELECT ph.stem || ': ' || COUNT(*) || ' files ' || ph.jpg_available || "
                        "ph.raw_available || ph.other_available FROM photos ph JOIN files f ON f.photo_id = "
                        "ph.id WHERE f.present = 1 GROUP BY ph.id, ph.stem, ph.jpg_available, "
                        "ph.raw_available, ph.other_available ORDER BY ph.id");
}

std::vector<TrashEntry> TestTriples::putAway(const QStringList& names) const
{
    const TaskEnvironment environment = m_safe->environment();
    Connection connection(environment.library.catalog());
    const Status opened = connection.open();
    const auto project = ProjectRepository(connection).findByName(m_safe->projectName());
    const auto probe = probeProject(connection, **project, m_safe->project());
    std::vector<TrashEntry> entries;
    for (const QString& name : names) {
        const auto file = FileRepository(connection).findByName((*project)->id, name);
        auto entry =
            Trash(environment, connection).putAway(**project, *probe, **file, QStringLiteral("test"));
        if (!opened || !entry)
            qFatal("%s", qPrintable(describeForLog(entry.error())));
        entries.push_back(*entry);
    }
    return entries;
}

void TestTriples::theyAreDuplicatesTogether_data()
{
    copiedOrMoved();
}

void TestTriples::theyAreDuplicatesTogether()
{
    QFETCH(const bool, isMove);
    const auto again = m_safe->ingest(request(isMove));
    QCOMPARE(again.result.state, JobState::Done);
    QCOMPARE(again.count("duplicates"), 3);
    QCOMPARE(photos(), list({"IMG_1: 3 files 110"}));
    QCOMPARE(onCard(), isMove ? QStringList() : list({"IMG_1.JPG", "IMG_1.dng", "IMG_1.xmp"}));
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestTriples::theyAreRenamedTogether_data()
{
    copiedOrMoved();
}

/// One of the names is taken: all three get the number.
void TestTriples::theyAreRenamedTogether()
{
    QFETCH(const bool, isMove);
    putOnCard("IMG_1", 2);
    QCOMPARE(m_safe->ingest(request(isMove)).count("imported"), 3);
    QCOMPARE(photos(), list({"IMG_1: 3 files 110", "IMG_1 (2): 3 files 110"}));
    QVERIFY(writeFile(m_safe->project() / "IMG_7.xmp", "<of somebody else/>")); // without a photo or a row
    putOnCard("IMG_7", 3);
    QCOMPARE(m_safe->ingest(request(isMove)).count("failed"), 0);
    QCOMPARE(photos().last(), QStringLiteral("IMG_7 (2): 3 files 110"));
    QCOMPARE(readFile(m_safe->project() / "IMG_7.xmp"), QByteArray("<of somebody else/>"));
    putOnCard("IMG_9", 4);
    IngestRequest named = request(isMove);
    named.nameTemplate = QStringLiteral("wedding_{counter:3}");
    QCOMPARE(m_safe->ingest(named).count("imported"), 3);
    QCOMPARE(photos().last(), QStringLiteral("wedding_001: 3 files 110"));
    QCOMPARE(onCard().size(), isMove ? 0 : 3);
    fs::remove(m_safe->project() / "IMG_7.xmp");
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestTriples::aPartThatFailedFindsItsPhotoAgain_data()
{
    QTest::addColumn<bool>("isMove");
    QTest::addColumn<QString>("part");
    QTest::addColumn<bool>("isResumed");
    QTest::addColumn<QString>("nameTemplate");
    for (const bool isMove : {false, true}) {
        for (const char* part : {".JPG", ".dng", ".xmp"}) {
            for (const bool isResumed : {false, true}) {
                for (const char* name : {"", "shot-{counter:4}"})
                    QTest::addRow("%s, %s failed, %s, %s", isMove ? "moved" : "copied", part,
                                  isResumed ? "gone on with" : "dropped again", name)
                        << isMove << QString::fromLatin1(part) << isResumed << QString::fromLatin1(name);
            }
        }
    }
}

/// The name is another photo's, or one with a number: the part that comes later gets the one of its own
/// frame. Until then all of a frame that was to be moved stays at its source.
void TestTriples::aPartThatFailedFindsItsPhotoAgain()
{
    QFETCH(const bool, isMove);
    QFETCH(const QString, part);
    QFETCH(const bool, isResumed);
    QFETCH(const QString, nameTemplate);
    putOnCard("IMG_1", 2);
    (void)m_safe->onCard("IMG_2.JPG", jpegBytes(3)); // takes the next number
    const QStringList card = onCard();
    IngestRequest wanted = request(isMove);
    wanted.nameTemplate = nameTemplate;
    m_device->onRead = [&](const fs::path& path) {
        return path == m_safe->card() / ("IMG_1" + part.toStdString()) ? EIO : 0;
    };
    const auto first = m_safe->ingest(wanted);
    QCOMPARE(first.result.state, JobState::DoneWithFailures);
    QCOMPARE(first.count("imported"), 3);
    if (isMove)
        QCOMPARE(onCard(), list({"IMG_1.JPG", "IMG_1.dng", "IMG_1.xmp"}));
    QVERIFY(!latestReceipt(*m_safe).isSafeToFormat());
    m_device->onRead = {};
    RecordingObserver observer;
    if (isResumed)
        QCOMPARE(resumeIngest(m_safe->environment(), first.result.job, observer, {}).state, JobState::Done);
    else
        QCOMPARE(m_safe->ingest(wanted).result.state, JobState::Done);
    const QString stem = nameTemplate.isEmpty() ? QStringLiteral("IMG_1 (2)") : QStringLiteral("shot-0001");
    QVERIFY2(photos().contains(stem + u": 3 files 110"), qPrintable(photos().join(u"; ")));
    QCOMPARE(photos().size(), 3);
    QCOMPARE(onCard(), isMove ? QStringList() : card);
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
    QCOMPARE(m_safe->complaints(), QStringList());
}

void TestTriples::theyMoveHereUnderAnotherName_data()
{
    copiedOrMoved();
}

void TestTriples::theyMoveHereUnderAnotherName()
{
    QFETCH(const bool, isMove);
    IngestRequest moving = request(isMove);
    moving.projectName = QStringLiteral("Album");
    moving.onConflict = IngestRequest::OnConflict::MoveHere;
    putOnCard("IMG_1", 5); // Album has that name for another photo
    QCOMPARE(m_safe->ingest(moving).count("imported"), 3);
    putOnCard("IMG_1", 1);
    const auto moved = m_safe->ingest(moving);
    QCOMPARE(moved.result.state, JobState::Done);
    QCOMPARE(moved.count("moved_here"), 3);
    QCOMPARE(LibraryFixture::filesIn(m_safe->project()), QStringList());
    QCOMPARE(
        LibraryFixture::filesIn(m_safe->root() / "Album"),
        list({"IMG_1 (2).JPG", "IMG_1 (2).dng", "IMG_1 (2).xmp", "IMG_1.JPG", "IMG_1.dng", "IMG_1.xmp"}));
    QCOMPARE(readFile(m_safe->root() / "Album/IMG_1 (2).xmp"), QByteArray("<x>1</x>"));
    QCOMPARE(onCard().size(), isMove ? 0 : 3);
    QVERIFY(latestReceipt(*m_safe).isSafeToFormat());
    QCOMPARE(m_safe->check().corrections.size(), 0);
}

void TestTriples::theyGoToTheTrashAndComeBack_data()
{
    QTest::addColumn<bool>("isTakenInMeanwhile");
    QTest::newRow("nothing happens meanwhile") << false;
    QTest::newRow("the card is taken in meanwhile") << true;
}

void TestTriples::theyGoToTheTrashAndComeBack()
{
    QFETCH(const bool, isTakenInMeanwhile);
    const QStringList names = m_safe->files();
    const auto before = snapshot(m_safe->project());
    const auto entries = putAway(names);
    QCOMPARE(LibraryFixture::filesIn(m_safe->project()), QStringList());
    QCOMPARE(photos(), QStringList());
    QCOMPARE(m_safe->complaints(), QStringList());
    if (isTakenInMeanwhile) {
        QCOMPARE(m_safe->ingest(request(false)).count("failed"), 0);
        QCOMPARE(photos(), list({"IMG_1: 3 files 110"}));
        const auto there = snapshot(m_safe->project());
        for (const TrashEntry& entry : entries) // nothing is overwritten
            QCOMPARE(restoreFromTrash(m_safe->environment(), entry.id).error().code,
                     ErrorCode::AlreadyExists);
        QCOMPARE(snapshot(m_safe->project()), there);
    } else {
        for (const TrashEntry& entry : entries)
            QVERIFY(restoreFromTrash(m_safe->environment(), entry.id).isOk());
        QCOMPARE(snapshot(m_safe->project()), before);
    }
    QCOMPARE(photos(), list({"IMG_1: 3 files 110"}));
    QCOMPARE(m_safe->complaints(), QStringList());
    QCOMPARE(m_safe->check().corrections.size(), 0);
}

QTEST_GUILESS_MAIN(TestTriples)
#include "tst_triples.moc"
