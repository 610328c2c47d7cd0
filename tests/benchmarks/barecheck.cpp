#include "benchmarks/barecheck.h"

#include "base/pathtext.h"
#include "db/connection.h"
#include "domain/formats.h"

#include <QDirIterator>
#include <QHash>
#include <QSet>
#include <QVariant>
#include <QVector>

#include <dirent.h>

#include <cerrno>
#include <memory>
#include <sqlite3.h>

namespace safelight::bench {

namespace {

// The columns that the check compares, and the order in which it reads them.
constexpr const char* kPhotos = "SELECT id, stem, jpg_available + 2 * raw_available + 4 * other_available "
                                "FROM photos WHERE project_id = ?1 ORDER BY id";
constexpr const char* kFiles =
    "SELECT photo_id, name, present FROM files WHERE project_id = ?1 ORDER BY photo_id, name";

struct DatabaseCloser
{
    void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct StatementCloser
{
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

Error errorOf(sqlite3* database)
{
    return {ErrorCode::CatalogFailed, {}, QString::fromUtf8(sqlite3_errmsg(database)), nullptr};
}

Result<qint64> scanRows(sqlite3* database, const char* sql, qint64 project)
{
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(database, sql, -1, &prepared, nullptr) != SQLITE_OK)
        return errorOf(database);
    const std::unique_ptr<sqlite3_stmt, StatementCloser> statement(prepared);
    sqlite3_bind_int64(prepared, 1, project);
    qint64 rows = 0;
    qint64 touched = 0; // so that no column can be left unread
    while (sqlite3_step(prepared) == SQLITE_ROW) {
        touched += sqlite3_column_int64(prepared, 0) + sqlite3_column_text(prepared, 1)[0] +
                   sqlite3_column_bytes(prepared, 1) + sqlite3_column_int(prepared, 2);
        ++rows;
    }
    return touched > 0 || rows == 0 ? Result<qint64>(rows) : errorOf(database);
}

struct FileOfRow
{
    QString name;
    bool isPresent = false;
};
struct PhotoOfRow
{
    qint64 id = 0;
    QString stem;
    int bits = 0;
};

Result<QVector<PhotoOfRow>> allPhotos(const Connection& connection, ProjectId project)
{
    SAFELIGHT_ASSIGN(Statement row, connection.run(QString::fromLatin1(kPhotos), {project.value}));
    QVector<PhotoOfRow> photos;
    while (row.next())
        photos += {row.value(0).toLongLong(), row.value(1).toString(), row.value(2).toInt()};
    return photos;
}

Result<QHash<qint64, QVector<FileOfRow>>> allFiles(const Connection& connection, ProjectId project)
{
    SAFELIGHT_ASSIGN(Statement row, connection.run(QString::fromLatin1(kFiles), {project.value}));
    QHash<qint64, QVector<FileOfRow>> files;
    while (row.next())
        files[row.value(0).toLongLong()] += {row.value(1).toString(), row.value(2).toInt() != 0};
    return files;
}

QSet<QString> allNames(const std::filesystem::path& folder)
{
    const QString root = pathToText(folder) + u'/';
    QSet<QString> names;
    QDirIterator entries(root, QDir::Files, QDirIterator::Subdirectories);
    while (entries.hasNext())
        names += entries.next().sliced(root.size());
    return names;
}

} // namespace

Result<qint64> listBare(const std::filesystem::path& folder)
{
    const auto closer = [](DIR* dir) { ::closedir(dir); };
    const std::unique_ptr<DIR, decltype(closer)> dir(::opendir(folder.c_str()), closer);
    if (!dir)
        return errorFromErrno(errno, pathToText(folder), ErrorCode::ReadFailed);
    qint64 names = 0;
    while (const dirent* entry = ::readdir(dir.get()))
        names += entry->d_name[0] != '.' ? 1 : 0;
    return names;
}

Result<qint64> scanBare(const ManifestLibrary& library)
{
    sqlite3* opened = nullptr;
    const auto& file = *library.environment().library.catalog().file(); // the benchmark makes it: SQLite
    const int result = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
    const std::unique_ptr<sqlite3, DatabaseCloser> database(opened);
    if (result != SQLITE_OK)
        return errorOf(opened);
    const qint64 project = library.project().id.value;
    SAFELIGHT_ASSIGN(const qint64 photos, scanRows(opened, kPhotos, project));
    SAFELIGHT_ASSIGN(const qint64 files, scanRows(opened, kFiles, project));
    return photos + files;
}

Result<qint64> checkAllAtOnce(const ManifestLibrary& library)
{
    Connection connection(library.environment().library.catalog());
    SAFELIGHT_TRY(connection.open());
    SAFELIGHT_ASSIGN(const auto photos, allPhotos(connection, library.project().id));
    SAFELIGHT_ASSIGN(const auto files, allFiles(connection, library.project().id));
    const QSet<QString> names = allNames(library.folder());
    qint64 differences = 0;
    qint64 present = 0;
    for (const PhotoOfRow& photo : photos) {
        int bits = 0;
        bool isAsRead = true;
        for (const FileOfRow& file : files.value(photo.id)) {
            const bool isThere = names.contains(file.name);
            isAsRead = isAsRead && isThere == file.isPresent;
            present += isThere ? 1 : 0;
            if (const auto format = isThere ? formatForName(bytesFromText(file.name)) : std::nullopt)
                bits |= 1 << static_cast<int>(format->kind);
        }
        differences += isAsRead && bits == photo.bits ? 0 : 1;
    }
    return differences + (names.size() - present);
}

} // namespace safelight::bench
