#pragma once

#include <atomic>
#include <memory>

namespace safelight {

/// Asks running work to stop. Copies share one flag; any thread may ask, any thread may look.
/// Work looks at it per row and per MiB copied, finishes what it has begun on the current item, and stops.
class CancelToken
{
public:
    CancelToken() : m_flag(std::make_shared<std::atomic<bool>>(false)) {}

    void cancel() const { m_flag->store(true, std::memory_order_release); }
    bool isCancelled() const { return m_flag->load(std::memory_order_acquire); }

private:
    std::shared_ptr<std::atomic<bool>> m_flag;
};

} // namespace safelight
