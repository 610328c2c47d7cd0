#pragma once

#include "base/result.h"
#include "catalog/cursor.h"
#include "db/connection.h"
#include "domain/photo.h"

#include <QStringList>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace safelight {

/// What the manifest check compares of one photo. Names are bytes, not carried text: they are looked up in a
/// listing of the folder and never shown.
struct CheckedFile
{
    std::string name;
    bool isPresent = false;
    FileId id; ///< only where rows are read to be changed
};
struct CheckedPhoto
{
    PhotoId id;
    std::string stem;
    Availability available;
    std::vector<CheckedFile> files;
};

/// A page of photos by ascending id, and where the next one begins; no cursor after the last.
struct CheckPage
{
    std::vector<CheckedPhoto> photos;
    std::optional<Cursor> next;
};

/// Rows of photos. Each function runs on the connection's thread.
class PhotoRepository
{
public:
    explicit PhotoRepository(Connection& connection) : m_connection(connection) {}

    static Cursor firstPage(ProjectId project) { return {Listing::Photos, project.value, 0}; }

    /// A page for the manifest check, read from the indexes alone, in two steps: up to `limit` photos and the
    /// cursor of the page after, then their files. `page` is filled anew and its memory used again. Errors:
    /// WrongCursor when the cursor is not of a photo listing.
    Status readPhotos(const Cursor& from, int limit, CheckPage& page) const;
    Status readFiles(ProjectId project, CheckPage& page) const;

    /// The same for some photos, by ascending id, with the ids of their files. Photos that are gone are left
    /// out.
    Result<std::vector<CheckedPhoto>> checkRows(std::span<const PhotoId> ids) const;

    /// Stems by ascending id after `after`.
    Result<std::vector<std::pair<PhotoId, QString>>> stems(ProjectId project, PhotoId after, int limit) const;
    /// Those of the stems, a few hundred at most, that the project has.
    Result<std::vector<QString>> stemsAmong(ProjectId project, const QStringList& stems) const;
    /// Gives the photo another stem, where it still has `from`. The new one must be free. Returns whether it
    /// had.
    Result<bool> rename(PhotoId id, const QString& from, const QString& to) const;

    /// Photos of which no variant is on disk by the rows, by ascending id after `after`.
    Result<std::vector<PhotoId>> withoutVariants(ProjectId project, PhotoId after, int limit) const;
    /// Removes a photo's row and those of its files, if none of its variants is on disk by the rows. Returns
    /// whether it did.
    Result<bool> removeWithoutVariants(PhotoId id) const;

    Result<qint64> count(ProjectId project) const;
    Result<std::optional<Photo>> find(PhotoId id) const;
    Result<std::optional<Photo>> findByStem(ProjectId project, const QString& stem) const;

    Result<PhotoId> insert(const Photo& photo) const;

    /// Sets the three flags where they still are what was read. Returns whether they were.
    Result<bool> updateAvailability(PhotoId id, Availability was, Availability is) const;
    /// Sets the flags from the rows of the photo's files.
    Status refreshAvailability(PhotoId id) const;
    /// Gives a photo another stem, maybe in another project; its id and all that hangs on it stay. Guarded:
    /// changes nothing and returns false where the row does not say `was` any more.
    Result<bool> move(const Photo& was, ProjectId to, const QString& stem) const;
    /// Fills what is not known yet (empty or zero) from a further variant of the same frame; what is known
    /// stays.
    Status completeMetadata(PhotoId id, const PhotoMetadata& metadata) const;
    /// Moves a thumbnail's status on; `Ready` is never taken back by another variant's failure.
    Status updateThumbnail(PhotoId id, DerivativeStatus status) const;

private:
    Connection& m_connection;
};

} // namespace safelight
