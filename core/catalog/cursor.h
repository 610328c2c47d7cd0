#pragma once

#include "base/ids.h"
#include "base/result.h"

#include <QString>

namespace safelight {

/// What a page was a page of. A cursor of one listing is refused by every other.
enum class Listing { Photos = 1, Corrections = 2, Jobs = 3 };

/// Where a listing by ascending id goes on: after the last id that was seen. Never an offset, so that its
/// cost does not grow and rows that come or go meanwhile neither repeat nor hide others.
struct Cursor
{
    Listing listing = Listing::Photos;
    qint64 scope = 0; ///< the project's or job's id that the listing is limited to; 0: all
    qint64 afterId = 0;

    /// Opaque text for a caller outside, with a check sum.
    QString toText() const;

    /// Errors: WrongCursor for anything but a cursor of exactly this listing and scope; never page 1.
    static Result<Cursor> fromText(const QString& text, Listing listing, qint64 scope);

    friend bool operator==(const Cursor&, const Cursor&) = default;
};

} // namespace safelight
