#include "catalog/filerepository.h"
#include "catalog/projectrepository.h"
#include "support/workedshoot.h"
#include "tasks/trash.h"
#include "tasks/worker.h"

#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

using Shoot = WorkedShoot;

} // namespace

/// Files that a person moved or renamed, and the folder check finds again.
class TestMovedFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRenamedPhotoKeepsItsHistory();
    void aMovedFolderKeepsItsPhotos();
    void allFilesOfAFrameMoveTogether();
    void missingFilesGoAlong();
    void aPartThatStaysKeepsThePhoto();
    void aFileJoinsThePhotoOfItsNewName();
    void aFileMovesBetweenProjects();
    void aMoveFromAnOfflineProjectIsACopy();
    void aMoveFromAnIngestingProjectIsACopy();
    void aFileInTheTrashIsNotAMovedOne();
    void aMovedAndEditedFileIsANewPhoto();
    void ofTwoCopiesOneIsTheMovedOne();
    void aCopyIsAPhotoOfItsOwn();
    void swappedNamesLoseNothing();
    void letterCaseMakesTwoPhotos();
    void namesThatAreNotUtf8();
    void nothingIsLostWhenTheCatalogueFails();
};

void TestMovedFiles::aRenamedPhotoKeepsItsHistory()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}};
    shoot.change("UPDATE photos SET keep_raw = 0 WHERE stem = 'a'");
    const QStringList made = shoot.rows("SELECT created_at, keep_raw FROM photos WHERE id = 1");
    shoot.move("a.JPG", "bride.JPG");
    const StepReport report = shoot.run();
    QCOMPARE(report.changes(), list({"photo_moved Shoot/a > Shoot/bride"}));
    QCOMPARE(report.count("moved"), 1);
    QCOMPARE(shoot.photos(), list({"2 b 100: b.JPG", "1 bride 100: bride.JPG"}));
    QCOMPARE(shoot.rows("SELECT created_at, keep_raw FROM photos WHERE id = 1"), made);
    QCOMPARE(shoot.rows("SELECT kind, photo_id, before_text, after_text FROM corrections ORDER BY id DESC "
                        "LIMIT 1"),
             list({"photo_moved|1|Shoot/a|Shoot/bride"}));
    QCOMPARE(shoot.complaints(), QStringList());
}

/// Whether a check has marked the old place as missing before makes no difference.
void TestMovedFiles::aMovedFolderKeepsItsPhotos()
{
    for (const bool isCheckedBefore : {false, true}) {
        const Shoot shoot{{"in/a.JPG", 1}, {"in/b.JPG", 2}, {"in/c.JPG", 3}};
        fs::rename(shoot.project() / "in", shoot.project() / "out");
        if (isCheckedBefore)
            shoot.change("UPDATE files SET present = 0");
        const StepReport report = shoot.run();
        QCOMPARE(report.count("moved"), 3);
        QCOMPARE(report.count("added"), 0);
        QCOMPARE(shoot.photos(),
                 list({"1 out/a 100: out/a.JPG", "2 out/b 100: out/b.JPG", "3 out/c 100: out/c.JPG"}));
        QCOMPARE(shoot.complaints(), QStringList());
    }
}

void TestMovedFiles::allFilesOfAFrameMoveTogether()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("a.DNG", dngBytes(2));
    shoot.put("a.xmp", "<x/>");
    (void)shoot.run();
    for (const char* ending : {".JPG", ".DNG", ".xmp"})
        shoot.move(std::string("a") + ending, std::string("picked/best") + ending);
    const StepReport report = shoot.run();
    QCOMPARE(report.changes(), list({"photo_moved Shoot/a > Shoot/picked/best"}));
    QCOMPARE(shoot.photos(), list({"1 picked/best 110: picked/best.JPG picked/best.DNG picked/best.xmp"}));
    QCOMPARE(shoot.rows("SELECT COUNT(*) FROM files"), list({"3"}));
}

void TestMovedFiles::missingFilesGoAlong()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("a.DNG", dngBytes(2));
    (void)shoot.run();
    shoot.move("a.JPG", "sub/b.JPG");
    fs::remove(shoot.project() / "a.DNG");
    (void)shoot.run();
    QCOMPARE(shoot.photos(), list({"1 sub/b 100: sub/b.JPG sub/b.DNG?"}));
}

