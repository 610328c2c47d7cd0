#pragma once

#include "catalog/receiptrepository.h"
#include "ingest/frame.h"
#include "ingest/sourcescan.h"

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace safelight {

struct IngestContext;

/// Plans a frame without reading its files, where what is known of them decides: a receipt has each file of
/// it, of the same size and time, and its copy is still there; or nothing in the catalogue or among the
/// sources has its sizes, and its names are free. Loaded once, then asked by any thread. For plans only: what
/// is done in earnest is always decided by bytes.
class QuickPlan
{
public:
    explicit QuickPlan(IngestContext& context) : m_context(context) {}

    Status load(Connection& connection, const SourceScan& scan);
    /// Whether the frame is decided; its names are reserved then.
    bool decide(Frame& frame) const;

private:
    Status loadReceipts(const ReceiptRepository& receipts, std::size_t root);
    bool isKnown(FrameFile& file) const;
    bool isSurelyNew(const FrameFile& file) const;
    bool isSidecarFree(const Frame& frame) const;
    bool takeNames(Frame& frame) const;

    IngestContext& m_context;
    std::vector<std::filesystem::path> m_roots;
    /// By root: what receipts say of the files below it.
    std::vector<std::unordered_map<std::string, ProvenSource>> m_proven;
    std::unordered_set<qint64> m_sizes;       ///< of variants in the catalogue
    std::unordered_set<qint64> m_sharedSizes; ///< of more than one file among the sources
    std::unordered_set<std::string> m_stems;  ///< of the project's photos
    bool m_hasTemplates = false;
};

} // namespace safelight
