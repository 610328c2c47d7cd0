#include "benchmarks/manifestlibrary.h"

#include "base/pathtext.h"
#include "catalog/projectrepository.h"
#include "db/connection.h"
#include "domain/formats.h"
#include "tasks/projectactions.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>

namespace safelight::bench {

namespace {

/// Whether item `i` is among the evenly spread `share` of all.
bool isAmong(qint64 i, double share)
{
    return static_cast<qint64>(static_cast<double>(i + 1) * share) >
           static_cast<qint64>(static_cast<double>(i) * share);
}

std::string stemOfPhoto(qint64 i)
{
    char stem[32];
    std::snprintf(stem, sizeof stem, "DSC%07lld", static_cast<long long>(i));
    return stem;
}

Status touch(int folder, const std::string& name)
{
    const FileHandle file(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    if (!file.isOpen())
        return errorFromErrno(errno, textFromBytes(name), ErrorCode::WriteFailed);
    return {};
}

Result<FileHandle> openFolder(const std::filesystem::path& path)
{
    FileHandle folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen())
        return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
    return folder;
}

Status makeFiles(const std::filesystem::path& path, const ManifestPlan& plan)
{
    SAFELIGHT_ASSIGN(const FileHandle folder, openFolder(path));
    for (qint64 i = 0; i < plan.photos; ++i) {
        SAFELIGHT_TRY(touch(folder.fd(), stemOfPhoto(i) + ".JPG"));
        if (isAmong(i, plan.rawShare))
            SAFELIGHT_TRY(touch(folder.fd(), stemOfPhoto(i) + ".ARW"));
    }
    return {};
}

/// Inserts the rows that an ingest would have, as wide as it makes them.
class RowMaker
{
public:
    /// Photos get the ids from `firstId` on.
    static Result<RowMaker> prepare(const Connection& connection, ProjectId project, qint64 firstId)
    {
        SAFELIGHT_ASSIGN(QSqlQuery photo,
                         connection.prepare(QStringLiteral(
                             "INSERT INTO photos (id, project_id, stem, jpg_available, raw_available, "
                             "taken_at, width, height, camera, lens, thumbnail_status, metadata, "
                             "created_at, updated_at) VALUES (?, ?, ?, 1, ?, ?, 6000, 4000, "
                             "'Sony ILCE-7M3', 'FE 24-105mm F4 G OSS', 1, ?, ?, ?)")));
        SAFELIGHT_ASSIGN(
            QSqlQuery file,
            connection.prepare(QStringLiteral(
                "INSERT INTO files (project_id, photo_id, name, kind, size, mtime_ns, md5, xxh128, "
                "phash, phash_version, verified_at, verified_level, created_at, updated_at) "
                "VALUES (?, ?, ?, ?, 0, 0, ?, ?, ?, 1, ?, 'digest', ?, ?)")));
        return RowMaker(connection, project, firstId, std::move(photo), std::move(file));
    }

    Status insertPhoto(qint64 i, bool hasRaw)
    {
        const QString stem = QString::fromStdString(stemOfPhoto(i));
        bind(m_photo, {m_firstId + i, m_project.value, stem, int(hasRaw), m_now, m_metadata, m_now, m_now});
        SAFELIGHT_TRY(m_connection.execute(m_photo));
        SAFELIGHT_TRY(insertFile(i, stem + QStringLiteral(".JPG"), FileKind::Jpg));
        if (hasRaw)
            SAFELIGHT_TRY(insertFile(i, stem + QStringLiteral(".ARW"), FileKind::Raw));
        return {};
    }

private:
    RowMaker(const Connection& connection, ProjectId project, qint64 firstId, QSqlQuery photo, QSqlQuery file)
        : m_connection(connection),
          m_project(project),
          m_firstId(firstId),
          m_photo(std::move(photo)),
          m_file(std::move(file))
    {
    }

    Status insertFile(qint64 i, const QString& name, FileKind kind)
    {
        // Digests lie all over their index, as real ones do.
        const QString digest = QString::number(qHash(name, static_cast<std::size_t>(m_firstId)), 16)
                                   .rightJustified(16, u'0')
                                   .repeated(2);
        bind(m_file, {m_project.value, m_firstId + i, name, static_cast<int>(kind), digest, digest, i, m_now,
                      m_now, m_now});
        return m_connection.execute(m_file);
    }

    static void bind(QSqlQuery& query, const QVariantList& values)
    {
        for (int i = 0; i < values.size(); ++i)
            query.bindValue(i, values[i]);
    }

