#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "domain/photo.h"
#include "domain/project.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace safelight {

/// A file in the catalogue with the project that holds it.
struct StoredFile
{
    PhotoFile file;
    QString stem;
    Project project; ///< id, name, folder and uuid
};

/// Names as bytes, as they are looked up in a listing of the folder.
struct NamePage
{
    std::vector<std::string> names;
    PhotoId last; ///< whose the last name is; it may have more
};

/// Rows of variants and sidecars. Each function runs on the connection's thread.
class FileRepository
{
public:
    explicit FileRepository(Connection& connection) : m_connection(connection) {}

    /// All variants (no sidecars) of live projects whose bytes have this digest, oldest first.
    Result<std::vector<StoredFile>> findByDigest(const Digest& digest) const;
    /// The same with sidecars.
    Result<std::vector<StoredFile>> findAnyByDigest(const Digest& digest) const;
    /// The MD5 of those files that have this XXH3-128 and size; empty where there is none, or they disagree.
    Result<QByteArray> md5Of(const QByteArray& xxh128, ByteCount size) const;
    /// Whether any variant of a live project has this size: if none has, no file of this size can be a
    /// duplicate.
    Result<bool> anyOfSize(ByteCount size) const;

    /// Those of the sizes that any file has, from an index alone; each once.
    Result<std::vector<qint64>> sizesAmong(std::span<const qint64> sizes) const;
    /// Of all files that are on disk, in any order: a look at the whole table.
    Status eachPresentSizeAndTime(const std::function<void(qint64 size, qint64 mtimeNs)>& visit) const;

    Result<std::optional<PhotoFile>> findByName(ProjectId project, const QString& name) const;
    Result<std::vector<PhotoFile>> filesOf(PhotoId photo) const;
    /// Names of files after `afterId` that the catalogue holds for present, by id: to see whether any is on
    /// disk.
    Result<std::vector<PhotoFile>> presentFiles(ProjectId project, FileId after, int limit) const;

    /// The variants of some photos that the catalogue holds for present, by photo, kind and name.
    Result<std::vector<PhotoFile>> presentVariants(std::span<const PhotoId> photos) const;
    /// Files whose digest is pending and that the catalogue holds for present, by id.
    Result<std::vector<PhotoFile>> pendingFiles(ProjectId project, FileId after, int limit) const;
    /// Names of a project's files, by photo, from the photo with the id `from` on, read from an index alone.
    /// `page` is filled anew and its memory used again.
    Status readNames(ProjectId project, PhotoId from, int limit, NamePage& page) const;

    /// Variants that are there and have neither a perceptual hash nor a reason why not, after `after` by id.
    Result<std::vector<PhotoFile>> filesWithoutPicture(ProjectId project, FileId after, int limit) const;

    Result<FileId> insert(ProjectId project, const PhotoFile& file) const;

    /// Guarded: changes nothing and returns false where the row does not say `was` any more.
    Result<bool> updatePresence(FileId id, bool was, bool is) const;
    /// Gives the file another name, where it still has `from`. The new one must be free. Returns whether it
    /// had.
    Result<bool> rename(FileId id, const QString& from, const QString& to) const;
    /// Names of files on disk that differ from another of the same photo in letter case only, but the first
    /// of each, in the order of their photos.
    Result<std::vector<QString>> sameButForCase(ProjectId project) const;
    /// Its bytes were read and are not what its row says: no proof of them holds any more.
    Status markUnproven(FileId id) const;
    /// A file that was gone, whether its row knew or not, and has come back: with the same bytes, or, if it
    /// is a sidecar, made anew from the same source.
    Status markStoredAgain(FileId id, const PhotoFile& file) const;
    /// The digest of a file whose digest was pending, as it was read now. Guarded: changes nothing and
    /// returns false where the file has another name by now, or a digest.
    Result<bool> updateDigest(const PhotoFile& was, const Digest& digest, qint64 mtimeNs) const;
    /// The file was found under another name, maybe in another project: `is` bears its new photo, name, kind
    /// and time. Guarded: changes nothing and returns false where the row does not say `was` any more.
    Result<bool> move(ProjectId from, const PhotoFile& was, ProjectId to, const PhotoFile& is) const;
    /// The same for a file that is nowhere, and goes along with its photo.
    Result<bool> moveMissing(ProjectId from, const PhotoFile& was, ProjectId to, const QString& name) const;
    /// Why it cannot be shown, its hash left as it is.
    Status updateDamage(FileId id, const QString& damage) const;
    /// The picture's hash, or why there is none.
    Status updateHash(FileId id, std::optional<quint64> hash, const QString& damage) const;

private:
    Result<std::vector<StoredFile>> findBytes(const Digest& digest, const QString& kinds) const;

    Connection& m_connection;
};

} // namespace safelight
