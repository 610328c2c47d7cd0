#include "ingest/framequeue.h"

#include <utility>

namespace safelight {

void FrameQueue::open(const SourceScan& scan, std::vector<std::uint32_t> places)
{
    m_scan = &scan;
    m_places = std::move(places);
}

std::size_t FrameQueue::count() const
{
    if (!m_scan)
        return 0;
    return m_places ? m_places->size() : m_scan->frameCount();
}

SourceFrame FrameQueue::frame(std::size_t number) const
{
    if (!m_places)
        return m_scan->frame(number);
    SourceFrame frame = m_scan->frame((*m_places)[number]);
    frame.ticket = static_cast<qint64>(number);
    return frame;
}

std::optional<SourceFrame> FrameQueue::take(const CancelToken& cancel)
{
    std::unique_lock lock(m_mutex);
    while (!cancel.isCancelled() && !m_isClosed) {
        std::optional<SourceFrame> frame;
        if (!m_putBack.empty()) {
            frame = std::move(m_putBack.front());
            m_putBack.pop_front();
        } else if (m_next < count()) {
            frame = this->frame(m_next++);
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
    for (std::size_t number = m_next; number < count(); ++number)
        visit(frame(number));
}

} // namespace safelight
