#include "db/connection.h"
#include "db/dialect.h"

#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlError>

#include <algorithm>
#include <array>

namespace safelight {

namespace {

/// The advisory lock that all writers of a catalogue take: "Safeligh" in ASCII. Advisory locks are a
/// database's own, so two catalogues on one server do not meet.
constexpr qint64 kWriterLock = 0x5361'6665'6C69'6768;

/// Seconds until an address that does not answer is given up; libpq would wait for minutes.
constexpr int kConnectTimeout = 10;

/// SQLSTATE, or the first two characters of a class of them, to code.
/// https://www.postgresql.org/docs/current/errcodes-appendix.html
struct StateMeaning
{
    QLatin1StringView state;
    ErrorCode code;
};
constexpr std::array kStates = {
    StateMeaning{QLatin1StringView("08"), ErrorCode::CatalogUnreachable},  // connection exceptions
    StateMeaning{QLatin1StringView("57P"), ErrorCode::CatalogUnreachable}, // the server shuts down or starts
    StateMeaning{QLatin1StringView("28"), ErrorCode::CatalogLoginRefused}, // invalid authorization
    StateMeaning{QLatin1StringView("3D000"), ErrorCode::CatalogMissing},   // no such database
    StateMeaning{QLatin1StringView("40"), ErrorCode::CatalogBusy},         // serialization, deadlock
    StateMeaning{QLatin1StringView("55P03"), ErrorCode::CatalogBusy},      // lock_timeout
    StateMeaning{QLatin1StringView("57014"), ErrorCode::CatalogBusy},      // statement_timeout, cancelled
    StateMeaning{QLatin1StringView("53300"), ErrorCode::CatalogBusy},      // too many connections
    StateMeaning{QLatin1StringView("53100"), ErrorCode::NoSpace},          // disk full
    StateMeaning{QLatin1StringView("25006"), ErrorCode::CatalogReadOnly},  // a standby, or set so
    StateMeaning{QLatin1StringView("42501"), ErrorCode::CatalogReadOnly},  // insufficient privilege
    StateMeaning{QLatin1StringView("XX001"), ErrorCode::CatalogDamaged},   // data corrupted
    StateMeaning{QLatin1StringView("XX002"), ErrorCode::CatalogDamaged},   // index corrupted
};

/// Where a connection fails, libpq gives words but no SQLSTATE. A server that speaks another language is
/// unreachable then; its words go with the error all the same.
struct WordsMeaning
{
    QLatin1StringView words;
    ErrorCode code;
};
constexpr std::array kConnectionWords = {
    WordsMeaning{QLatin1StringView("no password supplied"), ErrorCode::CatalogLoginRefused},
    WordsMeaning{QLatin1StringView("authentication failed"), ErrorCode::CatalogLoginRefused},
    WordsMeaning{QLatin1StringView("no pg_hba.conf entry"), ErrorCode::CatalogLoginRefused},
    WordsMeaning{QLatin1StringView("is not permitted to log in"), ErrorCode::CatalogLoginRefused},
    WordsMeaning{QLatin1StringView("permission denied for database"), ErrorCode::CatalogLoginRefused},
    WordsMeaning{QLatin1StringView("FATAL:  role "), ErrorCode::CatalogLoginRefused},
    WordsMeaning{QLatin1StringView("FATAL:  database "), ErrorCode::CatalogMissing},
    WordsMeaning{QLatin1StringView("too many clients"), ErrorCode::CatalogBusy},
    WordsMeaning{QLatin1StringView("connection slots are reserved"), ErrorCode::CatalogBusy},
};

/// `key='value'`, as libpq reads it.
QString keyword(const QString& key, QString value)
{
    value.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("\\'"));
    return key + u"='" + value + u'\'';
}

/// Settings of the session, given while it begins: Qt's driver looks at some of them right after that.
QString sessionSettings(std::chrono::milliseconds busyTimeout)
{
    return QStringList{
        QStringLiteral("-c synchronous_commit=on"), // "committed" is a promise
        QStringLiteral("-c standard_conforming_strings=on"),
        QStringLiteral("-c client_min_messages=warning"),
        QStringLiteral("-c default_transaction_isolation=read\\ committed"),
        QStringLiteral("-c lock_timeout=%1")
            .arg(std::max<qint64>(busyTimeout.count(), 1)), // 0 would be for ever
        // A client that is cut off must not hold the writers' lock for hours.
        QStringLiteral("-c tcp_keepalives_idle=60 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"),
    }
        .join(u' ');
}

class PostgresqlDialect final : public Dialect
{
public:
    QString driver() const override { return QStringLiteral("QPSQL"); }

    void configure(QSqlDatabase& database, const CatalogLocation& location,
                   std::chrono::milliseconds busyTimeout) const override;

