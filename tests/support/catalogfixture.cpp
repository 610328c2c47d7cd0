#include "support/catalogfixture.h"

#include "base/pathtext.h"
#include "db/connection.h"

#include <QUrl>

#include <unistd.h>

#include <atomic>

namespace safelight::test {

namespace {

std::unique_ptr<Connection> openOrEnd(const CatalogLocation& location)
{
    auto connection = std::make_unique<Connection>(location);
    if (const Status opened = connection->open(); !opened)
        qFatal("%s", qPrintable(describeForLog(opened.error())));
    return connection;
}

QStringList rowsOf(Statement& query)
{
    QStringList all;
    while (query.next()) {
        QStringList columns;
        for (int i = 0; i < query.columnCount(); ++i) {
            const QVariant value =
                query.value(i); // a comparison is a number on one engine, a truth on the other
            columns += value.typeId() == QMetaType::Bool ? QString::number(value.toInt()) : value.toString();
        }
        all += columns.join(u'|');
    }
    return all;
}

QStringList rowsOrEnd(const Connection& connection, const QString& sql)
{
    auto query = connection.run(sql);
    if (!query)
        qFatal("%s", qPrintable(describeForLog(query.error())));
    return rowsOf(*query);
}

} // namespace

CatalogFixture::CatalogFixture(const std::filesystem::path& folder)
    : m_location(isOnServer() ? makeDatabase() : CatalogLocation(folder / "catalog.sqlite"))
{
}

CatalogFixture::~CatalogFixture()
{
    m_reader.reset();
    if (const auto* database = m_location.server())
        (void)rowsOrEnd(*m_server, u"DROP DATABASE IF EXISTS " + database->name + u" WITH (FORCE)");
}

QStringList CatalogFixture::rows(const CatalogLocation& catalog, const QString& sql) const
{
    // A test may replace an SQLite file; and its other threads have connections of their own.
    if (!isOnServer() || QThread::currentThreadId() != m_thread)
        return rowsOrEnd(*openOrEnd(catalog), sql);
    if (m_reader) {
        if (auto query = m_reader->run(sql))
            return rowsOf(*query); // else the server may have ended the session
    }
    m_reader = openOrEnd(catalog);
    return rowsOrEnd(*m_reader, sql);
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
    const auto server = CatalogLocation::fromArgument(serverUrl().toStdString());
    if (!server)
        qFatal("SAFELIGHT_TEST_CATALOG: %s", qPrintable(describeForLog(server.error())));
    m_server = openOrEnd(*server);
    (void)rowsOrEnd(*m_server, u"CREATE DATABASE " + name + u" TEMPLATE template0 ENCODING 'UTF8'");
    PostgresqlDatabase database = *server->server();
    database.name = name;
    return database;
}

} // namespace safelight::test
