#include "catalog/decisionrepository.h"

#include "catalog/rowtext.h"

#include <algorithm>
#include <array>
#include <map>

namespace safelight {

namespace {

constexpr std::size_t kIdsAtOnce = 500;

/// A photo's files that are not to be kept are present: a variant, or any file of one that was rejected.
const QString kIsPending = QStringLiteral(
    "decided_at IS NOT NULL AND ((keep_jpg = 0 AND jpg_available = 1) OR (keep_raw = 0 AND raw_available = "
    "1) "
    "OR (keep_other = 0 AND other_available = 1) OR (keep_jpg = 0 AND keep_raw = 0 AND keep_other = 0 AND "
    "EXISTS (SELECT 1 FROM files f WHERE f.photo_id = photos.id AND f.present = 1)))");

/// In as many statements as are needed.
template <class Visit>
Status eachSome(std::span<const PhotoId> photos, Visit visit)
{
    for (std::size_t first = 0; first < photos.size(); first += kIdsAtOnce)
        SAFELIGHT_TRY(visit(photos.subspan(first, std::min(kIdsAtOnce, photos.size() - first))));
    return {};
}

} // namespace

Result<std::vector<DecisionChange>> DecisionRepository::decide(std::span<const PhotoId> photos,
                                                               Decision decision) const
{
    std::vector<DecisionChange> changes;
    SAFELIGHT_TRY(eachSome(photos, [&](std::span<const PhotoId> some) -> Status {
        SAFELIGHT_ASSIGN(const auto known, read(some));
        std::vector<PhotoId> changed;
        for (const auto& [photo, was] : known) {
            if (was == decision)
                continue;
            changes.push_back({photo, was, decision});
            changed.push_back(photo);
        }
        return set(changed, decision);
    }));
    return changes;
}

Result<std::vector<std::pair<PhotoId, Decision>>>
DecisionRepository::read(std::span<const PhotoId> photos) const
{
    std::vector<std::pair<PhotoId, Decision>> known;
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("SELECT id, keep_jpg + 2 * keep_raw + 4 * keep_other, decided_at "
                                        "FROM photos WHERE id IN (%1) ORDER BY id")
                             .arg(rowtext::idList(photos))));
    while (row.next()) {
        const auto keep = Availability::fromBits(row.value(1).toInt());
        known.emplace_back(PhotoId{row.value(0).toLongLong()}, decisionOf(keep, !row.value(2).isNull()));
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    return known;
}

Status DecisionRepository::set(std::span<const PhotoId> photos, Decision decision) const
{
    if (photos.empty())
        return {}; // an empty list is no SQL
    const Availability keep = keptBy(decision);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    SAFELIGHT_TRY(m_connection.run(
        QStringLiteral("UPDATE photos SET keep_jpg = ?, keep_raw = ?, keep_other = ?, decided_at = ?, "
                       "updated_at = ? WHERE id IN (%1)")
            .arg(rowtext::idList(photos)),
        {int(keep.jpg), int(keep.raw), int(keep.other),
         rowtext::fromOptionalTime(decision == Decision::Undecided ? QDateTime() : now),
         rowtext::fromTime(now)}));
    return {};
}

Result<qint64> DecisionRepository::takeBack(std::span<const DecisionChange> changes) const
{
    std::map<std::pair<Decision, Decision>, std::vector<PhotoId>> alike; // by what it is, and was
    for (const DecisionChange& change : changes)
        alike[{change.is, change.was}].push_back(change.photo);
    qint64 count = 0;
    for (const auto& [decisions, photos] : alike) {
        const auto [is, was] = decisions;
        SAFELIGHT_TRY(eachSome(photos, [&, is = is, was = was](std::span<const PhotoId> some) -> Status {
            SAFELIGHT_ASSIGN(const auto known, read(some));
            std::vector<PhotoId> same;
            for (const auto& [photo, now] : known) {
                if (now == is)
                    same.push_back(photo);
            }
            count += static_cast<qint64>(same.size());
            return set(same, was);
        }));
    }
    return count;
}

Result<std::vector<DecisionChange>> DecisionRepository::revertPending(ProjectId project) const
{
    std::vector<PhotoId> photos;
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("SELECT id FROM photos WHERE project_id = ? AND %1 ORDER BY id").arg(kIsPending),
            {project.value}));
    while (row.next())
        photos.push_back({row.value(0).toLongLong()});
    SAFELIGHT_TRY(m_connection.endOf(row));
    return decide(photos, Decision::Undecided);
}

Result<DecisionCounts> DecisionRepository::counts(ProjectId project) const
{
    DecisionCounts counts;
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(
            QStringLiteral("SELECT keep_jpg + 2 * keep_raw + 4 * keep_other AS kept, CASE WHEN "
                           "decided_at IS NULL THEN 0 ELSE 1 END AS decided, COUNT(*), "
                           "SUM(CASE WHEN %1 THEN 1 ELSE 0 END) FROM photos WHERE project_id = ? "
                           "GROUP BY kept, decided")
                .arg(kIsPending),
            {project.value}));
    while (row.next()) {
        const qint64 count = row.value(2).toLongLong();
        switch (decisionOf(Availability::fromBits(row.value(0).toInt()), row.value(1).toInt() != 0)) {
        case Decision::Undecided:
            counts.undecided += count;
            break;
        case Decision::KeepJpg:
            counts.keepJpg += count;
            break;
        case Decision::KeepAll:
            counts.keepAll += count;
            break;
        case Decision::Reject:
            counts.rejected += count;
            break;
        }
        counts.pendingPhotos += row.value(3).toLongLong();
    }
    SAFELIGHT_TRY(m_connection.endOf(row));
    return counts;
}

Result<std::vector<PhotoId>> DecisionRepository::pending(ProjectId project, PhotoId after, int limit) const
{
    std::vector<PhotoId> photos;
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(QStringLiteral("SELECT id FROM photos WHERE project_id = ? AND id > ? "
                                                     "AND %1 ORDER BY id LIMIT ?")
                                          .arg(kIsPending),
                                      {project.value, after.value, limit}));
    while (row.next())
        photos.push_back({row.value(0).toLongLong()});
    SAFELIGHT_TRY(m_connection.endOf(row));
    return photos;
}

QString DecisionRepository::letGo()
{
    return QStringLiteral(
        "ph.decided_at IS NOT NULL AND CASE f.kind WHEN 0 THEN ph.keep_jpg WHEN 1 THEN "
        "ph.keep_raw WHEN 2 THEN ph.keep_other ELSE ph.keep_jpg + ph.keep_raw + ph.keep_other "
        "END = 0");
}

Result<bool> DecisionRepository::isLetGo(FileId file) const
{
    return m_connection.hasRow(
        QStringLiteral("SELECT 1 FROM files f JOIN photos ph ON ph.id = f.photo_id WHERE f.id = ? AND %1")
            .arg(letGo()),
        {file.value});
}

Status DecisionRepository::comesBack(FileId file, PhotoId photo) const
{
    SAFELIGHT_ASSIGN(const bool wasLetGo, isLetGo(file));
    const std::array one = {photo};
    return wasLetGo ? set(one, Decision::Undecided) : Status();
}

Result<bool> DecisionRepository::isAnyLetGo() const
{
    return m_connection.hasRow(
        QStringLiteral(
            "SELECT 1 FROM photos WHERE decided_at IS NOT NULL AND (keep_jpg = 0 OR keep_raw = 0 OR "
            "keep_other = 0) LIMIT ?"),
        {1});
}

} // namespace safelight
