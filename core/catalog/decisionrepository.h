#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "domain/decision.h"
#include "domain/photo.h"

#include <span>
#include <utility>
#include <vector>

namespace safelight {

/// A decision that was changed; to be taken back where it still says `is`.
struct DecisionChange
{
    PhotoId photo;
    Decision was = Decision::Undecided;
    Decision is = Decision::Undecided;

    friend bool operator==(const DecisionChange&, const DecisionChange&) = default;
};

/// The photos of a project by what was decided, and what a commit would move to the trash.
struct DecisionCounts
{
    qint64 undecided = 0;
    qint64 keepJpg = 0;
    qint64 keepAll = 0;
    qint64 rejected = 0;
    qint64 pendingPhotos = 0; ///< with files that are present and not to be kept
};

/// What a person decided about photos. On the connection's thread; writes belong in a transaction.
class DecisionRepository
{
public:
    explicit DecisionRepository(Connection& connection) : m_connection(connection) {}

    /// Photos that are gone, or say so already, are left out of what is returned.
    Result<std::vector<DecisionChange>> decide(std::span<const PhotoId> photos, Decision decision) const;
    /// Guarded: a photo of which something else was decided since stays. Returns how many were taken back.
    Result<qint64> takeBack(std::span<const DecisionChange> changes) const;
    /// All photos of a project whose decision has not been committed become undecided. Returns what changed.
    Result<std::vector<DecisionChange>> revertPending(ProjectId project) const;

    Result<DecisionCounts> counts(ProjectId project) const;
    /// Photos with files that are present and not to be kept, by id after `after`.
    Result<std::vector<PhotoId>> pending(ProjectId project, PhotoId after, int limit) const;

    /// The SQL condition that the decision on photo `ph` lets its file `f` go.
    static QString letGo();
    /// Whether the decision on its photo lets this file go.
    Result<bool> isLetGo(FileId file) const;
    /// For a file that comes back: where the decision on its photo let it go, nothing is decided any more.
    Status comesBack(FileId file, PhotoId photo) const;
    /// Whether any photo has variants that are not to be kept.
    Result<bool> isAnyLetGo() const;

private:
    Result<std::vector<std::pair<PhotoId, Decision>>> read(std::span<const PhotoId> photos) const;
    Status set(std::span<const PhotoId> photos, Decision decision) const;

    Connection& m_connection;
};

} // namespace safelight