    Status settle(const Connection& connection) const override;

    /// Forward-only queries run in single-row mode, in which the next query drops the rows of the one before.
    bool canFetchForwardOnly() const override { return false; }

    QString limitCache() const override { return {}; }
    QString undoInMemory() const override { return {}; }

    QStringList beginWrite() const override
    {
        return {QStringLiteral("BEGIN"), QStringLiteral("SELECT pg_advisory_xact_lock(%1)").arg(kWriterLock)};
    }

    /// After a failed statement COMMIT rolls back, and says so in its command tag only, which Qt does not
    /// show.
    QStringList beforeCommit() const override { return {QStringLiteral("SELECT 1")}; }

    /// The driver makes a QString of a text, and a QVariant its UTF-8 again; bytes it would read as
    /// hexadecimal.
    QString textAsBytes(const QString& column) const override { return column; }

    QString countTables() const override
    {
        return QStringLiteral("SELECT COUNT(*), COALESCE(SUM(CASE WHEN table_name = ? THEN 1 ELSE 0 END), 0) "
                              "FROM information_schema.tables WHERE table_schema = current_schema()");
    }

    bool isUniqueViolation(const QSqlError& error) const override
    {
        const QString state = error.nativeErrorCode();
        return state == u"23505" || state == u"23P01"; // unique and exclusion violations
    }

protected:
    QString engineWord() const override { return QStringLiteral("postgresql"); }
    QString wordText(const QString& word, const QString& arguments) const override;
    QString withEngineTypes(QString statement) const override;
    ErrorCode codeOf(const QSqlError& error) const override;
};

void PostgresqlDialect::configure(QSqlDatabase& database, const CatalogLocation& location,
                                  std::chrono::milliseconds busyTimeout) const
{
    const PostgresqlDatabase& server = *location.server();
    database.setHostName(server.host);
    database.setPort(server.port);
    database.setDatabaseName(server.name);
    database.setUserName(server.user);
    QMap<QString, QString> keywords = {
        {QStringLiteral("application_name"), QStringLiteral("safelight")},
        {QStringLiteral("client_encoding"), QStringLiteral("UTF8")},
        {QStringLiteral("connect_timeout"), QString::number(kConnectTimeout)},
        {QStringLiteral("options"), sessionSettings(busyTimeout)},
    };
    keywords.insert(server.options);
    QStringList texts;
    for (auto it = keywords.cbegin(); it != keywords.cend(); ++it)
        texts += keyword(it.key(), it.value());
    database.setConnectOptions(texts.join(u' '));
}

Status PostgresqlDialect::settle(const Connection& connection) const
{
    SAFELIGHT_ASSIGN(Statement row, connection.run(QStringLiteral("SHOW server_encoding")));
    row.next();
    const QString encoding = row.value(0).toString();
    if (encoding == u"UTF8")
        return {};
    return Error{ErrorCode::CatalogFailed, connection.displayName(),
                 u"the database's encoding is " + encoding + u"; a catalogue needs UTF8", nullptr};
}

QString PostgresqlDialect::wordText(const QString& word, const QString& arguments) const
{
    if (word == u"identity")
        return QStringLiteral("BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY");
    if (word == u"covering")
        return {};
    if (word == u"long_text")
        return u"md5(" + arguments + u')';
    // unique_text: the last column is the text
    QStringList columns = arguments.split(u',');
    for (QString& column : columns)
        column = column.trimmed();
    columns.last() = u"md5(" + columns.last() + u')';
    return u"EXCLUDE USING btree (" + columns.join(u" WITH =, ") + u" WITH =)";
}

/// Texts are compared and ordered by their bytes, as SQLite does it, whatever the server's language is.
QString PostgresqlDialect::withEngineTypes(QString statement) const
{
    static const QRegularExpression type(QStringLiteral(R"(\bTEXT\b(?!\s+COLLATE\b))"));
    return statement.replace(type, QStringLiteral("TEXT COLLATE \"C\""));
}

ErrorCode PostgresqlDialect::codeOf(const QSqlError& error) const
{
    const QString state = error.nativeErrorCode();
    if (state.isEmpty()) { // no answer of a server, or none yet
        const QString text = error.text();
        const auto said = std::ranges::find_if(
            kConnectionWords, [&](const WordsMeaning& meaning) { return text.contains(meaning.words); });
        return said == kConnectionWords.end() ? ErrorCode::CatalogUnreachable : said->code;
    }
    const auto known = std::ranges::find_if(
        kStates, [&](const StateMeaning& meaning) { return state.startsWith(meaning.state); });
    return known == kStates.end() ? ErrorCode::CatalogFailed : known->code;
}

} // namespace

const Dialect& postgresqlDialect()
{
    static const PostgresqlDialect dialect;
    return dialect;
}

} // namespace safelight
