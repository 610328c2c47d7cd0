#pragma once

#include "catalog/receiptrepository.h"
#include "db/connection.h"
#include "ingest/frame.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace safelight {

struct IngestContext;
struct PlanLore;

/// Plans pages of frames without reading their files (QuickPlan). One a thread, with a connection of its own;
/// holds what the catalogue says of one page.
class PagePlanner
{
public:
    PagePlanner(IngestContext& context, const PlanLore& lore);

    Status open();
    /// Those of the frames that are decided; their names are reserved.
    Result<std::vector<Frame>> plan(std::vector<Frame> frames);

private:
    Status askReceipts(const std::vector<Frame>& frames);
    Status askSizesAndStems(const std::vector<Frame>& frames);
    std::string_view nameBelowRoot(const FrameFile& file) const;
    const ProvenSource* provenSource(const FrameFile& file);
    bool isCopyThere(const StoredFile& stored);
    bool takeKnown(Frame& frame);
    bool mayBeSurelyNew(const Frame& frame) const;
    bool isSidecarFree(const Frame& frame) const;
    bool takeNew(Frame& frame) const;

    IngestContext& m_context;
    const PlanLore& m_lore;
    Connection m_connection;
    std::map<ProjectId, std::filesystem::path> m_folders; ///< of projects that copies lie in

    std::unordered_map<qint64, ProvenSource> m_proven; ///< of the page, by item
    std::unordered_set<qint64> m_sizes;                ///< of the page, that the catalogue has
    std::unordered_set<std::string> m_stems;           ///< of the page, that the project has
};

} // namespace safelight
