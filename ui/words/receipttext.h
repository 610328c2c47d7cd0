#pragma once

#include "domain/receipt.h"

#include <QString>

namespace safelight {

/// "Safe to format: 412 files proven at 2 places", or why it is not.
QString receiptVerdictText(const Receipt& receipt, const ReceiptSums& sums);
/// One line: where from, where to, when, and the verdict.
QString receiptText(const Receipt& receipt, const ReceiptSums& sums);
/// One line for a file: its name, what became of it, and where its bytes were proven.
QString receiptItemText(const ReceiptItem& item);
QString verifyLevelText(const QString& level);

} // namespace safelight
