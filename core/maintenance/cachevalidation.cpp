#include "maintenance/cachevalidation.h"

#include "base/halffile.h"
#include "base/pathtext.h"
#include "base/units.h"
#include "catalog/picturerepository.h"
#include "maintenance/picturepass.h"
#include "tasks/picturemaking.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <set>

namespace safelight {

namespace {

constexpr int kRowsPage = 2000;
constexpr int kDigestsPage = 10'000;
constexpr qint64 kOldPictureSeconds = qint64{24} * 3600;
constexpr qint64 kOldTemporarySeconds = 3600;
constexpr qint64 kHundred = 100;
constexpr QStringView kRowsPhase = u"rows";

bool isOlderThan(qint64 mtimeNs, qint64 seconds)
{
    return QDateTime::currentSecsSinceEpoch() - mtimeNs / kNsPerSecond > seconds;
}

/// One run of the step.
class CacheValidation
{
public:
    CacheValidation(StepContext& step, CacheListing thumbnails, CacheListing previews)
        : m_step(step),
          m_pictures(step.connection()),
          m_thumbnails(std::move(thumbnails)),
          m_previews(std::move(previews)),
          m_among(step.scope().photos.begin(), step.scope().photos.end())
    {
    }

    Status visit(ProjectVisit& visit);
    /// Errors: MassChange (nothing was removed), those of the catalogue (likewise).
    Status tidy();

private:
    Status checkRows(ProjectVisit& visit);
    Status checkPage(ProjectVisit& visit, const std::vector<ShownPhoto>& page);
    bool isGone(const CacheListing& listing, DerivativeStatus status, const QByteArray& key) const;
    Result<std::vector<std::filesystem::path>> orphansOf(const CacheListing& listing) const;
    Status refuseMassChange(qint64 orphans) const;
    void remove(const std::vector<std::filesystem::path>& files, QStringView countedAs);
    Status removeOne(const std::filesystem::path& file) const;
    static std::vector<std::filesystem::path> oldLeftovers(const CacheListing& listing);

