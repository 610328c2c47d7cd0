#include "support/catalogfixture.h"

#include "base/pathtext.h"
#include "db/connection.h"

#include <QUrl>

#include <unistd.h>

#include <atomic>

namespace safelight::test {

namespace {

/// On the server's own database, outside of any catalogue.
void administer(const QByteArray& url, const QString& sql)
{
    const auto server = CatalogLocation::fromArgument(url.toStdString());
    if (!server)
        qFatal("SAFELIGHT_TEST_CATALOG: %s", qPrintable(describeForLog(server.error())));
    Connection connection(*server);
    if (const Status opened = connection.open(); !opened)
        qFatal("SAFELIGHT_TEST_CATALOG: %s", qPrintable(describeForLog(opened.error())));
    if (const auto done = connection.run(sql); !done)
        qFatal("SAFELIGHT_TEST_CATALOG: %s", qPrintable(describeForLog(done.error())));
}

} // namespace

CatalogFixture::CatalogFixture(const std::filesystem::path& folder)
    : m_location(isOnServer() ? makeDatabase() : CatalogLocation(folder / "catalog.sqlite"))
{
}

CatalogFixture::~CatalogFixture()
{
    if (const auto* database = m_location.server())
        administer(serverUrl(), u"DROP DATABASE IF EXISTS " + database->name + u" WITH (FORCE)");
}

QString CatalogFixture::argument() const
{
    if (const auto* file = m_location.file())
        return pathToText(*file);
    QUrl url(QString::fromUtf8(serverUrl()));
    url.setPath(u'/' + m_location.server()->name);
    return url.toString(QUrl::FullyEncoded);
}

QByteArray CatalogFixture::serverUrl()
{
    return qgetenv("SAFELIGHT_TEST_CATALOG");
}

CatalogLocation CatalogFixture::makeDatabase()
{
    static std::atomic<int> count = 0;
    const QString name = QStringLiteral("safelight_test_%1_%2").arg(::getpid()).arg(++count);
    administer(serverUrl(), u"CREATE DATABASE " + name + u" TEMPLATE template0 ENCODING 'UTF8'");
    const auto server = CatalogLocation::fromArgument(serverUrl().toStdString());
    PostgresqlDatabase database = *server->server();
    database.name = name;
    return database;
}

} // namespace safelight::test
