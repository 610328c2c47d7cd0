#include "domain/cataloglocation.h"

#include "base/pathtext.h"

#include <QUrl>
#include <QUrlQuery>

#include <algorithm>
#include <array>

namespace safelight {

namespace {

constexpr int kLargestPort = 65535;

/// What of libpq's connection keywords may stand in a URL. Not among them: passwords, and `options`, with
/// which the settings that the catalogue relies on could be undone.
/// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
constexpr std::array kOptions = {
    QLatin1StringView("channel_binding"), QLatin1StringView("connect_timeout"),
    QLatin1StringView("gssencmode"),      QLatin1StringView("hostaddr"),
    QLatin1StringView("krbsrvname"),      QLatin1StringView("passfile"),
    QLatin1StringView("requirepeer"),     QLatin1StringView("sslcert"),
    QLatin1StringView("sslcrl"),          QLatin1StringView("sslkey"),
    QLatin1StringView("sslmode"),         QLatin1StringView("sslrootcert"),
};

/// `subject` never holds more of what was given than its scheme.
Error refusal(const QString& subject, const char* why)
{
    return {ErrorCode::InvalidArgument, subject, QString::fromUtf8(why), nullptr};
}

Error passwordRefused(const QString& subject)
{
    return refusal(subject, "a password does not belong in a URL, where others can read it: put it into the "
                            "password file ~/.pgpass, or into PGPASSWORD");
}

bool isPlainText(const QString& text)
{
    return std::ranges::none_of(text, [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7F; });
}

bool bearsPassword(const QUrl& url, const QUrlQuery& query)
{
    const bool isInAuthority =
        url.userInfo(QUrl::FullyEncoded).contains(u':') || url.userName(QUrl::FullyDecoded).contains(u':');
    return isInAuthority || query.hasQueryItem(QStringLiteral("password")) ||
           query.hasQueryItem(QStringLiteral("sslpassword"));
}

Result<int> portFrom(const QString& text, const QString& subject)
{
    bool isNumber = false;
    const int port = text.toInt(&isNumber);
    if (!isNumber || port < 1 || port > kLargestPort)
        return refusal(subject, "the port is a number from 1 to 65535");
    return port;
}

/// One `key=value` after the question mark.
Status takeOption(PostgresqlDatabase& database, const QString& key, const QString& value,
                  const QString& subject)
{
    if (value.isEmpty() || !isPlainText(value) || value.contains(u';')) // Qt's driver splits at semicolons
        return refusal(subject, "an option has a value that cannot be used");
    if (key == u"host") {
        database.host = value;
    } else if (key == u"user") {
        database.user = value;
    } else if (key == u"port") {
        SAFELIGHT_ASSIGN(database.port, portFrom(value, subject));
    } else if (std::ranges::find(kOptions, key) != kOptions.end()) {
        database.options.insert(key, value);
    } else {
        return refusal(subject, "an option is not known; host, port, user, sslmode, sslrootcert, sslcert, "
                                "sslkey, passfile and connect_timeout are");
    }
    return {};
}

/// The database's name: what comes after the one slash.
Result<QString> nameFrom(const QUrl& url, const QString& subject)
{
    const QString encoded = url.path(QUrl::FullyEncoded);
    QString name = url.path(QUrl::FullyDecoded).mid(1);
    if (!encoded.startsWith(u'/') || name.isEmpty())
        return refusal(subject, "the name of the database is missing: postgresql://user@host/database");
    // A slash or an @ that is meant has its percent sign; one that is not may come from a password.
    if (encoded.indexOf(u'/', 1) >= 0 || encoded.contains(u'@') || !isPlainText(name))
        return refusal(subject, "this is no name of a database");
    return name;
}

Result<CatalogLocation> fromUrl(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    const QString subject = QStringLiteral("postgresql://…");
    if (!url.isValid() || url.hasFragment() || !text.contains(u"://"))
        return refusal(subject, "not a URL of the form postgresql://user@host:port/database; write each "
                                "special character of a name as %XX");
    const QUrlQuery query(url);
    if (bearsPassword(url, query))
        return passwordRefused(subject);
    PostgresqlDatabase database;
    SAFELIGHT_ASSIGN(database.name, nameFrom(url, subject));
    database.host = url.host(QUrl::FullyEncoded);
    if (database.host.contains(u':')) // IPv6, whose zone has a percent sign of its own
        database.host = url.host(QUrl::FullyDecoded);
    database.user = url.userName(QUrl::FullyDecoded);
    if (url.port() >= 0) {
        SAFELIGHT_ASSIGN(database.port, portFrom(QString::number(url.port()), subject));
    }
    for (const auto& [key, value] : query.queryItems(QUrl::FullyDecoded))
        SAFELIGHT_TRY(takeOption(database, key, value, subject));
    if (!isPlainText(database.user))
        return refusal(subject, "this is no name of a user");
    return CatalogLocation(std::move(database));
}

Result<CatalogLocation> fromPath(std::string_view path, const QString& subject)
{
    if (path.empty())
        return refusal(subject, "no path");
    std::filesystem::path file(path);
    if (pathToText(file).toUtf8().toStdString() != file.native())
        return refusal(subject, "a catalogue's path must be UTF-8");
    return CatalogLocation(std::move(file));
}

} // namespace

Result<CatalogLocation> CatalogLocation::fromArgument(std::string_view argument)
{
    constexpr std::string_view kSqlite = "sqlite:";
    const QString text = textFromBytes(argument);
    for (const QLatin1StringView scheme :
         {QLatin1StringView("postgresql:"), QLatin1StringView("postgres:")}) {
        if (text.startsWith(scheme, Qt::CaseInsensitive))
            return fromUrl(text);
    }
    if (argument.starts_with(kSqlite))
        return fromPath(argument.substr(kSqlite.size()), text);
    if (const qsizetype schemeEnd = text.indexOf(u"://"); schemeEnd >= 0)
        return refusal(text.first(schemeEnd) + u"://…",
                       "a catalogue is an SQLite file or a postgresql:// URL");
    return fromPath(argument, text);
}

QString CatalogLocation::displayName() const
{
    if (const auto* path = file())
        return displayText(*path);
    const PostgresqlDatabase& database = *server();
    QUrl url;
    url.setScheme(QStringLiteral("postgresql"));
    const bool isSocket = database.host.startsWith(u'/');
    const bool isNamed = !isSocket && !database.host.isEmpty();
    url.setHost(isNamed ? database.host : QStringLiteral("")); // empty, not null: the slashes stay
    url.setUserName(database.user, QUrl::DecodedMode);
    url.setPort(database.port);
    url.setPath(u'/' + QString::fromLatin1(QUrl::toPercentEncoding(database.name)), QUrl::TolerantMode);
    if (isSocket)
        url.setQuery(u"host=" + database.host);
    return url.toString(QUrl::FullyEncoded);
}

} // namespace safelight