    StepContext& m_step;
    PictureRepository m_pictures;
    CacheListing m_thumbnails;
    CacheListing m_previews;
    std::set<PhotoId> m_among; ///< empty: all
};

Status CacheValidation::visit(ProjectVisit& visit)
{
    if (visit.cursor.value(u"phase").toString() != PicturePass::kPhase) {
        SAFELIGHT_TRY(checkRows(visit));
        if (m_step.shouldStop())
            return {};
        SAFELIGHT_TRY(visit.keep({{QStringLiteral("phase"), PicturePass::kPhase.toString()}}));
    }
    return PicturePass(visit).run();
}

Status CacheValidation::checkRows(ProjectVisit& visit)
{
    PhotoId after = {visit.cursor.value(u"after").toInteger()};
    while (!m_step.shouldStop()) {
        SAFELIGHT_ASSIGN(const auto page, m_pictures.shown(visit.project.id, after, kRowsPage));
        if (page.empty())
            return {};
        after = page.back().id;
        SAFELIGHT_TRY(checkPage(visit, page));
        visit.progress(TaskStage::Comparing, 0);
    }
    return {};
}

Status CacheValidation::checkPage(ProjectVisit& visit, const std::vector<ShownPhoto>& page)
{
    qint64 thumbnails = 0;
    qint64 previews = 0;
    const QJsonObject cursor = {{QStringLiteral("phase"), kRowsPhase.toString()},
                                {QStringLiteral("after"), page.back().id.value}};
    std::vector<std::tuple<const ShownPhoto*, bool, bool>> gone;
    for (const ShownPhoto& photo : page) {
        const bool isThumbnailGone = isGone(m_thumbnails, photo.thumbnail, photo.key);
        const bool isPreviewGone = isGone(m_previews, photo.preview, photo.key);
        if ((isThumbnailGone || isPreviewGone) && (m_among.empty() || m_among.contains(photo.id)))
            gone.emplace_back(&photo, isThumbnailGone, isPreviewGone);
    }
    WriteTransaction transaction(m_step.connection());
    if (!m_step.isPlan() && !gone.empty())
        SAFELIGHT_TRY(transaction.begin());
    for (const auto& [photo, isThumbnailGone, isPreviewGone] : gone) {
        if (!m_step.isPlan()) {
            SAFELIGHT_ASSIGN(const bool isAsRead,
                             m_pictures.markGone(*photo, isThumbnailGone, isPreviewGone));
            if (!isAsRead)
                continue;
        }
        thumbnails += isThumbnailGone ? 1 : 0;
        previews += isPreviewGone ? 1 : 0;
    }
    m_step.count(u"thumbnails_gone", thumbnails);
    m_step.count(u"previews_gone", previews);
    if (m_step.isPlan() || gone.empty())
        return visit.keep(cursor);
    SAFELIGHT_TRY(visit.keepWithin(cursor));
    return transaction.commit();
}

/// The listing is as old as the step: before a picture counts as gone, the disk is asked. One that is there
/// and cannot be used is looked at no more.
bool CacheValidation::isGone(const CacheListing& listing, DerivativeStatus status,
                             const QByteArray& key) const
{
    if (status != DerivativeStatus::Ready)
        return false;
    const CacheListing::Entry* entry = listing.find(key);
    if (entry && entry->isUsable)
        return false;
    if (!entry)
        return key.isEmpty() || !listing.store().contains(key);
    if (!m_step.isPlan())
        (void)removeOne(listing.store().pathFor(key)); // otherwise it would be taken for the picture again
    return true;
}

Status CacheValidation::tidy()
{
    SAFELIGHT_ASSIGN(const auto thumbnails, orphansOf(m_thumbnails));
    SAFELIGHT_ASSIGN(const auto previews, orphansOf(m_previews));
    SAFELIGHT_TRY(
        refuseMassChange(static_cast<qint64>(thumbnails.size()) + static_cast<qint64>(previews.size())));
    for (const auto* orphans : {&thumbnails, &previews})
        remove(*orphans, u"orphans");
    for (const auto* listing : {&m_thumbnails, &m_previews})
        remove(oldLeftovers(*listing), u"leftovers");
    return {};
}

/// Pictures of which the catalogue knows no file. All digests are read before the first is believed: where
/// they cannot be read to the end, there are no orphans.
Result<std::vector<std::filesystem::path>> CacheValidation::orphansOf(const CacheListing& listing) const
{
    std::vector<std::filesystem::path> orphans;
    const auto& entries = listing.entries();
    auto entry = entries.begin();
    const auto passOrphans = [&](const CacheListing::Key* upTo) {
        for (; entry != entries.end() && (!upTo || entry->key < *upTo); ++entry) {
            if (listing.mayRemove() && isOlderThan(entry->mtimeNs, kOldPictureSeconds))
                orphans.push_back(listing.store().pathFor(entry->digest()));
        }
        if (upTo && entry != entries.end() && entry->key == *upTo)
            ++entry;
    };
    QByteArray after;
    while (true) {
        if (m_step.shouldStop())
            return Error{ErrorCode::Cancelled, {}, {}, nullptr};
        SAFELIGHT_ASSIGN(const auto known, m_pictures.digests(after, kDigestsPage));
        for (const QByteArray& digest : known) {
            const CacheListing::Key key = CacheListing::keyOf(digest);
            passOrphans(&key);
        }
        if (static_cast<int>(known.size()) < kDigestsPage)
            break;
        after = known.back();
    }
    passOrphans(nullptr);
    return orphans;
}

Status CacheValidation::refuseMassChange(qint64 orphans) const
{
    const Settings& settings = m_step.environment().settings;
    const auto all =
        static_cast<qint64>(m_thumbnails.entries().size()) + static_cast<qint64>(m_previews.entries().size());
    const bool isMass = orphans > settings.number(u"maintenance.mass_change_min") &&
                        orphans * kHundred > all * settings.number(u"maintenance.mass_change_percent");
    if (!isMass || m_step.options().acceptMassChange)
        return {};
    m_step.environment().log.warning(u"cache_validation_mass_change",
                                     {{QStringLiteral("orphans"), orphans}, {QStringLiteral("files"), all}});
    return Error{ErrorCode::MassChange, pathToText(m_step.environment().library.root()),
                 QStringLiteral("%1 of %2 thumbnails and previews").arg(orphans).arg(all), nullptr};
}

void CacheValidation::remove(const std::vector<std::filesystem::path>& files, QStringView countedAs)
{
    for (const auto& file : files) {
        if (m_step.shouldStop())
            return;
        const Status removed = m_step.isPlan() ? Status() : removeOne(file);
        if (!removed) {
            m_step.failed(removed.error());
            return; // the next one would fail for the same reason
        }
        m_step.count(countedAs);
    }
}

/// Once more: a file, in a folder that is one.
Status CacheValidation::removeOne(const std::filesystem::path& file) const
{
    struct stat folder = {};
    struct stat status = {};
    const bool isThere = ::lstat(file.parent_path().c_str(), &folder) == 0 &&
                         ::lstat(file.c_str(), &status) == 0 && S_ISDIR(folder.st_mode) &&
                         S_ISREG(status.st_mode);
    if (!isThere)
        return {};
    if (m_step.environment().fs.unlink(file.c_str()) != 0 && errno != ENOENT)
        return errorFromErrno(errno, pathToText(file), ErrorCode::WriteFailed);
    return {};
}

std::vector<std::filesystem::path> CacheValidation::oldLeftovers(const CacheListing& listing)
{
    std::vector<std::filesystem::path> old;
    for (const CacheListing::Leftover& leftover : listing.leftovers()) {
        const bool isTemporary = leftover.kind == CacheListing::Leftover::Kind::Temporary;
        const qint64 patience = isTemporary ? kOldTemporarySeconds : kOldPictureSeconds;
        const bool isNobodys = isAbandonedHalfFile(leftover.path.filename().native());
        if (listing.mayRemove() && (isNobodys || isOlderThan(leftover.mtimeNs, patience)))
            old.push_back(leftover.path);
    }
    return old;
}

} // namespace

StepOutcome runCacheValidationTask(StepContext& step)
{
    if (step.options().mode == StepMode::Approved)
        return {};
    const PictureMaker maker = pictureMaker(step.environment(), step.cancel());
    auto thumbnails = CacheListing::list(maker.thumbnails(), step.cancel());
    auto previews = CacheListing::list(maker.previews(), step.cancel());
    if (!thumbnails || !previews)
        return {JobState::Failed, thumbnails ? previews.error() : thumbnails.error()};
    CacheValidation validation(step, *std::move(thumbnails), *std::move(previews));
    StepOutcome swept = sweepProjects(step, [&](ProjectVisit& visit) { return validation.visit(visit); });
    const bool isWhole = step.scope().projects.isEmpty();
    if (step.shouldStop() || swept.state == JobState::Failed || !isWhole)
        return swept;
    const Status tidied = validation.tidy();
    step.environment().log.info(u"cache_validation_summary", step.result());
    if (!tidied && tidied.error().code == ErrorCode::MassChange)
        return {JobState::Refused, tidied.error()};
    return outcomeOf(step, tidied);
}

} // namespace safelight