    const Connection& m_connection;
    ProjectId m_project;
    qint64 m_firstId;
    QSqlQuery m_photo;
    QSqlQuery m_file;
    QString m_now = QStringLiteral("2026-01-01T12:00:00.000Z");
    QString m_metadata =
        QStringLiteral(R"({"iso":200,"aperture":4,"exposure_seconds":0.004,"exposure_text":"1/250",)"
                       R"("focal_length_mm":50,"flash":false,"metering":"pattern"})");
};

Status makeRows(const CatalogLocation& catalog, ProjectId project, qint64 firstId, const ManifestPlan& plan)
{
    Connection connection(catalog);
    SAFELIGHT_TRY(connection.open());
    WriteTransaction transaction(connection);
    SAFELIGHT_TRY(transaction.begin());
    {
        SAFELIGHT_ASSIGN(RowMaker rows, RowMaker::prepare(connection, project, firstId));
        for (qint64 i = 0; i < plan.photos; ++i)
            SAFELIGHT_TRY(rows.insertPhoto(i, isAmong(i, plan.rawShare)));
    }
    return transaction.commit();
}

Result<std::optional<Project>> onlyProject(const TaskEnvironment& environment)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(connection.open());
    SAFELIGHT_ASSIGN(const auto projects, ProjectRepository(connection).all());
    if (projects.empty())
        return std::optional<Project>();
    return std::optional(*std::ranges::min_element(projects, {}, &Project::id));
}

} // namespace

qint64 ManifestPlan::files() const
{
    return photos + static_cast<qint64>(static_cast<double>(photos) * rawShare);
}

Result<ManifestLibrary> ManifestLibrary::open(const std::filesystem::path& root)
{
    SAFELIGHT_ASSIGN(Library library, Library::open(root));
    TaskEnvironment environment{std::move(library), Settings(), EventLog()};
    SAFELIGHT_ASSIGN(const auto project, onlyProject(environment));
    if (!project)
        return Error{ErrorCode::NotFound, pathToText(root), QStringLiteral("no project"), nullptr};
    return ManifestLibrary(std::move(environment), *project);
}

Result<ManifestLibrary> ManifestLibrary::openOrMake(const std::filesystem::path& root,
                                                    const ManifestPlan& plan)
{
    SAFELIGHT_ASSIGN(Library library, Library::openOrCreate(FileSystem::posix(), root));
    TaskEnvironment environment{std::move(library), Settings(), EventLog()};
    SAFELIGHT_ASSIGN(const auto known, onlyProject(environment));
    if (known && known->photoCount != plan.photos)
        return Error{ErrorCode::InvalidArgument, pathToText(root),
                     QStringLiteral("holds another number of photos"), nullptr};
    if (known)
        return ManifestLibrary(std::move(environment), *known);
    std::optional<Project> first;
    for (int number = 0; number < plan.projects; ++number) {
        const QString name =
            number == 0 ? QStringLiteral("Benchmark") : QStringLiteral("Benchmark %1").arg(number + 1);
        SAFELIGHT_ASSIGN(const Project project, addProject(environment, name));
        SAFELIGHT_TRY(makeFiles(environment.library.folderOf(project), plan));
        SAFELIGHT_TRY(makeRows(environment.library.catalog(), project.id, number * plan.photos + 1, plan));
        if (!first)
            first = project;
    }
    return ManifestLibrary(std::move(environment), *first);
}

Result<qint64> ManifestLibrary::deleteWrong(const ManifestPlan& plan) const
{
    SAFELIGHT_ASSIGN(const FileHandle at, openFolder(folder()));
    qint64 deleted = 0;
    for (qint64 i = 0; i < plan.photos; ++i) {
        if (isAmong(i, plan.wrongShare) && ::unlinkat(at.fd(), (stemOfPhoto(i) + ".JPG").c_str(), 0) == 0)
            ++deleted;
    }
    return deleted;
}

Result<qint64> ManifestLibrary::putBackWrong(const ManifestPlan& plan) const
{
    SAFELIGHT_ASSIGN(const FileHandle at, openFolder(folder()));
    qint64 made = 0;
    for (qint64 i = 0; i < plan.photos; ++i) {
        if (!isAmong(i, plan.wrongShare))
            continue;
        SAFELIGHT_TRY(touch(at.fd(), stemOfPhoto(i) + ".JPG"));
        ++made;
    }
    return made;
}

} // namespace safelight::bench
