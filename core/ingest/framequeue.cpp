#include "ingest/framequeue.h"

namespace safelight {

std::optional<SourceFrame> FrameQueue::take(const CancelToken& cancel)
{
    std::unique_lock lock(m_mutex);
    while (!cancel.isCancelled() && !m_isClosed) {
        std::optional<SourceFrame> frame;
        if (!m_putBack.empty()) {
            frame = std::move(m_putBack.front());
            m_putBack.pop_front();
        } else if (m_scan && m_next < m_scan->frameCount()) {
            frame = m_scan->frame(m_next++);
        }
        if (frame) {
            ++m_inFlight;
            return frame;
        }
        if (m_inFlight == 0)
            break;
        m_changed.wait_for(lock, kCancelLookout);
    }
    return std::nullopt;
}

void FrameQueue::putBack(SourceFrame frame)
{
    const std::lock_guard lock(m_mutex);
    m_putBack.push_back(std::move(frame));
    --m_inFlight;
    m_changed.notify_all();
}

void FrameQueue::settled(std::size_t count)
{
    const std::lock_guard lock(m_mutex);
    m_inFlight -= count;
    m_changed.notify_all();
}

void FrameQueue::close()
{
    const std::lock_guard lock(m_mutex);
    m_isClosed = true;
    m_changed.notify_all();
}

bool FrameQueue::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_isClosed;
}

void FrameQueue::eachRemaining(const std::function<void(const SourceFrame&)>& visit) const
{
    const std::lock_guard lock(m_mutex);
    for (const SourceFrame& frame : m_putBack)
        visit(frame);
    for (std::size_t place = m_next; m_scan && place < m_scan->frameCount(); ++place)
        visit(m_scan->frame(place));
}

} // namespace safelight
