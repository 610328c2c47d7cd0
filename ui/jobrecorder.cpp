#include "ui/jobrecorder.h"

#include "base/processmemory.h"
#include "base/units.h"
#include "ui/librarycontroller.h"

namespace safelight {

namespace {

constexpr std::chrono::milliseconds kFirstPace{500};
constexpr qsizetype kMostSamples = 240; // beyond, every other one goes and the pace halves

} // namespace

JobRecorder::JobRecorder(LibraryController& library, QObject* parent) : QObject(parent), m_library(library)
{
    connect(&library, &LibraryController::taskStarted, this, &JobRecorder::follow);
    connect(&m_pace, &QTimer::timeout, this, &JobRecorder::takeSample);
}

void JobRecorder::follow(Task* task)
{
    if (task->kind() != Task::Kind::Ingest)
        return;
    m_task = task;
    m_current.clear();
    m_pace.start(kFirstPace);
    connect(task, &Task::finished, this, [this, task](const TaskResult& result) {
        if (task != m_task)
            return;
        m_pace.stop();
        m_task = nullptr;
        if (result.job.isValid())
            m_samples.insert(result.job, m_current);
        m_current.clear();
    });
}

void JobRecorder::takeSample()
{
    // Memory is read from a file of the kernel's: not on this thread.
    m_library.runner().query(
        this, [] { return processMemory().resident; },
        [this, task = m_task](ByteCount resident) {
            if (!task || task != m_task)
                return;
            const qint64 done =
                std::max(task->progress().done, m_current.isEmpty() ? 0 : m_current.last().done);
            add({task->elapsed().count(), done, static_cast<double>(resident.value) / kBytesPerMiB});
        });
}

void JobRecorder::add(JobSample sample)
{
    m_current += sample;
    if (m_current.size() > kMostSamples) {
        QVector<JobSample> every;
        for (qsizetype i = 0; i < m_current.size(); i += 2)
            every += m_current[i];
        m_current = every;
        m_pace.start(m_pace.intervalAsDuration() * 2);
    }
    Q_EMIT sampled();
}

} // namespace safelight
