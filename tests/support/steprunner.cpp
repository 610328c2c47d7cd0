#include "support/steprunner.h"

#include "base/pathtext.h"
#include "db/connection.h"
#include "maintenance/maintenancetasks.h"
#include "tasks/jobqueue.h"
#include "tasks/jobrun.h"

namespace safelight::test {

namespace {

QString lineOf(const Error& reason)
{
    return errorCodeName(reason.code) + u' ' + displayText(reason.subject.section(u'/', -1));
}

JobRequest requestOf(MaintenanceTask task, const StepWish& wish)
{
    JobRequest request;
    request.scope = wish.scope;
    request.steps = {task};
    request.options = wish.options;
    return request;
}

StepReport reportOf(TaskResult result, const StepWatcher& watcher)
{
    StepReport report{std::move(result), watcher.corrections, watcher.pictured,
                      watcher.failures,  watcher.leftAlone,   watcher.skipped};
    report.failures.sort();
    report.leftAlone.sort();
    report.skipped.sort();
    return report;
}

} // namespace

void StepWatcher::progressed(const TaskProgress& now)
{
    {
        const std::lock_guard lock(m_mutex);
        progress += now;
    }
    if (onProgress)
        onProgress(now);
}

void StepWatcher::keep(const Fact& fact)
{
    const std::lock_guard lock(m_mutex);
    if (const auto* corrected = std::get_if<RowsCorrected>(&fact))
        corrections += corrected->rows;
    else if (const auto* photos = std::get_if<PhotosPictured>(&fact))
        pictured += photos->photos;
    else if (const auto* failed = std::get_if<ItemFailed>(&fact))
        failures += lineOf(failed->reason);
    else if (const auto* left = std::get_if<ItemLeftAlone>(&fact))
        leftAlone += lineOf(left->reason);
    else if (const auto* project = std::get_if<ProjectSkipped>(&fact))
        skipped += project->project + u": " + errorCodeName(project->reason.code);
}

void StepWatcher::happened(const Fact& fact)
{
    keep(fact);
    if (onFact)
        onFact(fact);
}

QStringList StepReport::changes() const
{
    QStringList all;
    for (const Correction& row : corrections) {
        QString what =
            displayText(row.stem) + u' ' + availabilityBits(row.before) + u'>' + availabilityBits(row.after);
        if (!row.beforeText.isEmpty())
            what = displayText(row.beforeText) + u" > " + displayText(row.afterText);
        all += correctionKindName(row.kind) + u' ' + what;
    }
    all.sort();
    return all;
}

StepReport runStep(const LibraryFixture& fixture, MaintenanceTask task, const StepWish& wish)
{
    StepWatcher own;
    StepWatcher& watcher = wish.watcher ? *wish.watcher : own;
    TaskResult result =
        runRequest(fixture.environment(), maintenanceTasks(), requestOf(task, wish), watcher, wish.cancel);
    return reportOf(std::move(result), watcher);
}

StepReport planStep(const LibraryFixture& fixture, MaintenanceTask task, const StepWish& wish)
{
    StepWatcher own;
    StepWatcher& watcher = wish.watcher ? *wish.watcher : own;
    TaskResult result =
        runPlan(fixture.environment(), maintenanceTasks(), requestOf(task, wish), watcher, wish.cancel);
    return reportOf(std::move(result), watcher);
}

StepReport resumeStep(const LibraryFixture& fixture, JobId job, const StepWish& wish)
{
    StepWatcher own;
    StepWatcher& watcher = wish.watcher ? *wish.watcher : own;
    const TaskEnvironment environment = fixture.environment();
    Connection connection(fixture.library().catalog());
    if (const Status opened = connection.open(); !opened)
        qFatal("%s", qPrintable(describeForLog(opened.error())));
    const auto claimed = JobQueue(environment, connection).claim(job);
    if (!claimed || !*claimed)
        qFatal("the job cannot be taken up again");
    TaskResult result = runClaimedJob(environment, maintenanceTasks(), **claimed, watcher, wish.cancel);
    return reportOf(std::move(result), watcher);
}

QStringList libraryRows(const LibraryFixture& fixture)
{
    QStringList all;
    for (const char* table : {"projects", "photos", "files", "corrections"})
        all +=
            fixture.rows((std::string("SELECT '") + table + "', * FROM " + table + " ORDER BY id").c_str());
    return all;
}

} // namespace safelight::test
