#include "ingest/itemledger.h"

#include <utility>

namespace safelight {

namespace {

constexpr qint64 kFlushEveryMs = 100;
constexpr qsizetype kMostUntold = 1'000;

bool isDamage(const std::optional<Error>& reason)
{
    return reason && (reason->code == ErrorCode::Damaged || reason->code == ErrorCode::TooLarge ||
                      reason->code == ErrorCode::WrongType);
}

} // namespace

void ItemLedger::add(const IngestItem& item)
{
    ++m_counts[item.outcome];
    ++m_total;
    if (item.outcome == IngestOutcome::Imported) {
        m_importedBytes += item.size;
        m_damaged += isDamage(item.reason) ? 1 : 0;
    }
    m_movedHere += item.finding == Finding::MovedHere ? 1 : 0;
    m_copiedTwice += item.second.isProven() ? 1 : 0;
    const bool isNotCopiedTwice = item.reason && item.reason->code == ErrorCode::NotCopiedTwice;
    m_notCopiedTwice += isNotCopiedTwice ? 1 : 0;
    if ((item.outcome == IngestOutcome::Failed && item.reason) || isNotCopiedTwice) {
        m_log.warning(u"ingest_item_failed", {{QStringLiteral("path"), item.path},
                                              {QStringLiteral("error"), describeForLog(*item.reason)}});
    }
    m_untold += item;
}

void ItemLedger::addDamage(const IngestItem& item)
{
    m_damaged += isDamage(item.reason) ? 1 : 0;
    m_untold += item;
}

bool ItemLedger::isDue() const
{
    return m_untold.size() >= kMostUntold || (!m_untold.isEmpty() && m_sinceFlush.elapsed() >= kFlushEveryMs);
}

void ItemLedger::flush()
{
    m_sinceFlush.start();
    if (m_untold.isEmpty())
        return;
    m_observer.happened(ItemsIngested{std::exchange(m_untold, {})});
}

void ItemLedger::clear()
{
    m_counts.clear();
    m_total = 0;
    m_damaged = m_movedHere = m_copiedTwice = m_notCopiedTwice = 0;
    m_importedBytes = {};
    m_untold.clear();
}

qint64 ItemLedger::count(IngestOutcome outcome) const
{
    const auto found = m_counts.find(outcome);
    return found == m_counts.end() ? 0 : found->second;
}

QJsonObject ItemLedger::summary() const
{
    return {{QStringLiteral("found"), m_total},
            {QStringLiteral("imported"), count(IngestOutcome::Imported)},
            {QStringLiteral("duplicates"), count(IngestOutcome::Duplicate)},
            {QStringLiteral("conflicts"), count(IngestOutcome::Conflict)},
            {QStringLiteral("skipped"), count(IngestOutcome::Skipped)},
            {QStringLiteral("failed"), count(IngestOutcome::Failed)},
            {QStringLiteral("damaged"), m_damaged},
            {QStringLiteral("moved_here"), m_movedHere},
            {QStringLiteral("second_copies"), m_copiedTwice},
            {QStringLiteral("second_copies_failed"), m_notCopiedTwice},
            {QStringLiteral("bytes"), m_importedBytes.value}};
}

} // namespace safelight
