#include "tasks/jobscheduler.h"

#include "catalog/jobrepository.h"

#include <QThread>

#include <algorithm>
#include <cstdlib>

namespace safelight {

namespace {

constexpr std::chrono::minutes kAfterStart{1};  // the program's start is not the moment
constexpr std::chrono::minutes kWhileBusy{1};   // from one look at a busy machine to the next
constexpr std::chrono::hours kLongestTimer{12}; // a QTimer counts 24 days at most; clocks are set

Result<std::vector<QDateTime>> readLastStarted(const TaskEnvironment& environment,
                                               const std::vector<ScheduleEntry>& entries)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(connection.open());
    std::vector<QDateTime> times;
    for (const ScheduleEntry& entry : entries) {
        SAFELIGHT_ASSIGN(
            const auto job,
            JobRepository(connection).latestStarted(entry.request.type, entry.request.scope.toText()));
        times.push_back(job ? job->startedAt : QDateTime());
    }
    return times;
}

} // namespace

std::vector<ScheduleEntry> scheduleFrom(const Settings& settings)
{
    const auto entry = [&](JobType type, std::vector<MaintenanceTask> steps, QStringView key) {
        JobRequest request;
        request.type = type;
        request.steps = std::move(steps);
        request.priority = kScheduledPriority;
        return ScheduleEntry{request, std::chrono::minutes(settings.number(key)), {}};
    };
    return {entry(JobType::Maintenance, wholeMaintenance(), u"maintenance.interval_minutes"),
            entry(JobType::Discovery, {MaintenanceTask::FolderDiscovery}, u"discovery.interval_minutes")};
}

bool isMachineIdle()
{
    double load = 0;
    if (::getloadavg(&load, 1) != 1)
        return true;
    return load < QThread::idealThreadCount() / 2.0;
}

JobScheduler::JobScheduler(TaskRunner& runner, TaskEnvironment environment, IsIdle isIdle, Clock clock,
                           QObject* parent)
    : QObject(parent),
      m_runner(runner),
      m_environment(std::move(environment)),
      m_isIdle(std::move(isIdle)),
      m_clock(std::move(clock)),
      m_entries(scheduleFrom(m_environment.settings))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &JobScheduler::ring);
}

QDateTime JobScheduler::nextTime(std::chrono::minutes interval, const QDateTime& lastStarted,
                                 const QDateTime& now)
{
    if (interval.count() == 0)
        return {};
    QDateTime soon = now.addSecs(std::chrono::seconds(kAfterStart).count());
    const qint64 seconds = std::chrono::seconds(interval).count();
    // A time in the future is of a clock that was set back: it must not keep work from being done.
    if (!lastStarted.isValid() || lastStarted > now)
        return soon;
    return std::max(soon, lastStarted.addSecs(seconds));
}

void JobScheduler::start()
{
    m_runner.query(
        this,
        [environment = m_environment, entries = m_entries] { return readLastStarted(environment, entries); },
        [this](const Result<std::vector<QDateTime>>& times) {
            take(times ? *times : std::vector<QDateTime>(m_entries.size()));
        });
}

void JobScheduler::stop()
{
    m_timer.stop();
}

void JobScheduler::take(const std::vector<QDateTime>& lastStarted)
{
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        m_entries[i].next = nextTime(m_entries[i].interval, lastStarted[i], m_clock());
    Q_EMIT timesChanged();
    arm();
}

void JobScheduler::arm()
{
    QDateTime first;
    for (const ScheduleEntry& entry : m_entries) {
        if (entry.next.isValid() && (!first.isValid() || entry.next < first))
            first = entry.next;
    }
    if (!first.isValid())
        return;
    if (m_notBefore.isValid())
        first = std::max(first, m_notBefore);
    const std::chrono::milliseconds wait(std::max<qint64>(0, m_clock().msecsTo(first)));
    m_timer.start(std::min<std::chrono::milliseconds>(wait, kLongestTimer));
}

void JobScheduler::ring()
{
    const QDateTime now = m_clock();
    const bool isAnyDue = std::ranges::any_of(
        m_entries, [&](const ScheduleEntry& entry) { return entry.next.isValid() && entry.next <= now; });
    if (!isAnyDue) {
        arm();
        return;
    }
    const bool mustBeIdle = m_environment.settings.flag(u"maintenance.only_when_idle");
    m_runner.query(
        this, [isIdle = m_isIdle, mustBeIdle] { return !mustBeIdle || isIdle(); },
        [this](bool isIdle) { ask(isIdle); });
}

void JobScheduler::ask(bool isIdle)
{
    const QDateTime now = m_clock();
    m_notBefore = isIdle ? QDateTime() : now.addSecs(std::chrono::seconds(kWhileBusy).count());
    for (ScheduleEntry& entry : m_entries) {
        if (!isIdle || !entry.next.isValid() || entry.next > now)
            continue;
        entry.next = now.addSecs(std::chrono::seconds(entry.interval).count());
        Q_EMIT due(entry.request);
    }
    Q_EMIT timesChanged();
    arm();
}

} // namespace safelight
