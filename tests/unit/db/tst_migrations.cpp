#include "db/migrations.h"
#include "support/tempfolder.h"

#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace {

QString schemaOf(const Connection& connection)
{
    auto row = connection.run(QStringLiteral("SELECT COALESCE(sql, '') FROM sqlite_master ORDER BY name"));
    QString all;
    while (row && row->next())
        all += row->value(0).toString() + u'\n';
    return all;
}

} // namespace

class TestMigrations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyCatalogueIsFilled();
    void aNewerCatalogueIsLeftAlone();
    void anotherProgramsDatabaseIsLeftAlone();
};

void TestMigrations::anEmptyCatalogueIsFilled()
{
    const TempFolder folder;
    Connection connection({folder / "c.sqlite"});
    QVERIFY(connection.open(Connection::Mode::Create).isOk());
    QVERIFY(migrate(connection).isOk());
    auto version = connection.run(QStringLiteral("SELECT MAX(version), COUNT(*) FROM schema_migrations"));
    QVERIFY(version.isOk() && version->next());
    QCOMPARE(version->value(0).toInt(), newestSchemaVersion());
    QCOMPARE(version->value(1).toInt(), newestSchemaVersion());
    const QString schema = schemaOf(connection);
    for (const char* table : {"projects", "photos", "files", "corrections", "jobs", "trash"})
        QVERIFY2(schema.contains(QStringLiteral("CREATE TABLE %1").arg(QLatin1StringView(table))), table);
    QVERIFY(migrate(connection).isOk()); // and again: nothing is left to do
    QCOMPARE(schemaOf(connection), schema);
}

void TestMigrations::aNewerCatalogueIsLeftAlone()
{
    const TempFolder folder;
    Connection connection({folder / "c.sqlite"});
    QVERIFY(connection.open(Connection::Mode::Create).isOk());
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
    const TempFolder folder;
    Connection connection({folder / "c.sqlite"});
    QVERIFY(connection.open(Connection::Mode::Create).isOk());
    QVERIFY(connection.run(QStringLiteral("CREATE TABLE bookmarks (id INTEGER)")).isOk());
    const QString schema = schemaOf(connection);
    QCOMPARE(migrate(connection).error().code, ErrorCode::CatalogDamaged);
    QCOMPARE(schemaOf(connection), schema);
}

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
