#include "monitor/watchbatch.h"

#include "base/pathtext.h"

namespace safelight {

namespace {

/// Passes everything on, and keeps what became of each file.
class ItemCollector final : public TaskObserver
{
public:
    ItemCollector(TaskObserver& next, QHash<QString, IngestItem>& items) : m_next(next), m_items(items) {}

    void progressed(const TaskProgress& progress) override { m_next.progressed(progress); }
    void happened(const Fact& fact) override
    {
        if (const auto* ingested = std::get_if<ItemsIngested>(&fact)) {
            for (const IngestItem& item : ingested->items)
                m_items.insert(item.path, item);
        }
        m_next.happened(fact);
    }

private:
    TaskObserver& m_next;
    QHash<QString, IngestItem>& m_items;
};

} // namespace

bool isObstacle(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NoSpace:
    case ErrorCode::ReadOnly: // of the library: a source is only read
    case ErrorCode::VolumeGone:
    case ErrorCode::LibraryMissing:
    case ErrorCode::ProjectOffline:
    case ErrorCode::CatalogBusy:
    case ErrorCode::CatalogReadOnly:
    case ErrorCode::CatalogUnreachable:
        return true;
    default:
        return false;
    }
}

std::optional<Error> BatchOutcome::obstacle() const
{
    if (result.state == JobState::Refused || result.state == JobState::Failed)
        return result.error.value_or(Error{});
    if (result.state == JobState::Interrupted && result.error) // a disk that stayed away for too long
        return result.error;
    for (const IngestItem& item : items) {
        if (item.outcome == IngestOutcome::Failed && item.reason && isObstacle(item.reason->code))
            return item.reason;
    }
    return std::nullopt;
}

bool BatchOutcome::isFailed(const QString& path) const
{
    const auto item = items.find(path);
    return item != items.end() && item->outcome == IngestOutcome::Failed;
}

BatchOutcome takeBatch(const TaskEnvironment& environment, IngestRequest request,
                       const std::vector<SettledFile>& files, TaskObserver& observer,
                       const CancelToken& cancel)
{
    request.sources.clear();
    for (const SettledFile& file : files)
        request.sources.push_back(request.base / file.name);
    BatchOutcome outcome;
    ItemCollector collector(observer, outcome.items);
    outcome.result = runIngest(environment, request, collector, cancel);
    return outcome;
}

} // namespace safelight
