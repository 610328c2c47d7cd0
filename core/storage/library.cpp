#include "storage/library.h"

#include "base/pathtext.h"
#include "db/connection.h"
#include "db/migrations.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

namespace safelight {

namespace {

constexpr ByteCount kLargestMarker{qint64{64} * 1024};
constexpr std::size_t kLongestFolderName = 240;

std::filesystem::path markerIn(const std::filesystem::path& root)
{
    return root / ".safelight" / "library.json";
}

Result<QUuid> readMarker(const std::filesystem::path& root)
{
    const auto path = markerIn(root);
    auto bytes = readSmallFile(path, kLargestMarker);
    if (!bytes && bytes.error().code == ErrorCode::NotFound)
        return bytes.error().wrappedIn({ErrorCode::LibraryMissing, pathToText(root), {}, nullptr});
    if (!bytes)
        return bytes.error();
    const QJsonObject marker = QJsonDocument::fromJson(QByteArray::fromStdString(*bytes)).object();
    const QUuid uuid = QUuid::fromString(marker[QStringLiteral("id")].toString());
    if (uuid.isNull())
        return Error{ErrorCode::ManifestDamaged, pathToText(path), QStringLiteral("no id"), nullptr};
    return uuid;
}

Status writeMarker(FileSystem& fs, const std::filesystem::path& root)
{
    const QJsonObject marker = {
        {QStringLiteral("id"), QUuid::createUuid().toString(QUuid::WithoutBraces)},
        {QStringLiteral("created_at"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
        {QStringLiteral("version"), 1},
    };
    Status written =
        writeSmallFile(fs, markerIn(root), QJsonDocument(marker).toJson().toStdString(), Replace::Never);
    // Another program may have made the same library at the same moment: theirs is as good.
    if (!written && written.error().code != ErrorCode::AlreadyExists)
        return written;
    return {};
}

CatalogLocation catalogOf(const std::filesystem::path& root, const std::optional<CatalogLocation>& given)
{
    return given ? *given : CatalogLocation{root / ".safelight" / "catalog.sqlite"};
}

} // namespace

Library::Library(std::filesystem::path root, QUuid uuid, CatalogLocation catalog)
    : m_root(std::move(root)), m_uuid(uuid), m_catalog(std::move(catalog))
{
}

Result<Library> Library::open(const std::filesystem::path& givenRoot,
                              const std::optional<CatalogLocation>& catalog)
{
    const auto root = std::filesystem::absolute(givenRoot).lexically_normal();
    SAFELIGHT_ASSIGN(const QUuid uuid, readMarker(root));
    Library library(root, uuid, catalogOf(root, catalog));
    Connection connection(library.catalog());
    if (const Status opened = connection.open(); !opened) {
        const bool isGone = opened.error().code == ErrorCode::NotFound;
        return isGone ? opened.error().wrappedIn(
                            {ErrorCode::CatalogUnreachable, connection.displayName(), {}, nullptr})
                      : opened.error();
    }
    SAFELIGHT_TRY(migrate(connection));
    return library;
}

Result<Library> Library::openOrCreate(FileSystem& fs, const std::filesystem::path& givenRoot,
                                      const std::optional<CatalogLocation>& catalog)
{
    auto opened = open(givenRoot, catalog);
    if (opened || opened.error().code != ErrorCode::LibraryMissing)
        return opened;

    const auto root = std::filesystem::absolute(givenRoot).lexically_normal();
    const auto state = root / ".safelight";
    for (const auto& folder : {state / "thumbnails", state / "trash", state / "backups", state / "logs"})
        SAFELIGHT_TRY(ensureFolder(fs, folder));
    Connection connection(catalogOf(root, catalog));
    SAFELIGHT_TRY(connection.open(Connection::Mode::Create));
    SAFELIGHT_TRY(migrate(connection));
    SAFELIGHT_TRY(writeMarker(fs, root)); // last: a library with a marker is whole
    return open(root, catalog);
}

Status Library::confirm() const
{
    SAFELIGHT_ASSIGN(const QUuid now, readMarker(m_root));
    if (now == m_uuid)
        return {};
    return Error{ErrorCode::ManifestMismatch, pathToText(m_root), now.toString(QUuid::WithoutBraces),
                 nullptr};
}

std::filesystem::path Library::folderOf(const Project& project) const
{
    return (m_root / pathFromText(project.folder)).lexically_normal();
}

QString Library::folderText(const std::filesystem::path& folder) const
{
    const auto absolute = std::filesystem::absolute(folder).lexically_normal();
    const auto relative = absolute.lexically_relative(m_root);
    const bool isBelow = !relative.empty() && relative != "." && *relative.begin() != "..";
    return pathToText(isBelow ? relative : absolute);
}

std::string safeFolderName(const QString& projectName)
{
    QString safe;
    for (const QChar c : projectName) {
        if (QStringView(u"/\\:").contains(c))
            safe += u'-';
        else if (QStringView(u"*?<>|\"").contains(c))
            safe += u'_';
        else if (c.category() != QChar::Other_Control)
            safe += c;
    }
    while (!safe.isEmpty() && bytesFromText(safe).size() > kLongestFolderName)
        safe.chop(safe.back().isLowSurrogate() ? 2 : 1);
    safe = safe.trimmed();
    while (safe.startsWith(u'.'))
        safe.remove(0, 1);
    while (safe.endsWith(u'.') || safe.endsWith(u' '))
        safe.chop(1);
    return bytesFromText(safe.isEmpty() ? QStringLiteral("Untitled project") : safe);
}

std::string numberedFolderName(const std::string& name, int number)
{
    if (number == 1)
        return name;
    const std::string suffix = " (" + std::to_string(number) + ")";
    QString shortened = textFromBytes(name);
    while (bytesFromText(shortened).size() + suffix.size() > kLongestFolderName)
        shortened.chop(shortened.back().isLowSurrogate() ? 2 : 1);
    return bytesFromText(shortened) + suffix;
}

} // namespace safelight