void TestMovedFiles::aPartThatStaysKeepsThePhoto()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("a.DNG", dngBytes(2));
    (void)shoot.run();
    shoot.change("UPDATE photos SET keep_raw = 0");
    shoot.move("a.JPG", "web/a.JPG");
    const StepReport report = shoot.run();
    QCOMPARE(report.changes(), list({"photo_moved Shoot/a.JPG > Shoot/web/a.JPG"}));
    QCOMPARE(shoot.photos(), list({"1 a 010: a.DNG", "2 web/a 100: web/a.JPG"}));
    QCOMPARE(shoot.rows("SELECT keep_raw FROM photos"), list({"0", "0"}));
    QCOMPARE(shoot.complaints(), QStringList());
}

void TestMovedFiles::aFileJoinsThePhotoOfItsNewName()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("other.DNG", dngBytes(2));
    (void)shoot.run();
    shoot.move("other.DNG", "a.DNG");
    (void)shoot.run();
    QCOMPARE(shoot.photos(), list({"1 a 110: a.JPG a.DNG", "2 other 000:"}));
    shoot.move("a.DNG", "a.dng"); // the same photo under another name
    QCOMPARE(shoot.run().changes(), list({"photo_moved Shoot/a.DNG > Shoot/a.dng"}));
    QCOMPARE(shoot.photos(), list({"1 a 110: a.JPG a.dng", "2 other 000:"}));
}

void TestMovedFiles::aFileMovesBetweenProjects()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}};
    QVERIFY(addProject(shoot.environment(), QStringLiteral("Album")).isOk());
    fs::rename(shoot.project() / "a.JPG", shoot.root() / "Album/cover.JPG");
    const StepReport report = shoot.run();
    QCOMPARE(report.changes(), list({"photo_moved Shoot/a > Album/cover"}));
    QCOMPARE(shoot.rows("SELECT p.id, p.stem, pr.name, f.name FROM photos p JOIN projects pr ON pr.id = "
                        "p.project_id JOIN files f ON f.photo_id = p.id AND f.project_id = pr.id ORDER BY "
                        "p.id"),
             list({"1|cover|Album|cover.JPG", "2|b|Shoot|b.JPG"}));
    QCOMPARE(shoot.run().count("corrected"), 0);
}

void TestMovedFiles::aMoveFromAnOfflineProjectIsACopy()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}};
    QVERIFY(addProject(shoot.environment(), QStringLiteral("Album")).isOk());
    fs::rename(shoot.project() / "a.JPG", shoot.root() / "Album/a.JPG");
    fs::rename(shoot.project(), shoot.elsewhere("unplugged"));
    const StepReport report = shoot.run();
    QCOMPARE(report.changes(), list({"photo_added a 000>100"}));
    QCOMPARE(report.skipped, list({"Shoot: project_offline"}));
    QCOMPARE(shoot.rows("SELECT project_id, stem, jpg_available FROM photos ORDER BY id"),
             list({"1|a|1", "1|b|1", "2|a|1"}));
}

void TestMovedFiles::aMoveFromAnIngestingProjectIsACopy()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}};
    QVERIFY(addProject(shoot.environment(), QStringLiteral("Album")).isOk());
    fs::rename(shoot.project() / "a.JPG", shoot.root() / "Album/a.JPG");
    shoot.change(QStringLiteral("INSERT INTO jobs (uuid, type, project_id, state, worker, created_at) VALUES "
                                "('u', 'ingest', 1, 'running', '%1', '2026-01-01T00:00:00.000Z')")
                     .arg(currentWorker()));
    const StepReport report = shoot.run();
    QCOMPARE(report.changes(), list({"photo_added a 000>100"}));
    QCOMPARE(shoot.rows("SELECT COUNT(*) FROM photos WHERE project_id = 1"), list({"2"}));
}

/// It goes back to its place when it is restored.
void TestMovedFiles::aFileInTheTrashIsNotAMovedOne()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}};
    const TaskEnvironment environment = shoot.environment();
    Connection connection(shoot.library().catalog());
    QVERIFY(connection.open().isOk());
    const auto project = ProjectRepository(connection).findByName(shoot.projectName());
    const auto probe = probeProject(connection, **project, shoot.project());
    const auto file = FileRepository(connection).findByName((*project)->id, QStringLiteral("a.JPG"));
    Trash trash(environment, connection);
    const auto entry = trash.putAway(**project, *probe, **file, QStringLiteral("test"));
    QVERIFY(entry.isOk());
    shoot.put("copy.JPG", jpegBytes(1));
    QCOMPARE(shoot.run().changes(), list({"photo_added copy 000>100"}));
    QVERIFY(trash.restore(entry->id).isOk());
    QCOMPARE(shoot.photos(), list({"1 a 100: a.JPG", "2 b 100: b.JPG", "3 copy 100: copy.JPG"}));
}

