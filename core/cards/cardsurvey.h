#pragma once

#include "base/canceltoken.h"
#include "base/result.h"
#include "domain/receipt.h"
#include "storage/library.h"

#include <QDateTime>

#include <filesystem>
#include <optional>
#include <vector>

namespace safelight {

/// A file on a card of which nothing proves that it is in the library.
struct UnprovenFile
{
    enum class Why {
        New,         ///< nothing of its size and time is stored
        NotProven,   ///< it seems to be stored, but the newest receipt of the whole card does not prove it
        CopyMissing, ///< the receipt does, but its copy does not lie in its place as it was stored
        UnknownKind, ///< it is not taken in
    };
    std::filesystem::path path;
    Why why = Why::New;
};
/// `new`, `not_proven`, `copy_missing`, `unknown_kind`.
QString unprovenWhyName(UnprovenFile::Why why);

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
    std::vector<UnprovenFile> unproven; ///< files of any kind that are not proven as they are now
    std::optional<Receipt> receipt;     ///< the newest of the whole card, wherever it was mounted
    ReceiptSums sums;                   ///< of the receipt

    /// The receipt says so, its copies lie in the library now, and the card has nothing that it does not
    /// know.
    bool isSafeToFormat() const { return receipt && unproven.empty() && sums.isSafeToFormat(*receipt); }
};

/// Lists a card and compares it with the receipts and files of a library (null: there is none yet, all is
/// new). Errors: Cancelled, NotFound (the card is gone), those of the catalogue.
Result<CardSurvey> surveyCard(const Library* library, const std::filesystem::path& root,
                              const CancelToken& cancel);

} // namespace safelight
