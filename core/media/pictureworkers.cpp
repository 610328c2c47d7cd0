#include "media/pictureworkers.h"

#include "base/threadpriority.h"

namespace safelight {

namespace {

constexpr qint64 kMostWaitingBytes = qint64{48} * 1024 * 1024;
constexpr std::size_t kMostWaitingOrders = 1000; // each costs more than its bytes
constexpr int kNiceness = 19; // a decoder gets about a tenth of a core that somebody else wants

} // namespace

PictureWorkers::PictureWorkers(int threads, PictureMaker maker) : m_maker(std::move(maker))
{
    m_pool.setMaxThreadCount(threads);
    for (int i = 0; i < threads; ++i)
        m_pool.start([this] { work(); });
}

PictureWorkers::~PictureWorkers()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosing = true;
    }
    m_hasOrder.notify_all();
    m_pool.waitForDone();
}

bool PictureWorkers::tryOrder(qint64 bytes, Order order)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_waitingBytes + bytes > kMostWaitingBytes || m_withBytes.size() >= kMostWaitingOrders)
            return false;
        m_waitingBytes += bytes;
        m_withBytes.push_back({std::move(order), bytes});
    }
    m_hasOrder.notify_one();
    return true;
}

void PictureWorkers::order(Order order)
{
    {
        const std::lock_guard lock(m_mutex);
        m_withoutBytes.push_back({std::move(order), 0});
    }
    m_hasOrder.notify_one();
}

void PictureWorkers::work()
{
    setThreadNiceness(kNiceness);
    while (true) {
        Waiting next;
        {
            std::unique_lock lock(m_mutex);
            m_hasOrder.wait(lock,
                            [&] { return m_isClosing || !m_withBytes.empty() || !m_withoutBytes.empty(); });
            if (m_isClosing)
                return;
            auto& queue = m_withBytes.empty() ? m_withoutBytes : m_withBytes;
            next = std::move(queue.front());
            queue.pop_front();
            m_waitingBytes -= next.bytes;
        }
        next.order(m_maker);
    }
}

} // namespace safelight
