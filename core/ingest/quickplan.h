#pragma once

#include "ingest/frame.h"
#include "ingest/sourcescan.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace safelight {

class Connection;
class Mailbox;
class ReceiptRepository;
struct IngestContext;

/// What decides the fate of a source without its bytes, as far as it is asked for once: a few dozen bytes a
/// file. The rest is asked for page by page (PagePlanner).
struct PlanLore
{
    /// Which item of a receipt says that such a file is stored, if any does. It may be of another file that
    /// has the same hash: the item itself tells.
    std::optional<ReceiptItemId> itemOf(std::size_t root, std::string_view name, qint64 size,
                                        qint64 mtimeNs) const;
    /// Whether more than one file among the sources has this size.
    bool isShared(qint64 size) const;

    std::vector<std::filesystem::path> roots;
    std::unordered_map<std::size_t, ReceiptItemId> items; ///< by the hash of root, name, size and time
    std::vector<qint64> sharedSizes;                      ///< ascending
};

/// Plans frames without reading their files, where what is known of them decides: a receipt has each file of
/// it, of the same size and time, and its copy is still there; or nothing in the catalogue or among the
/// sources has its sizes, and its names are free. For plans only: what is done in earnest is always decided
/// by bytes.
class QuickPlan
{
public:
    QuickPlan(IngestContext& context, const SourceScan& scan) : m_context(context), m_scan(scan) {}

    /// Before run(); on the connection's thread.
    Status load(Connection& connection);

    /// Plans on `threads` threads, and hands frames that are decided to `onPlanned` on this one. The names
    /// that they take are reserved.
    void run(int threads, const std::function<void(const std::vector<Frame>&)>& onPlanned);

    /// Places in the scan of the frames that nothing but bytes can decide, or that could not be asked about.
    /// After run().
    std::vector<std::uint32_t> left() const;

private:
    struct Places
    {
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    Status loadReceipts(const ReceiptRepository& receipts, std::size_t root);
    void loadSharedSizes();
    Places nextPage();
    void markPlanned(const std::vector<Frame>& frames);
    Status work(Mailbox& mailbox);
    void workUntilFailure(Mailbox& mailbox);

    IngestContext& m_context;
    const SourceScan& m_scan;
    PlanLore m_lore;
    std::mutex m_mutex;
    std::size_t m_next = 0;        // guarded by m_mutex
    std::vector<bool> m_isPlanned; // by place; guarded by m_mutex while threads run
};

} // namespace safelight
