#include "db/migrations.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QVariant>

#include <map>

namespace safelight {

namespace {

/// Version -> resource file, in order.
std::map<int, QString> migrationFiles()
{
    std::map<int, QString> files;
    const QDir folder(QStringLiteral(":/safelight/sql"));
    for (const QString& name : folder.entryList({QStringLiteral("*.sql")}))
        files[name.section(u'_', 0, 0).toInt()] = folder.filePath(name);
    return files;
}

/// Statements of a file: comment lines left out, each ends with a semicolon at the end of a line.
QStringList statementsOf(const QString& resource)
{
    QFile file(resource);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QStringList statements;
    QString statement;
    for (const QString& line : QString::fromUtf8(file.readAll()).split(u'\n')) {
        if (line.trimmed().isEmpty() || line.trimmed().startsWith(u"--"))
            continue;
        statement += line + u'\n';
        if (line.trimmed().endsWith(u';')) {
            statements += statement.trimmed().chopped(1);
            statement.clear();
        }
    }
    return statements;
}

Result<int> schemaVersion(Connection& connection)
{
    SAFELIGHT_ASSIGN(Statement tables, connection.run(connection.dialect().countTables(),
                                                      {QStringLiteral("schema_migrations")}));
    tables.next();
    const bool isEmpty = tables.value(0).toInt() == 0;
    const bool isOurs = tables.value(1).toInt() == 1;
    if (isEmpty)
        return 0;
    if (!isOurs) {
        return Error{ErrorCode::CatalogDamaged, connection.displayName(),
                     QStringLiteral("a database, but not a Safelight catalogue"), nullptr};
    }
    SAFELIGHT_ASSIGN(Statement version,
                     connection.run(QStringLiteral("SELECT MAX(version) FROM schema_migrations")));
    version.next();
    return version.value(0).toInt();
}

Status apply(Connection& connection, int version, const QString& resource)
{
    for (const QString& statement : statementsOf(resource)) {
        if (const QString sql = connection.dialect().withEngineWords(statement); !sql.isEmpty())
            SAFELIGHT_TRY(connection.run(sql));
    }
    SAFELIGHT_TRY(
        connection.run(QStringLiteral("INSERT INTO schema_migrations (version, applied_at) VALUES (?, ?)"),
                       {version, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)}));
    return {};
}

Status checkNotNewer(Connection& connection, int version)
{
    if (version <= newestSchemaVersion())
        return {};
    return Error{ErrorCode::CatalogTooNew, connection.displayName(),
                 QStringLiteral("schema %1, this program knows %2").arg(version).arg(newestSchemaVersion()),
                 nullptr};
}

} // namespace

int newestSchemaVersion()
{
    const auto files = migrationFiles();
    return files.empty() ? 0 : files.rbegin()->first;
}

Status migrate(Connection& connection)
{
    SAFELIGHT_ASSIGN(int version, schemaVersion(connection));
    SAFELIGHT_TRY(checkNotNewer(connection, version));
    if (version == newestSchemaVersion())
        return {};

    WriteTransaction transaction(connection);
    SAFELIGHT_TRY(transaction.begin());
    // Another program may have been faster while we waited for the lock.
    SAFELIGHT_ASSIGN(version, schemaVersion(connection));
    SAFELIGHT_TRY(checkNotNewer(connection, version));
    if (version == 0) {
        SAFELIGHT_TRY(connection.run(connection.dialect().withEngineWords(QStringLiteral(
            "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)"))));
    }
    for (const auto& [number, resource] : migrationFiles()) {
        if (number > version)
            SAFELIGHT_TRY(apply(connection, number, resource));
    }
    return transaction.commit();
}

} // namespace safelight
