#pragma once

#include "base/canceltoken.h"
#include "ingest/sourcescan.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace safelight {

/// The frames that are still to be begun, for all workers of an ingest: those of the scan in their order, and
/// those that were put back because their volume had gone or the catalogue had changed under them. Every
/// frame that is taken is either settled or put back.
class FrameQueue
{
public:
    void open(const SourceScan& scan) { m_scan = &scan; }
    /// Only the frames in these places, one after the other; tickets are given in that order.
    void open(const SourceScan& scan, std::vector<std::uint32_t> places);

    /// The next frame; waits while there is none but one may still be put back. None: no more will come.
    std::optional<SourceFrame> take(const CancelToken& cancel);
    void putBack(SourceFrame frame);
    void settled(std::size_t count);

    /// No further frame is begun.
    void close();
    bool isClosed() const;
    /// Frames that nobody began, after all workers have ended.
    void eachRemaining(const std::function<void(const SourceFrame&)>& visit) const;

private:
    std::size_t count() const;
    SourceFrame frame(std::size_t number) const;

    const SourceScan* m_scan = nullptr;
    std::optional<std::vector<std::uint32_t>> m_places; ///< none: all
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_next = 0;            // guarded by m_mutex
    std::size_t m_inFlight = 0;        // guarded by m_mutex
    std::deque<SourceFrame> m_putBack; // guarded by m_mutex
    bool m_isClosed = false;           // guarded by m_mutex
};

} // namespace safelight
