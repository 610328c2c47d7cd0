#include "db/connection.h"
#include "db/migrations.h"
#include "support/catalogfixture.h"
#include "support/tempfolder.h"

#include <QTest>

#include <functional>
#include <memory>

using namespace safelight;
using namespace safelight::test;

namespace {

constexpr auto kPassword = "s3cret ' \\ word";

/// A server that nobody answers for.
PostgresqlDatabase nobody()
{
    PostgresqlDatabase database;
    database.host = QStringLiteral("127.0.0.1");
    database.port = 1;
    database.name = QStringLiteral("photos");
    return database;
}

} // namespace

/// A catalogue on a PostgreSQL server: what a session is given, and what is said when there is none.
class TestServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theSessionIsAsTheCatalogueNeedsIt();
    void textIsStoredAsItIs();
    void anUnreachableServer();
    void aFolderWithoutASocket();
    void aDatabaseThatIsNotThere();
    void aUserThatIsNotThere();
    void passwords_data();
    void passwords();
    void aDatabaseOfAnotherEncoding();
    void aUserWhoMayOnlyRead();
    void aDatabaseThatIsReadOnly();
    void aConnectionThatIsCutOff();
    void aCommitThatIsCutOff();

private:
    QStringList rows(const QString& sql) const;
    void cutOff() const;
    Error openingError(const std::function<void(PostgresqlDatabase&)>& change) const;

    std::unique_ptr<TempFolder> m_folder;
    std::unique_ptr<CatalogFixture> m_catalog;
    std::unique_ptr<Connection> m_connection;
};

void TestServer::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_catalog = std::make_unique<CatalogFixture>(m_folder->path());
    m_connection = std::make_unique<Connection>(m_catalog->location());
    QVERIFY(m_connection->open().isOk());
    QVERIFY(m_connection->run(QStringLiteral("CREATE TABLE t (name TEXT)")).isOk());
    qunsetenv("PGPASSWORD");
    qunsetenv("PGPASSFILE");
}

void TestServer::cleanup()
{
    m_connection.reset();
    m_catalog.reset();
    m_folder.reset();
}

QStringList TestServer::rows(const QString& sql) const
{
    auto row = m_connection->run(sql);
    if (!row)
        qFatal("%s", qPrintable(describeForLog(row.error())));
    QStringList all;
    while (row->next())
        all += row->value(0).toString();
    return all;
}

