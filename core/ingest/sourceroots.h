#pragma once

#include "base/canceltoken.h"
#include "settings/settings.h"
#include "storage/fileio.h"
#include "storage/foldermark.h"
#include "storage/volume.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace safelight {

/// How many may use one device at the same time. A card is read fastest by one reader, a disk by two.
class DeviceGate
{
public:
    explicit DeviceGate(int places) : m_free(places) {}

    /// Has a place for as long as it lives.
    class Turn
    {
    public:
        explicit Turn(DeviceGate& gate) : m_gate(gate) { m_gate.enter(); }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() { m_gate.leave(); }

    private:
        DeviceGate& m_gate;
    };

private:
    void enter();
    void leave();

    std::mutex m_mutex;
    std::condition_variable m_left;
    int m_free; // guarded by m_mutex
};

/// What waits for a place that was taken away.
struct AwaitPolicy
{
    static constexpr std::chrono::milliseconds kLookEvery{500};

    std::chrono::seconds patience;
    CancelToken cancel;
    std::function<void(const QString& what)> onWaiting; ///< any thread; told again and again
};

/// A folder that may be taken away with its disk, and come back.
class AwaitedFolder
{
public:
    /// As it is now.
    explicit AwaitedFolder(std::filesystem::path path);

    const std::filesystem::path& path() const { return m_path; }
    const std::optional<Volume>& volume() const { return m_volume; }
    const std::optional<FolderMark>& mark() const { return m_mark; }
    /// Whether a folder with the same numbers lies there now: one system call. Another card in the same slot
    /// can have them, too.
    bool seemsThere() const;
    /// Whether the same folder lies there now, of the same volume.
    bool isThere() const;
    /// Waits until it is back. False: it did not come, or the wait was cancelled.
    bool awaitBack(const AwaitPolicy& policy) const;

private:
    std::filesystem::path m_path;
    std::optional<Volume> m_volume; ///< none: the system does not tell
    std::optional<FolderMark> m_mark;
    std::optional<FileIdentity> m_identity;
    bool m_hasDevice = false; ///< its device has a node, which goes when it is pulled out
};

/// The roots of an ingest's sources: on which volumes they lie, and how many may read from each.
class SourceRoots
{
public:
    SourceRoots(const std::vector<std::filesystem::path>& roots, const Settings& settings);

    const AwaitedFolder& root(std::size_t index) const { return m_roots[index]; }
    std::size_t count() const { return m_roots.size(); }
    DeviceGate& gate(std::size_t root) const { return *m_gates[m_gateOf[root]]; }

private:
    std::vector<AwaitedFolder> m_roots;
    std::vector<std::unique_ptr<DeviceGate>> m_gates; ///< one for each volume
    std::vector<std::size_t> m_gateOf;
};

} // namespace safelight
