#pragma once

#include "base/canceltoken.h"
#include "domain/digest.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace safelight {

/// Makes the duplicate decision one at a time for each digest, within this process. A claim covers "decide
/// and insert", never the hashing; who comes second waits until the first one's row is committed or given up,
/// and then decides for itself.
class DigestClaims
{
public:
    /// Waits until none of `digests` is claimed, and claims them all. Claims are taken whole and in one step,
    /// so two frames that share two digests cannot wait for each other. Returns false when cancelled.
    bool claim(const std::vector<Digest>& digests, const CancelToken& cancel);
    void release(const std::vector<Digest>& digests);

    /// Whether somebody waits: the group that is being collected should be committed now.
    bool hasWaiters() const;

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_released;
    std::set<Digest> m_claimed; // guarded by m_mutex
    int m_waiting = 0;          // guarded by m_mutex
};

/// Stems of the project that a frame on its way will take. Never waits: a stem that is reserved is taken.
/// Keeps hashes of 64 bits, for a plan keeps all of them: two stems of one hash are taken for the same, and
/// the later frame gets another name.
class StemReservations
{
public:
    bool reserve(const std::string& stem);
    void release(const std::string& stem);

private:
    std::mutex m_mutex;
    std::unordered_set<std::size_t> m_reserved; // guarded by m_mutex
};

/// Lets frames through in the order of their tickets, so that the numbers in their names follow the order in
/// which they are taken in, whoever is faster.
class NumberingTurns
{
public:
    /// A frame's turn; passed on at the latest when this ends. A frame that is begun anew has had its turn.
    class Turn
    {
    public:
        /// Null `turns`: nothing is numbered, and nobody waits.
        Turn(NumberingTurns* turns, qint64 ticket) : m_turns(turns), m_ticket(ticket) {}
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() { pass(); }

        /// Waits until all earlier tickets have passed. False when cancelled.
        bool await(const CancelToken& cancel);
        void pass();

    private:
        NumberingTurns* m_turns;
        qint64 m_ticket;
    };

    /// The next number; by the one whose turn it is.
    int nextNumber() { return m_number++; }
    void beginWith(int number) { m_number = number; }

private:
    std::mutex m_mutex;
    std::condition_variable m_passed;
    qint64 m_next = 0;        // guarded by m_mutex: the ticket whose turn it is
    std::set<qint64> m_early; // guarded by m_mutex: later tickets that have passed without waiting
    std::atomic<int> m_number = 1;
};

/// What a plan would have stored by now: so that the second of two equal files is planned as a duplicate.
class PlannedDigests
{
public:
    /// Sizes, ascending, that any other file may have: the rest is not worth remembering. Before the first
    /// thread adds anything.
    void rememberOnly(std::vector<qint64> sizes) { m_sizes = std::move(sizes); }
    void add(const Digest& digest, const std::string& stem);
    /// The stem under which these bytes would be stored; empty: nowhere yet.
    std::string find(const Digest& digest) const;

private:
    /// A digest without memory of its own.
    struct Key
    {
        explicit Key(const Digest& digest);

        std::array<char, 16> md5 = {};
        std::array<char, 16> xxh128 = {};
        ByteCount size;

        friend bool operator==(const Key&, const Key&) = default;
    };
    struct KeyHash
    {
        std::size_t operator()(const Key& key) const noexcept;
    };

    std::optional<std::vector<qint64>> m_sizes; ///< none: all
    mutable std::mutex m_mutex;
    std::unordered_map<Key, std::size_t, KeyHash> m_places; // guarded by m_mutex: in m_stems
    std::string m_stems; // guarded by m_mutex: one behind the other, each with a null byte
};

} // namespace safelight
