#include "catalog/libraryrepository.h"
#include "catalog/projectrepository.h"
#include "db/connection.h"
#include "storage/library.h"
#include "support/catalogfixture.h"
#include "support/tempfolder.h"

#include <QTest>

#include <memory>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

/// A library and its catalogue belong together, wherever the catalogue lives.
class TestLibraryFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void isMadeOnceAndOpenedAgain();
    void opensNothingWhereThereIsNone();
    void aCatalogueOfAnotherLibraryIsRefused();
    void aCatalogueFromBeforeIsClaimed();
    void aLostMarkerIsWrittenAgain();
    void aLostCatalogueIsNotReplaced();
    void aServerThatCannotBeReachedMakesNoLibrary();

private:
    Result<Library> make(const char* name) const
    {
        return Library::openOrCreate(FileSystem::posix(), *m_folder / name, m_catalog->location());
    }
    fs::path markerOf(const char* name) const { return *m_folder / name / ".safelight/library.json"; }

    std::unique_ptr<TempFolder> m_folder;
    std::unique_ptr<CatalogFixture> m_catalog; ///< given, not in the library's folder
};

void TestLibraryFolder::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_catalog = std::make_unique<CatalogFixture>(m_folder->path());
}

void TestLibraryFolder::cleanup()
{
    m_catalog.reset();
    m_folder.reset();
}

void TestLibraryFolder::isMadeOnceAndOpenedAgain()
{
    const auto made = make("A");
    QVERIFY2(made.isOk(), made ? "" : qPrintable(describeForLog(made.error())));
    const auto again = make("A");
    const auto opened = Library::open(*m_folder / "A", m_catalog->location());
    QVERIFY(again.isOk() && opened.isOk());
    QCOMPARE(again->uuid(), made->uuid());
    QCOMPARE(opened->uuid(), made->uuid());
    QVERIFY(opened->catalog() == m_catalog->location());
    Connection connection(opened->catalog());
    QVERIFY(connection.open().isOk());
    const auto owner = LibraryRepository(connection).uuid();
    QVERIFY(owner.isOk());
    QVERIFY(*owner == made->uuid());
}

void TestLibraryFolder::opensNothingWhereThereIsNone()
{
    const auto opened = Library::open(*m_folder / "A", m_catalog->location());
    QCOMPARE(opened.error().code, ErrorCode::LibraryMissing);
    QVERIFY(!fs::exists(*m_folder / "A"));
}

void TestLibraryFolder::aCatalogueOfAnotherLibraryIsRefused()
{
    QVERIFY(make("A").isOk());
    QVERIFY(Library::openOrCreate(FileSystem::posix(), *m_folder / "B").isOk()); // with one of its own
    QCOMPARE(make("B").error().code, ErrorCode::CatalogOfOther);
    QCOMPARE(make("C").error().code, ErrorCode::CatalogOfOther);
    QVERIFY(!fs::exists(markerOf("C")));
    QVERIFY(make("A").isOk());
}

void TestLibraryFolder::aCatalogueFromBeforeIsClaimed()
{
    const auto made = make("A");
    QVERIFY(made.isOk());
    Connection connection(m_catalog->location());
    QVERIFY(connection.open().isOk());
    QVERIFY(connection.run(QStringLiteral("DELETE FROM library")).isOk());
    QVERIFY(make("A").isOk());
    const auto owner = LibraryRepository(connection).uuid();
    QVERIFY(owner.isOk());
    QVERIFY(*owner == made->uuid());
}

/// The library's own file knows whose it is. Of one that was given, only a person can say that.
void TestLibraryFolder::aLostMarkerIsWrittenAgain()
{
    const auto own = Library::openOrCreate(FileSystem::posix(), *m_folder / "B");
    QVERIFY(own.isOk());
    fs::remove(markerOf("B"));
    const auto again = Library::openOrCreate(FileSystem::posix(), *m_folder / "B");
    QVERIFY(again.isOk());
    QCOMPARE(again->uuid(), own->uuid());

    QVERIFY(make("A").isOk());
    fs::remove(markerOf("A"));
    QCOMPARE(make("A").error().code, ErrorCode::CatalogOfOther);
}

void TestLibraryFolder::aLostCatalogueIsNotReplaced()
{
    const auto own = Library::openOrCreate(FileSystem::posix(), *m_folder / "B");
    QVERIFY(own.isOk());
    const fs::path file = *own->catalog().file();
    fs::remove(file);
    QCOMPARE(Library::openOrCreate(FileSystem::posix(), *m_folder / "B").error().code,
             ErrorCode::CatalogUnreachable);
    QVERIFY(!fs::exists(file));
}

void TestLibraryFolder::aServerThatCannotBeReachedMakesNoLibrary()
{
    const auto nowhere = CatalogLocation::fromArgument("postgresql://127.0.0.1:1/photos");
    QVERIFY(nowhere.isOk());
    const auto made = Library::openOrCreate(FileSystem::posix(), *m_folder / "A", *nowhere);
    QCOMPARE(made.error().code, ErrorCode::CatalogUnreachable);
    QVERIFY(!fs::exists(*m_folder / "A"));
}

QTEST_GUILESS_MAIN(TestLibraryFolder)
#include "tst_library.moc"
