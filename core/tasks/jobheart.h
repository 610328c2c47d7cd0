#pragma once

#include "base/canceltoken.h"
#include "domain/cataloglocation.h"
#include "domain/job.h"

#include <QElapsedTimer>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace safelight {

/// Beats while a job runs: says in the catalogue that its worker is alive, takes a sample of speed and
/// memory, and listens for what other programs ask of the job (pause, cancel). A thread and a connection of
/// its own, so that one long item does not look like a dead worker. Ends with the object.
class JobHeart
{
public:
    /// `cancel` is asked to stop when somebody asks for it, and when the job was taken for dead and is
    /// another worker's by now.
    JobHeart(CatalogLocation catalog, JobId job, QString worker, QVector<JobSample> samples,
             const CancelToken& cancel);
    JobHeart(const JobHeart&) = delete;
    JobHeart& operator=(const JobHeart&) = delete;
    ~JobHeart();

    /// Ends it; all samples, for the job's row.
    QVector<JobSample> stop();

    /// How many things the job has processed so far; any thread.
    void noteDone(qint64 done) { m_done.store(done, std::memory_order_relaxed); }

private:
    void live();
    void takeSample();

    CatalogLocation m_catalog;
    JobId m_job;
    QString m_worker;
    CancelToken m_cancel;
    std::atomic<qint64> m_done = 0;
    QVector<JobSample> m_samples; ///< the thread's own
    qint64 m_sampleEveryMs;
    qint64 m_beganMs = 0; ///< of an earlier attempt's samples
    QElapsedTimer m_clock;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isEnding = false; // guarded by m_mutex
    std::thread m_thread;    // last: uses the rest
};

} // namespace safelight
