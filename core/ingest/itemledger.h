#pragma once

#include "base/eventlog.h"
#include "domain/ingestitem.h"
#include "tasks/taskobserver.h"

#include <QElapsedTimer>
#include <QJsonObject>

#include <map>

namespace safelight {

/// Counts what became of each file and tells it, in batches, each item once. Belongs to the committing
/// thread.
class ItemLedger
{
public:
    ItemLedger(TaskObserver& observer, EventLog log) : m_observer(observer), m_log(std::move(log))
    {
        m_sinceFlush.start();
    }

    void add(const IngestItem& item);
    /// A damage that was found in a stored file after its item was told.
    void addDamage(const IngestItem& item);
    /// Tells what was added and not told yet; `isDue()` says when it is time.
    void flush();
    bool isDue() const;
    /// Forgets everything, for a run that was refused before it did anything.
    void clear();

    /// Something could not be stored, or not at all places that were wanted.
    bool hasFailures() const { return count(IngestOutcome::Failed) > 0 || m_notCopiedTwice > 0; }
    qint64 count(IngestOutcome outcome) const;
    qint64 total() const { return m_total; }
    /// Counts under the names of the command line's summary.
    QJsonObject summary() const;

private:
    TaskObserver& m_observer;
    EventLog m_log;
    std::map<IngestOutcome, qint64> m_counts;
    qint64 m_total = 0;
    qint64 m_damaged = 0;
    qint64 m_notCopiedTwice = 0;
    qint64 m_movedHere = 0;
    qint64 m_copiedTwice = 0;
    ByteCount m_importedBytes;
    QVector<IngestItem> m_untold;
    QElapsedTimer m_sinceFlush;
};

} // namespace safelight
