#include "tasks/jobheart.h"

#include "base/processmemory.h"
#include "base/units.h"
#include "catalog/jobrepository.h"

namespace safelight {

namespace {

constexpr std::chrono::milliseconds kListenEvery{250};
constexpr qint64 kFirstSampleEveryMs = 500;
constexpr qint64 kBeatEveryMs = 2000;
constexpr qsizetype kMostSamples = 240; // beyond, every other one goes and the pace halves

} // namespace

JobHeart::JobHeart(CatalogLocation catalog, JobId job, QString worker, QVector<JobSample> samples,
                   const CancelToken& cancel)
    : m_catalog(std::move(catalog)),
      m_job(job),
      m_worker(std::move(worker)),
      m_cancel(cancel),
      m_samples(std::move(samples)),
      m_sampleEveryMs(kFirstSampleEveryMs),
      m_beganMs(m_samples.isEmpty() ? 0 : m_samples.last().atMs)
{
    m_clock.start();
    m_thread = std::thread([this] {
        try {
            live();
        } catch (const std::exception&) {
            // Without a heart the job goes on; at worst another host takes it for dead, and it notices.
        }
    });
}

JobHeart::~JobHeart()
{
    (void)stop();
}

QVector<JobSample> JobHeart::stop()
{
    if (!m_thread.joinable())
        return m_samples;
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wake.notify_all();
    m_thread.join();
    takeSample();
    return m_samples;
}

void JobHeart::takeSample()
{
    m_samples += JobSample{m_beganMs + m_clock.elapsed(), m_done.load(std::memory_order_relaxed),
                           static_cast<double>(processMemory().resident.value) / kBytesPerMiB};
    if (m_samples.size() <= kMostSamples)
        return;
    QVector<JobSample> every;
    for (qsizetype i = 0; i < m_samples.size(); i += 2)
        every += m_samples[i];
    m_samples = every;
    m_sampleEveryMs *= 2;
}

void JobHeart::live()
{
    Connection connection(m_catalog);
    if (!connection.open() || !connection.limitCache())
        return; // the job has the same catalogue and says what is wrong with it
    const JobRepository jobs(connection);
    takeSample();
    qint64 lastBeat = 0; // the job was claimed just now
    qint64 lastSample = 0;
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        lock.unlock();
        const qint64 now = m_clock.elapsed();
        if (now - lastSample >= m_sampleEveryMs) {
            takeSample();
            lastSample = now;
        }
        const bool isDue = now - lastBeat >= kBeatEveryMs;
        const auto wish = isDue ? jobs.beat(m_job, m_worker, QDateTime::currentDateTimeUtc(), m_samples)
                                : jobs.wish(m_job, m_worker);
        if (isDue)
            lastBeat = now;
        if (wish && (!*wish || **wish == u"cancel"))
            m_cancel.cancel();
        else if (wish && **wish == u"pause")
            m_cancel.pause();
        lock.lock();
        m_wake.wait_for(lock, kListenEvery, [this] { return m_isEnding; });
    }
}

} // namespace safelight
