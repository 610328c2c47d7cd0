#pragma once

#include "db/connection.h"

#include <QStringList>
#include <QThread>

#include <filesystem>
#include <memory>

namespace safelight::test {

/// A place for a catalogue of the test's own, of the engine that the run is for: an empty database on the
/// server that the environment variable SAFELIGHT_TEST_CATALOG names as a postgresql:// URL, dropped at the
/// end; else an SQLite file in the folder given, which the test removes.
class CatalogFixture
{
public:
    explicit CatalogFixture(const std::filesystem::path& folder);
    CatalogFixture(const CatalogFixture&) = delete;
    CatalogFixture& operator=(const CatalogFixture&) = delete;
    ~CatalogFixture();

    const CatalogLocation& location() const { return m_location; }
    /// The same as an argument of `--catalog`, for a program that is started.
    QString argument() const;

    /// Rows of a query on a library's catalogue here, the columns joined by `|`. Ends the program when it
    /// fails.
    QStringList rows(const CatalogLocation& catalog, const QString& sql) const;

    static bool isOnServer() { return !serverUrl().isEmpty(); }

private:
    static QByteArray serverUrl();
    CatalogLocation makeDatabase();

    // Making a connection to a server takes longer than most of what is asked through it.
    std::unique_ptr<Connection> m_server;
    CatalogLocation m_location;
    mutable std::unique_ptr<Connection> m_reader; ///< for the thread that made this object
    Qt::HANDLE m_thread = QThread::currentThreadId();
};

} // namespace safelight::test
