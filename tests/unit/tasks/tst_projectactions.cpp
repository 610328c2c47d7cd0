#include "storage/manifest.h"
#include "support/libraryfixture.h"
#include "tasks/projectactions.h"

#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// Where a new project's folder comes from, also after a crash in the middle of adding one.
class TestProjectActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewFolderIsMade();
    void whatACrashLeftIsTakenOver_data();
    void whatACrashLeftIsTakenOver();
    void anothersFolderIsNotTakenOver_data();
    void anothersFolderIsNotTakenOver();
    void aNameIsTakenOnce();
};

void TestProjectActions::aNewFolderIsMade()
{
    const LibraryFixture safe;
    const auto project = addProject(safe.environment(), safe.projectName());
    QVERIFY(project.isOk());
    const auto manifest = Manifest::read(safe.project());
    QVERIFY(manifest.isOk());
    QCOMPARE(manifest->id, project->uuid);
    QCOMPARE(manifest->name, safe.projectName());
}

void TestProjectActions::whatACrashLeftIsTakenOver_data()
{
    QTest::addColumn<bool>("hasManifest");
    QTest::addColumn<bool>("hasTemporary");
    QTest::newRow("before its manifest") << false << false;
    QTest::newRow("while its manifest was written") << false << true;
    QTest::newRow("after its manifest") << true << false;
    QTest::newRow("with both") << true << true;
}

void TestProjectActions::whatACrashLeftIsTakenOver()
{
    QFETCH(const bool, hasManifest);
    QFETCH(const bool, hasTemporary);
    const LibraryFixture safe;
    fs::create_directory(safe.project());
    const Manifest left{QUuid::createUuid(), safe.projectName(), QDateTime::currentDateTimeUtc()};
    if (hasManifest)
        QVERIFY(left.create(FileSystem::posix(), safe.project()).isOk());
    if (hasTemporary)
        QVERIFY(writeFile(safe.project() / ".safelight-1-0.part", "half"));
    const auto project = addProject(safe.environment(), safe.projectName());
    QVERIFY(project.isOk());
    QCOMPARE(project->folder, QStringLiteral("Shoot"));
    const auto manifest = Manifest::read(safe.project());
    QVERIFY(manifest.isOk());
    QCOMPARE(manifest->id, project->uuid);
    QCOMPARE(manifest->id == left.id, hasManifest);
    QVERIFY(listTree(safe.project()) ==
            std::vector<std::string>{".project.yaml"}); // nothing temporary is left
}

void TestProjectActions::anothersFolderIsNotTakenOver_data()
{
    QTest::addColumn<QString>("what");
    for (const char* what : {"a picture", "a folder", "another name", "a link", "a damaged manifest",
                             "a project", "another's ingest"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void TestProjectActions::anothersFolderIsNotTakenOver()
{
    QFETCH(const QString, what);
    const LibraryFixture safe;
    const fs::path folder = safe.project();
    const Manifest other{QUuid::createUuid(), QStringLiteral("Other"), QDateTime::currentDateTimeUtc()};
    if (what == u"a project") {
        // A project that was renamed keeps its folder.
        QVERIFY(addProject(safe.environment(), safe.projectName()).isOk());
        QVERIFY(renameProject(safe.environment(), safe.projectName(), QStringLiteral("Renamed")).isOk());
    } else if (what == u"a link") {
        fs::create_directory(safe.elsewhere("real"));
        fs::create_directory_symlink(safe.elsewhere("real"), folder);
    } else {
        fs::create_directory(folder);
    }
    if (what == u"a picture")
        QVERIFY(writeFile(folder / "a.jpg", "x"));
    if (what == u"a folder")
        fs::create_directory(folder / "DCIM");
    if (what == u"another name")
        QVERIFY(other.create(FileSystem::posix(), folder).isOk());
    if (what == u"another's ingest")
        QVERIFY(
            writeFile(folder / ".safelight-0f9c6a0e-52c4-4b3e-9a55-7a3a2f5f6d11-0.part", "half a picture"));
    if (what == u"a damaged manifest")
        QVERIFY(writeFile(Manifest::pathIn(folder), "{"));
    const auto before = snapshot(folder);
    const auto project = addProject(safe.environment(), safe.projectName());
    QVERIFY(project.isOk());
    QCOMPARE(project->folder, QStringLiteral("Shoot (2)"));
    QCOMPARE(snapshot(folder), before);
}

void TestProjectActions::aNameIsTakenOnce()
{
    const LibraryFixture safe;
    QVERIFY(addProject(safe.environment(), safe.projectName()).isOk());
    QCOMPARE(addProject(safe.environment(), safe.projectName()).error().code, ErrorCode::ProjectExists);
    QVERIFY(!fs::exists(safe.root() / "Shoot (2)"));
    QCOMPARE(safe.rows("SELECT COUNT(*) FROM projects"), list({"1"}));
}

QTEST_GUILESS_MAIN(TestProjectActions)
#include "tst_projectactions.moc"
