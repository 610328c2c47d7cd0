#include "domain/cataloglocation.h"

#include <QTest>

using namespace safelight;

/// What a person may give as the catalogue, and what must never come back from it: a password.
class TestCatalogLocation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void paths_data();
    void paths();
    void servers_data();
    void servers();
    void optionsGoToTheServer();
    void refused_data();
    void refused();
    void aPasswordIsNeverRepeated_data();
    void aPasswordIsNeverRepeated();
};

void TestCatalogLocation::paths_data()
{
    QTest::addColumn<QByteArray>("argument");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("a path") << QByteArray("/photos/c.sqlite") << QByteArray("/photos/c.sqlite");
    QTest::newRow("with its engine") << QByteArray("sqlite:/a b/c") << QByteArray("/a b/c");
    QTest::newRow("a name like an engine") << QByteArray("postgresql") << QByteArray("postgresql");
    QTest::newRow("special characters") << QByteArray("a%20b#c?d") << QByteArray("a%20b#c?d");
}

void TestCatalogLocation::paths()
{
    QFETCH(const QByteArray, argument);
    QFETCH(const QByteArray, path);
    const auto location = CatalogLocation::fromArgument(argument.toStdString());
    QVERIFY(location.isOk());
    QVERIFY(location->file());
    QVERIFY(!location->server());
    QCOMPARE(location->file()->native(), path.toStdString());
    QCOMPARE(location->displayName(), QString::fromUtf8(path));
}

void TestCatalogLocation::servers_data()
{
    QTest::addColumn<QByteArray>("argument");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char* argument, const char* host, int port, const char* user, const char* name,
                        const char* shown) {
        QTest::newRow(argument) << QByteArray(argument) << QString::fromUtf8(host) << port
                                << QString::fromUtf8(user) << QString::fromUtf8(name)
                                << QString::fromUtf8(shown);
    };
    row("postgresql://db.example/photos", "db.example", -1, "", "photos", "postgresql://db.example/photos");
    row("postgres://ann@db:6543/photos", "db", 6543, "ann", "photos", "postgresql://ann@db:6543/photos");
    row("POSTGRESQL://DB/Photos", "db", -1, "", "Photos", "postgresql://db/Photos");
    row("postgresql:///photos", "", -1, "", "photos", "postgresql:///photos");
    row("postgresql://ann@/photos", "", -1, "ann", "photos", "postgresql://ann@/photos");
    row("postgresql://[::1]:5433/p", "::1", 5433, "", "p", "postgresql://[::1]:5433/p");
    row("postgresql://[fe80::1%25eth0]/p", "fe80::1%eth0", -1, "", "p", "postgresql://[fe80::1%25eth0]/p");
    row("postgresql://127.0.0.1/p", "127.0.0.1", -1, "", "p", "postgresql://127.0.0.1/p");
    row("postgresql://a%20b%40c@db/x%2Fy%20z", "db", -1, "a b@c", "x/y z",
        "postgresql://a%20b%40c@db/x%2Fy%20z");
    row("postgresql:///p?host=/run/postgresql&port=5433&user=ann", "/run/postgresql", 5433, "ann", "p",
        "postgresql://ann@:5433/p?host=/run/postgresql");
    row("postgresql://db/f%C3%AAte", "db", -1, "", "f\xC3\xAAte", "postgresql://db/f%C3%AAte");
}

void TestCatalogLocation::servers()
{
    QFETCH(const QByteArray, argument);
    QFETCH(const QString, host);
    QFETCH(const int, port);
    QFETCH(const QString, user);
    QFETCH(const QString, name);
    QFETCH(const QString, shown);
    const auto location = CatalogLocation::fromArgument(argument.toStdString());
    QVERIFY2(location.isOk(), location ? "" : qPrintable(location.error().detail));
    QVERIFY(!location->file());
    QVERIFY(location->server());
    QCOMPARE(location->server()->host, host);
    QCOMPARE(location->server()->port, port);
    QCOMPARE(location->server()->user, user);
    QCOMPARE(location->server()->name, name);
    QCOMPARE(location->displayName(), shown);
    const auto again = CatalogLocation::fromArgument(shown.toStdString());
    QVERIFY(again.isOk());
    QVERIFY(*again == *location);
}

