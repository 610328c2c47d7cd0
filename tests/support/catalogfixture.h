#pragma once

#include "domain/cataloglocation.h"

#include <QString>

#include <filesystem>

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

    static bool isOnServer() { return !serverUrl().isEmpty(); }

private:
    static QByteArray serverUrl();
    CatalogLocation makeDatabase();

    CatalogLocation m_location;
};

} // namespace safelight::test
