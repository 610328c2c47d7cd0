#pragma once

#include "base/result.h"

#include <QMap>
#include <QString>

#include <filesystem>
#include <string_view>
#include <variant>

namespace safelight {

/// A database on a PostgreSQL server, by what it takes to find it. There is no password among it: libpq reads
/// that by itself, from PGPASSWORD or the password file.
struct PostgresqlDatabase
{
    QString host;            ///< a name, an address, or the folder of a Unix socket; empty: libpq's own
    int port = kDefaultPort; ///< kDefaultPort: libpq's own
    QString name;            ///< never empty
    QString user;            ///< empty: libpq's own, the user of the system
    QMap<QString, QString> options; ///< further keywords of libpq, such as sslmode

    static constexpr int kDefaultPort = -1;

    friend bool operator==(const PostgresqlDatabase&, const PostgresqlDatabase&) = default;
};

/// Where a catalogue lives: an SQLite file, or a database on a PostgreSQL server. A value that any thread may
/// keep and open a connection from.
class CatalogLocation
{
public:
    CatalogLocation(std::filesystem::path file) : m_place(std::move(file)) {}      // NOLINT: on purpose
    CatalogLocation(PostgresqlDatabase database) : m_place(std::move(database)) {} // NOLINT: on purpose

    /// From what a person gave as `--catalog`: a path, `sqlite:PATH`, or
    /// `postgresql://[user@]host[:port]/database[?option=value&…]` (also `postgres:`), where `host`, `port`
    /// and `user` may stand among the options as well, as libpq has them: the folder of a Unix socket goes
    /// there. Errors: InvalidArgument (an engine that this version does not open; a path that is not UTF-8:
    /// SQLite takes no other; a URL that is none, or bears a password). The error never repeats a URL: what
    /// is wrong with it may be that a part of a password was taken for something else.
    static Result<CatalogLocation> fromArgument(std::string_view argument);

    /// The SQLite file; null for a server's database.
    const std::filesystem::path* file() const { return std::get_if<std::filesystem::path>(&m_place); }
    /// The server's database; null for a file.
    const PostgresqlDatabase* server() const { return std::get_if<PostgresqlDatabase>(&m_place); }

    /// What errors and logs call it: the path, or the URL without its options.
    QString displayName() const;

    friend bool operator==(const CatalogLocation&, const CatalogLocation&) = default;

private:
    std::variant<std::filesystem::path, PostgresqlDatabase> m_place;
};

} // namespace safelight
