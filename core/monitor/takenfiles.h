#pragma once

#include "monitor/filestamp.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace safelight {

/// Files that still lie in the watched folder, but were seen to: taken in by copy, or left. Bounded: what was
/// not met in the last round of the folder goes first, and beyond that nothing more is remembered (such files
/// are looked at again, and found to be duplicates). Holds 64 bits of a name, so that a million names fit;
/// names that share those only forget each other.
class TakenFiles
{
public:
    static constexpr std::size_t kMost = 1'000'000;

    explicit TakenFiles(std::size_t most = kMost) : m_most(most) {}

    void add(std::string_view name, const FileStamp& stamp);
    /// Whether the file was seen to as it looks now. Counts as meeting it.
    bool meets(std::string_view name, const FileStamp& stamp);
    void forget(std::string_view name);
    /// Another look at everything begins.
    void beginRound() { ++m_round; }

    std::size_t size() const { return m_files.size(); }

private:
    struct Entry
    {
        FileStamp stamp;
        std::uint32_t lastMet = 0; ///< the round
    };

    void makeRoom();

    std::size_t m_most;
    std::unordered_map<std::size_t, Entry> m_files; ///< by the hash of the name
    std::uint32_t m_round = 0;
    std::uint32_t m_lastCleared = 0;
};

} // namespace safelight
