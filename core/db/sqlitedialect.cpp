#include "base/pathtext.h"
#include "db/connection.h"
#include "db/dialect.h"

#include <QSqlDatabase>
#include <QSqlError>

namespace safelight {

namespace {

// Primary result codes, https://www.sqlite.org/rescode.html
constexpr int kPrimaryMask = 0xFF;
constexpr int kPermission = 3;
constexpr int kBusy = 5;
constexpr int kLocked = 6;
constexpr int kReadOnly = 8;
constexpr int kCorrupt = 11;
constexpr int kFull = 13;
constexpr int kCannotOpen = 14;
constexpr int kNotADatabase = 26;
constexpr int kConstraintUnique = 2067;
constexpr int kConstraintPrimaryKey = 1555;

class SqliteDialect final : public Dialect
{
public:
    QString driver() const override { return QStringLiteral("QSQLITE"); }

    void configure(QSqlDatabase& database, const CatalogLocation& location,
                   std::chrono::milliseconds busyTimeout) const override
    {
        database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(busyTimeout.count()));
        database.setDatabaseName(pathToText(*location.file())); // UTF-8 by CatalogLocation
    }

    Status settle(const Connection& connection) const override;

    bool canFetchForwardOnly() const override { return true; }

    QString limitCache() const override { return QStringLiteral("PRAGMA cache_size = -256"); } // KiB

    /// The pages that a savepoint may have to put back go into a temporary file otherwise, anew for each
    /// transaction (sqlite.org/tempfiles.html, "Statement Journal Files").
    QString undoInMemory() const override { return QStringLiteral("PRAGMA temp_store = MEMORY"); }

    /// Qt's transaction() is deferred: after another writer's commit its first write fails at once, busy
    /// timeout or not. This waits for the write lock first.
    QStringList beginWrite() const override { return {QStringLiteral("BEGIN IMMEDIATE")}; }

    QStringList beforeCommit() const override { return {}; }

    /// Qt's driver makes a QString of each text that it reads, by way of UTF-16; bytes it hands over as they
    /// are.
    QString textAsBytes(const QString& column) const override
    {
        return QStringLiteral("CAST(%1 AS BLOB)").arg(column);
    }

    QString countTables() const override
    {
        return QStringLiteral(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN name = ? THEN 1 ELSE 0 END), 0) FROM sqlite_master "
            "WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    }

    bool isUniqueViolation(const QSqlError& error) const override
    {
        const int native = error.nativeErrorCode().toInt();
        return native == kConstraintUnique || native == kConstraintPrimaryKey;
    }

protected:
    QString engineWord() const override { return QStringLiteral("sqlite"); }
    QString wordText(const QString& word, const QString& arguments) const override;
    ErrorCode codeOf(const QSqlError& error) const override;
};

Status SqliteDialect::settle(const Connection& connection) const
{
    // The first read tells a database from any other file.
    SAFELIGHT_TRY(connection.run(QStringLiteral("PRAGMA schema_version")));
    SAFELIGHT_TRY(connection.run(QStringLiteral("PRAGMA foreign_keys = ON")));
    // Readers never block the writer, nor the writer readers; every commit is synced (FULL), so "committed"
    // is a promise.
    SAFELIGHT_TRY(connection.run(QStringLiteral("PRAGMA synchronous = FULL")));
    auto walMode = connection.run(QStringLiteral("PRAGMA journal_mode = WAL"));
    // A database that cannot be written to says so at the first write, where it matters.
    if (!walMode && walMode.error().code != ErrorCode::CatalogReadOnly)
        return walMode.error();
    return {};
}

QString SqliteDialect::wordText(const QString& word, const QString& arguments) const
{
    // AUTOINCREMENT: an id is never given twice, so a keyset cursor never meets another row under an old id.
    if (word == u"identity")
        return QStringLiteral("INTEGER PRIMARY KEY AUTOINCREMENT");
    if (word == u"unique_text")
        return u"UNIQUE (" + arguments + u')';
    if (word == u"covering")
        return u", " + arguments;
    return arguments; // long_text: as it stands
}

ErrorCode SqliteDialect::codeOf(const QSqlError& error) const
{
    switch (error.nativeErrorCode().toInt() & kPrimaryMask) {
    case kBusy:
    case kLocked:
        return ErrorCode::CatalogBusy;
    case kPermission:
    case kReadOnly:
        return ErrorCode::CatalogReadOnly;
    case kCorrupt:
    case kNotADatabase:
        return ErrorCode::CatalogDamaged;
    case kFull:
        return ErrorCode::NoSpace;
    case kCannotOpen:
        return ErrorCode::CatalogUnreachable;
    default:
        return ErrorCode::CatalogFailed;
    }
}

} // namespace

const Dialect& sqliteDialect()
{
    static const SqliteDialect dialect;
    return dialect;
}

} // namespace safelight
