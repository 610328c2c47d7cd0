#include "db/connection.h"
#include "support/catalogfixture.h"
#include "support/tempfolder.h"

#include <QTest>

#include <memory>
#include <thread>

using namespace safelight;
using namespace safelight::test;

/// What is written is written whole, or not at all, and a commit never only seems to succeed.
class TestTransactions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aReleasedSavepointIsKept();
    void aSavepointIsRolledBackUnlessReleased();
    void theTransactionGoesOnAfterAnError();
    void manySavepointsWithTheirUndoInMemory();
    void aRowOrNone();
    void savepointsInSavepoints();
    void aSavepointThatFailedIsNotReleased();
    void aCommitAfterAnErrorDoesNotPretend();
    void aTurnThatDidNotComeLeavesTheConnectionUsable();
    void whatAWriterReadStaysSo();

private:
    Status insert(const char* name);
    QStringList names();

    std::unique_ptr<TempFolder> m_folder;
    std::unique_ptr<CatalogFixture> m_catalog;
    std::unique_ptr<Connection> m_connection;
};

void TestTransactions::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_catalog = std::make_unique<CatalogFixture>(m_folder->path());
    m_connection = std::make_unique<Connection>(m_catalog->location());
    QVERIFY(m_connection->open(Connection::Mode::Create).isOk());
    QVERIFY(m_connection->run(QStringLiteral("CREATE TABLE t (name TEXT PRIMARY KEY)")).isOk());
    QVERIFY(insert("there").isOk());
}

void TestTransactions::cleanup()
{
    m_connection.reset();
    m_catalog.reset();
    m_folder.reset();
}

Status TestTransactions::insert(const char* name)
{
    SAFELIGHT_TRY(
        m_connection->run(QStringLiteral("INSERT INTO t (name) VALUES (?)"), {QString::fromLatin1(name)}));
    return {};
}

QStringList TestTransactions::names()
{
    auto row = m_connection->run(QStringLiteral("SELECT name FROM t ORDER BY name"));
    QStringList all;
    while (row && row->next())
        all += row->value(0).toString();
    return all;
}

void TestTransactions::aReleasedSavepointIsKept()
{
    WriteTransaction transaction(*m_connection);
    QVERIFY(transaction.begin().isOk());
    {
        Savepoint part(*m_connection);
        QVERIFY(part.begin().isOk());
        QVERIFY(insert("a").isOk());
        QVERIFY(part.release().isOk());
    }
    QVERIFY(transaction.commit().isOk());
    QCOMPARE(names(), QStringList({QStringLiteral("a"), QStringLiteral("there")}));
}

void TestTransactions::aSavepointIsRolledBackUnlessReleased()
{
    WriteTransaction transaction(*m_connection);
    QVERIFY(transaction.begin().isOk());
    QVERIFY(insert("a").isOk());
    {
        Savepoint part(*m_connection);
        QVERIFY(part.begin().isOk());
        QVERIFY(insert("b").isOk());
    }
    QVERIFY(transaction.commit().isOk());
    QCOMPARE(names(), QStringList({QStringLiteral("a"), QStringLiteral("there")}));
}

void TestTransactions::theTransactionGoesOnAfterAnError()
{
    WriteTransaction transaction(*m_connection);
    QVERIFY(transaction.begin().isOk());
    QVERIFY(insert("a").isOk());
    {
        Savepoint part(*m_connection);
        QVERIFY(part.begin().isOk());
        QVERIFY(insert("b").isOk());
        QCOMPARE(insert("there").error().code, ErrorCode::CatalogFailed);
        QVERIFY(part.rollBack().isOk());
    }
    QVERIFY(insert("c").isOk());
    QVERIFY(transaction.commit().isOk());
    QCOMPARE(names(), QStringList({QStringLiteral("a"), QStringLiteral("c"), QStringLiteral("there")}));
}

/// Every other one is undone, of rows that fill many pages.
void TestTransactions::manySavepointsWithTheirUndoInMemory()
{
    constexpr int kSavepoints = 20;
    constexpr int kRows = 200;
    QVERIFY(m_connection->keepUndoInMemory().isOk());
    WriteTransaction transaction(*m_connection);
    QVERIFY(transaction.begin().isOk());
    for (int i = 0; i < kSavepoints; ++i) {
        Savepoint part(*m_connection);
        QVERIFY(part.begin().isOk());
        for (int row = 0; row < kRows; ++row)
            QVERIFY(
                insert(qPrintable(QStringLiteral("%1 %2").arg(i).arg(row).leftJustified(500, u'x'))).isOk());
        QVERIFY((i % 2 == 0 ? part.release() : part.rollBack()).isOk());
    }
    QVERIFY(transaction.commit().isOk());
    const QStringList kept = names();
    QCOMPARE(kept.size(), kSavepoints / 2 * kRows + 1);
    for (const QString& name : kept)
        QVERIFY(name == u"there" || name.section(u' ', 0, 0).toInt() % 2 == 0);
}

