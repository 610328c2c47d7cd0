#include "maintenance/manifestcheck.h"

#include "base/processmemory.h"
#include "catalog/projectrepository.h"
#include "maintenance/projectcheck.h"
#include "tasks/jobrecord.h"

#include <QElapsedTimer>
#include <QJsonArray>

namespace safelight {

namespace {

constexpr double kBytesPerMb = 1024.0 * 1024.0;
constexpr double kMsPerSecond = 1000.0;

/// A run over one project or many, one after the other.
class ManifestCheckRun
{
public:
    ManifestCheckRun(const TaskEnvironment& environment, const ManifestCheckRequest& request,
                     TaskObserver& observer, const CancelToken& cancel)
        : m_environment(environment),
          m_request(request),
          m_observer(observer),
          m_cancel(cancel),
          m_connection(environment.library.catalog())
    {
        m_clock.start();
    }

    TaskResult run()
    {
        if (const Status prepared = prepare(); !prepared)
            return failed(prepared.error());
        std::optional<JobRecord> record;
        if (!m_request.planOnly) {
            auto started = startRecord();
            if (!started)
                return failed(started.error());
            record.emplace(*std::move(started));
            m_options.job = record->id();
        }
        for (const Project& project : m_projects) {
            if (m_cancel.isCancelled())
                break;
            check(project);
        }
        TaskResult result = finish();
        if (record) {
            result.job = record->id();
            if (const Status recorded = record->finish(result); !recorded)
                m_environment.log.error(u"job_not_recorded",
                                        {{QStringLiteral("error"), describeForLog(recorded.error())}});
        }
        return result;
    }

private:
    Status prepare();
    Result<JobRecord> startRecord();
    void check(const Project& project);
    Error skipped(const Project& project, const Error& reason);
    TaskResult finish();
    QJsonObject summary() const;
    TaskResult failed(const Error& error) const
    {
        return {JobState::Failed, error, summary(), m_options.job};
    }

    const TaskEnvironment& m_environment;
    const ManifestCheckRequest& m_request;
    TaskObserver& m_observer;
    CancelToken m_cancel;
    Connection m_connection;
    QElapsedTimer m_clock;
    MemoryGauge m_memory;
    ProjectCheckOptions m_options;
    std::vector<Project> m_projects;

