#include "db/migrations.h"
#include "support/catalogfixture.h"
#include "support/tempfolder.h"

#include <QRandomGenerator>
#include <QTest>
#include <QUuid>

#include <barrier>
#include <thread>
#include <vector>

using namespace safelight;
using namespace safelight::test;

namespace {

/// Everything that was created, as a text to compare.
QString schemaOf(const Connection& connection)
{
    auto row = connection.run(
        CatalogFixture::isOnServer()
            ? QStringLiteral("SELECT 'CREATE TABLE ' || table_name || ' ' || column_name || ' ' || data_type "
                             "FROM information_schema.columns WHERE table_schema = current_schema() "
                             "UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() "
                             "ORDER BY 1")
            : QStringLiteral("SELECT COALESCE(sql, '') FROM sqlite_master ORDER BY name"));
    QString all;
    while (row && row->next())
        all += row->value(0).toString() + u'\n';
    return all;
}

/// A catalogue of its own for each test, on the engine that the run is for.
struct Fresh
{
    Fresh()
    {
        if (const Status opened = connection.open(Connection::Mode::Create); !opened)
            qFatal("%s", qPrintable(describeForLog(opened.error())));
    }

    TempFolder folder;
    CatalogFixture catalog{folder.path()};
    Connection connection{catalog.location()};
};

} // namespace

class TestMigrations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyCatalogueIsFilled();
    void aNewerCatalogueIsLeftAlone();
    void anotherProgramsDatabaseIsLeftAlone();
    void twoProgramsAtOnce();
    void namesOfAnyLength();
    void textIsOrderedByItsBytes();
};

void TestMigrations::anEmptyCatalogueIsFilled()
{
    Fresh fresh;
    Connection& connection = fresh.connection;
    QVERIFY(migrate(connection).isOk());
    auto version = connection.run(QStringLiteral("SELECT MAX(version), COUNT(*) FROM schema_migrations"));
    QVERIFY(version.isOk() && version->next());
    QCOMPARE(version->value(0).toInt(), newestSchemaVersion());
    QCOMPARE(version->value(1).toInt(), newestSchemaVersion());
    const QString schema = schemaOf(connection);
    for (const char* table : {"projects", "photos", "files", "corrections", "jobs", "trash", "library"})
        QVERIFY2(schema.contains(QStringLiteral("CREATE TABLE %1").arg(QLatin1StringView(table))), table);
    QVERIFY(migrate(connection).isOk()); // and again: nothing is left to do
    QCOMPARE(schemaOf(connection), schema);
}

void TestMigrations::aNewerCatalogueIsLeftAlone()
{
    Fresh fresh;
    Connection& connection = fresh.connection;
    QVERIFY(migrate(connection).isOk());
    QVERIFY(connection
                .run(QStringLiteral("INSERT INTO schema_migrations (version, applied_at) VALUES (?, ?)"),
                     {newestSchemaVersion() + 1, QStringLiteral("2030-01-01T00:00:00Z")})
                .isOk());
    const QString schema = schemaOf(connection);
    QCOMPARE(migrate(connection).error().code, ErrorCode::CatalogTooNew);
    QCOMPARE(schemaOf(connection), schema);
}

void TestMigrations::anotherProgramsDatabaseIsLeftAlone()
{
    Fresh fresh;
    Connection& connection = fresh.connection;
    QVERIFY(connection.run(QStringLiteral("CREATE TABLE bookmarks (id INTEGER)")).isOk());
    const QString schema = schemaOf(connection);
    QCOMPARE(migrate(connection).error().code, ErrorCode::CatalogDamaged);
    QCOMPARE(schemaOf(connection), schema);
}

void TestMigrations::twoProgramsAtOnce()
{
    constexpr int kPrograms = 4;
    const Fresh fresh;
    std::vector<Status> ends(kPrograms);
    std::vector<std::thread> programs;
    std::barrier together(kPrograms);
    for (Status& end : ends) {
        programs.emplace_back([&] {
            Connection connection(fresh.catalog.location());
            end = connection.open();
            together.arrive_and_wait();
            if (end)
                end = migrate(connection);
        });
    }
    for (std::thread& program : programs)
        program.join();
    for (const Status& end : ends)
        QVERIFY2(end.isOk(), end ? "" : qPrintable(describeForLog(end.error())));
}

/// A path may have 4,096 bytes, and an entry of an index less on some engines.
void TestMigrations::namesOfAnyLength()
{
    constexpr int kLongestPath = 4096;
    Fresh fresh;
    Connection& connection = fresh.connection;
    QVERIFY(migrate(connection).isOk());
    QString longName; // no two parts of it are alike, so that nothing can compress it away
    QRandomGenerator random(7);
    while (longName.size() < kLongestPath)
        longName += QChar(u'!' + random.bounded(90));
    const auto insertProject = [&](const QString& name) {
        return connection.run(
            QStringLiteral("INSERT INTO projects (uuid, name, folder, created_at, updated_at) "
                           "VALUES (?, ?, ?, '', '') RETURNING id"),
            {QUuid::createUuid().toString(), name, name});
    };
    auto project = insertProject(longName);
    QVERIFY(project.isOk() && project->next());
    QVERIFY(!insertProject(longName).isOk());
    QVERIFY(insertProject(longName.chopped(1)).isOk());
    const auto insertPhoto = [&](const QString& stem) {
        return connection.run(QStringLiteral("INSERT INTO photos (project_id, stem, created_at, updated_at) "
                                             "VALUES (?, ?, '', '') RETURNING id"),
                              {project->value(0), stem});
    };
    auto photo = insertPhoto(longName);
    QVERIFY2(photo.isOk(), photo ? "" : qPrintable(describeForLog(photo.error())));
    QVERIFY(photo->next());
    QVERIFY(!insertPhoto(longName).isOk());
    QVERIFY(insertPhoto(longName.chopped(1)).isOk());
    const auto insertFile = [&](const QString& name) {
        return connection.run(QStringLiteral("INSERT INTO files (project_id, photo_id, name, kind, "
                                             "created_at, updated_at) VALUES (?, ?, ?, 0, '', '')"),
                              {project->value(0), photo->value(0), name});
    };
    QVERIFY(insertFile(longName).isOk());
    QVERIFY(!insertFile(longName).isOk());
    QVERIFY(insertFile(longName.chopped(1)).isOk());
}

void TestMigrations::textIsOrderedByItsBytes()
{
    Fresh fresh;
    Connection& connection = fresh.connection;
    QVERIFY(migrate(connection).isOk());
    const QStringList inOrder = {QStringLiteral("A b"),    QStringLiteral("A-b"),       QStringLiteral("Ab"),
                                 QStringLiteral("B"),      QStringLiteral("_"),         QStringLiteral("a"),
                                 QStringLiteral("\u00E4"), QStringLiteral("\U0001F4F7")};
    for (auto name = inOrder.crbegin(); name != inOrder.crend(); ++name)
        QVERIFY(connection
                    .run(QStringLiteral("INSERT INTO projects (uuid, name, folder, created_at, updated_at) "
                                        "VALUES (?, ?, ?, '', '')"),
                         {*name, *name, *name})
                    .isOk());
    auto row = connection.run(QStringLiteral("SELECT name FROM projects ORDER BY name"));
    QStringList names;
    while (row && row->next())
        names += row->value(0).toString();
    QCOMPARE(names, inOrder);
}

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
