#pragma once

#include "base/result.h"
#include "catalog/filerepository.h"
#include "db/connection.h"
#include "domain/receipt.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace safelight {

/// A source file whose bytes a receipt says are stored, and the row of that file as it is now.
struct ProvenSource
{
    ReceiptItemId item;
    std::string name; ///< bytes, below the receipt's root
    ByteCount size;
    qint64 mtimeNs = 0;
    StoredFile stored;
};

/// A source file whose bytes a receipt says are stored, as it was found.
struct StoredItem
{
    ReceiptItemId id;
    std::string name; ///< bytes, below the receipt's root
    ByteCount size;
    qint64 mtimeNs = 0;
};

/// Rows of receipts and their items. Each function runs on the connection's thread; those that write many
/// rows want a transaction around them.
class ReceiptRepository
{
public:
    explicit ReceiptRepository(Connection& connection) : m_connection(connection) {}

    Result<ReceiptId> insert(const Receipt& receipt) const;
    /// The receipt must not have an item of that name.
    Result<ReceiptItemId> insertItem(const ReceiptItem& item) const;
    Status removeItem(ReceiptItemId item) const;
    Status noteSourceRemoved(ReceiptItemId item) const;
    /// `isStillProven`: else the proof of the stored file is withdrawn.
    Status noteReason(ReceiptItemId item, const QString& reason, bool isStillProven) const;
    Status noteSharedVolume(ReceiptId receipt) const;
    /// The run has ended; `isComplete`: everything that was found has its item.
    Status finish(ReceiptId receipt, bool isComplete, const QDateTime& at) const;
    /// The run goes on: what failed is forgotten, and will be tried again.
    Status reopen(ReceiptId receipt) const;

    Result<std::optional<Receipt>> find(ReceiptId receipt) const;
    /// Newest first; `root`: only those of this one.
    Result<std::vector<Receipt>> latest(int limit, const QString& root = {}) const;
    /// Of this root, or of the same place on the same volume wherever it was mounted; newest first.
    Result<std::vector<Receipt>> ofPlace(const QString& root, const QString& volume, const QString& place,
                                         int limit) const;
    /// All items that say of a source where it is stored, in any order. `visit` asks the connection nothing.
    Status eachStoredItem(ReceiptId receipt, const std::function<void(const StoredItem&)>& visit) const;
    /// Those of the items whose bytes are stored in a file that is present in a live project, in any order.
    Result<std::vector<ProvenSource>> provenSources(std::span<const ReceiptItemId> items) const;
    /// By id.
    Result<std::vector<Receipt>> ofJob(JobId job) const;
    Result<ReceiptSums> sums(const Receipt& receipt) const;
    /// By id, after `after`.
    Result<std::vector<ReceiptItem>> page(ReceiptId receipt, ReceiptItemId after, int limit) const;
    /// Items that say of a stored file where its bytes were proven besides: its second copies, newest first.
    Result<std::vector<ReceiptItem>> secondCopies(FileId file) const;
    /// The highest number that a name of the job was given.
    Result<int> highestCounter(JobId job) const;

private:
    Result<qint64> leftSince(ReceiptId receipt) const;
    Result<std::vector<Receipt>> select(const QString& tail, const QVariantList& values) const;
    Result<std::vector<ReceiptItem>> selectItems(const QString& tail, const QVariantList& values) const;

    Connection& m_connection;
};

} // namespace safelight
