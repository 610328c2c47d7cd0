#include "storage/library.h"

#include "base/pathtext.h"
#include "catalog/libraryrepository.h"
#include "db/connection.h"
#include "db/migrations.h"
#include "domain/safename.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>

#include <cerrno>

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

Status writeMarker(FileSystem& fs, const std::filesystem::path& root, const QUuid& uuid)
{
    const QJsonObject marker = {
        {QStringLiteral("id"), uuid.toString(QUuid::WithoutBraces)},
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
    return given ? *given : CatalogLocation(root / ".safelight" / "catalog.sqlite");
}

Error foreignCatalog(const CatalogLocation& location, const QUuid& owner)
{
    return {ErrorCode::CatalogOfOther, location.displayName(),
            u"it belongs to the library " + owner.toString(QUuid::WithoutBraces), nullptr};
}

/// The catalogue is this library's, or becomes it when it is no one's yet.
Status claimCatalog(Connection& connection, const QUuid& library)
{
    const LibraryRepository libraries(connection);
    SAFELIGHT_ASSIGN(auto owner, libraries.uuid());
    if (!owner) {
        WriteTransaction transaction(connection);
        SAFELIGHT_TRY(transaction.begin());
        SAFELIGHT_ASSIGN(owner, libraries.uuid()); // another program may have been faster
        if (!owner) {
            SAFELIGHT_TRY(libraries.insert(library));
            return transaction.commit();
        }
    }
    return *owner == library ? Status() : foreignCatalog(connection.location(), *owner);
}

/// Makes the catalogue where there is none. Gives the library that it belongs to already, if any.
Result<std::optional<QUuid>> prepareCatalog(const CatalogLocation& location)
{
    Connection connection(location);
    SAFELIGHT_TRY(connection.open(Connection::Mode::Create));
    SAFELIGHT_TRY(migrate(connection));
    return LibraryRepository(connection).uuid();
}

/// The same for one that was given, which may be another library's: refused.
Status prepareNewCatalog(const CatalogLocation& location)
{
    SAFELIGHT_ASSIGN(const auto owner, prepareCatalog(location));
    return owner ? Status(foreignCatalog(location, *owner)) : Status();
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
    SAFELIGHT_TRY(claimCatalog(connection, uuid));
    return library;
}

Result<Library> Library::openOrCreate(FileSystem& fs, const std::filesystem::path& givenRoot,
                                      const std::optional<CatalogLocation>& catalog)
{
    auto opened = open(givenRoot, catalog);
    if (opened || opened.error().code != ErrorCode::LibraryMissing)
        return opened;

    const auto root = std::filesystem::absolute(givenRoot).lexically_normal();
    const CatalogLocation location = catalogOf(root, catalog);
    QUuid uuid = QUuid::createUuid();
    if (location.server()) // first: a server that cannot be used leaves no half of a library behind
        SAFELIGHT_TRY(prepareNewCatalog(location));
    const auto state = root / ".safelight";
    for (const auto& folder : {state / "thumbnails", state / "trash", state / "backups", state / "logs"})
        SAFELIGHT_TRY(ensureFolder(fs, folder));
    if (catalog && location.file()) {
        SAFELIGHT_TRY(prepareNewCatalog(location));
    } else if (!catalog) {
        SAFELIGHT_ASSIGN(const auto owner, prepareCatalog(location));
        uuid = owner.value_or(uuid); // the marker alone was lost
    }
    const Status marked = writeMarker(fs, root, uuid);              // last: a library with a marker is whole
    if (!marked && marked.error().code != ErrorCode::AlreadyExists) // another program was faster
        return marked.error();
    return open(root, catalog);
}

Result<Library> Library::foresee(const std::filesystem::path& givenRoot, const std::filesystem::path& scratch)
{
    const auto root = std::filesystem::absolute(givenRoot).lexically_normal();
    const auto marker = readMarker(root);
    if (marker)
        return Error{ErrorCode::AlreadyExists, pathToText(root), {}, nullptr};
    if (marker.error().code != ErrorCode::LibraryMissing)
        return marker.error();
    const CatalogLocation location(scratch / "catalog.sqlite");
    SAFELIGHT_TRY(prepareCatalog(location));
    return Library(root, QUuid::createUuid(), location);
}

Status Library::confirm() const
{
    SAFELIGHT_ASSIGN(const QUuid now, readMarker(m_root));
    if (now == m_uuid)
        return {};
    return Error{ErrorCode::ManifestMismatch, pathToText(m_root), now.toString(QUuid::WithoutBraces),
                 nullptr};
}

Status Library::confirmCommits(FileSystem& fs) const
{
    if (!m_catalog.file())
        return {};
    std::error_code failure;
    const auto file = std::filesystem::canonical(*m_catalog.file(), failure); // the engine follows links
    const FileHandle folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen() && errno == EACCES)
        return {}; // nothing can be told of a folder that nobody may list
    const Status takes = folder.isOpen()
                             ? confirmTakesChanges(fs, folder, file)
                             : errorFromErrno(errno, pathToText(*m_catalog.file()), ErrorCode::SyncFailed);
    if (takes)
        return {};
    const bool isReadOnly = takes.error().code == ErrorCode::ReadOnly;
    return takes.error().wrappedIn({isReadOnly ? ErrorCode::CatalogReadOnly : ErrorCode::CatalogFailed,
                                    m_catalog.displayName(),
                                    {},
                                    nullptr});
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
    const QString safe = safeComponent(safeCharacters(projectName), kLongestFolderName);
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
