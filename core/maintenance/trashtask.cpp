#include "maintenance/trashtask.h"

#include "base/pathtext.h"
#include "catalog/projectrepository.h"
#include "tasks/trash.h"

namespace safelight {

namespace {

constexpr qint64 kSecondsPerHour = 3600;

/// One run over what lies in the trash.
class TrashRun
{
public:
    explicit TrashRun(StepContext& step)
        : m_step(step), m_trash(step.environment(), step.connection()), m_rows(step.connection())
    {
    }

    Status run();

private:
    bool isDue(const TrashEntry& entry) const;
    Status visit(const TrashEntry& entry);
    Status purge(const TrashEntry& entry, Correction& change);
    static QJsonObject cursorAfter(const TrashEntry& entry)
    {
        return {{QStringLiteral("after"), entry.id.value}};
    }
    Status passOver(const TrashEntry& entry)
    {
        m_step.count(u"processed");
        return m_step.keep(cursorAfter(entry));
    }
    Status listLeftOver();

    StepContext& m_step;
    Trash m_trash;
    TrashRepository m_rows;
    QDateTime m_now = QDateTime::currentDateTimeUtc();
};

Status TrashRun::run()
{
    SAFELIGHT_TRY(m_step.environment().library.confirm());
    if (!m_step.isPlan())
        SAFELIGHT_TRY(m_trash.settle());
    SAFELIGHT_ASSIGN(const QDateTime latest, m_rows.latestDeletion());
    if (latest.isValid() && latest > m_now) {
        m_step.environment().log.warning(u"trash_clock_unsure",
                                         {{QStringLiteral("latest"), latest.toString(Qt::ISODateWithMs)}});
        m_step.leftAlone({ErrorCode::ClockUnsure, {}, latest.toString(Qt::ISODateWithMs), nullptr});
        return listLeftOver();
    }
    constexpr int kPage = 200;
    TrashId after = {m_step.cursor().value(u"after").toInteger()};
    while (true) {
        SAFELIGHT_ASSIGN(const auto page, m_rows.page(after, kPage));
        for (const TrashEntry& entry : page) {
            if (m_step.shouldStop())
                return {};
            SAFELIGHT_TRY(visit(entry));
            m_step.progress(TaskStage::Removing, m_step.counted(u"processed"), std::nullopt);
        }
        if (page.size() < kPage)
            break;
        after = page.back().id;
    }
    return m_step.shouldStop() ? Status() : listLeftOver();
}

bool TrashRun::isDue(const TrashEntry& entry) const
{
    const auto& scope = m_step.scope().projects;
    if (!scope.isEmpty() && !scope.contains(entry.project))
        return false;
    if (entry.state == TrashState::Purging)
        return true;
    const qint64 hours = m_step.environment().settings.number(u"trash.retention_hours");
    return entry.deletedAt.isValid() && entry.deletedAt.addSecs(hours * kSecondsPerHour) <= m_now;
}

Status TrashRun::visit(const TrashEntry& entry)
{
    if (!isDue(entry))
        return passOver(entry);
    Correction change;
    change.kind = CorrectionKind::TrashPurged;
    change.project = entry.project;
    change.photo = entry.photo;
    change.beforeText = entry.storedAs; // names one entry for good; its origin may have been there twice
    SAFELIGHT_ASSIGN(const auto project,
                     ProjectRepository(m_step.connection()).findEvenRemoved(entry.project));
    if (project)
        change.projectName = project->name;
    SAFELIGHT_ASSIGN(const bool isPermitted, m_step.permits(change));
    if (!isPermitted)
        return passOver(entry);
    return purge(entry, change);
}

/// Kept -> Purging (committed) -> the files go -> Purged. A kill leaves it at Purging, whose files are
/// removed again, as far as they are there, by the next run.
Status TrashRun::purge(const TrashEntry& entry, Correction& change)
{
    if (const Status removed = m_trash.removeForGood(entry, m_step.cancel()); !removed) {
        if (removed.error().code == ErrorCode::Cancelled)
            return {};
        m_step.failed(removed.error());
        return passOver(entry);
    }
    WriteTransaction transaction(m_step.connection());
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const bool isOurs, m_rows.change(entry.id, TrashState::Purging, TrashState::Purged,
                                                      QDateTime::currentDateTimeUtc()));
    if (!isOurs)
        return {}; // another program did it at the same moment, and has told
    if (change.project.isValid())
        SAFELIGHT_TRY(m_step.record(change));
    m_step.count(u"processed");
    m_step.count(u"corrected");
    SAFELIGHT_TRY(m_step.keepWithin(cursorAfter(entry)));
    SAFELIGHT_TRY(transaction.commit());
    m_step.environment().log.info(u"trash_purged", {{QStringLiteral("origin"), entry.origin},
                                                    {QStringLiteral("stored_as"), entry.storedAs}});
    m_step.tell({change});
    return {};
}

Status TrashRun::listLeftOver()
{
    SAFELIGHT_ASSIGN(const auto paths, m_trash.leftOver());
    for (const auto& path : paths)
        m_step.leftAlone({ErrorCode::NotInCatalog, pathToText(path), {}, nullptr});
    return {};
}

} // namespace

StepOutcome runTrashTask(StepContext& step)
{
    TrashRun run(step);
    return outcomeOf(step, run.run());
}

} // namespace safelight
