#include "db/connection.h"
#include "support/catalogfixture.h"
#include "support/tempfolder.h"

#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace {

constexpr std::chrono::milliseconds kShortPatience{50};

/// A catalogue of its own for each test, on the engine that the run is for.
struct Fresh
{
    TempFolder folder;
    CatalogFixture catalog{folder.path()};
};

} // namespace

class TestConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCatalogueThatIsNotThere();
    void aFileThatIsNoDatabase();
    void sameTextTwiceAtOnce();
    void aStatementThatIsUsedAgainForgetsItsValues();
    void aStatementThatIsGoneHoldsNothing();
    void aFailedStatementCanBeRunAgain();
    void aTransactionWithoutCommitIsRolledBack();
    void aSecondWriterWaitsAndThenSaysSo();

private:
    static Status fill(Connection& connection);
};

Status TestConnection::fill(Connection& connection)
{
    SAFELIGHT_TRY(connection.open(Connection::Mode::Create));
    SAFELIGHT_TRY(connection.run(connection.dialect().withEngineWords(
        QStringLiteral("CREATE TABLE t (id {{identity}}, name TEXT UNIQUE)"))));
    for (const char* name : {"a", "b", "c"})
        SAFELIGHT_TRY(
            connection.run(QStringLiteral("INSERT INTO t (name) VALUES (?)"), {QString::fromLatin1(name)}));
    return {};
}

void TestConnection::aCatalogueThatIsNotThere()
{
    const TempFolder folder;
    Connection connection(folder / "missing.sqlite");
    QCOMPARE(connection.open().error().code, ErrorCode::NotFound);
    QVERIFY(!std::filesystem::exists(folder / "missing.sqlite"));
}

void TestConnection::aFileThatIsNoDatabase()
{
    const TempFolder folder;
    const QByteArray bytes(4096, 'x');
    QVERIFY(writeFile(folder / "c.sqlite", bytes));
    Connection connection(folder / "c.sqlite");
    QCOMPARE(connection.open().error().code, ErrorCode::CatalogDamaged);
    QCOMPARE(readFile(folder / "c.sqlite"), bytes);
}

/// The second is prepared anew while the first is still being read.
void TestConnection::sameTextTwiceAtOnce()
{
    const Fresh fresh;
    Connection connection(fresh.catalog.location());
    QVERIFY(fill(connection).isOk());
    const QString sql = QStringLiteral("SELECT name FROM t WHERE id >= ? ORDER BY id");
    for (int round = 0; round < 3; ++round) {
        auto outer = connection.run(sql, {1});
        QVERIFY(outer.isOk());
        QStringList pairs;
        while (outer->next()) {
            auto inner = connection.run(sql, {3});
            QVERIFY(inner.isOk() && inner->next());
            pairs += outer->value(0).toString() + inner->value(0).toString();
            QVERIFY(!inner->next());
        }
        QCOMPARE(pairs, QStringList({QStringLiteral("ac"), QStringLiteral("bc"), QStringLiteral("cc")}));
    }
}

void TestConnection::aStatementThatIsUsedAgainForgetsItsValues()
{
    const Fresh fresh;
    Connection connection(fresh.catalog.location());
    QVERIFY(fill(connection).isOk());
    const QString sql = QStringLiteral("SELECT COALESCE(?, 'nothing'), ?");
    for (const QVariant& value : {QVariant(QStringLiteral("one")), QVariant(QMetaType(QMetaType::QString)),
                                  QVariant(QStringLiteral("it's \\'; --")), QVariant(7)}) {
        auto row = connection.run(sql, {value, QStringLiteral("1")});
        QVERIFY(row.isOk() && row->next());
        QCOMPARE(row->value(0).toString(), value.isNull() ? QStringLiteral("nothing") : value.toString());
        QCOMPARE(row->value(1).toInt(), 1);
    }
}

/// A statement that was half read, and is gone, keeps no lock: the table can be dropped.
void TestConnection::aStatementThatIsGoneHoldsNothing()
{
    const Fresh fresh;
    Connection connection(fresh.catalog.location());
    QVERIFY(fill(connection).isOk());
    {
        auto row = connection.run(QStringLiteral("SELECT name FROM t WHERE id > ?"), {0});
        QVERIFY(row.isOk() && row->next());
        const Statement moved = *std::move(row);
    }
    QVERIFY(connection.run(QStringLiteral("DROP TABLE t")).isOk());
}

void TestConnection::aFailedStatementCanBeRunAgain()
{
    const Fresh fresh;
    Connection connection(fresh.catalog.location());
    QVERIFY(fill(connection).isOk());
    const QString sql = QStringLiteral("INSERT INTO t (name) VALUES (?)");
    QCOMPARE(connection.run(sql, {QStringLiteral("a")}).error().code, ErrorCode::CatalogFailed);
    auto inserted = connection.run(sql, {QStringLiteral("d")});
    QVERIFY(inserted.isOk());
    QCOMPARE(inserted->numRowsAffected(), 1);
}

void TestConnection::aTransactionWithoutCommitIsRolledBack()
{
    const Fresh fresh;
    Connection connection(fresh.catalog.location());
    QVERIFY(fill(connection).isOk());
    const auto count = [&] {
        auto row = connection.run(QStringLiteral("SELECT COUNT(*) FROM t"));
        return row && row->next() ? row->value(0).toInt() : -1;
    };
    {
        WriteTransaction transaction(connection);
        QVERIFY(transaction.begin().isOk());
        QVERIFY(connection.run(QStringLiteral("DELETE FROM t WHERE id = ?"), {1}).isOk());
        QCOMPARE(count(), 2);
    }
    QCOMPARE(count(), 3);
    {
        WriteTransaction transaction(connection);
        QVERIFY(transaction.begin().isOk());
        QVERIFY(connection.run(QStringLiteral("DELETE FROM t WHERE id = ?"), {1}).isOk());
        QVERIFY(transaction.commit().isOk());
    }
    QCOMPARE(count(), 2);
}

void TestConnection::aSecondWriterWaitsAndThenSaysSo()
{
    const Fresh fresh;
    Connection first(fresh.catalog.location());
    QVERIFY(fill(first).isOk());
    Connection second(fresh.catalog.location());
    QVERIFY(second.open(Connection::Mode::ReadWrite, kShortPatience).isOk());
    WriteTransaction held(first);
    QVERIFY(held.begin().isOk());
    WriteTransaction refused(second);
    QCOMPARE(refused.begin().error().code, ErrorCode::CatalogBusy);
    QVERIFY(second.run(QStringLiteral("SELECT COUNT(*) FROM t")).isOk()); // readers never wait
}

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"
