#pragma once

#include <atomic>
#include <chrono>
#include <memory>

namespace safelight {

/// How long a cancel may go unnoticed by who waits for something else.
constexpr std::chrono::milliseconds kCancelLookout{100};

/// Asks running work to stop. Copies share one flag; any thread may ask, any thread may look.
/// Work looks at it per row and per MiB copied, leaves nothing half done, and stops. To pause is to stop as
/// well, with the intention of going on: who stops need not know which it was, who started it does. To finish
/// is to stop with the items that were begun, which are not dropped.
class CancelToken
{
public:
    CancelToken() : m_wish(std::make_shared<std::atomic<Wish>>(Wish::GoOn)) {}

    void cancel() const { m_wish->store(Wish::Cancel, std::memory_order_release); }
    /// Does nothing to what was cancelled: cancelled stays cancelled.
    void pause() const { wish(Wish::Pause); }
    void finish() const { wish(Wish::Finish); }
    /// Whether work is to stop, for good or for a while.
    bool isCancelled() const { return m_wish->load(std::memory_order_acquire) != Wish::GoOn; }
    /// Whether even the item that was begun is to be dropped.
    bool mustDrop() const
    {
        const Wish wish = m_wish->load(std::memory_order_acquire);
        return wish == Wish::Pause || wish == Wish::Cancel;
    }
    /// Whether it is to stop for a while.
    bool isPaused() const { return m_wish->load(std::memory_order_acquire) == Wish::Pause; }

private:
    enum class Wish { GoOn, Finish, Pause, Cancel };

    void wish(Wish wish) const
    {
        Wish expected = Wish::GoOn;
        m_wish->compare_exchange_strong(expected, wish, std::memory_order_acq_rel);
    }

    std::shared_ptr<std::atomic<Wish>> m_wish;
};

} // namespace safelight
