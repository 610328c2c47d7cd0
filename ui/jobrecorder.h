#pragma once

#include "domain/job.h"
#include "tasks/task.h"

#include <QHash>
#include <QTimer>

namespace safelight {

class LibraryController;

/// Takes samples of speed and memory of the work that the catalogue keeps none of: ingests. They are kept as
/// long as the program runs, under the job that the work turned out to be.
class JobRecorder : public QObject
{
    Q_OBJECT

public:
    explicit JobRecorder(LibraryController& library, QObject* parent = nullptr);

    /// Of an ingest that has ended; empty when this program did not run it.
    QVector<JobSample> samplesOf(JobId job) const { return m_samples.value(job); }
    /// Of the ingest that runs now.
    const QVector<JobSample>& current() const { return m_current; }

Q_SIGNALS:
    /// One more of the ingest that runs.
    void sampled();

private:
    void follow(Task* task);
    void takeSample();
    void add(JobSample sample);

    LibraryController& m_library;
    QTimer m_pace;
    Task* m_task = nullptr; ///< only until it has finished
    QVector<JobSample> m_current;
    QHash<JobId, QVector<JobSample>> m_samples;
};

} // namespace safelight
