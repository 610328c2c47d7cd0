#include "ui/desktop/desktopreporter.h"

#include "ui/librarycontroller.h"
#include "ui/words/errortext.h"
#include "ui/words/ingesttext.h"
#include "ui/words/tasktext.h"

#include <algorithm>
#include <numeric>

namespace safelight {

namespace {

constexpr int kPercent = 100;

/// What a person asked for at the window, or what goes on by itself, is no news.
bool isNews(JobState state)
{
    return state != JobState::Cancelled && state != JobState::Queued && state != JobState::Paused;
}

QString outcomeText(const Task& task)
{
    const TaskResult& result = task.result();
    QStringList parts = {jobStateText(result.state)};
    if (result.state == JobState::Failed && result.error)
        parts += shortText(*result.error);
    else if (!result.summary.isEmpty())
        parts += task.kind() == Task::Kind::Ingest ? ingestSummaryText(result.summary)
                                                   : maintenanceSummaryText(result.summary);
    return parts.join(QStringLiteral(": "));
}

} // namespace

double overallFraction(const TaskProgress& progress)
{
    const double within = progress.total && *progress.total > 0
                              ? static_cast<double>(progress.done) / static_cast<double>(*progress.total)
                              : 0.0;
    if (progress.steps < 1)
        return within;
    return (std::max(progress.step - 1, 0) + within) / progress.steps;
}

DesktopReporter::DesktopReporter(LibraryController& library, Desktop& desktop, IsSeen isSeen,
                                 std::chrono::milliseconds longWork, QObject* parent)
    : QObject(parent), m_desktop(desktop), m_isSeen(std::move(isSeen)), m_longWork(longWork)
{
    connect(&library, &LibraryController::taskStarted, this, &DesktopReporter::follow);
    connect(&library, &LibraryController::taskFinished, this, &DesktopReporter::takeEnd);
}

void DesktopReporter::follow(Task* task)
{
    m_running.insert(task, 0);
    connect(task, &Task::progressed, this, [this, task](const TaskProgress& progress) {
        if (!m_running.contains(task))
            return;
        m_running[task] = overallFraction(progress);
        tellProgress();
    });
    tellProgress();
}

void DesktopReporter::takeEnd(Task* task)
{
    m_running.remove(task);
    tellProgress();
    const bool wasWorthWaiting = task->kind() != Task::Kind::Undo && task->elapsed() >= m_longWork;
    if (wasWorthWaiting && isNews(task->result().state) && !m_isSeen())
        m_desktop.notify({task->title(), outcomeText(*task)});
}

void DesktopReporter::tellProgress()
{
    if (m_running.isEmpty()) {
        m_told = -1;
        m_desktop.showProgress(std::nullopt);
        return;
    }
    const double sum = std::accumulate(m_running.begin(), m_running.end(), 0.0);
    const double fraction = std::clamp(sum / static_cast<double>(m_running.size()), 0.0, 1.0);
    const int percent = static_cast<int>(fraction * kPercent);
    if (percent == m_told)
        return;
    m_told = percent;
    m_desktop.showProgress(fraction);
}

} // namespace safelight
