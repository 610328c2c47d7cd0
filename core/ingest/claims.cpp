#include "ingest/claims.h"

#include <algorithm>
#include <utility>

namespace safelight {

bool DigestClaims::claim(const std::vector<Digest>& digests, const CancelToken& cancel)
{
    std::unique_lock lock(m_mutex);
    const auto isFree = [&] {
        return std::ranges::none_of(digests,
                                    [&](const Digest& digest) { return m_claimed.contains(digest); });
    };
    ++m_waiting;
    while (!isFree() && !cancel.isCancelled())
        m_released.wait_for(lock, kCancelLookout);
    --m_waiting;
    if (!isFree())
        return false;
    m_claimed.insert(digests.begin(), digests.end());
    return true;
}

void DigestClaims::release(const std::vector<Digest>& digests)
{
    {
        const std::lock_guard lock(m_mutex);
        for (const Digest& digest : digests)
            m_claimed.erase(digest);
    }
    m_released.notify_all();
}

bool DigestClaims::hasWaiters() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting > 0;
}

bool StemReservations::reserve(const std::string& stem)
{
    const std::lock_guard lock(m_mutex);
    return m_reserved.insert(stem).second;
}

void StemReservations::release(const std::string& stem)
{
    const std::lock_guard lock(m_mutex);
    m_reserved.erase(stem);
}

bool NumberingTurns::Turn::await(const CancelToken& cancel)
{
    if (!m_turns)
        return true;
    std::unique_lock lock(m_turns->m_mutex);
    while (m_turns->m_next < m_ticket && !cancel.isCancelled())
        m_turns->m_passed.wait_for(lock, kCancelLookout);
    return !cancel.isCancelled();
}

void NumberingTurns::Turn::pass()
{
    NumberingTurns* turns = std::exchange(m_turns, nullptr);
    if (!turns)
        return;
    {
        const std::lock_guard lock(turns->m_mutex);
        if (m_ticket >= turns->m_next)
            turns->m_early.insert(m_ticket);
        while (turns->m_early.erase(turns->m_next) > 0)
            ++turns->m_next;
    }
    turns->m_passed.notify_all();
}

void PlannedDigests::add(const Digest& digest, const std::string& stem)
{
    const std::lock_guard lock(m_mutex);
    m_stems.try_emplace(digest, stem);
}

std::string PlannedDigests::find(const Digest& digest) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_stems.find(digest);
    return found == m_stems.end() ? std::string() : found->second;
}

} // namespace safelight
