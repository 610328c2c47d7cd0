#pragma once

#include "base/canceltoken.h"
#include "base/result.h"
#include "domain/receipt.h"
#include "storage/library.h"

#include <QDateTime>

#include <filesystem>
#include <optional>

namespace safelight {

/// What is on a card, as far as that is told without reading a picture: an offer, not a decision. What an
/// ingest does is decided by bytes.
struct CardSurvey
{
    qint64 frames = 0;
    ByteCount bytes;
    qint64 newFrames = 0; ///< no receipt has all of their files, and no stored file has their size and time
    ByteCount newBytes;
    QDateTime oldestNew; ///< local, of the files' times; invalid where nothing is new
    QDateTime newestNew;
    qint64 unproven = 0;            ///< files that the receipt does not prove as they are now, of any kind
    std::optional<Receipt> receipt; ///< the newest of the whole card, wherever it was mounted
    ReceiptSums sums;               ///< of the receipt

    /// The receipt says so, and the card has nothing that the receipt does not know.
    bool isSafeToFormat() const { return receipt && unproven == 0 && sums.isSafeToFormat(*receipt); }
};

/// Lists a card and compares it with the receipts and files of a library (null: there is none yet, all is
/// new). Errors: Cancelled, NotFound (the card is gone), those of the catalogue.
Result<CardSurvey> surveyCard(const Library* library, const std::filesystem::path& root,
                              const CancelToken& cancel);

} // namespace safelight
