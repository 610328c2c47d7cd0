#pragma once

#include "catalog/receiptrepository.h"
#include "ingest/frame.h"
#include "ingest/sourcescan.h"

#include <map>
#include <unordered_map>
#include <vector>

namespace safelight {

struct IngestContext;

/// The receipts of an ingest, one a source root: written as it goes along, in the transactions that make true
/// what they say, so that they are also the journal that an interrupted ingest goes on from. Belongs to the
/// committing thread.
class ReceiptBook
{
public:
    ReceiptBook(IngestContext& context, Connection& connection) : m_context(context), m_connection(connection)
    {
    }

    /// Whether the roots of the job that is gone on with are the ones that it began with: a card that is not
    /// there leaves an empty folder, and another one has other pictures under the same name. Errors:
    /// VolumeGone.
    Status checkRoots(JobId job) const;
    /// Begins the job's receipts, or goes on with those that it has. In a transaction of its own.
    Status open(JobId job, const SourceScan& scan);
    /// Whether an earlier attempt of the job settled this very file, so that there is nothing left to do.
    bool isSettled(const SourceFile& file) const;
    /// Files that an earlier attempt settled.
    qint64 settledCount() const { return m_settledCount; }
    int highestCounter() const { return m_highestCounter; }

    /// Within the caller's transaction.
    Status add(FrameFile& file);
    Status add(const RejectedFile& file);
    /// The file's source stays, for a reason that was found after its item was committed: it may say that the
    /// bytes are not stored as was thought.
    Status noteLeft(const FrameFile& file);
    /// The file's source was removed after its item was committed.
    Status noteSourceRemoved(const FrameFile& file);

    /// Some of what was to be written could not be: the receipts of this run are not complete, whatever it
    /// ends with.
    void noteLoss(const Error& reason);
    /// In a transaction of its own. `isComplete`: everything that was found has its item.
    Status finish(bool isComplete);
    QVector<ReceiptId> ids() const;

private:
    struct Settled
    {
        ReceiptItemId item;
        qint64 size = 0;
        qint64 mtimeNs = 0;
        bool isOpen = false; ///< its source is still to be removed
    };

    /// What a scan found at a root.
    struct Found
    {
        bool isWhole = false;
        qint64 files = 0;
    };

    Status openOne(JobId job, std::size_t root, const Found& found, const std::vector<Receipt>& earlier);
    Status readSettled(std::size_t root);
    std::string nameBelowRoot(std::size_t root, const std::filesystem::path& path) const;
    bool isErasedWith(std::size_t root, const std::filesystem::path& folder);
    Status noteSharedVolume(std::size_t root, const FrameFile& file, const ReceiptItem& item);
    Status replaceEarlier(std::size_t root, const std::string& name);

    IngestContext& m_context;
    Connection& m_connection;
    std::vector<std::filesystem::path> m_roots;
    std::vector<ReceiptId> m_receipts; ///< by root
    std::vector<std::unordered_map<std::string, Settled>> m_settled;
    std::vector<std::map<std::filesystem::path, bool>> m_erasedWith; ///< by root: folders of copies
    std::vector<bool> m_sharesVolume;                                ///< by root: noted already
    qint64 m_settledCount = 0;
    int m_highestCounter = 0;
    bool m_isLossy = false;
};

} // namespace safelight
