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
/// What was taken in from: the name of the card, or the folder.
QString receiptSourceText(const Receipt& receipt);
/// The verdict as a chip: "Safe to format", "Not yet".
QString receiptVerdictWord(const Receipt& receipt, const ReceiptSums& sums);
/// What became of a file, with the reason where there is one.
QString receiptOutcomeText(const ReceiptItem& item);
/// "by digest, 2026-11-21 14:05"; empty: not proven.
QString proofText(const FileProof& proof);
QString verifyLevelText(const QString& level);

} // namespace safelight