/// What a network that goes away, or an administrator, does to every connection but ours.
void TestServer::cutOff() const
{
    (void)rows(QStringLiteral("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                              "WHERE datname = current_database() AND pid <> pg_backend_pid()"));
}

/// How opening the test's database fails with this changed.
Error TestServer::openingError(const std::function<void(PostgresqlDatabase&)>& change) const
{
    PostgresqlDatabase database = *m_catalog->location().server();
    change(database);
    Connection connection(database);
    const Status opened = connection.open();
    return opened ? Error{ErrorCode::Internal, QStringLiteral("it was opened"), {}, nullptr} : opened.error();
}

void TestServer::theSessionIsAsTheCatalogueNeedsIt()
{
    Connection connection(m_catalog->location());
    QVERIFY(connection.open(Connection::Mode::ReadWrite, std::chrono::milliseconds(1234)).isOk());
    const std::pair<const char*, const char*> expected[] = {
        {"application_name", "safelight"},
        {"client_encoding", "UNICODE"},
        {"synchronous_commit", "on"},
        {"standard_conforming_strings", "on"},
        {"client_min_messages", "warning"},
        {"lock_timeout", "1234ms"},
        {"default_transaction_isolation", "read committed"},
    };
    for (const auto& [setting, value] : expected) {
        auto row = connection.run(u"SHOW " + QString::fromLatin1(setting));
        QVERIFY(row.isOk() && row->next());
        QCOMPARE(row->value(0).toString(), QString::fromLatin1(value));
    }
}

/// Also on a server whose own setting would read a backslash as something else.
void TestServer::textIsStoredAsItIs()
{
    (void)rows(u"ALTER DATABASE " + m_catalog->location().server()->name +
               u" SET standard_conforming_strings = off");
    Connection connection(m_catalog->location());
    QVERIFY(connection.open().isOk());
    const QStringList texts = {QStringLiteral("back\\slash"),           QStringLiteral("it''s 'quoted'"),
                               QStringLiteral("\\'; DROP TABLE t; --"), QStringLiteral("$1 ? :a ::b"),
                               QStringLiteral("\uEF80\uEFE9 carried"),  QStringLiteral("\U0001F4F7"),
                               QStringLiteral("tab\tnew\nline")};
    for (const QString& text : texts)
        QVERIFY(connection.run(QStringLiteral("INSERT INTO t VALUES (?)"), {text}).isOk());
    QCOMPARE(rows(QStringLiteral("SELECT name FROM t")), texts);
}

void TestServer::anUnreachableServer()
{
    Connection connection(nobody());
    const Status opened = connection.open();
    QCOMPARE(opened.error().code, ErrorCode::CatalogUnreachable);
    QCOMPARE(opened.error().subject, QStringLiteral("postgresql://127.0.0.1:1/photos"));
}

void TestServer::aFolderWithoutASocket()
{
    const Error error = openingError([this](PostgresqlDatabase& database) {
        database.host = QString::fromStdString(m_folder->path().native());
    });
    QCOMPARE(error.code, ErrorCode::CatalogUnreachable);
}

void TestServer::aDatabaseThatIsNotThere()
{
    const Error error = openingError(
        [](PostgresqlDatabase& database) { database.name = QStringLiteral("no 'such\\ database"); });
    QCOMPARE(error.code, ErrorCode::CatalogMissing);
    QVERIFY(error.detail.contains(u"no 'such\\ database"));
}

void TestServer::aUserThatIsNotThere()
{
    const Error error =
        openingError([](PostgresqlDatabase& database) { database.user = QStringLiteral("nobody at all"); });
    QCOMPARE(error.code, ErrorCode::CatalogLoginRefused);
}

void TestServer::passwords_data()
{
    QTest::addColumn<QByteArray>("variable");
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<bool>("isLetIn");
    QTest::newRow("none") << QByteArray() << QByteArray() << false;
    QTest::newRow("wrong") << QByteArray("a wr0ng one") << QByteArray() << false;
    QTest::newRow("from the environment") << QByteArray(kPassword) << QByteArray() << true;
    QTest::newRow("from the file") << QByteArray() << QByteArray("*:*:*:*:s3cret ' \\\\ word\n") << true;
    QTest::newRow("wrong in the file") << QByteArray() << QByteArray("*:*:*:*:a wr0ng one\n") << false;
}

void TestServer::passwords()
{
    QFETCH(const QByteArray, variable);
    QFETCH(const QByteArray, file);
    QFETCH(const bool, isLetIn);
    const QString role = m_catalog->location().server()->name + u"_guest";
    (void)rows(u"CREATE ROLE " + role + u" LOGIN PASSWORD 's3cret '' \\ word'");
    const auto passfile = *m_folder / "pgpass";
    QVERIFY(writeFile(passfile, file));
    std::filesystem::permissions(passfile, std::filesystem::perms::owner_read);
    if (!variable.isEmpty())
        qputenv("PGPASSWORD", variable);
    const Error error = openingError([&](PostgresqlDatabase& database) {
        database.host = QStringLiteral("127.0.0.1"); // where a password is asked for
        database.user = role;
        database.options.insert(QStringLiteral("passfile"), QString::fromStdString(passfile.native()));
    });
    qunsetenv("PGPASSWORD");
    (void)rows(u"DROP ROLE " + role);
    QCOMPARE(error.code, isLetIn ? ErrorCode::Internal : ErrorCode::CatalogLoginRefused);
    QVERIFY(!describeForLog(error).contains(u"s3cret"));
    QVERIFY(!describeForLog(error).contains(u"wr0ng"));
}

void TestServer::aDatabaseOfAnotherEncoding()
{
    const QString name = m_catalog->location().server()->name + u"_latin";
    (void)rows(u"CREATE DATABASE " + name + u" TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    const Error error = openingError([&](PostgresqlDatabase& database) { database.name = name; });
    (void)rows(u"DROP DATABASE " + name + u" WITH (FORCE)");
    QCOMPARE(error.code, ErrorCode::CatalogFailed);
    QVERIFY(error.detail.contains(u"LATIN1"));
}

void TestServer::aUserWhoMayOnlyRead()
{
    const QString role = m_catalog->location().server()->name + u"_reader";
    (void)rows(u"CREATE ROLE " + role + u" LOGIN");
    (void)rows(u"GRANT SELECT ON t TO " + role);
    ErrorCode writing = ErrorCode::Internal;
    {
        PostgresqlDatabase database = *m_catalog->location().server();
        database.user = role;
        Connection connection(database);
        QVERIFY(connection.open().isOk());
        QVERIFY(connection.run(QStringLiteral("SELECT name FROM t")).isOk());
        const auto inserted =
            connection.run(QStringLiteral("INSERT INTO t VALUES (?)"), {QStringLiteral("a")});
        if (!inserted)
            writing = inserted.error().code;
    }
    (void)rows(u"DROP OWNED BY " + role);
    (void)rows(u"DROP ROLE " + role);
    QCOMPARE(writing, ErrorCode::CatalogReadOnly);
}

void TestServer::aDatabaseThatIsReadOnly()
{
    (void)rows(u"ALTER DATABASE " + m_catalog->location().server()->name +
               u" SET default_transaction_read_only = on");
    Connection connection(m_catalog->location());
    QVERIFY(connection.open().isOk());
    QCOMPARE(migrate(connection).error().code, ErrorCode::CatalogDamaged); // it holds the table t
    QCOMPARE(connection.run(QStringLiteral("DELETE FROM t")).error().code, ErrorCode::CatalogReadOnly);
}

void TestServer::aConnectionThatIsCutOff()
{
    Connection connection(m_catalog->location());
    QVERIFY(connection.open().isOk());
    const QString sql = QStringLiteral("INSERT INTO t VALUES (?)");
    QVERIFY(connection.run(sql, {QStringLiteral("a")}).isOk());
    cutOff();
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(connection.run(sql, {QStringLiteral("b")}).error().code, ErrorCode::CatalogUnreachable);
        QCOMPARE(connection.run(QStringLiteral("SELECT 1")).error().code, ErrorCode::CatalogUnreachable);
    }
    WriteTransaction transaction(connection);
    QCOMPARE(transaction.begin().error().code, ErrorCode::CatalogUnreachable);
    QCOMPARE(rows(QStringLiteral("SELECT name FROM t")), QStringList(QStringLiteral("a")));
}

void TestServer::aCommitThatIsCutOff()
{
    Connection connection(m_catalog->location());
    QVERIFY(connection.open().isOk());
    WriteTransaction transaction(connection);
    QVERIFY(transaction.begin().isOk());
    QVERIFY(connection.run(QStringLiteral("INSERT INTO t VALUES (?)"), {QStringLiteral("a")}).isOk());
    cutOff();
    QCOMPARE(transaction.commit().error().code, ErrorCode::CatalogUnreachable);
    QCOMPARE(rows(QStringLiteral("SELECT name FROM t")), QStringList());
}

QTEST_GUILESS_MAIN(TestServer)
#include "tst_server.moc"