    qint64 m_processed = 0;
    qint64 m_corrected = 0;
    int m_checked = 0;
    int m_offline = 0;
    int m_failed = 0;
    int m_refused = 0;
    std::optional<Error> m_refusal;
    std::optional<Error> m_lastFailure;
};

Status ManifestCheckRun::prepare()
{
    const Settings& settings = m_environment.settings;
    m_options.comparison.chunkSize =
        m_request.chunkSize.value_or(settings.number(u"maintenance.manifest_check_chunk_size"));
    m_options.comparison.yieldEveryChunk = settings.flag(u"maintenance.yield_every_chunk");
    m_options.massChangePercent = settings.number(u"maintenance.mass_change_percent");
    m_options.massChangeMin = settings.number(u"maintenance.mass_change_min");
    m_options.planOnly = m_request.planOnly;
    m_options.acceptMassChange = m_request.acceptMassChange;
    m_options.comparison.busyTimeout = std::chrono::milliseconds(settings.number(u"catalog.busy_timeout_ms"));
    SAFELIGHT_TRY(m_connection.open(Connection::Mode::ReadWrite, m_options.comparison.busyTimeout));
    const ProjectRepository projects(m_connection);
    if (m_request.projects.empty()) {
        SAFELIGHT_ASSIGN(m_projects, projects.all());
        return {};
    }
    for (const ProjectId id : m_request.projects) {
        SAFELIGHT_ASSIGN(auto project, projects.find(id));
        if (!project)
            return Error{ErrorCode::ProjectUnknown, QString::number(id.value), {}, nullptr};
        m_projects.push_back(*std::move(project));
    }
    return {};
}

Result<JobRecord> ManifestCheckRun::startRecord()
{
    const auto only = m_projects.size() == 1 ? std::optional(m_projects.front().id) : std::nullopt;
    QJsonArray ids;
    for (const ProjectId id : m_request.projects)
        ids += id.value;
    return JobRecord::start(m_connection, JobType::ManifestCheck, only,
                            {{QStringLiteral("projects"), ids},
                             {QStringLiteral("chunk_size"), m_options.comparison.chunkSize},
                             {QStringLiteral("accept_mass_change"), m_request.acceptMassChange}});
}

void ManifestCheckRun::check(const Project& project)
{
    ProjectCheck check(m_environment, m_connection, project, m_options, m_memory, m_observer, m_cancel);
    const Status ended = check.run();
    ++m_checked;
    const ProjectCheckOutcome& outcome = check.outcome();
    m_processed += outcome.processed;
    m_corrected += outcome.corrected;
    m_offline += outcome.isOffline ? 1 : 0;
    if (outcome.isOffline)
        skipped(project, outcome.reason.value_or(Error{ErrorCode::ProjectOffline, {}, {}, nullptr}));
    if (ended) {
        if (outcome.unreadable > 0) {
            ++m_failed;
            m_lastFailure = skipped(
                project,
                {ErrorCode::ReadFailed, {}, QStringLiteral("%1 files").arg(outcome.unreadable), nullptr});
        }
        return;
    }
    if (ended.error().code == ErrorCode::Cancelled)
        return;
    if (ended.error().code == ErrorCode::MassChange) {
        ++m_refused;
        m_refusal = skipped(project, ended.error());
        return;
    }
    ++m_failed;
    m_lastFailure = skipped(project, ended.error());
    m_environment.log.error(u"manifest_check_project_failed",
                            {{QStringLiteral("project"), project.name},
                             {QStringLiteral("error"), describeForLog(ended.error())}});
}

/// Tells why a project was not checked, or not to its end; gives the same back.
Error ManifestCheckRun::skipped(const Project& project, const Error& reason)
{
    const bool isOffline = reason.code == ErrorCode::NotFound || reason.code == ErrorCode::ProjectOffline;
    const ErrorCode code = isOffline ? ErrorCode::ProjectOffline : reason.code;
    Error error = reason.subject == project.name
                      ? reason
                      : reason.wrappedIn({code, project.name, reason.detail, nullptr});
    m_observer.happened(ProjectSkipped{project.name, error});
    return error;
}

QJsonObject ManifestCheckRun::summary() const
{
    const qint64 duration = m_clock.elapsed();
    return {{QStringLiteral("projects"), m_checked},
            {QStringLiteral("processed"), m_processed},
            {QStringLiteral("corrected"), m_corrected},
            {QStringLiteral("offline"), m_offline},
            {QStringLiteral("failed"), m_failed},
            {QStringLiteral("refused"), m_refused},
            {QStringLiteral("duration_ms"), duration},
            {QStringLiteral("memory_delta_mb"), static_cast<double>(m_memory.growth().value) / kBytesPerMb},
            {QStringLiteral("photos_per_second"), static_cast<double>(m_processed) * kMsPerSecond /
                                                      static_cast<double>(std::max<qint64>(duration, 1))}};
}

TaskResult ManifestCheckRun::finish()
{
    TaskResult result;
    result.summary = summary();
    m_environment.log.info(u"manifest_check_global_summary", result.summary);
    if (m_cancel.isCancelled()) {
        result.state = JobState::Cancelled;
    } else if (m_refusal) {
        result.state = JobState::Refused;
        result.error = m_refusal;
    } else if (m_failed > 0 || m_offline > 0) {
        result.state = JobState::DoneWithFailures;
        result.error = m_lastFailure;
    }
    return result;
}

} // namespace

TaskResult runManifestCheck(const TaskEnvironment& environment, const ManifestCheckRequest& request,
                            TaskObserver& observer, const CancelToken& cancel)
{
    return ManifestCheckRun(environment, request, observer, cancel).run();
}

} // namespace safelight
