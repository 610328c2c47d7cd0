#include "support/taskrun.h"

#include "base/pathtext.h"
#include "maintenance/maintenancetasks.h"
#include "tasks/jobqueue.h"

namespace safelight::test {

namespace {

/// Collects what is told.
class Collector final : public TaskObserver
{
public:
    Collector(TaskOutcomes& outcomes, const TaskRunOptions& options)
        : m_outcomes(outcomes), m_options(options)
    {
    }

    void progressed(const TaskProgress& progress) override
    {
        if (m_options.onProgress)
            m_options.onProgress(progress);
    }
    void happened(const Fact& fact) override
    {
        const auto said = [](const Error& error) -> QString {
            return displayText(error.subject) + u": " + errorCodeName(error.code);
        };
        if (const auto* corrected = std::get_if<RowsCorrected>(&fact))
            m_outcomes.corrections += corrected->rows;
        else if (const auto* skipped = std::get_if<ProjectSkipped>(&fact))
            m_outcomes.skipped += skipped->project + u": " + errorCodeName(skipped->reason.code);
        else if (const auto* failed = std::get_if<ItemFailed>(&fact))
            m_outcomes.failed += said(failed->reason);
        else if (const auto* left = std::get_if<ItemLeftAlone>(&fact))
            m_outcomes.leftAlone += said(left->reason);
        if (m_options.onFact)
            m_options.onFact(fact);
    }

private:
    TaskOutcomes& m_outcomes;
    const TaskRunOptions& m_options;
};

JobRequest requestFor(MaintenanceTask task, const TaskRunOptions& options)
{
    JobRequest request;
    request.scope = options.scope;
    request.steps = {task};
    request.options = options.step;
    return request;
}

TaskOutcomes sorted(TaskOutcomes outcomes)
{
    for (QStringList* texts : {&outcomes.skipped, &outcomes.failed, &outcomes.leftAlone})
        texts->sort();
    return outcomes;
}

} // namespace

QStringList TaskOutcomes::changes() const
{
    QStringList all;
    for (const Correction& change : corrections) {
        all += correctionKindName(change.kind) + u": " + displayText(change.beforeText) + u" -> " +
               displayText(change.afterText);
    }
    all.sort();
    return all;
}

TaskOutcomes runTask(const LibraryFixture& safe, MaintenanceTask task, const TaskRunOptions& options)
{
    TaskOutcomes outcomes;
    Collector collector(outcomes, options);
    outcomes.result = runRequest(safe.environment(), maintenanceTasks(), requestFor(task, options), collector,
                                 options.cancel);
    return sorted(std::move(outcomes));
}

TaskOutcomes resumeTask(const LibraryFixture& safe, JobId job, const TaskRunOptions& options)
{
    const TaskEnvironment environment = safe.environment();
    Connection connection(environment.library.catalog());
    if (const Status opened = connection.open(); !opened)
        qFatal("%s", qPrintable(describeForLog(opened.error())));
    const auto claimed = JobQueue(environment, connection).claim(job);
    if (!claimed || !*claimed)
        qFatal("job %lld is not there to be resumed", static_cast<long long>(job.value));
    TaskOutcomes outcomes;
    Collector collector(outcomes, options);
    outcomes.result = runClaimedJob(environment, maintenanceTasks(), **claimed, collector, options.cancel);
    return sorted(std::move(outcomes));
}

TaskOutcomes planTask(const LibraryFixture& safe, MaintenanceTask task, const TaskRunOptions& options)
{
    TaskOutcomes outcomes;
    Collector collector(outcomes, options);
    outcomes.result =
        runPlan(safe.environment(), maintenanceTasks(), requestFor(task, options), collector, options.cancel);
    return sorted(std::move(outcomes));
}

QStringList libraryOnDisk(const LibraryFixture& safe)
{
    QStringList all;
    for (const QString& line : snapshot(safe.root())) {
        if (!line.startsWith(u".safelight/catalog") && !line.startsWith(u".safelight/ "))
            all += line;
    }
    return all;
}

} // namespace safelight::test
