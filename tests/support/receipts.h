#pragma once

#include "catalog/receiptrepository.h"
#include "support/libraryfixture.h"

#include <vector>

namespace safelight::test {

/// The newest receipt of a library, with all of its items.
struct WholeReceipt
{
    Receipt receipt;
    ReceiptSums sums;
    std::vector<ReceiptItem> items;

    bool isSafeToFormat() const { return sums.isSafeToFormat(receipt); }
    /// `name outcome places`, sorted.
    QStringList said() const;
};
WholeReceipt latestReceipt(const LibraryFixture& safe);

} // namespace safelight::test
