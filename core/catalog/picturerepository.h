#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "domain/photo.h"

#include <QByteArray>

#include <span>
#include <vector>

namespace safelight {

/// A photo of which something is to be made: thumbnail, preview, or the hash of one of its files.
struct UnpicturedPhoto
{
    PhotoId id;
    DerivativeStatus thumbnail = DerivativeStatus::Pending;
    DerivativeStatus preview = DerivativeStatus::Pending;
    std::vector<PhotoFile> files; ///< its variants on disk, in the order in which they stand for it
};

/// Which photos are asked for.
struct PictureQuery
{
    ProjectId project;
    std::span<const PhotoId> among; ///< empty: all of the project
    bool withFailed = false;        ///< also what failed before
};

/// A photo whose pictures are said to be in the stores.
struct ShownPhoto
{
    PhotoId id;
    DerivativeStatus thumbnail = DerivativeStatus::Ready;
    DerivativeStatus preview = DerivativeStatus::Ready;
    QByteArray key; ///< XXH3-128 of the file that its pictures show; empty: it has none
};

/// What the catalogue says of derived pictures. Each function runs on the connection's thread.
class PictureRepository
{
public:
    explicit PictureRepository(Connection& connection) : m_connection(connection) {}

    /// Photos with at least one variant on disk, of which something is to be made, by ascending id.
    Result<std::vector<UnpicturedPhoto>> unpictured(const PictureQuery& query, PhotoId after,
                                                    int limit) const;
    /// How many of the project's photos have an id in (after, until].
    Result<qint64> countBetween(ProjectId project, PhotoId after, PhotoId until) const;
    /// Guarded: changes nothing and returns false where the row does not say any more what was read.
    Result<bool> updateStatus(const UnpicturedPhoto& was, DerivativeStatus thumbnail,
                              DerivativeStatus preview) const;

    /// Photos with a picture that is ready, by ascending id.
    Result<std::vector<ShownPhoto>> shown(ProjectId project, PhotoId after, int limit) const;
    /// What is ready of it becomes pending, where it still is what was read.
    Result<bool> markGone(const ShownPhoto& photo, bool thumbnail, bool preview) const;

    /// The digests of all files of all projects (removed ones included) and of the trash, ascending, each
    /// once, after `after`.
    Result<std::vector<QByteArray>> digests(const QByteArray& after, int limit) const;

private:
    Status readVariants(std::vector<UnpicturedPhoto>& photos) const;

    Connection& m_connection;
};

} // namespace safelight
