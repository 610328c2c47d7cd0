#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "domain/digest.h"
#include "domain/project.h"

#include <QUuid>

#include <optional>
#include <set>
#include <vector>

namespace safelight {

using TrashId = Id<struct TrashTag>;

/// Stored by value; never renumber. What is neither kept nor at its end is a journal: it says what a program
/// was about to do when it was killed.
enum class TrashState {
    Kept = 0,        ///< lies in the trash, and can be restored
    PuttingAway = 1, ///< about to be moved there
    Restoring = 2,   ///< about to be moved back
    Restored = 3,
    Purging = 4, ///< being removed for good: perhaps half of it is left
    Purged = 5,
};
QString trashStateName(TrashState state);

/// What lies in the library's trash and where it came from: a project's folder, or one file of a photo.
struct TrashEntry
{
    TrashId id;
    QUuid uuid; ///< names the folder below `.safelight/trash`
    ProjectId project;
    PhotoId photo;    ///< of a file; none for a project's folder
    QString origin;   ///< carried text: a project's folder as in its row, or a file's name within its project
    QString storedAs; ///< carried text: its path below the trash folder
    QString reason;
    Digest digest;       ///< of a file
    QDateTime deletedAt; ///< retention counts from here, never from the file's own times
    QDateTime restoredAt;
    QDateTime purgedAt;
    TrashState state = TrashState::Kept;

    bool isFile() const { return photo.isValid(); }
};

/// Rows of the trash. Each function runs on the connection's thread.
class TrashRepository
{
public:
    explicit TrashRepository(Connection& connection) : m_connection(connection) {}

    Result<TrashId> insert(const TrashEntry& entry) const;
    /// Takes back a row whose move did not happen. Returns whether it still said PuttingAway.
    Result<bool> removeUnmoved(TrashId id) const;
    /// From one state to another, where it still is in the first; the row stays locked until the transaction
    /// ends. `at`: when it was restored or purged.
    Result<bool> change(TrashId id, TrashState from, TrashState to, const QDateTime& at = {}) const;

    Result<std::optional<TrashEntry>> find(TrashId id) const;
    Result<bool> isKnown(const QUuid& uuid) const;
    /// What lies there (kept, or half removed), by ascending id after `after`.
    Result<std::vector<TrashEntry>> page(TrashId after, int limit) const;
    /// What a program that was killed was about to move.
    Result<std::vector<TrashEntry>> unsettled() const;
    /// When the latest entry of all was put there; invalid when there never was one.
    Result<QDateTime> latestDeletion() const;
    /// Those of the photos from `first` to `last` of which a file can still be restored.
    Result<std::set<PhotoId>> restorablePhotos(PhotoId first, PhotoId last) const;

private:
    Result<std::vector<TrashEntry>> select(const QString& tail, const QVariantList& values) const;

    Connection& m_connection;
};

} // namespace safelight
