#include "db/dialect.h"

#include <QSqlError>

namespace safelight::dialect {

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

ErrorCode codeFor(int primary)
{
    switch (primary) {
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

QString beginWrite()
{
    return QStringLiteral("BEGIN IMMEDIATE");
}

QString withEngineTypes(QString sql)
{
    // AUTOINCREMENT: an id is never given twice, so a keyset cursor never meets another row under an old id.
    return sql.replace(QStringLiteral("{{identity}}"), QStringLiteral("INTEGER PRIMARY KEY AUTOINCREMENT"));
}

QString textAsBytes(const QString& column)
{
    return QStringLiteral("CAST(%1 AS BLOB)").arg(column);
}

QString countTables()
{
    return QStringLiteral(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN name = ? THEN 1 ELSE 0 END), 0) FROM sqlite_master "
        "WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
}

Error translate(const QSqlError& error, const QString& subject)
{
    const int native = error.nativeErrorCode().toInt();
    return {codeFor(native & kPrimaryMask), subject, error.text().simplified(), nullptr};
}

bool isUniqueViolation(const QSqlError& error)
{
    const int native = error.nativeErrorCode().toInt();
    return native == kConstraintUnique || native == kConstraintPrimaryKey;
}

} // namespace safelight::dialect
