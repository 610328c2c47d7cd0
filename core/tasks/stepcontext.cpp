#include "tasks/stepcontext.h"

#include "catalog/correctionrepository.h"

namespace safelight {

namespace {

constexpr qint64 kKeepIntervalMs = 500;
constexpr std::size_t kMostUnwritten = 200;

QString messageOf(const Error& reason)
{
    return reason.detail.isEmpty() ? errorCodeName(reason.code)
                                   : errorCodeName(reason.code) + u": " + reason.detail;
}

/// What a proposal is about: two proposals of one action, project and subject are the same.
QString subjectOf(const Correction& change)
{
    return change.stem.isEmpty() ? change.beforeText : change.stem;
}

QJsonObject payloadOf(const Correction& change)
{
    return {{QStringLiteral("before"), change.before.bits()},
            {QStringLiteral("after"), change.after.bits()},
            {QStringLiteral("before_text"), change.beforeText},
            {QStringLiteral("after_text"), change.afterText}};
}

} // namespace

StepContext::StepContext(const TaskEnvironment& environment, Connection& connection, Job job,
                         TaskObserver& observer, const CancelToken& cancel)
    : m_environment(environment),
      m_connection(connection),
      m_job(std::move(job)),
      m_observer(observer),
      m_cancel(cancel)
{
    m_sinceKept.start();
}

Result<bool> StepContext::permits(const Correction& change)
{
    switch (m_job.options.mode) {
    case StepMode::Apply:
        return true;
    case StepMode::Plan:
        SAFELIGHT_TRY(propose({change}));
        m_observer.happened(RowsCorrected{{change}});
        return false;
    case StepMode::Approved: {
        SAFELIGHT_ASSIGN(const auto proposal, proposalOf(change));
        // What was approved was this very change: one that came out differently since wants a new decision.
        return proposal && proposal->payload == payloadOf(change);
    }
    }
    return false;
}

Result<std::optional<JobItem>> StepContext::proposalOf(const Correction& change) const
{
    const JobItemRepository items(m_connection);
    const QString action = correctionKindName(change.kind);
    const auto project = change.project.isValid() ? std::optional(change.project) : std::nullopt;
    SAFELIGHT_ASSIGN(auto found,
                     items.findProposal(m_job.options.approved, action, project, subjectOf(change)));
    if (found || change.kind != CorrectionKind::ProjectFound)
        return found;
    // Proposed before the project had a row.
    return items.findProposal(m_job.options.approved, action, std::nullopt, subjectOf(change));
}

Status StepContext::propose(const QVector<Correction>& changes)
{
    if (!m_job.id.isValid())
        return {}; // a plan that only tells
    for (const Correction& change : changes) {
        JobItem item = newItem(JobItemState::Proposed);
        if (change.project.isValid())
            item.project = change.project;
        item.photo = change.photo;
        item.subject = subjectOf(change);
        item.action = correctionKindName(change.kind);
        item.payload = payloadOf(change);
        m_unwritten.push_back(std::move(item));
    }
    return m_unwritten.size() < kMostUnwritten ? Status() : writeItems();
}

JobItem StepContext::newItem(JobItemState state) const
{
    JobItem item;
    item.job = m_job.id;
    item.step = m_job.step.id;
    item.state = state;
    return item;
}

Status StepContext::record(Correction& change)
{
    change.job = m_job.id;
    change.at = QDateTime::currentDateTimeUtc();
    SAFELIGHT_ASSIGN(change.id, CorrectionRepository(m_connection).insert(change));
    if (m_job.options.mode != StepMode::Approved)
        return {};
    SAFELIGHT_ASSIGN(const auto proposal, proposalOf(change));
    if (!proposal)
        return {};
    const JobItemId ids[] = {proposal->id};
    return JobItemRepository(m_connection).finish(ids, JobItemState::Done);
}

void StepContext::tell(const QVector<Correction>& changes)
{
    if (!changes.isEmpty())
        m_observer.happened(RowsCorrected{changes});
}

void StepContext::addItem(JobItemState state, const Error& reason, const Project* project, PhotoId photo)
{
    JobItem item = newItem(state);
    if (project)
        item.project = project->id;
    item.photo = photo;
    item.subject = reason.subject;
    item.action = maintenanceTaskName(m_job.step.task);
    item.message = messageOf(reason);
    m_unwritten.push_back(std::move(item));
}

void StepContext::failed(const Error& reason, const Project* project, PhotoId photo)
{
    count(u"failed");
    m_lastFailure = reason;
    m_environment.log.warning(u"job_item_failed",
                              {{QStringLiteral("task"), maintenanceTaskName(m_job.step.task)},
                               {QStringLiteral("project"), project ? project->name : QString()},
                               {QStringLiteral("error"), describeForLog(reason)}});
    addItem(JobItemState::Failed, reason, project, photo);
    m_observer.happened(ItemFailed{m_job.step.task, project ? project->name : QString(), reason});
}

void StepContext::leftAlone(const Error& reason, const Project* project)
{
    count(u"left_alone");
    addItem(JobItemState::LeftAlone, reason, project, {});
    m_observer.happened(ItemLeftAlone{m_job.step.task, project ? project->name : QString(), reason});
}

void StepContext::offline(const Project& project, const Error& reason)
{
    count(u"offline");
    const ErrorCode code = reason.code == ErrorCode::NotFound ? ErrorCode::ProjectOffline : reason.code;
    tellSkipped(project, reason.subject == project.name
                             ? reason
                             : reason.wrappedIn({code, project.name, reason.detail, nullptr}));
}

void StepContext::skipped(const Project& project, const Error& reason)
{
    if (reason.code == ErrorCode::NotFound || reason.code == ErrorCode::ProjectOffline) {
        offline(project, reason);
        return;
    }
    const bool isRefused = reason.code == ErrorCode::MassChange;
    count(isRefused ? u"refused" : u"failed");
    const Error error = reason.subject == project.name
                            ? reason
                            : reason.wrappedIn({reason.code, project.name, reason.detail, nullptr});
    (isRefused ? m_refusal : m_lastFailure) = error;
    tellSkipped(project, error);
}

void StepContext::tellSkipped(const Project& project, const Error& error)
{
    addItem(JobItemState::Failed, error, &project, {});
    m_observer.happened(ProjectSkipped{project.name, error});
}

void StepContext::count(QStringView what, qint64 more)
{
    const QString key = what.toString();
    m_job.step.result[key] = counted(what) + more;
}

qint64 StepContext::counted(QStringView what) const
{
    return m_job.step.result.value(what).toInteger();
}

Status StepContext::keep(const QJsonObject& cursor)
{
    m_job.step.cursor = cursor;
    const bool isDue = m_sinceKept.elapsed() >= kKeepIntervalMs;
    return isDue ? keepNow(cursor) : Status();
}

Status StepContext::keepWithin(const QJsonObject& cursor)
{
    m_job.step.cursor = cursor;
    if (!m_job.id.isValid())
        return {};
    m_sinceKept.start();
    for (const auto& write : std::exchange(m_later, {}))
        SAFELIGHT_TRY(write());
    SAFELIGHT_TRY(insertItems());
    const JobRepository jobs(m_connection);
    SAFELIGHT_TRY(jobs.keepStep(m_job.step));
    return jobs.updateProgress(m_job.id, m_job.step.done, m_job.step.total);
}

Status StepContext::keepNow(const QJsonObject& cursor)
{
    m_job.step.cursor = cursor;
    if (!m_job.id.isValid())
        return {};
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_TRY(keepWithin(cursor));
    return transaction.commit();
}

void StepContext::progress(TaskStage stage, qint64 done, std::optional<qint64> total, const QString& subject)
{
    m_job.step.done = done;
    m_job.step.total = total;
    m_observer.progressed({stage, done, total, {}, subject});
}

/// Failures reach the catalogue together with the cursor that leaves them behind.
Status StepContext::insertItems()
{
    const auto items = std::exchange(m_unwritten, {});
    return m_job.id.isValid() ? JobItemRepository(m_connection).insert(items) : Status();
}

Status StepContext::writeItems()
{
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_TRY(insertItems());
    return transaction.commit();
}

StepOutcome outcomeOf(const StepContext& step, const Status& status)
{
    if (!status)
        return {JobState::Failed, status.error()};
    if (step.refusal())
        return {JobState::Refused, step.refusal()};
    const bool isClean = step.counted(u"failed") == 0 && step.counted(u"offline") == 0;
    return {isClean ? JobState::Done : JobState::DoneWithFailures, step.lastFailure()};
}

} // namespace safelight