void TestMovedFiles::aMovedAndEditedFileIsANewPhoto()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}};
    fs::remove(shoot.project() / "a.JPG");
    shoot.put("edited.JPG", jpegBytes(9));
    QCOMPARE(shoot.run().changes(), list({"photo_added edited 000>100"}));
    QCOMPARE(shoot.photos().size(), 3); // the old one is still known
}

void TestMovedFiles::ofTwoCopiesOneIsTheMovedOne()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}};
    shoot.put("x/a.JPG", jpegBytes(1));
    shoot.put("y/a.JPG", jpegBytes(1));
    fs::remove(shoot.project() / "a.JPG");
    (void)shoot.run();
    QCOMPARE(shoot.photos(), list({"2 b 100: b.JPG", "1 x/a 100: x/a.JPG", "3 y/a 100: y/a.JPG"}));
}

void TestMovedFiles::aCopyIsAPhotoOfItsOwn()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("copy of a.JPG", jpegBytes(1));
    QCOMPARE(shoot.run().changes(), list({"photo_added copy of a 000>100"}));
    QCOMPARE(shoot.photos(), list({"1 a 100: a.JPG", "2 copy of a 100: copy of a.JPG"}));
}

void TestMovedFiles::swappedNamesLoseNothing()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}};
    shoot.move("a.JPG", "t.JPG");
    shoot.move("b.JPG", "a.JPG");
    shoot.move("t.JPG", "b.JPG");
    const QStringList rows = libraryRows(shoot);
    QCOMPARE(shoot.run().count("corrected"), 0);
    QCOMPARE(libraryRows(shoot), rows);
}

void TestMovedFiles::letterCaseMakesTwoPhotos()
{
    const Shoot shoot{{"a.JPG", 1}};
    shoot.put("A.jpg", jpegBytes(2));
    QCOMPARE(shoot.run().changes(), list({"photo_added A 000>100"}));
    shoot.move("a.JPG", "b.JPG"); // and back to a name that differs in case from one that is there
    (void)shoot.run();
    shoot.move("b.JPG", "a.JPG");
    QCOMPARE(shoot.run().changes(), list({"photo_moved Shoot/b > Shoot/a"}));
    QCOMPARE(shoot.photos(), list({"2 A 100: A.jpg", "1 a 100: a.JPG"}));
}

void TestMovedFiles::namesThatAreNotUtf8()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}};
    shoot.put("caf\xE9.JPG", jpegBytes(3));
    shoot.put("line\nbreak.JPG", jpegBytes(4));
    (void)shoot.run();
    QCOMPARE(shoot.complaints(), QStringList());
    shoot.move("caf\xE9.JPG", "\xFF\xFE/caf\xE9.JPG");
    shoot.move("a.JPG", "\xE9.JPG");
    QCOMPARE(shoot.run().count("moved"), 2);
    QCOMPARE(shoot.complaints(), QStringList());
    QCOMPARE(shoot.run().count("corrected"), 0);
}

/// What the catalogue does not take is not told, and is found again.
void TestMovedFiles::nothingIsLostWhenTheCatalogueFails()
{
    const Shoot shoot{{"a.JPG", 1}, {"b.JPG", 2}};
    shoot.move("a.JPG", "moved.JPG");
    shoot.change("ALTER TABLE corrections RENAME TO put_away");
    const QStringList rows = shoot.photos();
    const StepReport failed = shoot.run();
    QCOMPARE(failed.result.state, JobState::DoneWithFailures);
    QCOMPARE(failed.corrections.size(), 0);
    QCOMPARE(shoot.photos(), rows);
    shoot.change("ALTER TABLE put_away RENAME TO corrections");
    QCOMPARE(shoot.run().changes(), list({"photo_moved Shoot/a > Shoot/moved"}));
}

QTEST_GUILESS_MAIN(TestMovedFiles)
#include "tst_movedfiles.moc"
