#include "ingest/claims.h"

#include <algorithm>
#include <cstring>
#include <functional>
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
    while (!isFree() && !cancel.mustDrop())
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
    return m_reserved.insert(std::hash<std::string>()(stem)).second;
}

void StemReservations::release(const std::string& stem)
{
    const std::lock_guard lock(m_mutex);
    m_reserved.erase(std::hash<std::string>()(stem));
}

bool NumberingTurns::Turn::await(const CancelToken& cancel)
{
    if (!m_turns)
        return true;
    std::unique_lock lock(m_turns->m_mutex);
    while (m_turns->m_next < m_ticket && !cancel.mustDrop())
        m_turns->m_passed.wait_for(lock, kCancelLookout);
    return !cancel.mustDrop();
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

PlannedDigests::Key::Key(const Digest& digest) : size(digest.size)
{
    std::copy_n(digest.md5.begin(), std::min(md5.size(), std::size_t(digest.md5.size())), md5.begin());
    std::copy_n(digest.xxh128.begin(), std::min(xxh128.size(), std::size_t(digest.xxh128.size())),
                xxh128.begin());
}

std::size_t PlannedDigests::KeyHash::operator()(const Key& key) const noexcept
{
    std::size_t hash = 0; // the digest is one already
    std::memcpy(&hash, key.xxh128.data(), sizeof hash);
    return hash;
}

void PlannedDigests::add(const Digest& digest, const std::string& stem)
{
    if (m_sizes && !std::ranges::binary_search(*m_sizes, digest.size.value))
        return;
    const std::lock_guard lock(m_mutex);
    if (m_places.try_emplace(Key(digest), m_stems.size()).second)
        m_stems.append(stem.c_str(), stem.size() + 1);
}

std::string PlannedDigests::find(const Digest& digest) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_places.find(Key(digest));
    return found == m_places.end() ? std::string() : std::string(m_stems.c_str() + found->second);
}

} // namespace safelight