void TestCatalogLocation::optionsGoToTheServer()
{
    const auto location = CatalogLocation::fromArgument(
        "postgresql://db/p?sslmode=verify-full&sslrootcert=/etc/a%20b.pem&connect_timeout=3");
    QVERIFY(location.isOk());
    const QMap<QString, QString> expected = {
        {QStringLiteral("connect_timeout"), QStringLiteral("3")},
        {QStringLiteral("sslmode"), QStringLiteral("verify-full")},
        {QStringLiteral("sslrootcert"), QStringLiteral("/etc/a b.pem")},
    };
    QCOMPARE(location->server()->options, expected);
    QCOMPARE(location->displayName(), QStringLiteral("postgresql://db/p"));
}

void TestCatalogLocation::refused_data()
{
    QTest::addColumn<QByteArray>("argument");
    for (const char* argument : {"",
                                 "sqlite:",
                                 "caf\xE9.sqlite",
                                 "mysql://db/p",
                                 "postgresql:",
                                 "postgresql://",
                                 "postgresql:/p",
                                 "postgresql:p",
                                 "postgresql://db",
                                 "postgresql://db/",
                                 "postgresql://db//p",
                                 "postgresql://db/p/q",
                                 "postgresql://db:0/p",
                                 "postgresql://db:65536/p",
                                 "postgresql://db:x/p",
                                 "postgresql://a,b/p",
                                 "postgresql://%2Frun/p",
                                 "postgresql://db/a b",
                                 "postgresql://db/p#f",
                                 "postgresql://db/p%00q",
                                 "postgresql://a%0Ab@db/p",
                                 "postgresql://db/p?port=x",
                                 "postgresql://db/p?host=",
                                 "postgresql://db/p?sslmode=",
                                 "postgresql://db/p?sslmode=a%3Bb",
                                 "postgresql://db/p?sslmode=a%00",
                                 "postgresql://db/p?options=-cfsync%3Doff",
                                 "postgresql://db/p?client_encoding=LATIN1",
                                 "postgresql://db/p?dbname=q",
                                 "postgresql://db/p?SSLMODE=require",
                                 "postgresql://db/p?x",
                                 "postgresql://[::1/p",
                                 "postgresql://d\xFF/p"})
        QTest::newRow(*argument ? argument : "nothing") << QByteArray(argument);
}

void TestCatalogLocation::refused()
{
    QFETCH(const QByteArray, argument);
    const auto location = CatalogLocation::fromArgument(argument.toStdString());
    QVERIFY(!location.isOk());
    QCOMPARE(location.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!location.error().detail.isEmpty());
}

void TestCatalogLocation::aPasswordIsNeverRepeated_data()
{
    QTest::addColumn<QByteArray>("argument");
    for (const char* argument : {"postgresql://ann:s3cret@db/p",
                                 "postgres://ann:s3cret@db:5432/p",
                                 "postgresql://:s3cret@db/p",
                                 "POSTGRES://ann:s3cret@db/p",
                                 "postgresql:ann:s3cret@db/p",
                                 "postgresql:/ann:s3cret@db/p",
                                 "postgresql://ann:x#s3cret@db/p",
                                 "postgresql://ann:12#s3cret@db/p",
                                 "postgresql://ann:12?s3cret@db/p",
                                 "postgresql://ann:12/s3cret@db/p",
                                 "postgresql://ann:12/s3cret@p",
                                 "postgresql://ann:%s3cret@db/p",
                                 "postgresql://ann:a s3cret@db/p",
                                 "postgresql://ann%3As3cret@db/p",
                                 "postgresql://db/p?password=s3cret",
                                 "postgresql://db/p?user=ann&password=s3cret",
                                 "postgresql://db/p?sslpassword=s3cret",
                                 "postgresql://db/p?pass%77ord=s3cret",
                                 "postgresql://db/p?s3cret",
                                 "postgresql://db/p?passwd=s3cret",
                                 "mysql://ann:s3cret@db/p",
                                 "postgresql+psycopg://ann:s3cret@db/p"})
        QTest::newRow(argument) << QByteArray(argument);
}

void TestCatalogLocation::aPasswordIsNeverRepeated()
{
    QFETCH(const QByteArray, argument);
    const auto location = CatalogLocation::fromArgument(argument.toStdString());
    QVERIFY(!location.isOk());
    QCOMPARE(location.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(!describeForLog(location.error()).contains(u"s3cret"),
             qPrintable(describeForLog(location.error())));
}

QTEST_GUILESS_MAIN(TestCatalogLocation)
#include "tst_cataloglocation.moc"