void TestTransactions::aRowOrNone()
{
    const auto has = [&](const char* sql, const char* name) {
        return m_connection->hasRow(QString::fromLatin1(sql), {QString::fromLatin1(name)});
    };
    QVERIFY(*has("SELECT 1 FROM t WHERE name = ?", "there"));
    QVERIFY(!*has("SELECT 1 FROM t WHERE name = ?", "elsewhere"));
    QVERIFY(!has("SELECT 1 FROM nowhere WHERE name = ?", "there").isOk());
}

void TestTransactions::savepointsInSavepoints()
{
    WriteTransaction transaction(*m_connection);
    QVERIFY(transaction.begin().isOk());
    {
        Savepoint outer(*m_connection);
        QVERIFY(outer.begin().isOk());
        QVERIFY(insert("a").isOk());
        {
            Savepoint inner(*m_connection);
            QVERIFY(inner.begin().isOk());
            QVERIFY(!insert("there").isOk());
        }
        QVERIFY(insert("b").isOk());
        QVERIFY(outer.release().isOk());
    }
    QVERIFY(transaction.commit().isOk());
    QCOMPARE(names(), QStringList({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("there")}));
}

/// Engines differ in whether the rest of a part can be kept after one of its statements failed; what is told
/// as kept is there.
void TestTransactions::aSavepointThatFailedIsNotReleased()
{
    bool isKept = false;
    WriteTransaction transaction(*m_connection);
    QVERIFY(transaction.begin().isOk());
    {
        Savepoint part(*m_connection);
        QVERIFY(part.begin().isOk());
        QVERIFY(insert("a").isOk());
        QVERIFY(!insert("there").isOk());
        isKept = part.release().isOk();
    }
    QVERIFY(transaction.commit().isOk());
    QCOMPARE(names().contains(QStringLiteral("a")), isKept);
}

/// A source is removed after the commit. An engine that makes a rollback of it must not let it look like one.
void TestTransactions::aCommitAfterAnErrorDoesNotPretend()
{
    bool isCommitted = false;
    {
        WriteTransaction transaction(*m_connection);
        QVERIFY(transaction.begin().isOk());
        QVERIFY(insert("a").isOk());
        QVERIFY(!insert("there").isOk()); // ignored, as no code of ours should
        isCommitted = transaction.commit().isOk();
    }
    QCOMPARE(names().contains(QStringLiteral("a")), isCommitted);
    QVERIFY(insert("b").isOk()); // the connection is free again
}

void TestTransactions::aTurnThatDidNotComeLeavesTheConnectionUsable()
{
    Connection other(m_catalog->location());
    QVERIFY(other.open(Connection::Mode::ReadWrite, std::chrono::milliseconds(50)).isOk());
    WriteTransaction refused(other);
    {
        WriteTransaction held(*m_connection);
        QVERIFY(held.begin().isOk());
        QCOMPARE(refused.begin().error().code, ErrorCode::CatalogBusy);
        QVERIFY(other.run(QStringLiteral("SELECT COUNT(*) FROM t")).isOk());
    }
    QVERIFY(refused.begin().isOk());
    QVERIFY(other.run(QStringLiteral("DELETE FROM t")).isOk());
    QVERIFY(refused.commit().isOk());
    QCOMPARE(names(), QStringList());
}

/// Two writers that read, decide and write: the second one's decision is made on what the first has written.
void TestTransactions::whatAWriterReadStaysSo()
{
    constexpr int kWriters = 4;
    constexpr int kRounds = 10;
    QVERIFY(m_connection->run(QStringLiteral("CREATE TABLE counter (n INTEGER)")).isOk());
    QVERIFY(m_connection->run(QStringLiteral("INSERT INTO counter VALUES (0)")).isOk());
    const auto count = [this]() -> Status {
        Connection connection(m_catalog->location());
        SAFELIGHT_TRY(connection.open());
        for (int round = 0; round < kRounds; ++round) {
            WriteTransaction transaction(connection);
            SAFELIGHT_TRY(transaction.begin());
            SAFELIGHT_ASSIGN(Statement row, connection.run(QStringLiteral("SELECT n FROM counter")));
            row.next();
            SAFELIGHT_TRY(
                connection.run(QStringLiteral("UPDATE counter SET n = ?"), {row.value(0).toInt() + 1}));
            SAFELIGHT_TRY(transaction.commit());
        }
        return {};
    };
    std::vector<Status> ends(kWriters);
    std::vector<std::thread> writers;
    for (Status& end : ends)
        writers.emplace_back([&] { end = count(); });
    for (std::thread& writer : writers)
        writer.join();
    for (const Status& end : ends)
        QVERIFY2(end.isOk(), end ? "" : qPrintable(describeForLog(end.error())));
    auto row = m_connection->run(QStringLiteral("SELECT n FROM counter"));
    QVERIFY(row.isOk() && row->next());
    QCOMPARE(row->value(0).toInt(), kWriters * kRounds);
}

QTEST_GUILESS_MAIN(TestTransactions)
#include "tst_transactions.moc"
